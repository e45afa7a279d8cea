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
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// Alerts come in: what is accepted, and what is not.
class SubmitRoutesTest {
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

    /// Publishing invariants 1 and 2.
    @Test
    void aSubmissionIsAnsweredWithItsJobsAndTheyAreFoundAtOnce() throws Exception {
        Answer answer = api.submit(ServedApi.to("good", "f1"));

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
        JsonObject done = api.ended(id);
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
        Answer unknown = api.submit(ServedApi.to("nobody", "f"));
        Answer disabled = api.submit(ServedApi.to("off", "f"));

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
                api.submitted(
                        ServedApi.ALERT.replace(
                                "\"severity\":\"critical\"", "\"a\":\"bc\",\"x\":\"y\""));
        String same =
                api.submitted(
                        ServedApi.ALERT.replace(
                                "\"severity\":\"critical\"", "\"x\":\"y\",\"a\":\"bc\""));
        String other =
                api.submitted(
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
        String body = ServedApi.to("good", "f");
        Answer first = api.submit(body, "Idempotency-Key", "k");
        Answer again =
                api.submit(body.replace("{\"alert\"", "{ \"alert\""), "Idempotency-Key", "k");
        Answer other = api.submit(ServedApi.to("good", "g"), "Idempotency-Key", "k");
        Answer elses =
                api.submit(
                        ServedApi.to("good", "g"),
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
        assertThat(api.submit(ServedApi.to("nobody", "f")).status()).isEqualTo(404);
        assertThat(api.get(ServedApi.V1 + "/mode").json().getString("mode"))
                .isEqualTo("metrics-only");
    }

    /// Publishing invariant 18.
    @Test
    void aFullTierIsTemporarilyRefused() throws Exception {
        again(
                new ServedApi(
                        false, ApiSettings.DEFAULTS, tinyQueue(), ServedApi.target("hold", true)));
        String body = ServedApi.to("hold", "f");
        api.submitted(body);
        await().atMost(Duration.ofSeconds(30)).until(() -> api.core.figures().active() == 1);
        api.submitted(body.replace("\"f\"", "\"g\""));

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
    void theRequestsTraceIsKeptWithTheJob() throws Exception {
        String good = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";
        String zero = "00-00000000000000000000000000000000-00f067aa0ba902b7-01";
        for (String given :
                List.of(good, zero, "ff" + good.substring(2), good + "-x", "nonsense")) {
            api.submit(ServedApi.to("bad", "f"), "traceparent", given);
        }
        api.submit(ServedApi.to("bad", "f"), "traceparent", "cc" + good.substring(2) + "-more");

        await().atMost(Duration.ofSeconds(30))
                .until(() -> api.get(ServedApi.V1 + "/dlq").json().getInteger("total_count") == 6);
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
