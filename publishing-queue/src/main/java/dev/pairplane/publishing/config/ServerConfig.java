package dev.pairplane.publishing.config;

import dev.pairplane.observability.config.Doc;
import dev.pairplane.observability.config.Range;
import io.quarkus.runtime.annotations.RegisterForReflection;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;
import java.util.Optional;

/// Where the service answers, and how it stops.
@RegisterForReflection
@ConfigMapping(prefix = "server", namingStrategy = ConfigMapping.NamingStrategy.SNAKE_CASE)
public interface ServerConfig {
    @Doc("The address that both HTTP ports listen on. 0.0.0.0 for all, in containers.")
    @WithDefault("127.0.0.1")
    String host();

    @Doc("The port of the API, the console, and health.")
    @Range(min = "1", max = "65535")
    @WithDefault("8082")
    int port();

    @Doc(
            "How long a stop waits for attempts under way; what is not through then goes back to"
                    + " the journal.")
    @Range(min = "1s", max = "10m")
    @WithDefault("30s")
    Duration shutdownTimeout();

    @Doc("How long a stop waits between readiness going and the last intake.")
    @Range(min = "0s", max = "5m")
    @WithDefault("0s")
    Duration preStopDelay();

    @Doc("Consoles of the other services, as 'title=URL' with commas between.")
    Optional<String> consoleLinks();
}
