package dev.pairplane.publishing.outbound.webhook;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.pairplane.observability.logging.Secret;
import dev.pairplane.publishing.core.job.Job;
import dev.pairplane.publishing.core.send.SendResult;
import dev.pairplane.publishing.core.send.SendResult.Failure;
import dev.pairplane.publishing.core.send.SendResult.Obstacle;
import dev.pairplane.publishing.core.target.BodyFormat;
import io.vertx.core.http.HttpServerRequest;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class WebhookSenderTest {

    private final SentWebhooks webhooks = new SentWebhooks();

    @AfterEach
    void close() throws Exception {
        webhooks.close();
    }

    private static Destination within(String url, Duration timeout) {
        return SentWebhooks.destination(url, Map.of(), new Auth.None(), List.of(), timeout);
    }

    @ParameterizedTest
    @ValueSource(ints = {200, 202, 204, 400, 401, 404, 408, 410, 429, 500, 503, 599})
    void tellsTheStatus(int status) throws Exception {
        try (var receiver = Receiver.answering(status, status == 204 ? "" : "said")) {
            SendResult result = webhooks.send(SentWebhooks.plain(receiver.url("/hook")));

            assertThat(result)
                    .isEqualTo(
                            new SendResult.Answered(
                                    status, Optional.empty(), status == 204 ? "" : "said"));
            assertThat(receiver.received()).hasSize(1);
        }
    }

    /// Publishing invariant 41.
    @ParameterizedTest
    @ValueSource(ints = {301, 302, 303, 307, 308})
    void aRedirectIsNotFollowed(int status) throws Exception {
        try (var elsewhere = Receiver.answering(200, "");
                var receiver =
                        new Receiver(request ->
                                request.response()
                                        .setStatusCode(status)
                                        .putHeader("Location", elsewhere.url("/stolen"))
                                        .end())) {
            SendResult result = webhooks.send(SentWebhooks.plain(receiver.url("/hook")));

            assertThat(result)
                    .isInstanceOfSatisfying(
                            SendResult.Answered.class,
                            answered -> assertThat(answered.status()).isEqualTo(status));
            assertThat(elsewhere.received()).isEmpty();
        }
    }

    /// Publishing invariant 40: body and ids are the same for each attempt; a replay has its own.
    @Test
    void everyAttemptOfAJobSendsTheSameBytes() throws Exception {
        try (var receiver = Receiver.answering(503, "")) {
            Destination destination = SentWebhooks.plain(receiver.url("/hook?a=b"));
            Job job = SampleJobs.full("ops");
            for (int attempt = 1; attempt <= 3; attempt++) {
                webhooks.send(destination, job, attempt);
            }
            webhooks.send(destination, SampleJobs.withId(job, new UUID(1, 2)), 1);

            List<Receiver.Received> got = receiver.received();
            for (int i = 0; i < 3; i++) {
                assertThat(got.get(i).body()).isEqualTo(got.getFirst().body());
                assertThat(got.get(i).header("Idempotency-Key")).isEqualTo(job.id().toString());
                assertThat(got.get(i).header("webhook-id")).isEqualTo(job.id().toString());
                assertThat(got.get(i).header("X-Attempt")).isEqualTo(Integer.toString(i + 1));
            }
            assertThat(got.get(3).header("Idempotency-Key")).isEqualTo(new UUID(1, 2).toString());
            assertThat(got.get(3).header("webhook-id")).isEqualTo(new UUID(1, 2).toString());
            assertThat(got.getFirst().method()).isEqualTo("POST");
            assertThat(got.getFirst().uri()).isEqualTo("/hook?a=b");
            assertThat(got.getFirst().header("Content-Type")).isEqualTo("application/json");
            assertThat(got.getFirst().header("User-Agent")).isEqualTo("publishing-queue/1.2.3");
            assertThat(got.getFirst().header("X-Request-ID")).isEqualTo("request-1");
            assertThat(got.getFirst().header("traceparent")).startsWith("00-4bf92f3577b34da6");
            assertThat(got.getFirst().header("webhook-signature")).isEmpty();
        }
    }

    @Test
    void sendsByTheConfiguredMethodAndHeaders() throws Exception {
        try (var receiver = Receiver.answering(200, "")) {
            var base =
                    SentWebhooks.destination(
                            receiver.url(""),
                            Map.of("x-team", Secret.of("ops"), "user-agent", Secret.of("mine")),
                            new Auth.Basic("me", Secret.of("pa:ss")),
                            List.of(),
                            SentWebhooks.LONG);
            webhooks.send(
                    new Destination(
                            "ops",
                            1,
                            base.url(),
                            Destination.Method.PATCH,
                            BodyFormat.ALERTMANAGER,
                            base.headers(),
                            base.auth(),
                            List.of(),
                            base.timeout(),
                            base.maxBody(),
                            List.of()));

            Receiver.Received got = receiver.received().getFirst();
            assertThat(got.method()).isEqualTo("PATCH");
            assertThat(got.uri()).isEqualTo("/");
            assertThat(got.header("X-Team")).isEqualTo("ops");
            assertThat(got.header("User-Agent")).isEqualTo("mine");
            assertThat(got.header("Authorization")).isEqualTo("Basic bWU6cGE6c3M=");
            assertThat(got.text())
                    .startsWith("{\"version\":\"4\"")
                    .contains("\"receiver\":\"ops\"");
        }
    }

    @Test
    void eachKindOfAuthMakesItsHeaders() {
        Secret key = Secret.of("k");

        assertThat(new Auth.None().asHeaders()).isEmpty();
        assertThat(new Auth.Bearer(key).asHeaders())
                .isEqualTo(Map.of("Authorization", Secret.of("Bearer k")));
        assertThat(new Auth.ApiKey("X-Key", key).asHeaders()).isEqualTo(Map.of("X-Key", key));
        assertThat(new Auth.Custom(Map.of("a", key, "b", key)).asHeaders()).hasSize(2);
    }

    @Test
    void aBodyThatIsTooLargeIsNotSent() throws Exception {
        try (var receiver = Receiver.answering(200, "")) {
            Destination plain = SentWebhooks.plain(receiver.url("/"));
            SendResult result =
                    webhooks.send(
                            new Destination(
                                    "ops",
                                    1,
                                    plain.url(),
                                    plain.method(),
                                    plain.format(),
                                    Map.of(),
                                    plain.auth(),
                                    List.of(),
                                    plain.timeout(),
                                    1024,
                                    List.of()));

            assertThat(result)
                    .isInstanceOfSatisfying(
                            SendResult.NotSent.class,
                            not -> {
                                assertThat(not.obstacle()).isEqualTo(Obstacle.PAYLOAD_TOO_LARGE);
                                assertThat(not.detail()).contains("at most 1024");
                            });
            assertThat(receiver.received()).isEmpty();
            assertThat(webhooks.events)
                    .containsExactly(new WebhookEvent.NotMade("ops", "payload_too_large"));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"a\r\nX-Evil: 1", "a\nb", "a\rb", "a\0b", "ü", "a\u007f"})
    void aHeaderThatWouldBreakTheMessageIsNotSent(String value) throws Exception {
        try (var receiver = Receiver.answering(200, "")) {
            SendResult result =
                    webhooks.send(
                            SentWebhooks.destination(
                                    receiver.url("/"),
                                    Map.of("x-team", Secret.of(value)),
                                    new Auth.None(),
                                    List.of(),
                                    SentWebhooks.LONG));

            assertThat(result)
                    .isInstanceOfSatisfying(
                            SendResult.NotSent.class,
                            not -> {
                                assertThat(not.obstacle()).isEqualTo(Obstacle.INVALID_TARGET);
                                assertThat(not.detail()).contains("x-team").doesNotContain(value);
                            });
            assertThat(receiver.received()).isEmpty();
        }
    }

    @Test
    void idsThatWouldBreakTheMessageAreLeftOut() throws Exception {
        try (var receiver = Receiver.answering(200, "")) {
            SendResult result =
                    webhooks.send(
                            SentWebhooks.plain(receiver.url("/")),
                            SampleJobs.withRequest(
                                    SampleJobs.full("ops"),
                                    "r\r\nX-Evil: 1",
                                    Optional.of("00\nX-Evil: 1")),
                            1);

            assertThat(result).isInstanceOf(SendResult.Answered.class);
            Receiver.Received got = receiver.received().getFirst();
            assertThat(got.header("X-Request-ID") + got.header("X-Evil")).isEmpty();
            assertThat(got.header("traceparent")).isEmpty();
        }
    }

    @Test
    void anUnknownTargetIsNotSentTo() throws Exception {
        SendResult result =
                webhooks.start(SampleJobs.full("gone"), 1).result().get(20, TimeUnit.SECONDS);

        assertThat(result)
                .isInstanceOfSatisfying(
                        SendResult.NotSent.class,
                        not -> assertThat(not.obstacle()).isEqualTo(Obstacle.INVALID_TARGET));
    }

    /// Publishing invariant 38, for refusal.
    @Test
    void aRefusedConnectionIsNotConnected() throws Exception {
        int port;
        try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = socket.getLocalPort();
        }

        SendResult result = webhooks.send(SentWebhooks.plain("http://127.0.0.1:" + port + "/"));

        assertThat(result)
                .isInstanceOfSatisfying(
                        SendResult.NotConnected.class,
                        not -> assertThat(not.failure()).isEqualTo(Failure.REFUSED));
    }

    /// Publishing invariant 38, for time.
    @Test
    void noAnswerInTimeIsUnansweredSinceTheTargetMayHaveTakenIt() throws Exception {
        try (var receiver = new Receiver(_ -> {})) {
            SendResult result = webhooks.send(within(receiver.url("/"), Duration.ofMillis(300)));

            assertThat(result)
                    .isInstanceOfSatisfying(
                            SendResult.Unanswered.class, un -> assertThat(un.timedOut()).isTrue());
            assertThat(receiver.received()).hasSize(1);
        }
    }

    @Test
    void anAnswerThatDoesNotEndInTimeIsUnanswered() throws Exception {
        try (var receiver =
                new Receiver(request -> request.response().setChunked(true).write("begun"))) {
            SendResult result = webhooks.send(within(receiver.url("/"), Duration.ofMillis(300)));

            assertThat(result)
                    .isInstanceOfSatisfying(
                            SendResult.Unanswered.class, un -> assertThat(un.timedOut()).isTrue());
        }
    }

    @Test
    void aConnectionThatEndsAfterTheRequestIsUnanswered() throws Exception {
        try (var receiver = new Receiver(request -> request.connection().close());
                var halfway =
                        new Receiver(request -> {
                            request.response().putHeader("Content-Length", "100").write("half");
                            request.connection().close();
                        })) {
            for (Receiver broken : List.of(receiver, halfway)) {
                SendResult result = webhooks.send(SentWebhooks.plain(broken.url("/")));

                assertThat(result)
                        .isInstanceOfSatisfying(
                                SendResult.Unanswered.class,
                                un -> assertThat(un.timedOut()).isFalse());
                assertThat(broken.received()).hasSize(1);
            }
        }
    }

    @Test
    void aServerThatTakesNoConnectionIsNotConnectedInTime() throws Exception {
        // With its queue full, the kernel answers nobody any more.
        var held = new ArrayList<Socket>();
        try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            for (int i = 0; i < 4; i++) {
                var filler = new Socket();
                held.add(filler);
                try {
                    filler.connect(socket.getLocalSocketAddress(), 200);
                } catch (SocketTimeoutException e) {
                    break;
                }
            }

            SendResult result =
                    webhooks.send(
                            within(
                                    "http://127.0.0.1:" + socket.getLocalPort() + "/",
                                    Duration.ofMillis(400)));

            assertThat(result)
                    .isInstanceOfSatisfying(
                            SendResult.NotConnected.class,
                            not -> assertThat(not.failure()).isEqualTo(Failure.TIMEOUT));
        } finally {
            for (Socket filler : held) {
                filler.close();
            }
        }
    }

    @Test
    void aCancelledAttemptTellsWhetherItWasWritten() throws Exception {
        try (var receiver = new Receiver(_ -> {})) {
            webhooks.destinations.put("ops", SentWebhooks.plain(receiver.url("/")));
            var started = webhooks.start(SampleJobs.full("ops"), 1);
            await().until(() -> receiver.received().size() == 1);

            started.sending().cancel();
            started.sending().cancel();

            assertThat(started.result().get(20, TimeUnit.SECONDS))
                    .isEqualTo(new SendResult.Cancelled(true));
            await().until(() -> webhooks.sender.underWay() == 0);
        }
    }

    @Test
    void aClosedSenderCancelsWhatIsUnderWayAndAllThatComes() throws Exception {
        try (var receiver = new Receiver(_ -> {})) {
            webhooks.destinations.put("ops", SentWebhooks.plain(receiver.url("/")));
            var started = webhooks.start(SampleJobs.full("ops"), 1);
            await().until(() -> receiver.received().size() == 1);

            webhooks.sender.close();

            assertThat(started.result().get(20, TimeUnit.SECONDS))
                    .isEqualTo(new SendResult.Cancelled(true));
            assertThat(webhooks.start(SampleJobs.full("ops"), 1).result().get(20, TimeUnit.SECONDS))
                    .isEqualTo(new SendResult.Cancelled(false));
        }
    }

    /// A pooled connection that died unnoticed costs nothing: not a byte was taken.
    @Test
    void reconnectsOnceWhenThePooledConnectionWasDeadBeforeAByteWasSent() throws Exception {
        try (var server = new ServerSocket(0, 10, InetAddress.getLoopbackAddress())) {
            webhooks.destinations.put(
                    "ops", SentWebhooks.plain("http://127.0.0.1:" + server.getLocalPort() + "/"));
            var first = webhooks.start(SampleJobs.full("ops"), 1);
            Socket connection = server.accept();
            answer(connection);
            assertThat(first.result().get(20, TimeUnit.SECONDS))
                    .isInstanceOf(SendResult.Answered.class);

            // The only event loop is held, so it cannot notice the reset before it writes.
            var held = new CountDownLatch(1);
            var release = new CountDownLatch(1);
            webhooks.vertx.runOnContext(_ -> {
                held.countDown();
                try {
                    assertThat(release.await(20, TimeUnit.SECONDS)).isTrue();
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                }
            });
            assertThat(held.await(20, TimeUnit.SECONDS)).isTrue();
            connection.setSoLinger(true, 0);
            connection.close();
            var second = webhooks.start(SampleJobs.full("ops"), 2);
            release.countDown();
            try (Socket again = server.accept()) {
                answer(again);
            }

            assertThat(second.result().get(20, TimeUnit.SECONDS))
                    .isEqualTo(new SendResult.Answered(200, Optional.empty(), "ok"));
        }
    }

    private static void answer(Socket connection) throws Exception {
        var in = connection.getInputStream();
        var head = new StringBuilder();
        while (head.indexOf("\r\n\r\n") < 0) {
            head.append((char) in.read());
        }
        String length = head.toString().toLowerCase(Locale.ROOT);
        int from = length.indexOf("content-length:") + "content-length:".length();
        int bytes = Integer.parseInt(length.substring(from, length.indexOf('\r', from)).strip());
        assertThat(in.readNBytes(bytes)).hasSize(bytes);
        connection
                .getOutputStream()
                .write(
                        "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok"
                                .getBytes(StandardCharsets.US_ASCII));
        connection.getOutputStream().flush();
    }

    @Test
    void manyAttemptsAreUnderWayAtOnceOnFewThreads() throws Exception {
        var waiting = new ArrayList<HttpServerRequest>();
        var all = new CountDownLatch(1);
        int targets = 8;
        int each = 50;
        try (var receiver =
                new Receiver(request -> {
                    waiting.add(request);
                    if (waiting.size() == targets * each) {
                        all.countDown();
                        waiting.forEach(r -> r.response().end());
                    }
                })) {
            var results = new ArrayList<SentWebhooks.Started>();
            for (int t = 0; t < targets; t++) {
                String name = "ops-" + t;
                webhooks.dns.put(name + ".test", List.of(InetAddress.getLoopbackAddress()));
                Destination plain = SentWebhooks.plain(receiver.url("/"));
                webhooks.destinations.put(
                        name,
                        new Destination(
                                name,
                                1,
                                URI.create("http://" + name + ".test:" + receiver.port() + "/"),
                                plain.method(),
                                plain.format(),
                                Map.of(),
                                plain.auth(),
                                List.of(),
                                plain.timeout(),
                                plain.maxBody(),
                                List.of()));
            }
            for (int i = 0; i < targets * each; i++) {
                results.add(webhooks.start(SampleJobs.full("ops-" + i % targets), 1));
            }

            assertThat(all.await(30, TimeUnit.SECONDS)).isTrue();
            for (var result : results) {
                assertThat(result.result().get(20, TimeUnit.SECONDS))
                        .isEqualTo(new SendResult.Answered(200, Optional.empty(), ""));
            }
            assertThat(webhooks.events).hasSize(targets * each);
        }
    }

    @Test
    void tellsTheListenerOfEachRequest() throws Exception {
        try (var receiver = Receiver.answering(503, "")) {
            webhooks.send(SentWebhooks.plain(receiver.url("/")));

            assertThat(webhooks.events)
                    .singleElement()
                    .isInstanceOfSatisfying(
                            WebhookEvent.RequestMade.class,
                            made -> {
                                assertThat(made.target()).isEqualTo("ops");
                                assertThat(made.method()).isEqualTo("POST");
                                assertThat(made.statusClass()).isEqualTo("5xx");
                                assertThat(made.error()).isEqualTo("none");
                                assertThat(made.payload())
                                        .isEqualTo(receiver.received().getFirst().body().length);
                                assertThat(made.duration()).isPositive();
                            });
        }
    }
}
