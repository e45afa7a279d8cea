package dev.pairplane.difftracker.outbound.azure;

import static dev.pairplane.difftracker.outbound.guard.ScriptedServer.empty;
import static dev.pairplane.difftracker.outbound.guard.ScriptedServer.json;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.pairplane.difftracker.core.azure.LocationBatch;
import dev.pairplane.difftracker.core.azure.PublicIpState;
import dev.pairplane.difftracker.core.call.CallError;
import dev.pairplane.difftracker.core.call.Outcome;
import dev.pairplane.difftracker.outbound.azure.token.StaticTokens;
import dev.pairplane.difftracker.outbound.azure.token.TokenSource;
import dev.pairplane.difftracker.outbound.azure.token.TokenUnavailable;
import dev.pairplane.difftracker.outbound.guard.GuardLimits;
import dev.pairplane.difftracker.outbound.guard.ScriptedServer;
import dev.pairplane.difftracker.outbound.guard.ScriptedServer.Reply;
import dev.pairplane.difftracker.outbound.guard.ScriptedServer.Request;
import dev.pairplane.difftracker.outbound.guard.SerialCalls;
import dev.pairplane.observability.logging.Secret;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// What is made of answers that are no answers, and what keeps calls from being made.
class ArmFailuresTest {

    private static final Duration SHORT = Duration.ofMillis(300);
    private static final String ERROR = "{\"error\": {\"code\": \"Broken\", \"message\": \"No.\"}}";

    private final SerialCalls serial = new SerialCalls();
    private final List<AutoCloseable> open = new ArrayList<>();

    @AfterEach
    void close() throws Exception {
        for (AutoCloseable each : open.reversed()) {
            each.close();
        }
        serial.close();
    }

    private ScriptedServer server(Function<Request, Reply> script) throws Exception {
        var server = new ScriptedServer(script);
        open.add(server);
        return server;
    }

    private ArmClient client(ArmSettings settings, TokenSource tokens, ArmCallListener listener) {
        var client = new ArmClient(Arm.IDS, settings, tokens, serial.executor(), listener);
        open.add(client);
        return client;
    }

    private ArmClient client(ArmSettings settings) {
        return client(settings, StaticTokens.of(Secret.of("t0ken")), ArmCallListener.none());
    }

    private Outcome<Optional<PublicIpState>> read(ArmClient client) throws Exception {
        return read(client, SerialCalls.LONG);
    }

    private Outcome<Optional<PublicIpState>> read(ArmClient client, Duration timeout)
            throws Exception {
        return serial.outcome(done -> client.readPublicIp("a-pip", timeout, done));
    }

    private CallError refusal(Reply reply) throws Exception {
        var server = server(_ -> reply);
        return ((Outcome.Refused<?>) read(client(Arm.settings(server.uri())))).error();
    }

    @Test
    void nothingWasSentWhereNobodyListens() throws Exception {
        int port;
        try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = socket.getLocalPort();
        }
        var client = client(Arm.settings(URI.create("http://127.0.0.1:" + port)));

        var read = read(client);
        var write =
                serial.<Void>outcome(
                        done -> client.deletePublicIp("a-pip", SerialCalls.LONG, done));

        assertThat(read)
                .isEqualTo(new Outcome.NotSent<>(Outcome.Reason.UNREACHABLE, Optional.empty()));
        assertThat(write)
                .isEqualTo(new Outcome.NotSent<>(Outcome.Reason.UNREACHABLE, Optional.empty()));
    }

    @Test
    void aCutOrHalfAnswerLeavesTheEffectUnknown() throws Exception {
        for (Reply reply :
                List.of(
                        new Reply.Cut(),
                        new Reply.Truncated(200, "{\"name\"", 500),
                        new Reply.Truncated(202, "", 1))) {
            var server = server(_ -> reply);
            var client = client(Arm.settings(server.uri()));

            assertThat(read(client)).as("%s", reply).isInstanceOf(Outcome.Unanswered.class);
            assertThat(
                            serial.<Void>outcome(
                                    done -> client.deletePublicIp("a-pip", SerialCalls.LONG, done)))
                    .as("%s", reply)
                    .isInstanceOf(Outcome.Unanswered.class);
            assertThat(server.requests())
                    .extracting(Request::method)
                    .as("a write is sent once")
                    .containsOnlyOnce("DELETE");
        }
    }

    @Test
    void aCallEndsWithItsTimeAndNotWithItsAnswer() throws Exception {
        var client = client(Arm.settings(server(_ -> new Reply.Stall()).uri()));
        long begin = System.nanoTime();

        var outcome = read(client, SHORT);

        assertThat(outcome).isInstanceOf(Outcome.Unanswered.class);
        assertThat(Duration.ofNanos(System.nanoTime() - begin))
                .isBetween(SHORT.minusMillis(1), SHORT.plusSeconds(5));
    }

    @Test
    void oneExchangeEndsWithItsOwnLimit() throws Exception {
        var settings =
                Arm.settings(server(_ -> new Reply.Stall()).uri())
                        .withLimits(new GuardLimits(4, SHORT, 100, 1, Duration.ofSeconds(1)));

        assertThat(read(client(settings))).isInstanceOf(Outcome.Unanswered.class);
    }

    /// Difftracker invariant 193
    @Test
    void takesAnErrorApart() throws Exception {
        assertThat(refusal(json(400, ERROR)))
                .isEqualTo(new CallError(400, "Broken", "No.", Optional.empty()));
        assertThat(
                        refusal(
                                json(
                                        400,
                                        """
                                        {"error": {"code": "Outer", "message": "Wrapped.",
                                         "details": [{"code": "QuotaExceeded", "message": "5"}]}}
                                        """)))
                .isEqualTo(
                        new CallError(
                                400, "Outer", "Wrapped. (QuotaExceeded: 5)", Optional.empty()));
        assertThat(refusal(json(403, "{\"code\": \"Bare\", \"message\": \"m\"}")).code())
                .isEqualTo("Bare");
        assertThat(refusal(empty(502))).isEqualTo(new CallError(502, "", "", Optional.empty()));
        assertThat(refusal(new Reply.Answer(503, Map.of(), "<html>\n<b>Busy</b>")).message())
                .isEqualTo("no JSON, but: <html> <b>Busy</b>");
        assertThat(refusal(json(200, "[]")).code()).isEqualTo("UnreadableResource");
    }

    @Test
    void readsRetryAfterAsSecondsAndAsADate() throws Exception {
        String date =
                DateTimeFormatter.RFC_1123_DATE_TIME.format(
                        Instant.now().plusSeconds(100).atZone(ZoneOffset.UTC));

        assertThat(refusal(json(429, ERROR).with("Retry-After", "17")).retryAfter())
                .contains(Duration.ofSeconds(17));
        assertThat(refusal(json(429, ERROR).with("Retry-After", date)).retryAfter().orElseThrow())
                .isBetween(Duration.ofSeconds(80), Duration.ofSeconds(101));
        assertThat(refusal(json(503, ERROR).with("Retry-After", "0")).throttled()).isTrue();
        assertThat(refusal(json(429, ERROR).with("Retry-After", "soon")).retryAfter()).isEmpty();
        assertThat(refusal(json(429, ERROR)).throttled()).isTrue();
    }

    @Test
    void theBreakerOpensOnFailuresAndSaysWhenToTryAgain() throws Exception {
        var broken = new AtomicBoolean(true);
        var changes = new CopyOnWriteArrayList<Boolean>();
        var server = server(_ -> broken.get() ? new Reply.Cut() : json(404, ERROR));
        var settings =
                Arm.settings(server.uri())
                        .withLimits(
                                new GuardLimits(
                                        4, Duration.ofSeconds(5), 4, 0.5, Duration.ofMillis(200)));
        var client = client(settings, StaticTokens.of(Secret.of("t")), listener(changes));
        for (int i = 0; i < 4; i++) {
            assertThat(read(client)).isInstanceOf(Outcome.Unanswered.class);
        }

        int sent = server.requests().size();

        var held = (Outcome.NotSent<?>) read(client);

        assertThat(held.reason()).isEqualTo(Outcome.Reason.BREAKER_OPEN);
        assertThat(held.retryAfter().orElseThrow())
                .isBetween(Duration.ofNanos(1), Duration.ofMillis(200));
        assertThat(server.requests()).hasSize(sent);
        assertThat(changes).containsExactly(true);
        broken.set(false);
        Outcome<?> after = held;
        while (after instanceof Outcome.NotSent<?>) {
            after = read(client);
        }
        assertThat(after).isEqualTo(new Outcome.Done<>(Optional.empty()));
        assertThat(changes).containsExactly(true, false);
    }

    private static ArmCallListener listener(List<Boolean> changes) {
        return new ArmCallListener() {
            @Override
            public void exchanged(ArmExchange exchange) {
                // Another test's matter.
            }

            @Override
            public void breakerChanged(boolean open) {
                changes.add(open);
            }
        };
    }

    @Test
    void refusalsAndRequestsForPatienceNeverOpenTheBreaker() throws Exception {
        for (Reply reply :
                List.of(
                        json(400, ERROR),
                        json(404, ERROR),
                        json(409, ERROR),
                        json(429, ERROR).with("Retry-After", "1"),
                        json(503, ERROR).with("Retry-After", "1"))) {
            var server = server(_ -> reply);
            var settings =
                    Arm.settings(server.uri())
                            .withLimits(
                                    new GuardLimits(
                                            4,
                                            Duration.ofSeconds(5),
                                            2,
                                            0.5,
                                            Duration.ofSeconds(60)));
            var client = client(settings);
            for (int i = 0; i < 8; i++) {
                assertThat(read(client)).isNotInstanceOf(Outcome.NotSent.class);
            }
            assertThat(server.requests()).hasSize(8);
        }
    }

    @Test
    void oneCallTooManyIsNotSent() throws Exception {
        var arrived = new CountDownLatch(1);
        var release = new CompletableFuture<Reply>();
        var server =
                server(_ -> {
                    arrived.countDown();
                    return release.join();
                });
        var settings =
                Arm.settings(server.uri())
                        .withLimits(
                                new GuardLimits(
                                        1, Duration.ofSeconds(10), 9, 1, Duration.ofSeconds(1)));
        var client = client(settings);
        var first =
                serial.<Optional<PublicIpState>>start(
                        done -> client.readPublicIp("a-pip", SerialCalls.LONG, done));
        assertThat(arrived.await(10, TimeUnit.SECONDS)).isTrue();

        var second = read(client);
        release.complete(empty(404));

        assertThat(second)
                .isEqualTo(new Outcome.NotSent<>(Outcome.Reason.BULKHEAD_FULL, Optional.empty()));
        assertThat(first.get(10, TimeUnit.SECONDS)).isEqualTo(new Outcome.Done<>(Optional.empty()));
    }

    @Test
    void withoutATokenNothingIsSent() throws Exception {
        var server = server(_ -> empty(404));
        TokenSource none =
                new TokenSource() {
                    @Override
                    public Secret token(Duration timeout) throws TokenUnavailable {
                        throw new TokenUnavailable("nobody knows us");
                    }

                    @Override
                    public void rejected(Secret token) {
                        throw new AssertionError("there was none");
                    }
                };

        var outcome = read(client(Arm.settings(server.uri()), none, ArmCallListener.none()));

        assertThat(outcome)
                .isEqualTo(new Outcome.NotSent<>(Outcome.Reason.NO_TOKEN, Optional.empty()));
        assertThat(server.requests()).isEmpty();
    }

    @Test
    void tellsTheTokensWhichOneWasRejected() throws Exception {
        var rejected = new CompletableFuture<Secret>();
        TokenSource tokens =
                new TokenSource() {
                    @Override
                    public Secret token(Duration timeout) {
                        return Secret.of("old");
                    }

                    @Override
                    public void rejected(Secret token) {
                        rejected.complete(token);
                    }
                };
        var server = server(_ -> json(401, ERROR));

        read(client(Arm.settings(server.uri()), tokens, ArmCallListener.none()));

        assertThat(rejected).isCompletedWithValue(Secret.of("old"));
    }

    @Test
    void sendsTheTokenTheVersionAndIdsAndReportsThem() throws Exception {
        var exchanges = new CopyOnWriteArrayList<ArmExchange>();
        var server =
                server(request ->
                        request.method().equals("DELETE")
                                ? empty(202)
                                        .with("Location", "/poll?t=1")
                                        .with("x-ms-request-id", "azure-1")
                                : empty(204));
        var client =
                client(
                        Arm.settings(server.uri()),
                        StaticTokens.of(Secret.of("t0ken")),
                        new ArmCallListener() {
                            @Override
                            public void exchanged(ArmExchange exchange) {
                                exchanges.add(exchange);
                            }

                            @Override
                            public void breakerChanged(boolean open) {
                                throw new AssertionError("nothing was wrong");
                            }
                        });

        serial.<Void>done(done -> client.deleteLoadBalancer(Arm.UID, SerialCalls.LONG, done));

        Request request = server.requests().getFirst();
        assertThat(request.target()).isEqualTo(Arm.LOAD_BALANCER + "?api-version=2025-05-01");
        assertThat(request.header("Authorization")).isEqualTo("Bearer t0ken");
        assertThat(server.requests().getLast().target()).isEqualTo("/poll?t=1");
        assertThat(exchanges)
                .extracting(
                        ArmExchange::operation,
                        ArmExchange::followUp,
                        ArmExchange::status,
                        ArmExchange::requestId)
                .containsExactly(
                        org.assertj.core.groups.Tuple.tuple(
                                ArmOperation.DELETE_LOAD_BALANCER, false, 202, "azure-1"),
                        org.assertj.core.groups.Tuple.tuple(
                                ArmOperation.DELETE_LOAD_BALANCER, true, 204, ""));
        assertThat(exchanges)
                .extracting(ArmExchange::clientRequestId)
                .containsExactly(
                        request.header("x-ms-client-request-id"),
                        server.requests().getLast().header("x-ms-client-request-id"))
                .doesNotHaveDuplicates();
        assertThat(exchanges)
                .extracting(ArmExchange::correlationId)
                .containsOnly(request.header("x-ms-correlation-request-id"));
    }

    /// Difftracker invariant 72
    @Test
    void anEmptyUpdateSendsNothing() throws Exception {
        var server = server(_ -> empty(500));
        var client = client(Arm.settings(server.uri()));

        serial.<Void>done(done -> client.updateServices(List.of(), SerialCalls.LONG, done));
        serial.<Void>done(done ->
                client.updateLocations(new LocationBatch(List.of()), SerialCalls.LONG, done));

        assertThat(server.requests()).isEmpty();
    }

    @Test
    void afterCloseNothingIsSentAndWhatWasUnderWayIsUnanswered() throws Exception {
        var arrived = new CountDownLatch(1);
        var server =
                server(_ -> {
                    arrived.countDown();
                    return new Reply.Stall();
                });
        var client = client(Arm.settings(server.uri()));
        var underWay =
                serial.<Void>start(done -> client.deletePublicIp("a", SerialCalls.LONG, done));
        assertThat(arrived.await(10, TimeUnit.SECONDS)).isTrue();

        client.close();

        assertThat(underWay.get(10, TimeUnit.SECONDS)).isInstanceOf(Outcome.Unanswered.class);
        assertThat(read(client))
                .isEqualTo(new Outcome.NotSent<>(Outcome.Reason.SHUTDOWN, Optional.empty()));
    }

    @Test
    void refusesAnEndpointThatWouldShowTheToken() {
        assertThatThrownBy(() -> ArmSettings.of(URI.create("http://management.example.com")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("https");
        assertThatThrownBy(() -> ArmSettings.of(URI.create("management.azure.com")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("management.azure.com");
    }
}
