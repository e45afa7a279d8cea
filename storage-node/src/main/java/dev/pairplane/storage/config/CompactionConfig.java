package dev.pairplane.storage.config;

import dev.pairplane.observability.config.Doc;
import dev.pairplane.observability.config.Range;
import io.quarkus.runtime.annotations.RegisterForReflection;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/// The merging of tables.
@RegisterForReflection
@ConfigMapping(prefix = "compaction", namingStrategy = ConfigMapping.NamingStrategy.SNAKE_CASE)
public interface CompactionConfig {
    @Doc(
            "Tables on level 0 from which they are merged down. From 5 times as many on, writes"
                    + " wait.")
    @Range(min = "1", max = "100")
    @WithDefault("4")
    int l0Trigger();

    @Doc("Merges that may run at once.")
    @Range(min = "1", max = "64")
    @WithDefault("2")
    int workers();

    @Doc(
            "Megabytes that all merges may take in within a second; 0 for no limit. The limit is"
                    + " lifted while so many tables are on level 0 that writes would soon wait.")
    @Range(min = "0", max = "100000")
    @WithDefault("50")
    int throttle();

    @Doc(
            "How long a deletion is remembered after it was made. A replica that was away for"
                    + " longer can bring the deleted value back.")
    @Range(min = "1m", max = "3650d")
    @WithDefault("240h")
    Duration tombstoneGrace();
}
