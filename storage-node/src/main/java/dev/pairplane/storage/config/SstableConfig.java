package dev.pairplane.storage.config;

import dev.pairplane.observability.config.Doc;
import dev.pairplane.observability.config.Range;
import io.quarkus.runtime.annotations.RegisterForReflection;
import io.quarkus.runtime.configuration.MemorySize;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;

/// The sorted tables on disk.
@RegisterForReflection
@ConfigMapping(prefix = "sstable", namingStrategy = ConfigMapping.NamingStrategy.SNAKE_CASE)
public interface SstableConfig {
    /// How blocks are compressed.
    enum Compression {
        NONE,
        LZ4,
        ZSTD
    }

    @Doc(
            "Bytes of a data block before compression: what one read brings in. A value that is"
                    + " larger makes a larger block.")
    @Range(min = "512", max = "1M")
    @WithDefault("4096")
    MemorySize blockSize();

    @Doc("Data blocks under one part of the index and of the filter.")
    @Range(min = "1", max = "10000")
    @WithDefault("100")
    int indexInterval();

    @Doc(
            "Share of reads of absent keys that ask a table in vain; 0.01 takes 1.2 bytes for each"
                    + " key.")
    @Range(min = "0.000001", max = "0.5")
    @WithDefault("0.01")
    double bloomFilterFp();

    @Doc("How blocks are compressed; those that hardly shrink are kept as they are.")
    @WithDefault("lz4")
    Compression compression();

    @Doc("A table that merging writes ends at this size.")
    @Range(min = "1M", max = "4G")
    @WithDefault("64M")
    MemorySize maxFileSize();

    @Doc(
            "Bytes of blocks that are kept in memory, at most a quarter of the heap; a larger"
                    + " setting is cut to that.")
    @Range(min = "1M", max = "1T")
    @WithDefault("256M")
    MemorySize cacheSize();

    @Doc(
            "Bytes on level 0, where memtables are written to, from which they are merged down,"
                    + " however few tables they are.")
    @Range(min = "1M", max = "1T")
    @WithDefault("64M")
    MemorySize l0Size();

    @Doc("Up to this size the store has one level below level 0.")
    @Range(min = "1M", max = "1P")
    @WithDefault("1G")
    MemorySize l1Size();

    @Doc("How much larger each level is than the one above it.")
    @Range(min = "2", max = "100")
    @WithDefault("10")
    int levelMultiplier();
}
