package dev.pairplane.storage.bench.engine;

/// What is set alike on both sides, besides the constants.
///
/// @param synced whether each write is synced before it returns
/// @param cacheBytes of the block cache
/// @param memtableBytes from which a memtable is flushed
record StoreSettings(boolean synced, long cacheBytes, long memtableBytes) {
    static final int BLOCK_BYTES = 4096;
    static final int RESTART_INTERVAL = 16;
    static final int FILTER_BITS = 10;
    static final int MEMTABLES = 2;
    static final int LEVEL_ZERO_TRIGGER = 4;
    static final int LEVEL_ZERO_STOP = 20;
    static final long BASE_BYTES = 256L << 20;
    static final int MULTIPLIER = 10;
    static final long TABLE_BYTES = 64L << 20;
    static final long CACHE_BYTES = 256L << 20;
    private static final long MEMTABLE_BYTES = 64L << 20;

    /// The usual ones.
    static StoreSettings unsynced() {
        return new StoreSettings(false, CACHE_BYTES, MEMTABLE_BYTES);
    }

    /// The same with another cache.
    StoreSettings cache(long bytes) {
        return new StoreSettings(synced, bytes, memtableBytes);
    }

    /// The same with another size of memtables.
    StoreSettings memtable(long bytes) {
        return new StoreSettings(synced, cacheBytes, bytes);
    }

    /// The same with each write synced.
    StoreSettings withSync() {
        return new StoreSettings(true, cacheBytes, memtableBytes);
    }
}
