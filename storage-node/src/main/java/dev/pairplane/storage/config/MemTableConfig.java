package dev.pairplane.storage.config;

import dev.pairplane.observability.config.Doc;
import dev.pairplane.observability.config.Range;
import io.quarkus.runtime.annotations.RegisterForReflection;
import io.quarkus.runtime.configuration.MemorySize;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;

/// The table of recent versions.
@RegisterForReflection
@ConfigMapping(prefix = "mem_table", namingStrategy = ConfigMapping.NamingStrategy.SNAKE_CASE)
public interface MemTableConfig {
    @Doc(
            "Live bytes that the node holds in memory; in this version that is all it stores, and"
                    + " writes past it are refused with MEMORY_PRESSURE.")
    @Range(min = "1M", max = "16G")
    @WithDefault("64M")
    MemorySize maxSize();
}
