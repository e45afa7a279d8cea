package dev.pairplane.observability.config;

import static org.assertj.core.api.Assertions.assertThat;

import io.smallrye.config.PropertiesConfigSource;
import io.smallrye.config.SmallRyeConfig;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PlatformDefaultsTest {
    private static SmallRyeConfig config(Map<String, String> given) {
        return new SmallRyeConfigBuilder()
                .addDefaultInterceptors()
                .withSources(new PropertiesConfigSource(given, "given", 300))
                .withSources(new PlatformDefaults())
                .build();
    }

    @Test
    void doesNotTakeADeclaredDefaultForAnEndpoint() {
        SmallRyeConfig config =
                new SmallRyeConfigBuilder()
                        .addDefaultInterceptors()
                        .withDefaultValue(
                                "quarkus.otel.exporter.otlp.endpoint", "http://localhost:4317")
                        .withSources(new PlatformDefaults())
                        .build();

        assertThat(config.getConfigValue("quarkus.otel.sdk.disabled").getValue()).isEqualTo("true");
    }

    private static String value(Map<String, String> given, String key) {
        return String.valueOf(config(given).getConfigValue(key).getValue());
    }

    @Test
    void keepsTracingOffWithoutAnEndpoint() {
        assertThat(value(Map.of(), "quarkus.otel.sdk.disabled")).isEqualTo("true");
        assertThat(value(Map.of("otel.exporter.otlp.endpoint", " "), "quarkus.otel.sdk.disabled"))
                .isEqualTo("true");
    }

    @Test
    void switchesTracingOnByAnEndpoint() {
        Map<String, String> usual =
                Map.of(
                        "otel.exporter.otlp.endpoint",
                        "http://c:4317",
                        "otel.exporter.otlp.headers",
                        "a=b");

        assertThat(value(usual, "quarkus.otel.sdk.disabled")).isEqualTo("false");
        assertThat(value(usual, "quarkus.otel.exporter.otlp.endpoint")).isEqualTo("http://c:4317");
        assertThat(value(usual, "quarkus.otel.exporter.otlp.headers")).isEqualTo("a=b");
        assertThat(
                        value(
                                Map.of("quarkus.otel.exporter.otlp.endpoint", "http://q:4317"),
                                "quarkus.otel.sdk.disabled"))
                .isEqualTo("false");
    }

    @Test
    void givesWayToWhatIsSetDirectly() {
        assertThat(
                        value(
                                Map.of(
                                        "otel.exporter.otlp.endpoint", "http://c:4317",
                                        "quarkus.otel.sdk.disabled", "true"),
                                "quarkus.otel.sdk.disabled"))
                .isEqualTo("true");
    }

    @Test
    void takesLogLevelAndFormat() {
        Map<String, String> given = Map.of("logging.level", "debug", "logging.format", "console");

        assertThat(value(given, "quarkus.log.category.\"dev.pairplane\".level")).isEqualTo("DEBUG");
        assertThat(value(given, "quarkus.log.level")).isEqualTo("null");
        assertThat(value(given, "quarkus.log.console.json.enabled")).isEqualTo("false");
        assertThat(value(Map.of("logging.format", "json"), "quarkus.log.console.json.enabled"))
                .isEqualTo("true");
        assertThat(config(Map.of()).getConfigValue("quarkus.log.level").getValue()).isNull();
    }

    @Test
    void takesTheFilesValuesUnlessStrongerOnesAreSet(@TempDir Path directory) throws IOException {
        Path file = directory.resolve("config.yaml");
        Files.writeString(file, "logging: { level: warn, format: console }");

        assertThat(value(Map.of("config.path", file.toString()), "quarkus.log.level"))
                .isEqualTo("WARN");
        assertThat(
                        value(
                                Map.of("config.path", file.toString(), "logging.level", "error"),
                                "quarkus.log.level"))
                .isEqualTo("ERROR");
    }
}
