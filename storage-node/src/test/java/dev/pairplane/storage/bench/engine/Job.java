package dev.pairplane.storage.bench.engine;

import java.util.Locale;

/// What one JVM does.
enum Job {
    /// Fills stores, and overwrites what the last one holds.
    FILL,
    /// Writes, each of them synced.
    SYNCED,
    /// The same with each sync slowed down.
    SYNCED_SLOWED,
    /// Makes the store that [#READ] reads.
    LOAD,
    /// Reads and writes with everything in the block cache.
    READ,
    /// Makes the store that [#READ_UNCACHED] reads.
    LOAD_UNCACHED,
    /// Reads with hardly anything in the block cache.
    READ_UNCACHED,
    /// Makes a log, and ends without closing the store.
    LOG,
    /// Opens a store that has a log only.
    RECOVER;

    /// The name in messages and of files.
    String text() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
