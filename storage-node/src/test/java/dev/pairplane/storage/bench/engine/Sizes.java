package dev.pairplane.storage.bench.engine;

import java.time.Duration;

/// How much is written, read and repeated.
///
/// @param scale 1 is the whole benchmark; see [#LEAST] and [#MOST]
record Sizes(double scale) {
    static final double LEAST = 0.01;
    static final double MOST = 10;

    /// Bytes of small and of large values.
    static final int SMALL = 100;

    static final int LARGE = 4096;

    /// Key, versions and value of a small and of a large one, about.
    private static final int LARGE_ENTRY = LARGE + 60;

    private static final double HARD_TO_CACHE = 10.5;

    /// How often each job is done; the median counts.
    int runs() {
        if (scale >= 1) {
            return 5;
        }
        return scale >= 0.2 ? 3 : 1;
    }

    /// Keys that a fill writes.
    int filled(int valueBytes) {
        return valueBytes == SMALL ? scaled(1_500_000, 30_000) : scaled(100_000, 3_000);
    }

    /// Keys that all fit the block cache.
    int cached(int valueBytes) {
        return valueBytes == SMALL ? scaled(1_000_000, 30_000) : scaled(40_000, 3_000);
    }

    /// Bytes of the block cache where data is to be more than ten times as large.
    long smallCache() {
        return Math.max(8L << 20, (long) (StoreSettings.CACHE_BYTES * Math.min(scale, 1)));
    }

    /// Keys with large values that take more than ten times that.
    int uncached() {
        return (int) (HARD_TO_CACHE * smallCache() / LARGE_ENTRY);
    }

    /// Keys with large values that make the log.
    int logged() {
        return (int) (logBytes() / LARGE_ENTRY);
    }

    /// Bytes of the log.
    long logBytes() {
        return (long) (1e9 * scale);
    }

    /// How long a row is measured that is not over when all is written.
    Duration measured() {
        return seconds(2.5 * scale, 0.3, 2.5);
    }

    /// How long it runs before.
    Duration warmUp() {
        return seconds(2 * scale, 0.3, 2);
    }

    private static Duration seconds(double wanted, double least, double most) {
        return Duration.ofMillis(Math.round(1000 * Math.clamp(wanted, least, most)));
    }

    private int scaled(int whole, int least) {
        return (int) Math.max(least, Math.round(whole * scale));
    }
}
