package dev.pairplane.publishing.it;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.pairplane.simulators.receiver.Receiver;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// How the process comes and goes, and what it tells, as those see it who start and watch it.
class QueueProcessIT {
    private static final JsonMapper JSON = new JsonMapper();
    private static final String SECRET = "what-only-the-target-may-see";
    private static final String PASSWORD = "the-database-lets-everybody-in";
    private static final String PROCESSED = "alert_history_publishing_jobs_processed_total";

    @TempDir private Path folder;

    private PostgresProcess postgres;
    private Receiver receiver;
    private Path targets;

    @BeforeEach
    void start() throws Exception {
        postgres = PostgresProcess.start(folder);
        receiver = Receiver.start(0, InstantSource.system());
        targets = folder.resolve("targets.yaml");
        Files.writeString(
                targets,
                """
                targets:
                  - {name: good, type: webhook, url: '%s/hooks/good', auth: {type: bearer, token: %s}}
                  - {name: gone, type: webhook, url: 'http://127.0.0.1:1/%s', max_retries: 0}
                """
                        .formatted(receiver.uri(), SECRET, SECRET));
    }

    @AfterEach
    void close() {
        receiver.close();
        postgres.close();
    }

    private QueueProcess.Plan plan() {
        return QueueProcess.over(folder, "queue", postgres, targets)
                .set("database.password", PASSWORD)
                .set("health.interval", "200ms")
                .set("logging.format", "json");
    }

    private static ConditionFactory soon() {
        return Awaitility.await().atMost(QueueProcess.PATIENCE);
    }

    private static int submit(QueueProcess queue) throws InterruptedException {
        return QueueProcess.send(
                        queue.request("/submit").POST(BodyPublishers.ofString(alert())).build())
                .statusCode();
    }

    private static String alert() {
        return "{\"alert\": {\"alert_name\": \"Full\", \"status\": \"firing\", \"labels\": {}, \"starts_at\": \"%s\"}}"
                .formatted(Instant.now());
    }

    private static JsonNode stats(QueueProcess queue) throws Exception {
        HttpResponse<String> answer = QueueProcess.send(queue.request("/queue/stats").build());
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        return JSON.readTree(answer.body());
    }

    /// Publishing invariant 103
    @Test
    void isAliveAndNotReadyWhileItsDatabaseIsAway() throws Exception {
        try (QueueProcess queue = plan().start()) {
            postgres.kill();
            soon().until(() -> queue.probe("/readyz") == 503);
            assertThat(queue.probe("/healthz")).isEqualTo(200);
            assertThat(submit(queue)).isEqualTo(503);

            postgres.startAgain();
            soon().until(() -> queue.probe("/readyz") == 200);
            soon().until(() -> submit(queue) == 202);
        }
    }

    /// What it held stays leased until the others notice; whoever looks at exit codes learns it.
    @Test
    void endsInTimeAndSaysThatItWasNotInOrderWhereItsDatabaseIsAway() throws Exception {
        try (QueueProcess queue = plan().set("server.shutdown_timeout", "1s").start()) {
            postgres.kill();

            queue.process().terminate(QueueProcess.PATIENCE).exitedWith(1);

            assertThat(queue.process().logText()).contains("component did not stop cleanly");
        }
    }

    /// Publishing invariant 104
    @Test
    void isNotStartedBeforeItsTablesAreThere() throws Exception {
        postgres.kill();
        try (QueueProcess queue = plan().launch()) {
            soon().until(() -> queue.answers("/livez") && queue.probe("/livez") == 200);
            assertThat(queue.probe("/startupz")).isEqualTo(503);
            assertThat(queue.probe("/readyz")).isEqualTo(503);

            postgres.startAgain();
            soon().until(() -> queue.probe("/startupz") == 200);
            assertThat(postgres.number("select count(*) from publishing_job")).isZero();
        }
    }

    /// Publishing invariants 98 and 111
    @Test
    void countsAsItShowsAndWritesNoSecretInItsLog() throws Exception {
        try (QueueProcess queue = plan().set("logging.level", "DEBUG").start()) {
            for (int i = 0; i < 5; i++) {
                assertThat(submit(queue)).isEqualTo(202);
            }
            soon().untilAsserted(() -> {
                JsonNode stats = stats(queue);
                assertThat(stats.path("total_completed").asInt()).isEqualTo(5);
                assertThat(stats.path("total_failed").asInt()).isEqualTo(5);
                assertThat(queue.scrape().value(PROCESSED, Map.of()))
                        .isEqualTo(OptionalDouble.of(10));
            });

            queue.process().terminate(QueueProcess.PATIENCE).exitedWith(0);

            List<String> lines = queue.process().logText().lines().toList();
            assertThat(lines).hasSizeGreaterThan(5);
            for (String line : lines) {
                assertThat(JSON.readTree(line).isObject()).as(line).isTrue();
                assertThat(line).doesNotContain(SECRET, PASSWORD, QueueProcess.TOKEN);
            }
        }
    }

    /// The request, an attempt that arrives and one that does not, in the trace of whoever asked.
    @Test
    void tracesFromSubmitToDelivery() throws Exception {
        String trace = "4bf92f3577b34da6a3ce929d0e0e4736";
        String asker = "00f067aa0ba902b7";
        try (TraceCollector collector = TraceCollector.start();
                QueueProcess queue =
                        plan().set("otel.exporter.otlp.endpoint", collector.uri())
                                .set("otel.exporter.otlp.protocol", "http/protobuf")
                                .set("quarkus.otel.bsp.schedule.delay", "100ms")
                                .start()) {
            var request =
                    queue.request("/submit")
                            .header("traceparent", "00-%s-%s-01".formatted(trace, asker))
                            .POST(BodyPublishers.ofString(alert()))
                            .build();
            assertThat(QueueProcess.send(request).statusCode()).isEqualTo(202);

            soon().until(() ->
                    collector.has("deliver good")
                            && collector.has("deliver gone")
                            && collector.hasId(asker));
            soon().until(() -> !received().isEmpty());
            String[] told =
                    received().get(0).path("headers").path("traceparent").asText().split("-");
            assertThat(told).hasSize(4).contains(trace).doesNotContain(asker);
            assertThat(collector.hasId(trace)).isTrue();
            assertThat(collector.hasId(told[2])).isTrue();
            assertThat(collector.has("/hooks/good")).as("paths may be secret").isFalse();
        }
    }

    private JsonNode received() throws Exception {
        var request = HttpRequest.newBuilder(receiver.uri().resolve("/deliveries")).build();
        return JSON.readTree(QueueProcess.send(request).body()).path("deliveries");
    }
}
