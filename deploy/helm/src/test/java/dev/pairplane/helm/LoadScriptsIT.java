package dev.pairplane.helm;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The load tests, read by k6 itself. Invariant 54 of the chart.
class LoadScriptsIT {
    private static final Path K6 = HelmProgram.TOOLS.resolve("k6");
    private static final Path SCRIPTS = Path.of("../loadtest/k6").toAbsolutePath().normalize();

    /// The figures that the load tests of the queue were specified with.
    private static final Map<String, Map<String, List<String>>> ASKED =
            Map.of(
                    "s1-baseline",
                    Map.of(
                            "http_req_duration", List.of("p(95)<100", "p(99)<200"),
                            "http_req_failed", List.of("rate<0.01"),
                            "submit_duration", List.of("p(95)<50", "p(99)<100"),
                            "submit_success", List.of("rate>0.99"),
                            "queue_size", List.of("avg<1000", "max<5000"),
                            "dlq_size", List.of("avg<50", "max<100")),
                    "s2-spike",
                    Map.of(
                            "submit_success", List.of("rate>0.95"),
                            "queue_size", List.of("max<5000"),
                            "recovery_seconds", List.of("max<30")),
                    "s3-sustained",
                    Map.of(
                            "submit_success", List.of("rate>0.99"),
                            "dlq_size", List.of("max<100")),
                    "s4-errors",
                    Map.of(
                            "http_req_duration", List.of("p(95)<100", "p(99)<200"),
                            "submit_success", List.of("rate>0.99"),
                            "breaker_seen_open", List.of("count>0"),
                            "dead_letters_seen", List.of("count>0")),
                    "reads",
                    Map.of(
                            "http_req_duration", List.of("p(95)<10"),
                            "http_req_failed", List.of("rate==0")));

    /// Submissions a second, or who reads; and for how long.
    private static final Map<String, String> LOADS =
            Map.of(
                    "s1-baseline", "500 for 5m0s",
                    "s2-spike", "1000 for 2m0s",
                    "s3-sustained", "500 for 1h0m0s",
                    "s4-errors", "300 for 5m0s",
                    "reads", "100 for 5m0s");

    @TempDir private Path folder;

    @BeforeAll
    static void k6IsThere() {
        Assumptions.assumeTrue(
                Files.isExecutable(K6), K6 + " is not there; run `make tools` (needs Go)");
    }

    @Test
    void everyScriptHasTheLoadAndTheLimitsItWasSpecifiedWith() throws Exception {
        Map<String, String> loads = new TreeMap<>();
        for (Map.Entry<String, Map<String, List<String>>> script : ASKED.entrySet()) {
            JsonNode options = inspect(script.getKey());
            script.getValue()
                    .forEach((metric, limits) ->
                            assertThat(Yaml.texts(options.at("/thresholds").path(metric)))
                                    .as(script.getKey() + " " + metric)
                                    .isEqualTo(limits));
            JsonNode load =
                    Manifest.elements(options.path("scenarios"))
                            .filter(scenario -> scenario.has("duration"))
                            .findFirst()
                            .orElseThrow();
            loads.put(
                    script.getKey(),
                    (load.has("rate") ? load.path("rate") : load.path("vus")).asInt()
                            + " for "
                            + load.path("duration").asText());
        }

        assertThat(loads).isEqualTo(LOADS);
    }

    @Test
    void noScriptIsLeftOut() throws IOException {
        try (Stream<Path> files = Files.list(SCRIPTS)) {
            Set<String> scripts =
                    files.map(file -> file.getFileName().toString())
                            .filter(name -> name.endsWith(".js"))
                            .map(name -> name.substring(0, name.length() - ".js".length()))
                            .collect(Collectors.toSet());

            assertThat(scripts).isEqualTo(ASKED.keySet());
        }
    }

    private JsonNode inspect(String script) throws IOException, InterruptedException {
        Path out = folder.resolve(script + ".json");
        ProcessBuilder builder =
                new ProcessBuilder(
                                K6.toString(),
                                "inspect",
                                SCRIPTS.resolve(script + ".js").toString())
                        .redirectErrorStream(true)
                        .redirectOutput(out.toFile());
        // Settings of whoever runs the tests do not count.
        builder.environment().clear();
        builder.environment().put("HOME", folder.toString());
        int exit = builder.start().waitFor();
        String text = Files.readString(out, StandardCharsets.UTF_8);
        assertThat(exit).as(text).isZero();
        return Yaml.json(text);
    }
}
