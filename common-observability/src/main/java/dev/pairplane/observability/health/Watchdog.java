package dev.pairplane.observability.health;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;

/// Notices loops that stopped making progress.
///
/// A loop registers, then beats whenever it got something done, and says when it has nothing to do;
/// a loop that is busy and did not beat for longer than the limit is stalled. Safe for all threads;
/// a beat is one volatile write.
public final class Watchdog {
    /// How long a loop may be busy without progress, unless configured.
    public static final Duration DEFAULT_LIMIT = Duration.ofSeconds(60);

    private final LongSupplier nanoTime;
    private final long limitNanos;
    private final Map<String, Beat> beats = new ConcurrentHashMap<>();

    /// @param nanoTime a clock that only goes forward, in nanoseconds
    public Watchdog(LongSupplier nanoTime, Duration limit) {
        this.nanoTime = nanoTime;
        this.limitNanos = limit.toNanos();
    }

    /// Begins to watch a loop; it counts as busy from now.
    ///
    /// @throws IllegalStateException when a loop of this name is watched already
    public Beat register(String loop) {
        Beat beat = new Beat(loop);
        beat.beat();
        if (beats.putIfAbsent(loop, beat) != null) {
            throw new IllegalStateException("a loop named " + loop + " is watched already");
        }
        return beat;
    }

    /// Names of the loops that are stalled now, sorted.
    public List<String> stalled() {
        long now = nanoTime.getAsLong();
        return beats.values().stream()
                .filter(beat -> !beat.idle && now - beat.at > limitNanos)
                .map(beat -> beat.loop)
                .sorted()
                .toList();
    }

    /// One watched loop's sign of life.
    public final class Beat implements AutoCloseable {
        private final String loop;
        private volatile long at;
        private volatile boolean idle;

        private Beat(String loop) {
            this.loop = loop;
        }

        /// Something got done; the loop goes on.
        public void beat() {
            at = nanoTime.getAsLong();
            idle = false;
        }

        /// The loop waits for work: no progress is expected until it beats again.
        public void idle() {
            idle = true;
        }

        /// Ends the watch. Again: nothing.
        @Override
        public void close() {
            beats.remove(loop, this);
        }
    }
}
