package dev.pairplane.difftracker.config;

import dev.pairplane.observability.config.Doc;
import dev.pairplane.observability.config.Range;
import io.quarkus.runtime.annotations.RegisterForReflection;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/// Where the controller answers, and how it stops.
@RegisterForReflection
@ConfigMapping(prefix = "server", namingStrategy = ConfigMapping.NamingStrategy.SNAKE_CASE)
public interface ServerConfig {
    @Doc("The address that both HTTP ports listen on. 0.0.0.0 for all, in containers.")
    @WithDefault("127.0.0.1")
    String host();

    @Doc("The port of the console, the debug documents, and health.")
    @Range(min = "1", max = "65535")
    @WithDefault("8083")
    int port();

    @Doc("How long a stop waits for the calls under way; what is not through then is abandoned.")
    @Range(min = "1s", max = "1h")
    @WithDefault("40s")
    Duration shutdownTimeout();

    @Doc("How long a stop waits between readiness going and the last intake.")
    @Range(min = "0s", max = "5m")
    @WithDefault("0s")
    Duration preStopDelay();
}
