package dev.pairplane.storage.it;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pairplane.testkit.GoldenFiles;
import dev.pairplane.testkit.GoldenScrape;
import dev.pairplane.testkit.ScrapeFile;
import io.vertx.core.json.JsonObject;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Every URL of the HTTP port, from outside.
class UrlsIT {
    private final Node node = SharedNode.get();

    private JsonObject json(String path) {
        HttpResponse<String> answer = node.get(path);
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        assertThat(answer.headers().firstValue("content-type")).hasValue("application/json");
        return new JsonObject(answer.body());
    }

    @ParameterizedTest
    @ValueSource(strings = {"/health/live", "/healthz", "/livez"})
    void saysThatItLives(String path) {
        assertThat(json(path))
                .isEqualTo(new JsonObject().put("healthy", true).put("status", "alive"));
    }

    @Test
    void saysInOneWordThatItLives() {
        JsonObject health = json("/health");

        assertThat(health.fieldNames()).containsExactlyInAnyOrder("status", "timestamp");
        assertThat(health.getString("status")).isEqualTo("healthy");
        assertThat(health.getInstant("timestamp")).isNotNull();
    }

    @Test
    void saysThatItIsReady() {
        JsonObject ready = json("/health/ready");

        assertThat(ready.getBoolean("ready")).isTrue();
        assertThat(ready.getString("status")).isIn("healthy", "degraded");
    }

    @Test
    void showsEveryCheck() {
        JsonObject ready = json("/readyz");

        assertThat(ready.getBoolean("ready")).isTrue();
        assertThat(ready.getJsonArray("conditions")).isEmpty();
        assertThat(ready.getJsonObject("checks").fieldNames())
                .containsExactlyInAnyOrder(
                        "disk_space",
                        "data_dir_accessible",
                        "file_descriptors",
                        "memory_pressure",
                        "commit_log");
    }

    @Test
    void saysHowFullTheDiskIs() {
        JsonObject ready = json("/ready");

        assertThat(ready.getString("status")).isEqualTo("ready");
        assertThat(ready.getInstant("timestamp")).isNotNull();
        assertThat(ready.getDouble("disk_usage_percent")).isBetween(0.0, 100.0);
    }

    @ParameterizedTest
    @ValueSource(strings = {"/startupz", "/health/started"})
    void saysThatItHasStarted(String path) {
        assertThat(json(path))
                .isEqualTo(new JsonObject().put("started", true).put("status", "started"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/health",
                "/health/live",
                "/health/ready",
                "/health/started",
                "/healthz",
                "/livez",
                "/readyz",
                "/ready",
                "/startupz"
            })
    void answersHeadAndNothingElse(String path) {
        HttpResponse<String> head = node.request("HEAD", path);
        assertThat(head.statusCode()).isEqualTo(200);
        assertThat(head.body()).isEmpty();

        HttpResponse<String> post = node.request("POST", path);
        assertThat(post.statusCode()).isEqualTo(405);
        assertThat(post.headers().firstValue("allow")).hasValue("GET, HEAD");
    }

    @Test
    void showsTheConsole() {
        HttpResponse<String> root = node.get("/");
        assertThat(root.statusCode()).isEqualTo(302);
        assertThat(root.headers().firstValue("location")).hasValue("/console");

        HttpResponse<String> console = node.get("/console");
        assertThat(console.statusCode()).isEqualTo(200);
        assertThat(console.headers().firstValue("content-type").orElse("")).contains("text/html");
        assertThat(console.headers().firstValue("content-security-policy")).isPresent();
        assertThat(console.body()).contains("n1", "operational", "last sequence number");
        assertThat(node.get("/nothing").statusCode()).isEqualTo(404);
    }

    /// Storage invariant 135.
    @Test
    void exportsTheMetricsOfTheContract() {
        HttpResponse<String> answer = node.get("/metrics");
        ScrapeFile scrape = ScrapeFile.parse(answer.body());

        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.headers().firstValue("content-type").orElse(""))
                .startsWith("application/openmetrics-text");
        GoldenFiles.check(
                Path.of("src/test/resources/golden/scrape-packaged.txt"),
                new GoldenScrape(
                                List.of("pairdb_"),
                                Set.of("node_id", "version", "revision", "java"))
                        .of(scrape));
        assertThat(scrape.value("pairdb_build_info", Map.of("node_id", "n1"))).hasValue(1);
        assertThat(scrape.value("pairdb_node_state", Map.of("state", "operational"))).hasValue(1);
        assertThat(scrape.value("pairdb_node_state", Map.of())).hasValue(1);
        assertThat(scrape.family("process_cpu_usage")).isPresent();
        assertThat(scrape.value("jvm_memory_used_bytes", Map.of("area", "heap")).orElseThrow())
                .isPositive();
    }
}
