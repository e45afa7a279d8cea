package dev.pairplane.storage.core.sstable;

/// What the block cache holds.
sealed interface CachedBlock permits Block, BloomFilter {

    /// Bytes of memory that it takes, about.
    int weight();
}
