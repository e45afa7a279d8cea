package dev.pairplane.observability.config;

import io.smallrye.config.ConfigSourceContext;
import io.smallrye.config.ConfigSourceFactory;
import io.smallrye.config.ConfigValue;
import io.smallrye.config.PropertiesConfigSource;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.eclipse.microprofile.config.spi.ConfigSource;

/// Gives Quarkus the service's file, weaker than the environment and stronger than
/// application.properties, and the environment variables that have an alias, stronger than both.
/// Found as a service by SmallRye Config. A file that cannot be used gives nothing here:
/// [ConfigCheck] has refused it before.
public final class YamlConfigFile implements ConfigSourceFactory {
    /// Between the environment (300) and application.properties (260 beside the program, 250
    /// inside).
    static final int FILE_ORDINAL = 270;

    /// Just above the environment.
    static final int ENVIRONMENT_ORDINAL = 310;

    static final String ENVIRONMENT_NAME = "environment alias";

    @Override
    public Iterable<ConfigSource> getConfigSources(ConfigSourceContext context) {
        return sources(file(context), ConfigAliases.load(), System.getenv());
    }

    /// Reads the file where the stronger sources say it is, or at the usual place.
    static ConfigFile file(ConfigSourceContext context) {
        ConfigValue value = context.getValue(ConfigFile.PATH_KEY);
        Optional<String> path = Optional.ofNullable(value == null ? null : value.getValue());
        return ConfigFile.read(
                Path.of(path.orElse(ConfigFile.DEFAULT_PATH)),
                path.isPresent(),
                ConfigAliases.load());
    }

    static List<ConfigSource> sources(
            ConfigFile file, ConfigAliases aliases, Map<String, String> environment) {
        List<ConfigSource> sources = new ArrayList<>();
        if (!file.values().isEmpty()) {
            sources.add(
                    new PropertiesConfigSource(
                            file.values(), file.path().toString(), FILE_ORDINAL));
        }
        Map<String, String> named = new HashMap<>();
        aliases.environment()
                .forEach((variable, key) -> {
                    String value = environment.get(variable);
                    if (value != null && !value.isEmpty()) {
                        named.put(key, value);
                    }
                });
        if (!named.isEmpty()) {
            sources.add(new PropertiesConfigSource(named, ENVIRONMENT_NAME, ENVIRONMENT_ORDINAL));
        }
        return sources;
    }
}
