package dev.pairplane.storage.config;

import dev.pairplane.observability.config.Doc;
import dev.pairplane.observability.config.Range;
import io.quarkus.runtime.annotations.RegisterForReflection;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;

/// The HTTP port.
@RegisterForReflection
@ConfigMapping(prefix = "metrics", namingStrategy = ConfigMapping.NamingStrategy.SNAKE_CASE)
public interface MetricsConfig {
    @Doc("The port of metrics, health and console.")
    @Range(min = "1", max = "65535")
    @WithDefault("9091")
    int port();
}
