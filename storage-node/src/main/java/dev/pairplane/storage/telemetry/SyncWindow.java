package dev.pairplane.storage.telemetry;

import java.util.Arrays;

/// The times of the last syncs, for people who look at the console. Safe for all threads.
public final class SyncWindow {
    private static final int SIZE = 1024;

    private final long[] nanos = new long[SIZE];
    private long count;

    /// Adds a sync.
    public synchronized void add(long time) {
        nanos[(int) (count++ % SIZE)] = time;
    }

    /// Quantiles of the last 1,024 syncs, in ms.
    ///
    /// @param syncs how many there were since the start
    public record Quantiles(long syncs, double p50, double p99, double max) {}

    /// The quantiles now; zeros when there was no sync yet.
    public synchronized Quantiles quantiles() {
        int size = (int) Math.min(count, SIZE);
        if (size == 0) {
            return new Quantiles(0, 0, 0, 0);
        }
        long[] sorted = Arrays.copyOf(nanos, size);
        Arrays.sort(sorted);
        return new Quantiles(
                count,
                sorted[size / 2] / 1e6,
                sorted[(int) (size * 0.99)] / 1e6,
                sorted[size - 1] / 1e6);
    }
}
