package dev.pairplane.storage.config;

import dev.pairplane.observability.config.Doc;
import dev.pairplane.observability.config.Range;
import io.quarkus.runtime.annotations.RegisterForReflection;
import io.quarkus.runtime.configuration.MemorySize;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;
import java.util.Optional;

/// The tables of recent versions, in memory.
@RegisterForReflection
@ConfigMapping(prefix = "mem_table", namingStrategy = ConfigMapping.NamingStrategy.SNAKE_CASE)
public interface MemTableConfig {
    @Doc("The most that flush_threshold can be.")
    @Range(min = "1M", max = "16G")
    @WithDefault("64M")
    MemorySize maxSize();

    @Doc(
            "Live bytes from which a memtable is brought into a table, while the next one takes"
                    + " writes. Without it 60,000,000, or nine tenths of max_size if that is less.")
    @Range(min = "256K", max = "16G")
    Optional<MemorySize> flushThreshold();

    @Doc(
            "Memtables that may be in memory, the one that takes writes included. Each takes up to"
                    + " flush_threshold of the heap.")
    @Range(min = "2", max = "64")
    @WithDefault("2")
    int numMemTables();

    @Doc(
            "How long a write waits where all memtables are full; then it is refused with"
                    + " MEMORY_PRESSURE.")
    @Range(min = "0s", max = "1m")
    @WithDefault("2s")
    Duration writeStallTimeout();
}
