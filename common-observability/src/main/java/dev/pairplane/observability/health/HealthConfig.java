package dev.pairplane.observability.health;

import dev.pairplane.observability.config.Doc;
import dev.pairplane.observability.config.Range;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/// How often and how patiently health is checked.
@ConfigMapping(prefix = "health", namingStrategy = ConfigMapping.NamingStrategy.SNAKE_CASE)
public interface HealthConfig {
    @Doc("Time between two rounds of health checks.")
    @Range(min = "100ms", max = "10m")
    @WithDefault("10s")
    Duration interval();

    @Doc("How long one health check may take before it counts as critical.")
    @Range(min = "10ms", max = "1m")
    @WithDefault("2s")
    Duration checkTimeout();

    @Doc(
            "How long a loop of the service may be busy without progress before the process counts"
                    + " as dead.")
    @Range(min = "1s", max = "1h")
    @WithDefault("60s")
    Duration watchdogLimit();
}
