package dev.pairplane.publishing.config;

import dev.pairplane.observability.config.Doc;
import dev.pairplane.observability.config.Range;
import io.quarkus.runtime.annotations.RegisterForReflection;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/// How failed attempts are repeated: base, times multiplier for each further one, up to max, plus
/// up to jitter.
@RegisterForReflection
@ConfigMapping(prefix = "retry", namingStrategy = ConfigMapping.NamingStrategy.SNAKE_CASE)
public interface RetryConfig {
    @Doc("Retries after the first attempt, unless a target has its own.")
    @Range(min = "0", max = "10")
    @WithDefault("3")
    int maxRetries();

    @Doc("The wait before the first retry.")
    @Range(min = "1ms", max = "10m")
    @WithDefault("100ms")
    Duration base();

    @Doc("The longest wait, jitter apart.")
    @Range(min = "1ms", max = "1h")
    @WithDefault("30s")
    Duration max();

    @Doc("What each further wait is multiplied by.")
    @Range(min = "1", max = "10")
    @WithDefault("2.0")
    double multiplier();

    @Doc("The most that chance adds to a wait.")
    @Range(min = "0s", max = "1m")
    @WithDefault("1s")
    Duration jitter();
}
