package dev.pairplane.publishing.core.retry;

import java.time.Duration;
import java.util.random.RandomGenerator;

/// How long a job waits for its next attempt: `min(base × multiplier^(n−1), max)` before the n-th
/// retry, and a random time from zero up to `jitter` on top, so that jobs that failed together do
/// not come back together.
///
/// @param base before the first retry, above zero
/// @param max no delay is longer, jitter apart
/// @param multiplier from one retry to the next, 1 to 10
/// @param jitter exclusive; zero for none
public record RetryPolicy(Duration base, Duration max, double multiplier, Duration jitter) {

    /// 100 ms, doubled up to 30 s, and up to a second on top.
    public static final RetryPolicy DEFAULT =
            new RetryPolicy(
                    Duration.ofMillis(100), Duration.ofSeconds(30), 2, Duration.ofSeconds(1));

    private static final double MAX_MULTIPLIER = 10;

    /// @throws IllegalArgumentException when a value is out of range
    public RetryPolicy {
        if (!base.isPositive() || max.compareTo(base) < 0) {
            throw new IllegalArgumentException("0 < base <= max is wanted: " + base + ", " + max);
        }
        if (!(multiplier >= 1 && multiplier <= MAX_MULTIPLIER)) {
            throw new IllegalArgumentException("the multiplier is 1 to 10, not " + multiplier);
        }
        if (jitter.isNegative()) {
            throw new IllegalArgumentException("the jitter is zero or more, not " + jitter);
        }
    }

    /// The delay before a retry.
    ///
    /// @param retry from 1
    /// @throws IllegalArgumentException when it is less
    public Duration delay(int retry, RandomGenerator random) {
        if (retry < 1) {
            throw new IllegalArgumentException("retries are counted from 1, not from " + retry);
        }
        double grown = base.toNanos() * Math.pow(multiplier, retry - 1.0);
        long nanos = (long) Math.min(grown, (double) max.toNanos());
        long extra = jitter.isZero() ? 0 : random.nextLong(jitter.toNanos());
        return Duration.ofNanos(nanos + extra);
    }
}
