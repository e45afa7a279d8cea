package dev.pairplane.publishing.config;

import dev.pairplane.observability.config.Doc;
import dev.pairplane.observability.config.Range;
import dev.pairplane.observability.logging.Secret;
import io.quarkus.runtime.annotations.RegisterForReflection;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;
import java.util.Optional;

/// The PostgreSQL that holds journal and dead letters.
@RegisterForReflection
@ConfigMapping(prefix = "database", namingStrategy = ConfigMapping.NamingStrategy.SNAKE_CASE)
public interface DatabaseConfig {
    @Doc("Which database, as postgresql://host:port/name.")
    @WithDefault("postgresql://127.0.0.1:5432/publishing")
    String url();

    @Doc("The role that signs in. It owns the tables.")
    @WithDefault("publishing")
    String username();

    @Doc("The role's password, where one is asked for.")
    Optional<Secret> password();

    @Doc(
            "Connections on which this replica writes. Besides, one holds its lock, at most four"
                    + " are for reading, and at most two for migrations at start.")
    @Range(min = "2", max = "100")
    @WithDefault("10")
    int poolSize();

    @Doc("How long a statement may take.")
    @Range(min = "100ms", max = "1m")
    @WithDefault("5s")
    Duration statementTimeout();

    @Doc("How long a connection may take to come about.")
    @Range(min = "100ms", max = "1m")
    @WithDefault("3s")
    Duration connectTimeout();
}
