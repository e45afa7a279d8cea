package dev.pairplane.publishing.inbound.rest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.pairplane.observability.health.Watchdog;
import dev.pairplane.observability.http.BearerTokens;
import dev.pairplane.observability.http.BearerTokens.Token;
import dev.pairplane.observability.lifecycle.SerialExecutor;
import dev.pairplane.observability.lifecycle.WakeUps;
import dev.pairplane.observability.logging.Secret;
import dev.pairplane.publishing.core.intake.Listeners;
import dev.pairplane.publishing.core.intake.PublishingCore;
import dev.pairplane.publishing.core.intake.PublishingSettings;
import dev.pairplane.publishing.core.job.Job;
import dev.pairplane.publishing.core.journal.CommitterSettings;
import dev.pairplane.publishing.core.journal.MembershipSettings;
import dev.pairplane.publishing.core.journal.RecorderSettings;
import dev.pairplane.publishing.core.queue.SchedulerSettings;
import dev.pairplane.publishing.core.send.SendResult;
import dev.pairplane.publishing.core.send.Sender;
import dev.pairplane.publishing.core.target.BodyFormat;
import dev.pairplane.publishing.core.target.Target;
import dev.pairplane.publishing.core.target.TargetSet;
import dev.pairplane.publishing.core.target.TargetType;
import dev.pairplane.publishing.core.time.Timers;
import dev.pairplane.publishing.store.MemoryStore;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Router;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;

/// The API on a port of its own, before the real core on a thread of its own. What targets answer
/// depends on their names: `bad...` refuses for good with 400, `hold...` never answers, the others
/// confirm.
final class ServedApi implements AutoCloseable {
    static final Instant NOW = Instant.parse("2026-01-02T03:04:05Z");
    static final InstantSource CLOCK = InstantSource.fixed(NOW);
    static final String V1 = ApiRoutes.V1;
    static final String V2 = ApiRoutes.V2;
    static final String ALERT =
            """
            {"alert":{"alert_name":"HighCPU","status":"firing","labels":{"severity":"critical"},\
            "starts_at":"2026-01-02T03:00:00Z"}}\
            """;

    private final SerialExecutor serial =
            new SerialExecutor("serial", new Watchdog(System::nanoTime, Duration.ofMinutes(1)));
    private final WakeUps wakeUps = new WakeUps(serial);
    private final Vertx vertx = Vertx.vertx();
    private final HttpClient client =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final HttpServer server;

    /// Requests that are over, as `METHOD endpoint status`.
    final List<String> requests = new CopyOnWriteArrayList<>();

    final MemoryStore store;
    final PublishingCore core;
    final ApiRoutes routes;

    ServedApi(Target... targets) throws Exception {
        this(false, ApiSettings.DEFAULTS, SchedulerSettings.DEFAULT, targets);
    }

    ServedApi(
            boolean anonymous, ApiSettings settings, SchedulerSettings scheduler, Target... targets)
            throws Exception {
        store = new MemoryStore(timers());
        core = core(scheduler);
        serial.start();
        CountDownLatch ready = new CountDownLatch(1);
        core.targets(new TargetSet(Arrays.asList(targets)));
        core.start(ready::countDown);
        if (!ready.await(30, TimeUnit.SECONDS)) {
            throw new AssertionError("the core does not start");
        }
        routes =
                new ApiRoutes(
                        core,
                        new BearerTokens(
                                () ->
                                        List.of(
                                                Token.of("vera", "viewer", Secret.of("viewer")),
                                                Token.of(
                                                        "sue", "submitter", Secret.of("submitter")),
                                                Token.of("otto", "operator", Secret.of("operator")),
                                                Token.of("ada", "admin", Secret.of("admin"))),
                                anonymous,
                                CLOCK),
                        CLOCK,
                        settings,
                        method ->
                                (endpoint, status) ->
                                        requests.add(method + " " + endpoint + " " + status));
        Router router = Router.router(vertx);
        routes.attach(router);
        server =
                vertx.createHttpServer()
                        .requestHandler(router)
                        .listen(0, "127.0.0.1")
                        .toCompletionStage()
                        .toCompletableFuture()
                        .get();
    }

    private PublishingCore core(SchedulerSettings scheduler) {
        MemoryStore.Replica replica = store.replica("one");
        AtomicLong ids = new AtomicLong();
        return new PublishingCore(
                new PublishingSettings(
                        scheduler,
                        CommitterSettings.DEFAULT,
                        RecorderSettings.DEFAULT,
                        MembershipSettings.DEFAULT,
                        PublishingSettings.Intake.DEFAULT),
                timers(),
                new SplittableRandom(1),
                serial,
                this::send,
                replica.journal(),
                replica.replicas(),
                replica.deadLetters(),
                replica.jobs(),
                () ->
                        new UUID(
                                0x0197_0000_0000_7000L,
                                0x8000_0000_0000_0000L | ids.incrementAndGet()),
                new Listeners(_ -> {}, _ -> {}, _ -> {}));
    }

    private Sender.Sending send(Job job, Target target, int attempt, Consumer<SendResult> done) {
        if (target.name().startsWith("hold")) {
            return () -> serial.execute(() -> done.accept(new SendResult.Cancelled(true)));
        }
        int status = target.name().startsWith("bad") ? 400 : 200;
        SendResult result =
                new SendResult.Answered(
                        status, Optional.empty(), "attempt " + attempt + " of " + job.id());
        serial.execute(() -> done.accept(result));
        return () -> {};
    }

    private Timers timers() {
        return new Timers() {
            @Override
            public long nanos() {
                return System.nanoTime();
            }

            @Override
            public Instant now() {
                return NOW;
            }

            @Override
            public Timer after(Duration delay, Runnable task) {
                return wakeUps.after(delay, task)::run;
            }
        };
    }

    static Target target(String name, boolean enabled) {
        return new Target(
                name,
                TargetType.WEBHOOK,
                BodyFormat.WEBHOOK,
                enabled,
                1,
                "https://hooks.example/" + name + "?***",
                OptionalInt.empty(),
                OptionalInt.empty(),
                Duration.ofSeconds(10),
                4 << 20,
                false);
    }

    int port() {
        return server.actualPort();
    }

    /// An answer.
    record Answer(int status, String text, HttpResponse<String> response) {
        JsonObject json() {
            return new JsonObject(text);
        }

        Optional<String> header(String name) {
            return response.headers().firstValue(name);
        }

        /// The fields that the details of a problem name.
        List<String> fields() {
            return json().getJsonArray("details").stream()
                    .map(detail -> ((JsonObject) detail).getString("field"))
                    .toList();
        }
    }

    /// Sends a request as an administrator, unless the headers say who else.
    ///
    /// @param headers names and values, one after the other
    Answer send(String method, String path, HttpRequest.BodyPublisher body, String... headers)
            throws Exception {
        HttpRequest.Builder request =
                HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port() + path))
                        .timeout(Duration.ofSeconds(30))
                        .method(method, body);
        if (!Arrays.asList(headers).contains("Authorization")) {
            request.header("Authorization", "Bearer admin");
        }
        if (headers.length > 0) {
            request.headers(headers);
        }
        HttpResponse<String> response = client.send(request.build(), BodyHandlers.ofString());
        return new Answer(response.statusCode(), response.body(), response);
    }

    Answer get(String path, String... headers) throws Exception {
        return send("GET", path, BodyPublishers.noBody(), headers);
    }

    /// Posts JSON.
    Answer post(String path, String body, String... headers) throws Exception {
        List<String> all = new ArrayList<>(List.of("Content-Type", "application/json"));
        all.addAll(List.of(headers));
        return send("POST", path, BodyPublishers.ofString(body), all.toArray(String[]::new));
    }

    Answer submit(String body, String... headers) throws Exception {
        return post(V1 + "/submit", body, headers);
    }

    /// A body for one target.
    static String to(String target, String fingerprint) {
        return ALERT.replace(
                        "{\"alert_name\"",
                        "{\"fingerprint\":\"" + fingerprint + "\",\"alert_name\"")
                .replaceFirst("}$", ",\"target_name\":\"" + target + "\"}");
    }

    /// Waits for the end of a job, and of what is written about it.
    JsonObject ended(String id) {
        return await().atMost(Duration.ofSeconds(30))
                .until(
                        () -> get(V1 + "/jobs/" + id).json(),
                        job ->
                                Set.of("succeeded", "dlq").contains(job.getString("state"))
                                        && (job.getString("state").equals("succeeded")
                                                || job.containsKey("dlq_id")));
    }

    /// Submits a body that makes one job, and returns its id.
    String submitted(String body) throws Exception {
        Answer answer = submit(body);
        assertThat(answer.status()).isEqualTo(202);
        return answer.json().getJsonArray("job_ids").getString(0);
    }

    /// A dead letter of an alert with this fingerprint.
    String letter(String fingerprint) throws Exception {
        return ended(submitted(to("bad", fingerprint))).getString("dlq_id");
    }

    /// Does something on the thread of the core and the store.
    void onSerial(Consumer<MemoryStore> task) {
        CompletableFuture.runAsync(() -> task.accept(store), serial).join();
    }

    /// The core's thread ends, as it never should before the API does.
    void breakCore() throws InterruptedException {
        serial.close(Duration.ofSeconds(10));
    }

    @Override
    public void close() throws IOException {
        client.close();
        vertx.close().toCompletionStage().toCompletableFuture().join();
        wakeUps.close();
        try {
            serial.close(Duration.ofSeconds(10));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("closing the core's thread was interrupted");
        }
    }
}
