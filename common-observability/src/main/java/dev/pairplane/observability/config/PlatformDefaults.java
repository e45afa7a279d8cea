package dev.pairplane.observability.config;

import io.smallrye.config.ConfigSourceContext;
import io.smallrye.config.ConfigSourceFactory;
import io.smallrye.config.ConfigValue;
import io.smallrye.config.PropertiesConfigSource;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;
import org.eclipse.microprofile.config.spi.ConfigSource;
import org.jspecify.annotations.Nullable;

/// Derives keys of Quarkus from keys of the platform, weaker than everything that is set directly:
/// the log level and format from `logging.*`, and tracing, which is on only with an OTLP endpoint.
/// Found as a service by SmallRye Config.
public final class PlatformDefaults implements ConfigSourceFactory {
    private static final int ORDINAL = 120;
    private static final List<String> ENDPOINTS =
            List.of(
                    "quarkus.otel.exporter.otlp.endpoint",
                    "quarkus.otel.exporter.otlp.traces.endpoint",
                    "otel.exporter.otlp.traces.endpoint",
                    "otel.exporter.otlp.endpoint");

    @Override
    public Iterable<ConfigSource> getConfigSources(ConfigSourceContext context) {
        // What one factory gives is not seen by the next one, so the file is asked here again.
        Map<String, String> file = YamlConfigFile.file(context).values();
        Map<String, String> derived =
                derive(key -> strongest(context.getValue(key), file.get(key)));
        return List.of(new PropertiesConfigSource(derived, "derived by the platform", ORDINAL));
    }

    /// The file's value, unless a stronger source has one. A default that an interface declares
    /// does not count: Quarkus' own for the endpoint is this machine.
    static Optional<String> strongest(@Nullable ConfigValue other, @Nullable String inFile) {
        Optional<String> set =
                Optional.ofNullable(other)
                        .filter(value -> value.getConfigSourceOrdinal() > Integer.MIN_VALUE)
                        .filter(value ->
                                inFile == null
                                        || value.getConfigSourceOrdinal()
                                                > YamlConfigFile.FILE_ORDINAL)
                        .map(ConfigValue::getValue);
        return set.or(() -> Optional.ofNullable(inFile)).filter(text -> !text.isBlank());
    }

    /// @param given a key's value, empty when not set
    static Map<String, String> derive(Function<String, Optional<String>> given) {
        Map<String, String> derived = new HashMap<>();
        given.apply("logging.level")
                .ifPresent(level -> {
                    // Debug is for our own classes; the libraries' would drown them.
                    String key =
                            level.equalsIgnoreCase("debug")
                                    ? "quarkus.log.category.\"dev.pairplane\".level"
                                    : "quarkus.log.level";
                    derived.put(key, level.toUpperCase(Locale.ROOT));
                });
        given.apply("logging.format")
                .ifPresent(format ->
                        derived.put(
                                "quarkus.log.console.json.enabled",
                                Boolean.toString(format.equalsIgnoreCase("json"))));
        Optional<String> endpoint =
                ENDPOINTS.stream().map(given).flatMap(Optional::stream).findFirst();
        derived.put("quarkus.otel.sdk.disabled", Boolean.toString(endpoint.isEmpty()));
        endpoint.ifPresent(url -> derived.put("quarkus.otel.exporter.otlp.endpoint", url));
        Stream.of("headers", "protocol", "timeout")
                .forEach(name ->
                        given.apply("otel.exporter.otlp." + name)
                                .ifPresent(text ->
                                        derived.put("quarkus.otel.exporter.otlp." + name, text)));
        return derived;
    }
}
