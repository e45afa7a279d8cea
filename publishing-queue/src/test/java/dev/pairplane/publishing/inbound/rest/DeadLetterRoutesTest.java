package dev.pairplane.publishing.inbound.rest;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pairplane.publishing.inbound.rest.ServedApi.Answer;
import io.vertx.core.json.JsonObject;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// Dead letters are shown and sent again.
class DeadLetterRoutesTest {
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

    /// Publishing invariant 56.
    @Test
    void deadLettersAreListedByFilterAndInParts() throws Exception {
        for (int i = 0; i < 3; i++) {
            api.letter("f" + i);
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
                ServedApi.to("bad", "f")
                        .replaceFirst("}$", ",\"enrichment_metadata\":{\"z\":1.50,\"a\":1E+2}}");
        String id = api.ended(api.submitted(body)).getString("dlq_id");

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
        String first = api.letter("first");
        api.letter("second");

        Answer answer =
                api.post(
                        ServedApi.V1 + "/dlq/" + first + "/replay",
                        "{\"target_name\":\"good\"}",
                        "Authorization",
                        "Bearer operator");

        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.json().getString("dlq_id")).isEqualTo(first);
        JsonObject job = api.ended(answer.json().getString("job_id"));
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
        String letter = ServedApi.V1 + "/dlq/" + api.letter("f") + "/replay";

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
    void aLetterWhoseAlertCannotBeReadIsShownWithoutItAndNotSentAgain() throws Exception {
        String id = api.letter("f");
        api.onSerial(store -> store.tables().spoil(UUID.fromString(id)));

        Answer shown = api.get(ServedApi.V1 + "/dlq/" + id);
        Answer replay =
                api.post(ServedApi.V1 + "/dlq/" + id + "/replay", "{\"target_name\":\"good\"}");

        assertThat(shown.status()).isEqualTo(200);
        assertThat(shown.json().fieldNames())
                .contains("fingerprint", "attempt_log")
                .doesNotContain("enriched_alert");
        assertThat(total("/dlq")).isEqualTo(1);
        assertThat(replay.status()).isEqualTo(409);
        assertThat(replay.json().getString("error")).isEqualTo("unreadable");
        assertThat(total("/dlq?replayed=true")).isZero();
    }
}
