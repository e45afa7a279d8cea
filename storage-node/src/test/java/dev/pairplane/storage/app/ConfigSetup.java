package dev.pairplane.storage.app;

import dev.pairplane.observability.config.ConfigCheck;
import dev.pairplane.storage.config.CommitLogConfig;
import dev.pairplane.storage.config.CompactionConfig;
import dev.pairplane.storage.config.ConflictConfig;
import dev.pairplane.storage.config.DiskConfig;
import dev.pairplane.storage.config.MemTableConfig;
import dev.pairplane.storage.config.MetricsConfig;
import dev.pairplane.storage.config.ServerConfig;
import dev.pairplane.storage.config.SstableConfig;
import dev.pairplane.storage.config.StorageConfig;
import dev.pairplane.storage.core.engine.EngineOptions;
import io.smallrye.config.SmallRyeConfig;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.util.Map;
import java.util.function.Supplier;

/// The node's configuration as `main` checks it and as the service's parts read it, from given
/// system properties and a given environment.
///
/// @param parts made when a part is asked for; fails where `main` would have ended
record ConfigSetup(ConfigCheck.Outcome outcome, Supplier<SmallRyeConfig> parts) {

    /// A heap that holds the largest cache by default.
    static final long HEAP = 4L << 30;

    static ConfigSetup of(Map<String, String> properties, Map<String, String> environment) {
        ConfigCheck.Outcome outcome = check(properties, environment);
        SmallRyeConfigBuilder builder =
                new SmallRyeConfigBuilder()
                        .addDiscoveredConverters()
                        .addDefaultInterceptors()
                        .withValidateUnknown(false)
                        .withMapping(ServerConfig.class)
                        .withMapping(StorageConfig.class)
                        .withMapping(CommitLogConfig.class)
                        .withMapping(MemTableConfig.class)
                        .withMapping(SstableConfig.class)
                        .withMapping(CompactionConfig.class)
                        .withMapping(DiskConfig.class)
                        .withMapping(ConflictConfig.class)
                        .withMapping(MetricsConfig.class);
        outcome.config().getConfigSources().forEach(builder::withSources);
        return new ConfigSetup(outcome, builder::build);
    }

    static ConfigCheck.Outcome check(
            Map<String, String> properties, Map<String, String> environment) {
        return new ConfigCheck(NodeConfiguration.schema(), NodeConfiguration.rules())
                .run(properties, environment);
    }

    ServerConfig server() {
        return parts.get().getConfigMapping(ServerConfig.class);
    }

    StorageConfig storage() {
        return parts.get().getConfigMapping(StorageConfig.class);
    }

    MetricsConfig metrics() {
        return parts.get().getConfigMapping(MetricsConfig.class);
    }

    EngineOptions engine() {
        SmallRyeConfig mapped = parts.get();
        MemTableConfig memtable = mapped.getConfigMapping(MemTableConfig.class);
        return NodeConfiguration.engine(
                mapped.getConfigMapping(ServerConfig.class),
                mapped.getConfigMapping(StorageConfig.class),
                mapped.getConfigMapping(CommitLogConfig.class),
                memtable,
                NodeConfiguration.tables(
                        memtable,
                        mapped.getConfigMapping(SstableConfig.class),
                        mapped.getConfigMapping(CompactionConfig.class),
                        HEAP),
                mapped.getConfigMapping(ConflictConfig.class),
                NodeConfiguration.disk(mapped.getConfigMapping(DiskConfig.class)));
    }
}
