package dev.pairplane.observability.metrics;

import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/// One series of a histogram. Safe for all threads.
public abstract sealed class Histogram {
    private static final double NANOS_PER_SECOND = 1e9;

    private Histogram() {}

    /// Counts one value, in the metric's unit. Negative values and NaN are not counted.
    public abstract void record(double value);

    /// Counts a duration given in nanoseconds, in seconds. Negative ones are not counted.
    public abstract void recordNanos(long nanos);

    /// How many values were counted.
    public abstract long count();

    /// The sum of all counted values, in the metric's unit.
    public abstract double sum();

    /// Counts a duration in seconds.
    public final void record(Duration duration) {
        recordNanos(duration.toNanos());
    }

    /// Seconds. Micrometer's summaries round values up to whole numbers before they look for the
    /// bucket; only its timers look with the full value.
    static final class Seconds extends Histogram {
        private final Timer timer;

        Seconds(Timer timer) {
            this.timer = timer;
        }

        @Override
        public void record(double value) {
            if (value >= 0) {
                timer.record((long) (value * NANOS_PER_SECOND), TimeUnit.NANOSECONDS);
            }
        }

        @Override
        public void recordNanos(long nanos) {
            timer.record(nanos, TimeUnit.NANOSECONDS);
        }

        @Override
        public long count() {
            return timer.count();
        }

        @Override
        public double sum() {
            return timer.totalTime(TimeUnit.NANOSECONDS) / NANOS_PER_SECOND;
        }
    }

    /// Anything else, with whole numbers as bounds, so that the rounding changes no bucket.
    static final class Whole extends Histogram {
        private final DistributionSummary summary;

        Whole(DistributionSummary summary) {
            this.summary = summary;
        }

        @Override
        public void record(double value) {
            if (value >= 0) {
                summary.record(value);
            }
        }

        @Override
        public void recordNanos(long nanos) {
            record(nanos / NANOS_PER_SECOND);
        }

        @Override
        public long count() {
            return summary.count();
        }

        @Override
        public double sum() {
            return summary.totalAmount();
        }
    }
}
