package dev.pairplane.publishing.inbound.rest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.pairplane.publishing.core.alert.Tier;
import dev.pairplane.publishing.core.breaker.BreakerSettings;
import dev.pairplane.publishing.core.queue.SchedulerSettings;
import dev.pairplane.publishing.inbound.rest.ServedApi.Answer;
import dev.pairplane.publishing.store.Faults;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.net.http.HttpRequest.BodyPublishers;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// The API before the real core.
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

    private void again(ServedApi other) throws Exception {
        api.close();
        api = other;
    }

    private static String to(String target, String fingerprint) {
        return ServedApi.ALERT
                .replace(
                        "{\"alert_name\"",
                        "{\"fingerprint\":\"" + fingerprint + "\",\"alert_name\"")
                .replaceFirst("}$", ",\"target_name\":\"" + target + "\"}");
    }

    private JsonObject ended(String id) {
        return await().atMost(Duration.ofSeconds(30))
                .until(
                        () -> api.get(ServedApi.V1 + "/jobs/" + id).json(),
                        job ->
                                Set.of("succeeded", "dlq").contains(job.getString("state"))
                                        && (job.getString("state").equals("succeeded")
                                                || job.containsKey("dlq_id")));
    }

    private String submitted(String body) throws Exception {
        Answer answer = api.submit(body);
        assertThat(answer.status()).isEqualTo(202);
        return answer.json().getJsonArray("job_ids").getString(0);
    }

    /// A dead letter of an alert with this fingerprint.
    private String letter(String fingerprint) throws Exception {
        return ended(submitted(to("bad", fingerprint))).getString("dlq_id");
    }

    /// Publishing invariants 1 and 2.
    @Test
    void aSubmissionIsAnsweredWithItsJobsAndTheyAreFoundAtOnce() throws Exception {
        Answer answer = api.submit(to("good", "f1"));

        assertThat(answer.status()).isEqualTo(202);
        JsonObject body = answer.json();
        assertThat(body.getBoolean("success")).isTrue();
        assertThat(body.getString("message")).isEqualTo("Alert submitted to 1 target(s)");
        assertThat(body.getString("priority")).isEqualTo("high");
        String id = body.getJsonArray("job_ids").getString(0);
        assertThat(body.getJsonArray("jobs"))
                .isEqualTo(
                        new JsonArray()
                                .add(new JsonObject().put("id", id).put("target_name", "good")));
        Answer job = api.get(ServedApi.V1 + "/jobs/" + id);
        assertThat(job.status()).isEqualTo(200);
        assertThat(job.json().getString("submission_id"))
                .isEqualTo(body.getString("submission_id"));
        JsonObject done = ended(id);
        assertThat(done.getString("state")).isEqualTo("succeeded");
        assertThat(done.getInteger("retry_count")).isZero();
        assertThat(done.getString("circuit_breaker_state")).isEqualTo("closed");
        assertThat(done.getJsonArray("attempt_log").getJsonObject(0).getInteger("status_code"))
                .isEqualTo(200);
    }

    /// Publishing invariants 3 and 4.
    @Test
    void withoutATargetEveryEnabledOneGetsAJob() throws Exception {
        for (String target : List.of("", ",\"target_name\":null", ",\"target_name\":\"\"")) {
            String body = ServedApi.ALERT.replaceFirst("}$", target + "}");
            Set<String> names = new HashSet<>();
            api.submit(body).json().getJsonArray("jobs").stream()
                    .map(JsonObject.class::cast)
                    .forEach(job -> names.add(job.getString("target_name")));

            assertThat(names).containsExactlyInAnyOrder("good", "bad");
        }
    }

    /// Publishing invariants 5 and 6.
    @Test
    void unknownAndDisabledTargetsGetNoJob() throws Exception {
        Answer unknown = api.submit(to("nobody", "f"));
        Answer disabled = api.submit(to("off", "f"));

        assertThat(unknown.status()).isEqualTo(404);
        assertThat(unknown.json().getString("error")).isEqualTo("not_found");
        assertThat(unknown.json().getString("message")).contains("\"nobody\"");
        assertThat(disabled.status()).isEqualTo(409);
        assertThat(disabled.json().getString("error")).isEqualTo("target_disabled");
        api.onSerial(store -> assertThat(store.tables().unfinished()).isEmpty());
        assertThat(api.get(ServedApi.V1 + "/jobs").json().getInteger("total")).isZero();
    }

    /// Publishing invariant 10.
    @Test
    void fingerprintsAreComputedFromTheLabels() throws Exception {
        String one =
                submitted(
                        ServedApi.ALERT.replace(
                                "\"severity\":\"critical\"", "\"a\":\"bc\",\"x\":\"y\""));
        String same =
                submitted(
                        ServedApi.ALERT.replace(
                                "\"severity\":\"critical\"", "\"x\":\"y\",\"a\":\"bc\""));
        String other =
                submitted(
                        ServedApi.ALERT.replace(
                                "\"severity\":\"critical\"", "\"ab\":\"c\",\"x\":\"y\""));

        assertThat(fingerprint(one)).matches("[0-9a-f]{16}").isEqualTo(fingerprint(same));
        assertThat(fingerprint(other)).isNotEqualTo(fingerprint(one));
    }

    private String fingerprint(String job) throws Exception {
        return api.get(ServedApi.V1 + "/jobs/" + job).json().getString("fingerprint");
    }

    /// Publishing invariants 14, 15 and 16.
    @Test
    void keysBindAcceptancesToTheCanonicalBody() throws Exception {
        String body = to("good", "f");
        Answer first = api.submit(body, "Idempotency-Key", "k");
        Answer again =
                api.submit(body.replace("{\"alert\"", "{ \"alert\""), "Idempotency-Key", "k");
        Answer other = api.submit(to("good", "g"), "Idempotency-Key", "k");
        Answer elses =
                api.submit(
                        to("good", "g"),
                        "Idempotency-Key",
                        "k",
                        "Authorization",
                        "Bearer submitter");
        Answer plain = api.submit(body);

        assertThat(first.header("idempotent-replayed")).isEmpty();
        assertThat(again.status()).isEqualTo(202);
        assertThat(again.header("idempotent-replayed")).contains("true");
        assertThat(again.json()).isEqualTo(first.json());
        assertThat(other.status()).isEqualTo(409);
        assertThat(other.json().getString("error")).isEqualTo("idempotency_key_reused");
        assertThat(elses.status()).isEqualTo(202);
        assertThat(plain.json().getJsonArray("job_ids"))
                .isNotEqualTo(first.json().getJsonArray("job_ids"));
    }

    /// Publishing invariant 17.
    @Test
    void withoutAnyEnabledTargetNothingIsAccepted() throws Exception {
        again(new ServedApi(ServedApi.target("off", false)));

        Answer answer = api.submit(ServedApi.ALERT);
        Answer keyed = api.submit(ServedApi.ALERT, "Idempotency-Key", "k");

        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.json().getBoolean("success")).isFalse();
        assertThat(answer.json().getString("mode")).isEqualTo("metrics-only");
        assertThat(answer.json().getJsonArray("job_ids")).isEmpty();
        assertThat(keyed.status()).isEqualTo(503);
        assertThat(api.submit(to("nobody", "f")).status()).isEqualTo(404);
        assertThat(api.get(ServedApi.V1 + "/mode").json().getString("mode"))
                .isEqualTo("metrics-only");
    }

    /// Publishing invariant 18.
    @Test
    void aFullTierIsTemporarilyRefused() throws Exception {
        again(
                new ServedApi(
                        false, ApiSettings.DEFAULTS, tinyQueue(), ServedApi.target("hold", true)));
        String body = to("hold", "f");
        submitted(body);
        await().atMost(Duration.ofSeconds(30)).until(() -> api.core.figures().active() == 1);
        submitted(body.replace("\"f\"", "\"g\""));

        Answer full = api.submit(body.replace("\"f\"", "\"h\""));
        Answer other = api.submit(body.replace("critical", "info"));

        assertThat(full.status()).isEqualTo(503);
        assertThat(full.json().getString("error")).isEqualTo("publishing_queue_full");
        assertThat(Integer.parseInt(full.header("retry-after").orElseThrow())).isBetween(1, 30);
        assertThat(other.status()).isEqualTo(202);
        assertThat(
                        await().atMost(Duration.ofSeconds(30))
                                .until(
                                        () -> api.get(ServedApi.V1 + "/queue").json(),
                                        queue -> queue.getInteger("size") == 2)
                                .getDouble("utilization_percent"))
                .isEqualTo(66.7);
    }

    private static SchedulerSettings tinyQueue() {
        SchedulerSettings usual = SchedulerSettings.DEFAULT;
        return new SchedulerSettings(
                1,
                Map.of(Tier.HIGH, 1, Tier.MEDIUM, 1, Tier.LOW, 1),
                usual.maxBytes(),
                usual.deferredPerTarget(),
                usual.patience(),
                usual.ageing(),
                usual.maxAge(),
                usual.tierMaxAge(),
                usual.removedGrace(),
                usual.poisonTakeovers(),
                usual.poisonLosses(),
                usual.retries(),
                BreakerSettings.DEFAULT);
    }

    /// Publishing invariant 20.
    @Test
    void withoutTheStoreEverythingThatNeedsItIsTemporarilyRefused() throws Exception {
        api.onSerial(store ->
                store.faults((_, call) ->
                        switch (call) {
                            case APPEND,
                                    FIND_JOB,
                                    LIST_JOBS,
                                    FIND_LETTER,
                                    LIST_LETTERS,
                                    LETTER_STATS,
                                    PENDING_LETTERS,
                                    REPLAY ->
                                    Faults.Fate.FAILED;
                            default -> Faults.Fate.GOOD;
                        }));

        for (String path :
                List.of("/jobs", "/jobs/" + UNKNOWN, "/dlq", "/dlq/" + UNKNOWN, "/dlq/stats")) {
            Answer answer = api.get(ServedApi.V1 + path);
            assertThat(answer.status()).isEqualTo(503);
            assertThat(answer.json().getString("error")).isEqualTo("service_unavailable");
            assertThat(answer.header("retry-after")).contains("1");
            assertThat(answer.text()).doesNotContain("told to fail");
        }
        Answer submit = api.submit(ServedApi.ALERT);
        assertThat(submit.status()).isEqualTo(503);
        assertThat(submit.json().getString("error")).isEqualTo("service_unavailable");
        assertThat(api.get(ServedApi.V1 + "/queue/stats").json().getMap())
                .containsEntry("dlq_size", null);

        api.onSerial(store -> store.faults(Faults.NONE));
        assertThat(api.submit(ServedApi.ALERT).status()).isEqualTo(202);
    }

    @Test
    void whileTheServiceStopsNothingIsAccepted() throws Exception {
        api.core.stop(Duration.ofSeconds(10), _ -> {});

        Answer answer = api.submit(ServedApi.ALERT);

        assertThat(answer.status()).isEqualTo(503);
        assertThat(answer.json().getString("message")).contains("stopping");
        assertThat(answer.header("retry-after")).contains("1");
        assertThat(answer.header("connection")).contains("close");
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

        letter("f");
        await().atMost(Duration.ofSeconds(30))
                .untilAsserted(() -> {
                    JsonObject stats = api.get(ServedApi.V1 + "/queue/stats").json();
                    assertThat(stats.getInteger("total_submitted")).isEqualTo(1);
                    assertThat(stats.getInteger("total_failed")).isEqualTo(1);
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
            ended(submitted(to("good", "g" + i)));
        }
        ended(submitted(to("bad", "b")));

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

    /// Publishing invariant 56.
    @Test
    void deadLettersAreListedByFilterAndInParts() throws Exception {
        for (int i = 0; i < 3; i++) {
            letter("f" + i);
        }

        JsonObject part = api.get(ServedApi.V1 + "/dlq?limit=1&include_stats=true").json();

        assertThat(part.getInteger("total_count")).isEqualTo(3);
        assertThat(part.getBoolean("has_more")).isTrue();
        assertThat(part.getJsonObject("stats").getInteger("pending_entries")).isEqualTo(3);
        assertThat(part.getJsonArray("entries").getJsonObject(0).fieldNames())
                .contains("error_message", "replay_count", "failed_at")
                .doesNotContain("enriched_alert", "attempt_log", "target_config");
        assertThat(total("/dlq?fingerprint=f1")).isEqualTo(1);
        assertThat(total("/dlq?fingerprint=f1&priority=low")).isZero();
        assertThat(total("/dlq?fingerprint=f1&error_type=permanent&replayed=false")).isEqualTo(1);
        assertThat(total("/dlq?replayed=true")).isZero();
        assertThat(api.get(ServedApi.V1 + "/dlq/stats").json().getJsonObject("entries_by_target"))
                .isEqualTo(new JsonObject().put("bad", 3));
    }

    private int total(String path) throws Exception {
        return api.get(ServedApi.V1 + path).json().getInteger("total_count");
    }

    @Test
    void aDeadLetterKeepsItsAlertAsItWasSent() throws Exception {
        String body =
                to("bad", "f")
                        .replaceFirst("}$", ",\"enrichment_metadata\":{\"z\":1.50,\"a\":1E+2}}");
        String id = ended(submitted(body)).getString("dlq_id");

        Answer answer = api.get(ServedApi.V1 + "/dlq/" + id);

        assertThat(answer.text()).contains("\"enrichment_metadata\":{\"a\":1E+2,\"z\":1.50}");
        assertThat(answer.json().getJsonObject("enriched_alert").getJsonObject("alert"))
                .isEqualTo(
                        new JsonObject(
                                """
                                {"fingerprint":"f","alert_name":"HighCPU","status":"firing",
                                 "labels":{"severity":"critical"},"annotations":{},
                                 "starts_at":"2026-01-02T03:00:00Z",
                                 "timestamp":"2026-01-02T03:04:05Z"}\
                                """));
        assertThat(answer.json().getJsonObject("target_config").getString("url"))
                .isEqualTo("https://hooks.example/bad?***");
        assertThat(answer.json().getJsonArray("attempt_log")).hasSize(1);
        assertThat(api.get(ServedApi.V1 + "/dlq/" + UNKNOWN).status()).isEqualTo(404);
    }

    /// Publishing invariants 57 and 58.
    @Test
    void aReplaySendsThatLettersAlert() throws Exception {
        String first = letter("first");
        letter("second");

        Answer answer =
                api.post(
                        ServedApi.V1 + "/dlq/" + first + "/replay",
                        "{\"target_name\":\"good\"}",
                        "Authorization",
                        "Bearer operator");

        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.json().getString("dlq_id")).isEqualTo(first);
        JsonObject job = ended(answer.json().getString("job_id"));
        assertThat(job.getString("state")).isEqualTo("succeeded");
        assertThat(job.getString("fingerprint")).isEqualTo("first");
        assertThat(job.getString("replay_of")).isEqualTo(first);
        JsonObject letter = api.get(ServedApi.V1 + "/dlq/" + first).json();
        assertThat(letter.getBoolean("replayed")).isTrue();
        assertThat(letter.getString("replayed_by")).isEqualTo("otto");
        assertThat(letter.getString("replay_job_id")).isEqualTo(job.getString("id"));
    }

    /// Publishing invariants 59 and 62.
    @Test
    void aReplayThatMustNotBeIsRefused() throws Exception {
        String letter = ServedApi.V1 + "/dlq/" + letter("f") + "/replay";

        Answer gone = api.post(letter, "{\"target_name\":\"nobody\"}");
        Answer off = api.post(letter, "{\"target_name\":\"off\"}");
        Answer once = api.post(letter, "{\"target_name\":\"good\"}");
        Answer twice = api.post(letter, "{\"target_name\":\"good\"}");
        Answer forced = api.post(letter, "{\"target_name\":\"good\",\"force\":true}");
        Answer missing = api.post(ServedApi.V1 + "/dlq/" + UNKNOWN + "/replay", "");

        assertThat(gone.status()).isEqualTo(409);
        assertThat(gone.json().getString("error")).isEqualTo("target_unavailable");
        assertThat(off.status()).isEqualTo(409);
        assertThat(once.status()).isEqualTo(200);
        assertThat(twice.status()).isEqualTo(409);
        assertThat(twice.json().getString("error")).isEqualTo("already_replayed");
        assertThat(twice.json().getString("message")).contains(once.json().getString("job_id"));
        assertThat(forced.status()).isEqualTo(200);
        assertThat(missing.status()).isEqualTo(404);
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
        String letter = letter("f");
        String job = submitted(to("good", "g"));
        ended(job);
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
        assertThat(api.post(ServedApi.V2 + "/submit", to("good", "h")).status()).isEqualTo(202);
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
        String job = submitted(to("good", "g"));
        ended(job);
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
        assertThat(api.post(ServedApi.V2 + "/queue/submit", to("good", "h")).status())
                .isEqualTo(202);
        assertThat(api.post("/api/v2/queue/dlq/" + UNKNOWN + "/replay", "").status())
                .isEqualTo(404);
    }

    @Test
    void theRequestsTraceIsKeptWithTheJob() throws Exception {
        String good = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";
        String zero = "00-00000000000000000000000000000000-00f067aa0ba902b7-01";
        for (String given :
                List.of(good, zero, "ff" + good.substring(2), good + "-x", "nonsense")) {
            api.submit(to("bad", "f"), "traceparent", given);
        }
        api.submit(to("bad", "f"), "traceparent", "cc" + good.substring(2) + "-more");

        await().atMost(Duration.ofSeconds(30)).until(() -> total("/dlq") == 6);
        api.onSerial(store ->
                assertThat(
                                store.tables().submissions().stream()
                                        .map(s -> s.jobs().getFirst().traceparent().orElse("")))
                        .containsExactly(good, "", "", "", "", good));
    }

    @Test
    void anonymousCallersMayDoEverythingWhereThatIsAllowed() throws Exception {
        again(
                new ServedApi(
                        true,
                        ApiSettings.DEFAULTS,
                        SchedulerSettings.DEFAULT,
                        ServedApi.target("good", true)));

        String answer =
                RawHttp.exchange(
                        api.port(),
                        "POST %s/submit HTTP/1.1\r\nHost: x\r\nConnection: close\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n%s"
                                .formatted(
                                        ServedApi.V1, ServedApi.ALERT.length(), ServedApi.ALERT));

        assertThat(answer).startsWith("HTTP/1.1 202 ");
        assertThat(
                        api.send(
                                        "POST",
                                        ServedApi.V1 + "/submit",
                                        BodyPublishers.noBody(),
                                        "Authorization",
                                        "Bearer wrong")
                                .status())
                .isEqualTo(401);
    }
}
