package dev.pairplane.storage.core.engine;

import java.time.Duration;
import java.util.function.LongSupplier;

/// The time by which it is judged whether a deletion is old enough to be forgotten. Safe for any
/// number of threads.
///
/// A wall clock that jumps ahead would collect deletions that other replicas have not seen yet, and
/// what they hide would come back for good. So this clock follows the wall clock, but goes no
/// faster than the monotonic one, and gains at most an hour over what the manifest has of it at
/// each start. It never goes back. A node that was away for long collects late, which costs room
/// and nothing else.
final class CollectionClock {
    /// How much a start may gain.
    private static final long LEAP_MS = Duration.ofHours(1).toMillis();

    /// How far it goes before that is written down.
    private static final long WRITTEN_EVERY_MS = Duration.ofHours(1).toMillis();

    private final LongSupplier wallMs;
    private final LongSupplier nanoTime;
    private final long written;
    private final long limitAtStart;
    private final long started;

    /// @param writtenMs what the manifest has, 0 for nothing
    CollectionClock(LongSupplier wallMs, LongSupplier nanoTime, long writtenMs) {
        this.wallMs = wallMs;
        this.nanoTime = nanoTime;
        this.written = writtenMs;
        this.limitAtStart = writtenMs == 0 ? wallMs.getAsLong() : writtenMs + LEAP_MS;
        this.started = nanoTime.getAsLong();
    }

    /// The time, ms since the epoch.
    long nowMs() {
        long elapsed = Duration.ofNanos(nanoTime.getAsLong() - started).toMillis();
        return Math.max(written, Math.min(wallMs.getAsLong(), limitAtStart + elapsed));
    }

    /// Whether it should be written down, for a store that changes no tables for long.
    ///
    /// @param writtenMs what the manifest has
    boolean due(long writtenMs) {
        return nowMs() - writtenMs >= WRITTEN_EVERY_MS;
    }
}
