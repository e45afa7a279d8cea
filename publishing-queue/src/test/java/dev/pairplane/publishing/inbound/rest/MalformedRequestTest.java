package dev.pairplane.publishing.inbound.rest;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pairplane.publishing.core.queue.SchedulerSettings;
import dev.pairplane.publishing.inbound.rest.ServedApi.Answer;
import java.io.ByteArrayInputStream;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/// What is wrong with a request, and where.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class MalformedRequestTest {
    private final ServedApi api = served();

    private static ServedApi served() {
        try {
            return new ServedApi(
                    false,
                    ApiSettings.DEFAULTS,
                    SchedulerSettings.DEFAULT,
                    ServedApi.target("good", true));
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    @AfterAll
    void close() throws Exception {
        api.close();
    }

    @BeforeAll
    void theGoodOneIsTaken() throws Exception {
        assertThat(api.submit(ServedApi.ALERT).status()).isEqualTo(202);
    }

    /// Publishing invariants 7, 8, 9 and 13.
    @ParameterizedTest(name = "{1}: {0}")
    @MethodSource("dev.pairplane.publishing.inbound.rest.Bodies#malformed")
    void whatIsWrongIsNamed(String body, String field) throws Exception {
        int before = accepted();

        Answer answer = api.submit(body, "X-Request-ID", "mine");

        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.fields()).containsExactly(field);
        assertThat(answer.header("content-type")).contains("application/problem+json");
        assertThat(answer.header("x-request-id")).contains("mine");
        assertThat(answer.json().getString("error")).isEqualTo("validation_error");
        assertThat(answer.json().getString("message")).startsWith(field);
        assertThat(answer.json().getString("request_id")).isEqualTo("mine");
        assertThat(answer.json().getString("timestamp")).isEqualTo("2026-01-02T03:04:05Z");
        assertThat(answer.text()).doesNotContain("Exception", "\\tat ", "jackson");
        assertThat(accepted()).isEqualTo(before);
    }

    private int accepted() {
        AtomicInteger count = new AtomicInteger();
        api.onSerial(store -> count.set(store.tables().submissions().size()));
        return count.get();
    }

    /// Publishing invariant 7.
    @Test
    void everyFaultOfABodyIsNamed() throws Exception {
        Answer answer =
                api.submit(
                        """
                        {"alert":{"status":"FIRING","labels":{"a":1,"b":"\\u0000"},"ends_at":"x"},
                         "classification":{"confidence":2},"target_name":7}\
                        """,
                        "Idempotency-Key",
                        "k".repeat(256));

        assertThat(answer.fields())
                .containsExactlyInAnyOrder(
                        "Idempotency-Key",
                        "alert.labels.b",
                        "target_name",
                        "classification.severity",
                        "classification.confidence",
                        "alert.labels.a",
                        "alert.alert_name",
                        "alert.status",
                        "alert.starts_at",
                        "alert.ends_at");
        assertThat(answer.json().getString("message")).endsWith("(and 9 more, see details)");
    }

    /// Publishing invariants 4 and 9.
    @ParameterizedTest
    @MethodSource("dev.pairplane.publishing.inbound.rest.Bodies#sound")
    void whatIsWithinTheRulesIsTaken(String body) throws Exception {
        Answer answer = api.submit(body);

        assertThat(answer.text()).contains("\"success\":true");
        assertThat(answer.status()).isEqualTo(202);
        assertThat(answer.json().getJsonArray("job_ids")).hasSize(1);
    }

    @Test
    void bytesThatAreNoUtf8AreRefused() throws Exception {
        byte[] body = ServedApi.ALERT.replace("HighCPU", "é").getBytes(StandardCharsets.ISO_8859_1);

        Answer answer =
                api.send(
                        "POST",
                        ServedApi.V1 + "/submit",
                        BodyPublishers.ofByteArray(body),
                        "Content-Type",
                        "application/json");

        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.fields()).containsExactly("body");
    }

    /// Publishing invariant 12.
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "application/json | 202",
                "application/json; charset=utf-8 | 202",
                "APPLICATION/JSON;charset=\"UTF-8\" | 202",
                "application/json; version=1 | 202",
                "text/plain | 415",
                "application/json; charset=latin1 | 415",
                "application/jsonx | 415",
                "application/problem+json | 415",
                "'' | 415"
            })
    void onlyJsonIsRead(String type, int status) throws Exception {
        Answer answer =
                api.send(
                        "POST",
                        ServedApi.V1 + "/submit",
                        BodyPublishers.ofString(ServedApi.ALERT),
                        type.isEmpty() ? new String[0] : new String[] {"Content-Type", type});

        assertThat(answer.status()).isEqualTo(status);
    }

    @Test
    void packedBodiesAreNotRead() throws Exception {
        assertThat(api.submit(ServedApi.ALERT, "Content-Encoding", "gzip").status()).isEqualTo(415);
        assertThat(api.submit(ServedApi.ALERT, "Content-Encoding", "identity").status())
                .isEqualTo(202);
    }

    /// Publishing invariant 11.
    @Test
    void oneMebibyteIsTheMost() throws Exception {
        String frame = Bodies.with("\"x\":\"\"");
        int room = 1024 * 1024 - frame.length();
        String largest = frame.replace("\"x\":\"\"", "\"x\":" + Bodies.text("y", room));
        String larger = frame.replace("\"x\":\"\"", "\"x\":" + Bodies.text("y", room + 1));
        assertThat(largest).hasSize(1024 * 1024);

        assertThat(api.submit(largest).status()).isEqualTo(202);
        assertThat(chunked(largest).status()).isEqualTo(202);
        assertThat(api.submit(larger).json().getString("error")).isEqualTo("payload_too_large");
        assertThat(api.submit(larger).status()).isEqualTo(413);
        assertThat(chunked(larger).status()).isEqualTo(413);
    }

    private Answer chunked(String body) throws Exception {
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        return api.send(
                "POST",
                ServedApi.V1 + "/submit",
                BodyPublishers.ofInputStream(() -> new ByteArrayInputStream(bytes)),
                "Content-Type",
                "application/json");
    }

    @Test
    void largeBodiesAreCheckedAsSmallOnesAre() throws Exception {
        Answer answer =
                api.submit(
                        "{\"alert\":{},\"x\":" + Bodies.text("y", 100_000) + "}",
                        "X-Request-ID",
                        "big");

        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.fields())
                .containsExactly("alert.alert_name", "alert.status", "alert.starts_at");
        assertThat(answer.json().getString("request_id")).isEqualTo("big");
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 255})
    void idempotencyKeysHaveUpTo255Characters(int length) throws Exception {
        assertThat(api.submit(ServedApi.ALERT, "Idempotency-Key", "~".repeat(length)).status())
                .isEqualTo(202);
    }

    @Test
    void otherIdempotencyKeysAreRefused() throws Exception {
        for (String[] headers :
                List.of(
                        new String[] {"Idempotency-Key", ""},
                        new String[] {"Idempotency-Key", "k".repeat(256)},
                        new String[] {"Idempotency-Key", "a\tb"},
                        new String[] {"Idempotency-Key", "a", "Idempotency-Key", "b"})) {
            Answer answer = api.submit(ServedApi.ALERT, headers);

            assertThat(answer.status()).isEqualTo(400);
            assertThat(answer.fields()).containsExactly("Idempotency-Key");
        }
    }

    /// Publishing invariants 62 and 95.
    @ParameterizedTest(name = "{0}: {1}")
    @CsvSource(
            delimiter = '|',
            value = {
                "/jobs?limit=0 | limit",
                "/jobs?limit=1001 | limit",
                "/jobs?limit=abc | limit",
                "/jobs?limit= | limit",
                "/jobs?limit=1&limit=2 | limit",
                "/jobs?limit=-1 | limit",
                "/jobs?limit=99999999999 | limit",
                "/jobs?offset=1000001 | offset",
                "/jobs?state=lost | state",
                "/jobs?priority=HIGH | priority",
                "/jobs?error_type=odd | error_type",
                "/jobs?created_after=yesterday | created_after",
                "/jobs?created_before=2026-01-02T03:04:05+01:00 | created_before",
                "/jobs?sort=id:asc | sort",
                "/jobs?sort=created_at | sort",
                "/jobs?stat=queued | '\"stat\"'",
                "/jobs?cursor=x | '\"cursor\"'",
                "/jobs?target=%00 | target",
                "/jobs?target=%ED%A0%80 | target",
                "/jobs?target=%ff | target",
                "/jobs/not-a-uuid | id",
                "/jobs/0197-0-0-0-0 | id",
                "/dlq?replayed=maybe | replayed",
                "/dlq?limit=0 | limit",
                "/dlq?include_stats=1 | include_stats",
                "/dlq?failed_after=x | failed_after",
                "/dlq/stats?limit=1 | '\"limit\"'",
                "/dlq/x | id",
                "/targets?type=pager | type",
                "/targets?enabled=yes | enabled",
                "/targets?sort_by=url | sort_by",
                "/targets?sort_order=up | sort_order",
                "/targets?limit=1001 | limit",
                "/targets/%00 | path",
                "/targets/%ED%A0%80 | path",
                "/queue?x=1 | '\"x\"'",
                "/queue/stats?scope=cluster | scope",
                "/mode?x=1 | '\"x\"'",
                "/circuit-breakers?x=1 | '\"x\"'"
            })
    void wrongParametersAreNamed(String path, String field) throws Exception {
        for (String base : List.of(ServedApi.V1, ServedApi.V2)) {
            Answer answer = api.get(base + path);

            assertThat(answer.status()).isEqualTo(400);
            assertThat(answer.fields()).containsExactly(field);
        }
    }

    @Test
    void everyWrongParameterIsNamed() throws Exception {
        assertThat(api.get(ServedApi.V1 + "/jobs?limit=0&offset=x&state=y&sort=z&w=1").fields())
                .containsExactlyInAnyOrder("limit", "offset", "state", "sort", "\"w\"");
    }

    /// Publishing invariant 62.
    @Test
    void replaysWithWrongIdsAndBodiesAreRefused() throws Exception {
        String letter = ServedApi.V1 + "/dlq/01970000-0000-7000-8000-0000000000ff/replay";

        assertThat(api.post(ServedApi.V1 + "/dlq/x/replay", "").fields()).containsExactly("id");
        assertThat(api.post(letter, "[]").fields()).containsExactly("body");
        assertThat(api.post(letter, "{").fields()).containsExactly("body");
        assertThat(api.post(letter, "{\"force\":1,\"target_name\":2}").fields())
                .containsExactlyInAnyOrder("force", "target_name");
        assertThat(api.post(letter, "").status()).isEqualTo(404);
        assertThat(api.post(letter, "{\"force\":true}").status()).isEqualTo(404);
    }

    @Test
    void pathsThatAreNotPercentEncodedAreRefusedByTheServerItself() throws Exception {
        String answer = RawHttp.send(api.port(), "GET " + ServedApi.V1 + "/targets/%zz HTTP/1.1");

        assertThat(answer).startsWith("HTTP/1.1 400 ").doesNotContain("Exception");
    }
}
