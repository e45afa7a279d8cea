package dev.pairplane.publishing.inbound.rest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.pairplane.publishing.inbound.rest.ServedApi.Answer;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// What is shown, and that it is the same under every name.
class ApiRoutesTest {
    private static final String UNKNOWN = "01970000-0000-7000-8000-0000000fffff";

    private ServedApi api;

    @BeforeEach
    void serve() throws Exception {
        api =
                new ServedApi(
                        ServedApi.target("good", true),
                        ServedApi.target("bad", true),
                        ServedApi.target("off", false));
    }

    @AfterEach
    void close() throws Exception {
        api.close();
    }

    @Test
    void theQueueIsShown() throws Exception {
        JsonObject queue = api.get(ServedApi.V1 + "/queue").json();

        assertThat(queue.getInteger("capacity")).isEqualTo(16_000);
        assertThat(queue.getInteger("workers_count")).isEqualTo(10);
        assertThat(queue.fieldNames())
                .containsExactlyInAnyOrder(
                        "size",
                        "capacity",
                        "utilization_percent",
                        "workers_count",
                        "active_jobs",
                        "high",
                        "medium",
                        "low",
                        "total");

        api.letter("f");
        await().atMost(Duration.ofSeconds(30))
                .untilAsserted(() -> {
                    JsonObject stats = api.get(ServedApi.V1 + "/queue/stats").json();
                    assertThat(stats.getInteger("total_submitted")).isEqualTo(1);
                    assertThat(stats.getInteger("total_failed")).isEqualTo(1);
                    assertThat(stats.getInteger("total_collapsed")).isZero();
                    assertThat(stats.getInteger("success_rate_percent")).isZero();
                    assertThat(stats.getInteger("dlq_size")).isEqualTo(1);
                    assertThat(stats.getString("scope")).isEqualTo("instance");
                    assertThat(stats.getValue("oldest_job_age_seconds")).isNull();
                    assertThat(stats.getJsonObject("circuit_breakers").getString("good"))
                            .isEqualTo("closed");
                });
        assertThat(api.get(ServedApi.V1 + "/circuit-breakers").text())
                .contains("\"target_name\":\"bad\",\"state\":\"closed\"");
    }

    @Test
    void jobsAreListedByFilterAndInParts() throws Exception {
        for (int i = 0; i < 5; i++) {
            api.ended(api.submitted(ServedApi.to("good", "g" + i)));
        }
        api.ended(api.submitted(ServedApi.to("bad", "b")));

        JsonObject part = api.get(ServedApi.V1 + "/jobs?limit=2&offset=4").json();
        JsonObject none = api.get(ServedApi.V1 + "/jobs?state=queued").json();
        JsonObject one =
                api.get(ServedApi.V1 + "/jobs?target=good&fingerprint=g3&state=succeeded").json();
        JsonObject more = api.get(ServedApi.V1 + "/jobs?limit=5").json();

        assertThat(part.getJsonArray("jobs")).hasSize(2);
        assertThat(part.getInteger("total_count")).isEqualTo(6);
        assertThat(part.getInteger("total")).isEqualTo(6);
        assertThat(part.getBoolean("has_more")).isFalse();
        assertThat(more.getBoolean("has_more")).isTrue();
        assertThat(none.getInteger("total_count")).isZero();
        assertThat(one.getInteger("total_count")).isEqualTo(1);
        assertThat(one.getJsonArray("jobs").getJsonObject(0).fieldNames())
                .contains("max_attempts", "completed_at")
                .doesNotContain("attempt_log");
        assertThat(api.get(ServedApi.V1 + "/jobs/" + UNKNOWN).status()).isEqualTo(404);
    }

    @Test
    void targetsAreListedSortedAndMasked() throws Exception {
        JsonArray all = new JsonArray(api.get(ServedApi.V1 + "/targets").text());
        Answer part =
                api.get(ServedApi.V1 + "/targets?enabled=true&sort_order=desc&limit=1&offset=1");

        assertThat(IntStream.range(0, 3).mapToObj(i -> all.getJsonObject(i).getString("name")))
                .containsExactly("bad", "good", "off");
        assertThat(all.getJsonObject(0).getString("url"))
                .isEqualTo("https://hooks.example/bad?***");
        assertThat(part.header("x-total-count")).contains("2");
        assertThat(new JsonArray(part.text()).getJsonObject(0).getString("name")).isEqualTo("bad");
        assertThat(api.get(ServedApi.V1 + "/targets/off").json().getBoolean("enabled")).isFalse();
        assertThat(api.get(ServedApi.V1 + "/targets/off").json().getBoolean("collapse_pairs"))
                .isFalse();
        assertThat(api.get(ServedApi.V1 + "/targets/nobody").status()).isEqualTo(404);
    }

    @Test
    void theModeCanBeAskedForWithItsTag() throws Exception {
        Answer mode = api.get(ServedApi.V1 + "/mode");
        String tag = mode.header("etag").orElseThrow();

        assertThat(mode.json().getString("mode")).isEqualTo("normal");
        assertThat(mode.json().getInteger("enabled_targets")).isEqualTo(2);
        assertThat(mode.header("cache-control")).contains("public, max-age=5");
        assertThat(api.get(ServedApi.V1 + "/mode", "If-None-Match", tag).status()).isEqualTo(304);
        assertThat(api.get(ServedApi.V1 + "/mode", "If-None-Match", "\"x\"").status())
                .isEqualTo(200);
    }

    /// Publishing invariant 22: equal but for the list in docs/reference/publishing-api.md.
    @Test
    void bothVersionsGiveEqualResults() throws Exception {
        String letter = api.letter("f");
        String job = api.submitted(ServedApi.to("good", "g"));
        api.ended(job);
        for (String path :
                List.of(
                        "/queue",
                        "/jobs",
                        "/jobs?limit=x",
                        "/jobs/" + job,
                        "/jobs/" + UNKNOWN,
                        "/dlq",
                        "/dlq/stats",
                        "/dlq/" + letter,
                        "/targets/good",
                        "/targets/nobody",
                        "/mode",
                        "/circuit-breakers",
                        "/nothing")) {
            Answer first = api.get(ServedApi.V1 + path, "X-Request-ID", "r");
            Answer second = api.get(ServedApi.V2 + path, "X-Request-ID", "r");

            assertThat(second.status()).isEqualTo(first.status());
            assertThat(unversioned(second)).isEqualTo(unversioned(first));
            assertThat(first.header("x-api-version")).contains("1.0.0");
            assertThat(second.header("x-api-version")).contains("2.0.0");
        }
        assertThat(api.post(ServedApi.V2 + "/submit", ServedApi.to("good", "h")).status())
                .isEqualTo(202);
        assertThat(api.post(ServedApi.V2 + "/dlq/" + letter + "/replay", "").status())
                .isEqualTo(200);

        JsonObject targets = api.get(ServedApi.V2 + "/targets?limit=1").json();
        assertThat(targets.getJsonArray("data"))
                .isEqualTo(new JsonArray(api.get(ServedApi.V1 + "/targets?limit=1").text()));
        assertThat(targets.getJsonObject("pagination"))
                .isEqualTo(
                        new JsonObject(
                                """
                                {"total":3,"count":1,"limit":1,"offset":0,"has_more":true}\
                                """));
        assertThat(targets.getJsonObject("metadata").fieldNames())
                .containsExactlyInAnyOrder("request_id", "timestamp", "processing_time_ms");
    }

    private static String unversioned(Answer answer) {
        return answer.text().replace(ServedApi.V1, "").replace(ServedApi.V2, "");
    }

    @Test
    void otherNamesOfRoutesAnswerAlike() throws Exception {
        String job = api.submitted(ServedApi.to("good", "g"));
        api.ended(job);
        Map<String, String> aliases =
                Map.of(
                        ServedApi.V2 + "/queue/status",
                        "/queue",
                        ServedApi.V2 + "/queue/jobs",
                        "/jobs",
                        ServedApi.V2 + "/queue/jobs/" + job,
                        "/jobs/" + job,
                        "/api/v2/queue/jobs",
                        "/jobs",
                        "/api/v2/queue/dlq",
                        "/dlq",
                        "/api/v2/queue/circuit-breakers",
                        "/circuit-breakers");

        for (Map.Entry<String, String> alias : aliases.entrySet()) {
            assertThat(api.get(alias.getKey()).text())
                    .isEqualTo(api.get(ServedApi.V2 + alias.getValue()).text());
        }
        assertThat(api.post(ServedApi.V2 + "/queue/submit", ServedApi.to("good", "h")).status())
                .isEqualTo(202);
        assertThat(api.post("/api/v2/queue/dlq/" + UNKNOWN + "/replay", "").status())
                .isEqualTo(404);
    }
}
