package dev.pairplane.storage.core.sstable;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.Weigher;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/// The decompressed blocks that were read last and most often, of all tables of a store. Safe for
/// several threads.
public final class BlockCache {
    /// The key, and the cache's entry around key and block.
    private static final int ENTRY_OVERHEAD = 120;

    private final Cache<Key, CachedBlock> blocks;
    private final AtomicLong tables = new AtomicLong();
    private final LongAdder hits = new LongAdder();
    private final LongAdder misses = new LongAdder();

    /// A block of an open table. Tables are told apart by a number that is given out anew at each
    /// opening: that of a file may come to mean another one in a store that is restored.
    private record Key(long table, long offset) {}

    /// @param bytes of memory that the blocks may take; 0 keeps none
    /// @param housekeeping runs the cache's short tasks; may be the caller's own thread
    public BlockCache(long bytes, Executor housekeeping) {
        Weigher<Key, CachedBlock> weigher = (_, block) -> ENTRY_OVERHEAD + block.weight();
        this.blocks =
                Caffeine.newBuilder()
                        .maximumWeight(bytes)
                        .weigher(weigher)
                        .executor(housekeeping)
                        .build();
    }

    /// A number for a table that is being opened.
    long nextTable() {
        return tables.incrementAndGet();
    }

    @Nullable CachedBlock get(long table, long offset) {
        CachedBlock block = blocks.getIfPresent(new Key(table, offset));
        (block == null ? misses : hits).increment();
        return block;
    }

    void put(long table, long offset, CachedBlock block) {
        blocks.put(new Key(table, offset), block);
    }

    /// How the cache does.
    ///
    /// @param hits blocks that were found since the start
    /// @param misses blocks that were not
    /// @param bytes that the blocks take, about
    public record Figures(long hits, long misses, long bytes) {
        /// Those of a cache that was never asked.
        public static final Figures NONE = new Figures(0, 0, 0);
    }

    /// How the cache does. Never waits.
    public Figures figures() {
        return new Figures(hits.sum(), misses.sum(), bytes());
    }

    /// Bytes that the blocks take, about.
    public long bytes() {
        return blocks.policy().eviction().stream()
                .mapToLong(eviction -> eviction.weightedSize().orElse(0))
                .sum();
    }
}
