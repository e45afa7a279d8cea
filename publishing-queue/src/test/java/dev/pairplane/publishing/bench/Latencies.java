package dev.pairplane.publishing.bench;

import java.util.Arrays;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicInteger;

/// How long things took, each from the moment at which it was due. Safe for threads.
final class Latencies {
    private final long[] nanos;
    private final AtomicInteger count = new AtomicInteger();

    /// @param most how many there can be
    Latencies(int most) {
        nanos = new long[most];
    }

    void add(long taken) {
        nanos[count.getAndIncrement()] = taken;
    }

    int count() {
        return count.get();
    }

    /// The values at 50, 95, 99 and 100 percent, once nothing is added any more.
    Quantiles quantiles() {
        long[] sorted = Arrays.copyOf(nanos, count.get());
        Arrays.sort(sorted);
        return new Quantiles(at(sorted, 0.5), at(sorted, 0.95), at(sorted, 0.99), at(sorted, 1));
    }

    private static double at(long[] sorted, double share) {
        if (sorted.length == 0) {
            return Double.NaN;
        }
        int index = (int) Math.ceil(share * sorted.length) - 1;
        return sorted[Math.max(0, index)] / 1e6;
    }

    /// In milliseconds.
    record Quantiles(double p50, double p95, double p99, double max) {
        String cells() {
            return String.format(Locale.ROOT, "%.1f | %.1f | %.1f | %.1f", p50, p95, p99, max);
        }
    }
}
