package dev.pairplane.publishing.inbound.rest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import dev.pairplane.publishing.core.queue.SchedulerSettings;
import dev.pairplane.publishing.inbound.rest.ServedApi.Answer;
import io.vertx.core.json.JsonObject;
import java.io.ByteArrayInputStream;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
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

    /// A whole alert with some members replaced or added; an empty value takes one away.
    private static String alert(String... namesAndValues) {
        JsonObject alert = new JsonObject(ServedApi.ALERT).getJsonObject("alert");
        StringBuilder added = new StringBuilder();
        for (int i = 0; i < namesAndValues.length; i += 2) {
            alert.remove(namesAndValues[i]);
            if (!namesAndValues[i + 1].isEmpty()) {
                added.append(",\"")
                        .append(namesAndValues[i])
                        .append("\":")
                        .append(namesAndValues[i + 1]);
            }
        }
        String text = alert.encode();
        return "{\"alert\":" + text.substring(0, text.length() - 1) + added + "}}";
    }

    private static String with(String member) {
        return ServedApi.ALERT.substring(0, ServedApi.ALERT.length() - 1) + "," + member + "}";
    }

    private static String text(String what, int times) {
        return "\"" + what.repeat(times) + "\"";
    }

    private static String entries(int count) {
        return IntStream.range(0, count)
                .mapToObj(i -> "\"k" + i + "\":\"v\"")
                .collect(Collectors.joining(",", "{", "}"));
    }

    private static String classification(String members) {
        return with("\"classification\":{" + members + "}");
    }

    static Stream<Arguments> malformed() {
        String sound = "\"severity\":\"info\",\"confidence\":0";
        return Stream.of(
                // The text itself.
                arguments("", "body"),
                arguments(" ", "body"),
                arguments("{", "body"),
                arguments("nonsense", "body"),
                arguments(ServedApi.ALERT + "}", "body"),
                arguments(ServedApi.ALERT + ServedApi.ALERT, "body"),
                arguments("[]", "body"),
                arguments("null", "body"),
                arguments("\"alert\"", "body"),
                arguments("{\"alert\":{\"labels\":{\"x\":NaN}}}", "alert.labels.x"),
                arguments(with("\"x\":Infinity"), "x"),
                arguments(with("\"x\":1e400"), "x"),
                arguments(with("\"x\":-1e400"), "x"),
                arguments(with("\"x\":1e-400"), "x"),
                arguments(with("\"x\":" + "1".repeat(41)), "x"),
                arguments(with("\"x\":[1,{\"y\":1e400}]"), "x[1].y"),
                arguments(with("\"x\":" + "[".repeat(32) + "]".repeat(32)), "x" + "[0]".repeat(31)),
                arguments(with("\"x\":\"\\u0000\""), "x"),
                arguments(with("\"x\":\"\\ud800\""), "x"),
                arguments(with("\"x\":\"\\udc00\\ud800\""), "x"),
                arguments(with("\"\\u0000\":1"), "[\"\\u0000\"]"),
                arguments(with("\"x\":1,\"x\":1"), "x"),
                arguments(with("\"alert\":{}"), "alert"),
                // The alert.
                arguments("{}", "alert"),
                arguments("{\"alert\":null}", "alert"),
                arguments("{\"alert\":[]}", "alert"),
                arguments("{\"alert\":\"x\"}", "alert"),
                arguments(alert("fingerprint", text("x", 129)), "alert.fingerprint"),
                arguments(alert("fingerprint", "\" x\""), "alert.fingerprint"),
                arguments(alert("fingerprint", "\"x\u00a0\""), "alert.fingerprint"),
                arguments(alert("fingerprint", "\"a\\nb\""), "alert.fingerprint"),
                arguments(alert("fingerprint", "\"a\u202eb\""), "alert.fingerprint"),
                arguments(alert("fingerprint", "7"), "alert.fingerprint"),
                arguments(alert("alert_name", ""), "alert.alert_name"),
                arguments(alert("alert_name", "\"\""), "alert.alert_name"),
                arguments(alert("alert_name", "7"), "alert.alert_name"),
                arguments(alert("alert_name", text("n", 256)), "alert.alert_name"),
                arguments(
                        alert("alert_name", "", "labels", "{\"alertname\":\"\"}"),
                        "alert.alert_name"),
                arguments(alert("status", ""), "alert.status"),
                arguments(alert("status", "\"FIRING\""), "alert.status"),
                arguments(alert("status", "\"\""), "alert.status"),
                arguments(alert("status", "true"), "alert.status"),
                arguments(alert("labels", "[]"), "alert.labels"),
                arguments(alert("labels", "{\"a\":1}"), "alert.labels.a"),
                arguments(alert("labels", "{\"a\":null}"), "alert.labels.a"),
                arguments(alert("labels", "{\"a\":{}}"), "alert.labels.a"),
                arguments(alert("labels", "{\"a b\":true}"), "alert.labels[\"a b\"]"),
                arguments(alert("labels", "{\"\":\"x\"}"), "alert.labels[\"\"]"),
                arguments(alert("labels", "{\"a\":\"1\",\"a\":\"2\"}"), "alert.labels.a"),
                arguments(alert("labels", "{\"a\":" + text("é", 1025) + "}"), "alert.labels.a"),
                arguments(
                        alert("labels", "{" + text("k", 129) + ":\"x\"}"),
                        "alert.labels[\"" + "k".repeat(64) + "\"…]"),
                arguments(alert("labels", entries(65)), "alert.labels"),
                arguments(alert("annotations", "\"x\""), "alert.annotations"),
                arguments(alert("annotations", "{\"a\":[]}"), "alert.annotations.a"),
                arguments(
                        alert("annotations", "{\"a\":" + text("é", 8193) + "}"),
                        "alert.annotations.a"),
                arguments(alert("annotations", entries(65)), "alert.annotations"),
                arguments(alert("starts_at", ""), "alert.starts_at"),
                arguments(alert("starts_at", "null"), "alert.starts_at"),
                arguments(alert("starts_at", "1767323045"), "alert.starts_at"),
                arguments(alert("starts_at", "\"yesterday\""), "alert.starts_at"),
                arguments(alert("starts_at", "\"2026-01-02T03:00:00\""), "alert.starts_at"),
                arguments(alert("starts_at", "\"2026-01-02\""), "alert.starts_at"),
                arguments(alert("starts_at", "\"2026-02-30T03:00:00Z\""), "alert.starts_at"),
                arguments(alert("starts_at", "\"2026-01-02T04:04:06Z\""), "alert.starts_at"),
                arguments(alert("starts_at", "\"2025-01-02T03:04:04Z\""), "alert.starts_at"),
                arguments(alert("ends_at", "\"2026-01-02T03:00:00Z\""), "alert.ends_at"),
                arguments(alert("ends_at", "\"soon\""), "alert.ends_at"),
                arguments(alert("ends_at", "5"), "alert.ends_at"),
                arguments(alert("generator_url", "\"ftp://x/\""), "alert.generator_url"),
                arguments(alert("generator_url", "\"http://\""), "alert.generator_url"),
                arguments(alert("generator_url", "\"http:///graph\""), "alert.generator_url"),
                arguments(alert("generator_url", "\"graph\""), "alert.generator_url"),
                arguments(alert("generator_url", "\"http://x/a b\""), "alert.generator_url"),
                arguments(
                        alert(
                                "generator_url",
                                text("http://x/", 1).replace("/\"", "/" + "y".repeat(2040) + "\"")),
                        "alert.generator_url"),
                arguments(alert("timestamp", "\"now\""), "alert.timestamp"),
                // What comes with it.
                arguments(with("\"target_name\":7"), "target_name"),
                arguments(with("\"target_name\":[\"good\"]"), "target_name"),
                arguments(with("\"classification\":[]"), "classification"),
                arguments(classification("\"confidence\":0"), "classification.severity"),
                arguments(
                        classification("\"severity\":\"page\",\"confidence\":0"),
                        "classification.severity"),
                arguments(classification("\"severity\":\"info\""), "classification.confidence"),
                arguments(
                        classification("\"severity\":\"info\",\"confidence\":1.1"),
                        "classification.confidence"),
                arguments(
                        classification("\"severity\":\"info\",\"confidence\":-0.1"),
                        "classification.confidence"),
                arguments(
                        classification("\"severity\":\"info\",\"confidence\":\"1\""),
                        "classification.confidence"),
                arguments(
                        classification("\"severity\":\"info\",\"confidence\":0.1"),
                        "classification.reasoning"),
                arguments(
                        classification(
                                "\"severity\":\"info\",\"confidence\":1,\"reasoning\":\" \""),
                        "classification.reasoning"),
                arguments(
                        classification(sound + ",\"recommendations\":{}"),
                        "classification.recommendations"),
                arguments(
                        classification(sound + ",\"recommendations\":[\"a\",1]"),
                        "classification.recommendations[1]"),
                arguments(
                        classification(sound + ",\"processing_time\":-1"),
                        "classification.processing_time"),
                arguments(classification(sound + ",\"metadata\":1"), "classification.metadata"),
                arguments(with("\"enrichment_metadata\":\"x\""), "enrichment_metadata"),
                arguments(
                        with("\"enrichment_metadata\":{\"a\":{\"b\":1e999}}"),
                        "enrichment_metadata.a.b"));
    }

    /// Publishing invariants 7, 8, 9 and 13.
    @ParameterizedTest(name = "{1}: {0}")
    @MethodSource("malformed")
    void whatIsWrongIsNamed(String body, String field) throws Exception {
        long before = api.core.figures().submitted();

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
        assertThat(api.core.figures().submitted()).isEqualTo(before);
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

    static Stream<String> sound() {
        return Stream.of(
                alert("fingerprint", "\"high-1730-abc\""),
                alert("fingerprint", text("😀", 128)),
                alert("fingerprint", "\"\""),
                alert("fingerprint", "null"),
                alert("alert_name", text("é", 255)),
                alert("alert_name", "", "labels", "{\"alertname\":\"FromLabel\"}"),
                alert("alert_name", "\"\"", "labels", "{\"alertname\":\"FromLabel\"}"),
                alert("labels", "null"),
                alert("labels", ""),
                alert("labels", entries(64)),
                alert("labels", "{" + text("é", 128) + ":" + text("é", 1024) + "}"),
                alert("annotations", "null"),
                alert("annotations", "{\"a\":" + text("é", 8192) + "}"),
                alert("starts_at", "\"2026-01-02T04:04:05Z\""),
                alert("starts_at", "\"2025-01-02T03:04:05Z\""),
                alert("starts_at", "\"2026-01-02t05:00:00.123456789+02:00\""),
                alert("ends_at", "\"0001-01-01T00:00:00Z\""),
                alert("ends_at", "\"2026-01-02T03:00:00.000000001Z\""),
                alert("generator_url", "\"\""),
                alert("generator_url", "\"http://[::1]:9090/graph?g0.expr=up{a=1}\""),
                alert("timestamp", "null"),
                alert("unknown", "[{\"deep\":1}]"),
                with("\"target_name\":null"),
                with("\"target_name\":\"\""),
                with("\"classification\":null,\"enrichment_metadata\":null"),
                classification("\"severity\":\"noise\",\"confidence\":0"),
                classification(
                        "\"severity\":\"critical\",\"confidence\":1,\"reasoning\":\"so\","
                                + "\"recommendations\":[\"a\"],\"processing_time\":0.5,"
                                + "\"metadata\":{}"),
                with("\"enrichment_metadata\":{\"a\":1.0}"),
                with("\"x\":" + "[".repeat(31) + "]".repeat(31)));
    }

    /// Publishing invariants 4 and 9.
    @ParameterizedTest
    @MethodSource("sound")
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
        String frame = with("\"x\":\"\"");
        int room = 1024 * 1024 - frame.length();
        String largest = frame.replace("\"x\":\"\"", "\"x\":" + text("y", room));
        String larger = frame.replace("\"x\":\"\"", "\"x\":" + text("y", room + 1));
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
                        "{\"alert\":{},\"x\":" + text("y", 100_000) + "}", "X-Request-ID", "big");

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
