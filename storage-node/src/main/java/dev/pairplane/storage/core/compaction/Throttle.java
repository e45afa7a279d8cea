package dev.pairplane.storage.core.compaction;

import java.util.function.LongSupplier;

/// Spreads the work of all merges over time, so that they leave the disk to reads and writes. Safe
/// for several threads, which share the rate.
public final class Throttle {
    private static final double SECOND = 1e9;

    /// What may be done at once after a rest.
    private static final long BURST_NANOS = 100_000_000;

    private final long bytesPerSecond;
    private final LongSupplier nanoTime;
    private boolean used;
    private long due;

    /// @param bytesPerSecond of all merges together; 0 sets no limit
    /// @param nanoTime monotonic clock, ns
    public Throttle(long bytesPerSecond, LongSupplier nanoTime) {
        if (bytesPerSecond < 0) {
            throw new IllegalArgumentException(bytesPerSecond + " bytes a second; 0 or more");
        }
        this.bytesPerSecond = bytesPerSecond;
        this.nanoTime = nanoTime;
    }

    /// Counts work that was done.
    ///
    /// @return how long to wait before the next, ns; 0 or more
    public synchronized long after(long bytes) {
        if (bytesPerSecond == 0 || bytes == 0) {
            return 0;
        }
        long now = nanoTime.getAsLong();
        if (!used || due - now < -BURST_NANOS) {
            due = now - BURST_NANOS;
            used = true;
        }
        due += Math.round(bytes * SECOND / bytesPerSecond);
        return Math.max(0, due - now);
    }
}
