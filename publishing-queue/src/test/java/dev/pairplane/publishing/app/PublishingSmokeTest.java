package dev.pairplane.publishing.app;

import static dev.pairplane.testkit.MeterAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import dev.pairplane.testkit.ScrapeFile;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import jakarta.inject.Inject;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionFactory;
import org.eclipse.microprofile.config.ConfigProvider;
import org.hibernate.reactive.mutiny.Mutiny;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// The service put together as it is in production, in this process, with a real PostgreSQL and a
/// real receiver: what the parts' own tests cannot see is whether they find each other.
///
/// Publishing invariants 1, 2, 3, 32, 55 and 57
@QuarkusTest
@QuarkusTestResource(QueueWorld.class)
class PublishingSmokeTest {
    private static final String P = "alert_history_publishing_";
    private static final String API = "/api/v1/publishing";

    private final HttpClient http = HttpClient.newHttpClient();

    @Inject Mutiny.SessionFactory sessions;

    @AfterEach
    void close() {
        http.close();
    }

    private static String config(String key) {
        return ConfigProvider.getConfig().getValue(key, String.class);
    }

    private HttpResponse<String> send(HttpRequest.Builder request) throws Exception {
        return http.send(request.build(), BodyHandlers.ofString());
    }

    private static HttpRequest.Builder main(String path) {
        return HttpRequest.newBuilder(
                        URI.create("http://127.0.0.1:" + config("quarkus.http.test-port") + path))
                .header("Authorization", "Bearer operator-token")
                .header("Content-Type", "application/json");
    }

    private HttpResponse<String> management(String path) throws Exception {
        return send(
                HttpRequest.newBuilder(
                        URI.create(
                                "http://127.0.0.1:"
                                        + config("quarkus.management.test-port")
                                        + path)));
    }

    private ScrapeFile scrape() throws Exception {
        return ScrapeFile.parse(management("/metrics").body());
    }

    private static ConditionFactory soon() {
        return Awaitility.await().atMost(Duration.ofSeconds(30));
    }

    private JsonObject get(String path) throws Exception {
        HttpResponse<String> answer = send(main(API + path));
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        return new JsonObject(answer.body());
    }

    private HttpResponse<String> submit(String name) throws Exception {
        JsonObject alert =
                new JsonObject()
                        .put("alert_name", name)
                        .put("status", "firing")
                        .put("labels", new JsonObject().put("severity", "critical"))
                        .put("starts_at", Instant.now().toString());
        return send(
                main(API + "/submit")
                        .POST(
                                BodyPublishers.ofString(
                                        new JsonObject().put("alert", alert).encode())));
    }

    private void ready() {
        soon().untilAsserted(() -> assertThat(management("/readyz").statusCode()).isEqualTo(200));
    }

    @Test
    void deliversWhatCanBeDeliveredAndKeepsTheRestForAnotherTry() throws Exception {
        ready();

        HttpResponse<String> answer = submit("HighCPU");

        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(202);
        JsonArray jobs = new JsonObject(answer.body()).getJsonArray("jobs");
        assertThat(jobs).hasSize(2);
        String bad = jobs.getJsonObject(0).getString("id");
        String good = jobs.getJsonObject(1).getString("id");
        assertThat(jobs.getJsonObject(0).getString("target_name")).isEqualTo("bad");
        soon().untilAsserted(() -> {
            assertThat(get("/jobs/" + good).getString("state")).isEqualTo("succeeded");
            JsonObject given = get("/jobs/" + bad);
            assertThat(given.getString("state")).isEqualTo("dlq");
            assertThat(given.getInteger("retry_count")).isZero();
        });
        String letter = get("/jobs/" + bad).getString("dlq_id");
        soon().untilAsserted(() ->
                assertThat(get("/dlq?target=bad").getInteger("total_count")).isPositive());
        assertThat(get("/dlq/" + letter).getString("job_id")).isEqualTo(bad);
        replays(letter, bad);
        soon().untilAsserted(() ->
                assertThat(scrape())
                        .hasValue(0, P + "queue_size", Map.of("priority", "high"))
                        .hasValue(0, P + "workers_active", Map.of())
                        .hasValue(1, P + "journal_up", Map.of())
                        .hasValue(0, P + "circuit_breaker_state", Map.of("target", "good"))
                        .hasValue(0, P + "mode_current", Map.of()));
        assertThat(get("/jobs?target=good").getInteger("total_count")).isPositive();
        assertThat(send(main("/api/v2/publishing/queue/status")).body()).contains("\"size\"");
    }

    private void replays(String letter, String first) throws Exception {
        HttpResponse<String> replayed =
                send(main(API + "/dlq/" + letter + "/replay").POST(BodyPublishers.noBody()));
        assertThat(replayed.statusCode()).as(replayed.body()).isEqualTo(200);
        String second = new JsonObject(replayed.body()).getString("job_id");
        assertThat(second).isNotEqualTo(first);
        soon().untilAsserted(() ->
                assertThat(get("/jobs/" + second).getString("state")).isEqualTo("dlq"));
        soon().untilAsserted(() ->
                assertThat(get("/dlq/" + letter).getString("replay_result")).isEqualTo("failed"));
    }

    @Test
    void knowsWhoMayDoWhat() throws Exception {
        ready();

        assertThat(
                        send(main(API + "/queue").setHeader("Authorization", "Bearer wrong"))
                                .statusCode())
                .isEqualTo(401);
        assertThat(
                        send(main(API + "/dlq")
                                        .setHeader("Authorization", "Bearer submitter-token"))
                                .statusCode())
                .isEqualTo(403);
        assertThat(send(main("/console")).statusCode()).isIn(200, 302, 303, 401);
    }

    /// Else a query that nobody waits for any more keeps its connection from all others.
    @Test
    void readsWithTheLimitsThatWritingHas() {
        assertThat(limit("statement_timeout")).isEqualTo("5s");
        assertThat(limit("lock_timeout")).isEqualTo("3s");
        assertThat(limit("application_name")).isEqualTo("publishing-queue");
    }

    private String limit(String setting) {
        return sessions.openSession()
                .flatMap(session ->
                        session.createNativeQuery(
                                        "select current_setting('" + setting + "')", String.class)
                                .getSingleResult()
                                .eventually(session::close))
                .await()
                .atMost(Duration.ofSeconds(30));
    }

    @Test
    void servesEachThingOnItsPort() throws Exception {
        for (String path : List.of("/healthz", "/livez", "/readyz", "/startupz", "/health")) {
            soon().untilAsserted(() -> {
                assertThat(send(main(path)).statusCode()).as(path).isEqualTo(200);
                assertThat(management(path).statusCode()).as(path).isEqualTo(200);
            });
        }
        assertThat(management("/metrics").body())
                .contains("alert_history_publishing_build_info", P + "dlq_size");
        assertThat(management(API + "/queue").statusCode()).isEqualTo(404);
    }
}
