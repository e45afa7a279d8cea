package dev.pairplane.observability.config;

import io.smallrye.config.ConfigValue;
import io.smallrye.config.EnvConfigSource;
import io.smallrye.config.PropertiesConfigSource;
import io.smallrye.config.SmallRyeConfig;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URL;
import java.util.Collections;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/// The sources as Quarkus will see them, before there is a Quarkus.
final class Sources {
    private static final String SYSTEM = "system properties";
    private static final String PROGRAM = "application.properties of the program";
    private static final String LIBRARY = "defaults of the platform";

    private Sources() {}

    /// A configuration from these properties, environment and file, with the program's own
    /// resources.
    static SmallRyeConfig config(
            Map<String, String> properties, Map<String, String> environment, ConfigFile file) {
        SmallRyeConfigBuilder builder =
                new SmallRyeConfigBuilder()
                        .addDefaultInterceptors()
                        .withProfile(profile(properties, environment))
                        .withSources(new PropertiesConfigSource(properties, SYSTEM, 400))
                        .withSources(new EnvConfigSource(environment, 300))
                        .withSources(
                                YamlConfigFile.sources(file, ConfigAliases.load(), environment));
        resources(builder, "application.properties", PROGRAM, 250);
        resources(builder, "META-INF/microprofile-config.properties", LIBRARY, 100);
        return builder.build();
    }

    static String profile(Map<String, String> properties, Map<String, String> environment) {
        return Optional.ofNullable(properties.get("quarkus.profile"))
                .or(() -> Optional.ofNullable(environment.get("QUARKUS_PROFILE")))
                .orElse("prod");
    }

    private static void resources(
            SmallRyeConfigBuilder builder, String name, String title, int ordinal) {
        ClassLoader loader = Thread.currentThread().getContextClassLoader();
        try {
            for (URL url : Collections.list(loader.getResources(name))) {
                try (var in = url.openStream()) {
                    java.util.Properties lines = new java.util.Properties();
                    lines.load(in);
                    builder.withSources(new PropertiesConfigSource(lines, title, ordinal));
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// Where a key's value comes from, for people.
    static String describe(SmallRyeConfig config, String key) {
        ConfigValue value = config.getConfigValue(key);
        String source = value == null ? null : value.getConfigSourceName();
        if (source == null) {
            return "default";
        }
        if (source.startsWith("EnvConfigSource")) {
            return "environment variable " + variable(key);
        }
        String title = source.replaceFirst("^[A-Za-z]*ConfigSource\\[source=(.*)]$", "$1");
        return switch (title) {
            case SYSTEM, "SysPropConfigSource" -> "system property";
            case YamlConfigFile.ENVIRONMENT_NAME -> "environment variable, an alias of the key";
            default -> title;
        };
    }

    /// The environment variable of a key, by MicroProfile's rules.
    static String variable(String key) {
        return key.replaceAll("[^A-Za-z0-9]", "_").toUpperCase(Locale.ROOT);
    }

    static Map<String, String> systemProperties() {
        Map<String, String> map = new java.util.HashMap<>();
        System.getProperties()
                .stringPropertyNames()
                .forEach(name -> map.put(name, String.valueOf(System.getProperty(name))));
        return map;
    }
}
