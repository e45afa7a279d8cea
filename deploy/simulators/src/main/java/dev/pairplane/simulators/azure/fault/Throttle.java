package dev.pairplane.simulators.azure.fault;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;

/// Takes tokens from a bucket. Safe for threads.
public final class Throttle {

    private final Clock clock;
    private final Bucket bucket;
    private double tokens;
    private Instant filled;

    /// Starts full.
    public Throttle(Bucket bucket, Clock clock) {
        this.bucket = bucket;
        this.clock = clock;
        this.tokens = bucket.capacity();
        this.filled = clock.instant();
    }

    /// Takes a token.
    ///
    /// @return 0, or without one the whole seconds until there is one
    public synchronized int take() {
        Instant now = clock.instant();
        double gained = Duration.between(filled, now).toNanos() / 1e9 * bucket.perSecond();
        tokens = Math.min(bucket.capacity(), tokens + Math.max(0, gained));
        filled = now;
        if (tokens >= 1) {
            tokens--;
            return 0;
        }
        return (int) Math.max(1, Math.ceil((1 - tokens) / bucket.perSecond()));
    }
}
