package dev.pairplane.publishing.config;

import dev.pairplane.observability.config.Doc;
import dev.pairplane.observability.config.Range;
import io.quarkus.runtime.annotations.RegisterForReflection;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;

/// The management port.
@RegisterForReflection
@ConfigMapping(prefix = "metrics", namingStrategy = ConfigMapping.NamingStrategy.SNAKE_CASE)
public interface MetricsConfig {
    @Doc("The management port: metrics and health.")
    @Range(min = "1", max = "65535")
    @WithDefault("9482")
    int port();
}
