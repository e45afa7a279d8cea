package dev.pairplane.storage.config;

import dev.pairplane.observability.config.Doc;
import io.quarkus.runtime.annotations.RegisterForReflection;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.nio.file.Path;
import java.util.Optional;

/// Where the data is.
@RegisterForReflection
@ConfigMapping(prefix = "storage", namingStrategy = ConfigMapping.NamingStrategy.SNAKE_CASE)
public interface StorageConfig {
    @Doc("The data directory; created when absent. One process at a time.")
    @WithDefault("/var/lib/pairdb")
    Path dataDir();

    @Doc(
            "Where the log's segments are, if not in commitlog/ below the data directory; a disk of"
                    + " their own makes writes faster.")
    Optional<Path> commitLogDir();

    @Doc("Where the tables are, if not in sstables/ below the data directory.")
    Optional<Path> sstableDir();

    @Doc(
            "Take over a data directory that belongs to another node id. For one start, after a"
                    + " move that was meant.")
    @WithDefault("false")
    boolean adoptIdentity();
}
