package dev.pairplane.difftracker.outbound.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.pairplane.difftracker.core.kubernetes.Kubernetes.EventType;
import dev.pairplane.difftracker.core.kubernetes.ObjectRef;
import dev.pairplane.difftracker.outbound.guard.ScriptedServer;
import dev.pairplane.difftracker.outbound.guard.ScriptedServer.Reply;
import dev.pairplane.difftracker.outbound.guard.SerialCalls;
import dev.pairplane.simulators.kubernetes.KubernetesConfig;
import dev.pairplane.simulators.kubernetes.KubernetesSimulator;
import dev.pairplane.testkit.SettableClock;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class EventRecorderTest {

    private static final ObjectRef SERVICE = new ObjectRef("default", "web", "uid-1");
    private static final ObjectRef NOTHING = new ObjectRef("", "", "");

    private final SettableClock clock = SettableClock.at(Instant.parse("2026-11-21T10:00:00Z"));
    private final SerialCalls serial = new SerialCalls();
    private final BlockingQueue<String> seen = new LinkedBlockingQueue<>();
    private final List<AutoCloseable> open = new ArrayList<>();

    @AfterEach
    void close() throws Exception {
        for (AutoCloseable each : open.reversed()) {
            each.close();
        }
        serial.close();
    }

    private KubernetesWriter writer(URI uri, int queue, Duration repeat) {
        KubernetesClient api =
                new KubernetesClientBuilder()
                        .withConfig(new ConfigBuilder().withMasterUrl(uri.toString()).build())
                        .build();
        var standard = KubernetesSettings.of(new ObjectRef("default", "difftracker-0", ""), 10);
        var settings =
                new KubernetesSettings(
                        standard.limits(),
                        standard.controller(),
                        "difftracker-0",
                        queue,
                        50,
                        Duration.ofMillis(1),
                        repeat);
        var writer =
                new KubernetesWriter(
                        api,
                        settings,
                        serial.executor(),
                        clock,
                        new KubernetesCallListener() {
                            @Override
                            public void exchanged(
                                    KubernetesOperation operation,
                                    int status,
                                    String failure,
                                    long nanos) {
                                seen.add(operation.label() + " " + status);
                            }

                            @Override
                            public void breakerChanged(boolean isOpen) {
                                seen.add("breaker " + isOpen);
                            }

                            @Override
                            public void eventDropped() {
                                seen.add("dropped");
                            }
                        });
        open.add(api);
        open.add(writer);
        return writer;
    }

    private KubernetesSimulator simulator() throws Exception {
        var simulator = KubernetesSimulator.start(KubernetesConfig.defaults());
        open.add(simulator);
        return simulator;
    }

    private void expect(String... expected) throws InterruptedException {
        for (String each : expected) {
            assertThat(seen.poll(20, TimeUnit.SECONDS)).isEqualTo(each);
        }
    }

    @Test
    void writesAnEventAndCountsUpItsRepeats() throws Exception {
        var simulator = simulator();
        var writer = writer(simulator.uri(), 10, Duration.ofMinutes(10));

        writer.record(SERVICE, EventType.WARNING, "Refused", "No ports.");
        expect("create_event 201");
        clock.advance(Duration.ofMinutes(2));
        writer.record(SERVICE, EventType.WARNING, "Refused", "No ports.");
        writer.record(SERVICE, EventType.WARNING, "Refused", "No ports.");
        expect("patch_event 200", "patch_event 200");
        writer.record(SERVICE, EventType.NORMAL, "Refused", "Other.");
        expect("create_event 201");

        List<ObjectNode> events = simulator.list("events", "default");
        assertThat(events).hasSize(2);
        JsonNode first =
                events.stream()
                        .filter(e -> e.path("type").asText().equals("Warning"))
                        .findFirst()
                        .orElseThrow();
        assertThat(first.path("count").asInt()).isEqualTo(3);
        assertThat(first.path("firstTimestamp").asText()).isEqualTo("2026-11-21T10:00:00Z");
        assertThat(first.path("lastTimestamp").asText()).isEqualTo("2026-11-21T10:02:00Z");
        assertThat(first.path("reason").asText()).isEqualTo("Refused");
        assertThat(first.path("message").asText()).isEqualTo("No ports.");
        assertThat(first.path("involvedObject").path("kind").asText()).isEqualTo("Service");
        assertThat(first.path("involvedObject").path("name").asText()).isEqualTo("web");
        assertThat(first.path("involvedObject").path("uid").asText()).isEqualTo("uid-1");
        assertThat(first.path("source").path("component").asText()).isEqualTo("difftracker");
        assertThat(first.path("reportingComponent").asText())
                .isEqualTo("pairplane.dev/difftracker");
    }

    @Test
    void saysANewWhenTheOldEventHasRunOutOrIsOld() throws Exception {
        var simulator = simulator();
        var writer = writer(simulator.uri(), 10, Duration.ofMinutes(10));
        writer.record(SERVICE, EventType.WARNING, "R", "m");
        expect("create_event 201");
        simulator.delete(
                "events",
                "default",
                simulator.list("events", "default").getFirst().at("/metadata/name").asText());

        writer.record(SERVICE, EventType.WARNING, "R", "m");

        expect("patch_event 404", "create_event 201");
        var forgetful = writer(simulator.uri(), 10, Duration.ofNanos(1));
        forgetful.record(SERVICE, EventType.WARNING, "R", "m");
        forgetful.record(SERVICE, EventType.WARNING, "R", "m");
        expect("create_event 201", "create_event 201");
    }

    @Test
    void anEventAboutNothingIsAboutTheController() throws Exception {
        var simulator = simulator();
        var writer = writer(simulator.uri(), 10, Duration.ofMinutes(10));

        writer.record(NOTHING, EventType.WARNING, "Held", "x".repeat(5000));
        expect("create_event 201");

        JsonNode event = simulator.list("events", "default").getFirst();
        assertThat(event.path("involvedObject").path("kind").asText()).isEqualTo("Pod");
        assertThat(event.path("involvedObject").path("name").asText()).isEqualTo("difftracker-0");
        assertThat(event.path("message").asText()).hasSize(1024);
    }

    @Test
    void passesOverARefusalBecauseTheNamespaceEndsAndCountsOthers() throws Exception {
        var replies = new LinkedBlockingQueue<Reply>();
        replies.add(
                ScriptedServer.json(
                        403,
                        """
                        {"kind": "Status", "reason": "Forbidden", "code": 403,
                         "details": {"causes": [{"reason": "NamespaceTerminating"}]}}
                        """));
        replies.add(ScriptedServer.json(403, "{\"reason\": \"Forbidden\"}"));
        replies.add(ScriptedServer.json(201, "{\"kind\": \"Event\"}"));
        var server = new ScriptedServer(_ -> replies.remove());
        open.add(server);
        var writer = writer(server.uri(), 10, Duration.ofMinutes(10));

        for (int i = 0; i < 3; i++) {
            writer.record(SERVICE, EventType.NORMAL, "R", "m" + i);
        }

        expect("create_event 403", "create_event 403", "dropped", "create_event 201");
        assertThat(server.requests()).extracting("method").containsOnly("POST");
    }

    @Test
    void dropsWhatDoesNotFitIntoTheQueue() throws Exception {
        var server = new ScriptedServer(_ -> new Reply.Stall());
        open.add(server);
        var writer = writer(server.uri(), 1, Duration.ofMinutes(10));

        for (int i = 0; i < 3; i++) {
            writer.record(SERVICE, EventType.NORMAL, "R", "m" + i);
        }

        // At most one is under way and one waits.
        expect("dropped");
    }

    @Test
    void lessThanABurstIsNeverHeldBack() {
        var bucket = new EventRecorder.TokenBucket(3, Duration.ofSeconds(1));
        long second = Duration.ofSeconds(1).toNanos();

        assertThat(List.of(bucket.take(0), bucket.take(0), bucket.take(0)))
                .containsOnly(Duration.ZERO);
        assertThat(bucket.take(0)).isEqualTo(Duration.ofSeconds(1));
        assertThat(bucket.take(second)).isEqualTo(Duration.ofSeconds(1));
        long later = 100 * second;
        assertThat(List.of(bucket.take(later), bucket.take(later), bucket.take(later)))
                .containsOnly(Duration.ZERO);
        assertThat(bucket.take(later)).isEqualTo(Duration.ofSeconds(1));
    }
}
