package dev.pairplane.publishing.config;

import dev.pairplane.observability.config.Doc;
import dev.pairplane.observability.config.Range;
import io.quarkus.runtime.annotations.RegisterForReflection;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/// When a target is left alone because it keeps failing.
@RegisterForReflection
@ConfigMapping(prefix = "breaker", namingStrategy = ConfigMapping.NamingStrategy.SNAKE_CASE)
public interface BreakerConfig {
    @Doc("Failed attempts in a row that open a target's breaker.")
    @Range(min = "1", max = "1000")
    @WithDefault("5")
    int failureThreshold();

    @Doc("Probes in a row that have to succeed before it closes.")
    @Range(min = "1", max = "100")
    @WithDefault("2")
    int successThreshold();

    @Doc("How long an open breaker waits before a probe.")
    @Range(min = "10ms", max = "1h")
    @WithDefault("30s")
    Duration timeout();
}
