package dev.pairplane.simulators.receiver;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PipedInputStream;
import java.io.PipedOutputStream;
import java.io.PrintStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class ReceiverTest {

    private static final JsonMapper JSON = new JsonMapper();

    private final HttpClient http = HttpClient.newHttpClient();
    private final Receiver receiver;

    ReceiverTest() throws Exception {
        receiver = Receiver.start(0, InstantSource.system());
    }

    @AfterEach
    void close() {
        receiver.close();
        http.close();
    }

    @Test
    void remembersWhatCameInTheOrderOfArrival() throws Exception {
        deliver("pager", "job-1", "HighCPU", "critical");
        deliver("chat", "job-2", "SlowDisk", "info");
        deliver("pager", "job-3", "Down", "critical");

        assertThat(deliveries("?after=0"))
                .extracting(JsonNode::toString)
                .satisfiesExactly(
                        first ->
                                assertThat(first)
                                        .contains(
                                                "\"number\":1",
                                                "\"target\":\"pager\"",
                                                "\"status\":200",
                                                "\"webhook_id\":\"job-1\"",
                                                "\"alert_name\":\"HighCPU\"",
                                                "\"severity\":\"critical\"",
                                                "\"authorization\":\"***\"")
                                        .doesNotContain("secret"),
                        second -> assertThat(second).contains("\"number\":2", "job-2"),
                        third -> assertThat(third).contains("\"number\":3", "job-3"));
        assertThat(deliveries("?after=1&target=pager"))
                .singleElement()
                .satisfies(
                        found -> assertThat(found.path("webhook_id").asText()).isEqualTo("job-3"));
        assertThat(deliveries("?limit=2")).hasSize(2);
    }

    @Test
    void answersAsItIsToldForAsLongAsItIsTold() throws Exception {
        behave("flaky", "{\"status\": 503, \"times\": 2, \"retry_after_seconds\": 7}");

        HttpResponse<String> first = deliver("flaky", "a", "A", "info");
        assertThat(first.statusCode()).isEqualTo(503);
        assertThat(first.headers().firstValue("retry-after")).contains("7");
        assertThat(deliver("flaky", "a", "A", "info").statusCode()).isEqualTo(503);
        assertThat(deliver("flaky", "a", "A", "info").statusCode()).isEqualTo(200);

        behave("flaky", "{\"status\": 400}");
        for (int i = 0; i < 3; i++) {
            assertThat(deliver("flaky", "b", "B", "info").statusCode()).isEqualTo(400);
        }
        assertThat(send("DELETE", "/targets/flaky/behaviour", "").statusCode()).isEqualTo(200);
        assertThat(deliver("flaky", "b", "B", "info").statusCode()).isEqualTo(200);

        JsonNode target = JSON.readTree(send("GET", "/targets", "").body()).path("targets").get(0);
        assertThat(target.path("received").asInt()).isEqualTo(7);
        assertThat(target.path("answers").toString()).isEqualTo("{\"200\":2,\"400\":3,\"503\":2}");
    }

    @Test
    void holdsItsAnswerUntilItIsLetGo() throws Exception {
        behave("pager", "{\"hold\": true}");
        CompletableFuture<HttpResponse<String>> answer =
                http.sendAsync(request("pager", "job-1", "A", "info"), BodyHandlers.ofString());
        await().until(() -> held("pager") == 1);
        assertThat(answer).isNotDone();
        assertThat(deliveries("").getFirst().path("status").asInt()).isZero();

        behave("pager", "{\"status\": 202}");

        assertThat(answer.get().statusCode()).isEqualTo(202);
        assertThat(deliveries("").getFirst().path("status").asInt()).isEqualTo(202);
        assertThat(held("pager")).isZero();
    }

    @Test
    void closesTheConnectionInsteadOfAnAnswer() throws Exception {
        behave("pager", "{\"cut\": true, \"times\": 1}");

        assertThatThrownBy(() -> deliver("pager", "job-1", "A", "info"))
                .isInstanceOf(IOException.class);

        deliver("pager", "job-1", "A", "info");
        assertThat(deliveries(""))
                .satisfiesExactly(
                        cut -> {
                            assertThat(cut.path("status").asInt()).isZero();
                            assertThat(cut.has("answered")).isFalse();
                        },
                        taken -> {
                            assertThat(taken.path("status").asInt()).isEqualTo(200);
                            assertThat(Instant.parse(taken.path("answered").asText()))
                                    .isAfterOrEqualTo(Instant.parse(taken.path("time").asText()));
                        });
    }

    @Test
    void saysWhatIsWrongWithABehaviour() throws Exception {
        assertThat(put("pager", "{\"status\": 99}"))
                .contains("status is a whole number from 200 to 599, not 99");
        assertThat(put("pager", "{\"colour\": 1}"))
                .contains(
                        "unknown member 'colour': a behaviour has [cut, delay_ms,"
                                + " hold, retry_after_seconds, status, times]");
        assertThat(put("pager", "[]")).contains("a behaviour is an object");
        assertThat(put("pager", "{")).contains("message");
        assertThat(send("POST", "/targets/pager/behaviour", "").statusCode()).isEqualTo(405);
        assertThat(send("GET", "/targets/-/behaviour", "").statusCode()).isEqualTo(404);
        assertThat(send("POST", "/hooks/-", "{}").statusCode()).isEqualTo(404);
        assertThat(send("GET", "/deliveries?after=x", "").statusCode()).isEqualTo(400);
        assertThat(send("GET", "/nothing", "").body()).contains("POST /hooks/NAME");
    }

    @Test
    void takesWhatIsNotJsonAndRefusesWhatIsTooLarge() throws Exception {
        assertThat(send("POST", "/hooks/pager", "hello").statusCode()).isEqualTo(200);
        assertThat(send("PUT", "/hooks/pager", "").statusCode()).isEqualTo(200);
        assertThat(send("POST", "/hooks/pager", "x".repeat((1 << 20) + 1)).statusCode())
                .isEqualTo(413);
        assertThat(deliveries("")).hasSize(2);
    }

    @Test
    void takesOnlySoManyNames() throws Exception {
        for (int i = 0; i < Hooks.MAX; i++) {
            assertThat(send("POST", "/hooks/t" + i, "{}").statusCode()).isEqualTo(200);
        }
        assertThat(send("POST", "/hooks/more", "{}").statusCode()).isEqualTo(404);
    }

    @Test
    void forgetsWhenAskedAndOnlyKeepsTheLast() throws Exception {
        deliver("pager", "job-1", "A", "info");
        assertThat(send("DELETE", "/deliveries", "").statusCode()).isEqualTo(204);
        assertThat(deliveries("")).isEmpty();

        Deliveries kept = new Deliveries();
        for (int i = 0; i < Deliveries.KEPT + 5; i++) {
            kept.arrived(
                    "pager",
                    new java.util.TreeMap<>(),
                    JSON.createObjectNode(),
                    InstantSource.system().instant());
        }
        assertThat(kept.after(0, "", 1).getFirst().number()).isEqualTo(6);
    }

    @Test
    void showsPeopleWhatCameWithoutRunningIt() throws Exception {
        deliver("pager", "job-1", "<script>", "critical");

        HttpResponse<String> page = send("GET", "/", "");

        assertThat(page.headers().firstValue("content-type")).contains("text/html; charset=utf-8");
        assertThat(page.body())
                .contains("pager", "job-1", "&lt;script&gt;")
                .doesNotContain("<script>");
    }

    @Test
    void stopsWithItsParent() throws Exception {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        PipedInputStream in = new PipedInputStream();
        CompletableFuture<Integer> exit;
        try (PipedOutputStream parent = new PipedOutputStream(in)) {
            exit =
                    CompletableFuture.supplyAsync(
                            () -> main(in, out).run(List.of("--port", "0", "--parent-pipe")));
            await().until(() ->
                    out.toString(StandardCharsets.UTF_8)
                            .contains("receiver ready: http://127.0.0.1:"));
            parent.flush();
        }
        assertThat(exit.get()).isZero();
    }

    @Test
    void saysHowItIsUsed() {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        Main main = main(InputStream.nullInputStream(), out);

        assertThat(main.run(List.of("--help"))).isZero();
        assertThat(main.run(List.of("--colour"))).isEqualTo(Main.USAGE);
        assertThat(main.run(List.of("--port", "x"))).isEqualTo(Main.USAGE);
        assertThat(main.run(List.of("--port", Integer.toString(receiver.uri().getPort()))))
                .isEqualTo(Main.FAILED);
        assertThat(out.toString(StandardCharsets.UTF_8))
                .contains("--port N", "unknown option '--colour'", "from 0 to 65535", "in use");
    }

    private static Main main(InputStream in, ByteArrayOutputStream out) {
        PrintStream stream = new PrintStream(out, true, StandardCharsets.UTF_8);
        return new Main(in, stream, stream);
    }

    private HttpResponse<String> deliver(String target, String id, String alert, String severity)
            throws Exception {
        return http.send(request(target, id, alert, severity), BodyHandlers.ofString());
    }

    private HttpRequest request(String target, String id, String alert, String severity) {
        return HttpRequest.newBuilder(receiver.uri().resolve("/hooks/" + target))
                .header("webhook-id", id)
                .header("Authorization", "Bearer secret")
                .POST(
                        BodyPublishers.ofString(
                                """
                                {"alert_name": "%s", "status": "firing", "labels": {"severity": "%s"}}
                                """
                                        .formatted(alert, severity)))
                .build();
    }

    private void behave(String target, String behaviour) throws Exception {
        assertThat(send("PUT", "/targets/" + target + "/behaviour", behaviour).statusCode())
                .isEqualTo(200);
    }

    /// What it says about a behaviour that it refuses.
    private String put(String target, String behaviour) throws Exception {
        HttpResponse<String> answer = send("PUT", "/targets/" + target + "/behaviour", behaviour);
        assertThat(answer.statusCode()).isEqualTo(400);
        return JSON.readTree(answer.body()).toString();
    }

    private int held(String target) throws Exception {
        return JSON.readTree(send("GET", "/targets/" + target + "/behaviour", "").body())
                .path("held")
                .asInt();
    }

    private List<JsonNode> deliveries(String query) throws Exception {
        JsonNode list =
                JSON.readTree(send("GET", "/deliveries" + query, "").body()).path("deliveries");
        return java.util.stream.StreamSupport.stream(list.spliterator(), false).toList();
    }

    private HttpResponse<String> send(String method, String path, String body) throws Exception {
        return http.send(
                HttpRequest.newBuilder(URI.create(receiver.uri() + path))
                        .method(method, BodyPublishers.ofString(body))
                        .build(),
                BodyHandlers.ofString());
    }
}
