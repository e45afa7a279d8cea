package dev.pairplane.observability.logging;

import dev.pairplane.observability.config.Doc;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;

/// What is logged and how; the platform's own names for two of Quarkus' keys.
@ConfigMapping(prefix = "logging", namingStrategy = ConfigMapping.NamingStrategy.SNAKE_CASE)
public interface LoggingConfig {
    /// The levels.
    enum Level {
        DEBUG,
        INFO,
        WARN,
        ERROR
    }

    /// The formats.
    enum Format {
        JSON,
        CONSOLE
    }

    @Doc("The lowest level that is logged; debug adds the platform's own classes only.")
    @WithDefault("info")
    Level level();

    @Doc(
            "json: one JSON object per line; console: lines for people. Outside the profile prod,"
                    + " console unless set.")
    @WithDefault("json")
    Format format();
}
