package dev.pairplane.storage.bench.engine;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.IntFunction;
import org.HdrHistogram.Histogram;

/// Counts and times operations.
final class Meter {
    private static final int DIGITS = 3;
    private static final double P99 = 99;

    private Meter() {}

    /// One operation.
    @FunctionalInterface
    interface Step {
        /// Does it.
        ///
        /// @param number of the operation, from 0
        void run(long number) throws Exception;
    }

    /// Does a step so many times, one after another.
    static Figure count(long times, Step step) throws Exception {
        var histogram = new Histogram(DIGITS);
        long start = System.nanoTime();
        long before = start;
        for (long i = 0; i < times; i++) {
            step.run(i);
            long now = System.nanoTime();
            histogram.recordValue(now - before);
            before = now;
        }
        return figure(histogram, before - start);
    }

    /// Does a step again and again for a time.
    static Figure during(Duration time, Step step) throws Exception {
        var histogram = new Histogram(DIGITS);
        long nanos = run(time, step, histogram);
        return figure(histogram, nanos);
    }

    private static long run(Duration time, Step step, Histogram histogram) throws Exception {
        long start = System.nanoTime();
        long end = start + time.toNanos();
        long before = start;
        for (long i = 0; before < end; i++) {
            step.run(i);
            long now = System.nanoTime();
            histogram.recordValue(now - before);
            before = now;
        }
        return before - start;
    }

    /// The same on several threads at once; the rate is that of all together.
    ///
    /// @param steps makes the step of each thread
    static Figure threads(int threads, Duration time, IntFunction<Step> steps) throws Exception {
        try (ExecutorService executor = Executors.newFixedThreadPool(threads)) {
            List<Callable<Histogram>> tasks = new ArrayList<>();
            for (int i = 0; i < threads; i++) {
                Step step = steps.apply(i);
                tasks.add(() -> {
                    var histogram = new Histogram(DIGITS);
                    run(time, step, histogram);
                    return histogram;
                });
            }
            long start = System.nanoTime();
            var all = new Histogram(DIGITS);
            for (Future<Histogram> task : executor.invokeAll(tasks)) {
                all.add(task.get());
            }
            return figure(all, System.nanoTime() - start);
        }
    }

    private static Figure figure(Histogram histogram, long nanos) {
        return new Figure(
                histogram.getTotalCount() * 1e9 / nanos,
                histogram.getValueAtPercentile(P99) / 1000.0);
    }
}
