package dev.pairplane.difftracker.core.retry;

import java.time.Duration;
import java.util.random.RandomGenerator;

/// Exponential backoff: base, doubled with each failure, up to a cap, plus up to a share of jitter.
///
/// @param base the delay after the first failure
/// @param cap no delay is longer, jitter apart
/// @param jitter the largest share that is added, 0 to 1
public record Backoff(Duration base, Duration cap, double jitter) {

    private static final int EXPONENT_LIMIT = 30;

    /// @throws IllegalArgumentException when a delay is not positive or the jitter is out of range
    public Backoff {
        if (!base.isPositive() || cap.compareTo(base) < 0) {
            throw new IllegalArgumentException("0 < base <= cap is wanted: " + base + ", " + cap);
        }
        if (!(jitter >= 0 && jitter <= 1)) {
            throw new IllegalArgumentException("jitter is a share from 0 to 1, not " + jitter);
        }
    }

    /// The delay after the n-th failure in a row.
    ///
    /// @param failures 1 or more
    public Duration delay(int failures, RandomGenerator random) {
        int doublings = Math.min(Math.max(failures, 1) - 1, EXPONENT_LIMIT);
        double nanos =
                Math.min(
                        (double) base.toNanos() * (double) (1L << doublings),
                        (double) cap.toNanos());
        return Duration.ofNanos((long) (nanos * (1 + jitter * random.nextDouble())));
    }
}
