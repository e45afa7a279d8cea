package dev.pairplane.difftracker.outbound.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.pairplane.difftracker.core.call.Outcome;
import dev.pairplane.difftracker.core.kubernetes.Kubernetes.Written;
import dev.pairplane.difftracker.core.kubernetes.ObjectRef;
import dev.pairplane.difftracker.core.kubernetes.ServiceObject;
import dev.pairplane.difftracker.core.state.IpAddress;
import dev.pairplane.difftracker.outbound.guard.GuardLimits;
import dev.pairplane.difftracker.outbound.guard.SerialCalls;
import dev.pairplane.simulators.kubernetes.KubernetesConfig;
import dev.pairplane.simulators.kubernetes.KubernetesSimulator;
import dev.pairplane.simulators.kubernetes.fault.Fault;
import dev.pairplane.simulators.kubernetes.fault.Fault.Effect;
import dev.pairplane.simulators.kubernetes.fault.Journal;
import dev.pairplane.simulators.kubernetes.patch.PatchType;
import dev.pairplane.testkit.SettableClock;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// The writer against the simulated API server.
class KubernetesWriterTest {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final IpAddress V4 = IpAddress.of("20.1.2.3");
    private static final IpAddress OTHER_V4 = IpAddress.of("20.9.9.9");
    private static final IpAddress V6 = IpAddress.of("2001:db8::1");
    private static final String OURS = ServiceObject.CLEANUP_FINALIZER;
    private static final String STANDARD = ServiceObject.STANDARD_FINALIZER;

    private final SettableClock clock = SettableClock.at(Instant.parse("2026-11-21T10:00:00Z"));
    private final SerialCalls serial = new SerialCalls();
    private KubernetesSimulator server;
    private KubernetesClient api;
    private KubernetesWriter writer;

    @BeforeEach
    void start() throws Exception {
        server = KubernetesSimulator.start(KubernetesConfig.defaults());
        api =
                new KubernetesClientBuilder()
                        .withConfig(
                                new ConfigBuilder()
                                        .withMasterUrl(server.uri().toString())
                                        .withOauthToken("difftracker")
                                        .build())
                        .build();
        writer =
                new KubernetesWriter(
                        api,
                        KubernetesSettings.of(new ObjectRef("default", "difftracker-0", ""), 10),
                        serial.executor(),
                        clock,
                        KubernetesCallListener.none());
    }

    @AfterEach
    void close() {
        writer.close();
        api.close();
        serial.close();
        server.close();
    }

    private ObjectRef create(String name, String type, String... finalizers) throws Exception {
        ObjectNode service =
                (ObjectNode)
                        JSON.readTree(
                                """
                                {"apiVersion": "v1", "kind": "Service",
                                 "metadata": {"name": "%s", "namespace": "default"},
                                 "spec": {"type": "%s", "selector": {"app": "a"},
                                          "ports": [{"port": 80}]}}
                                """
                                        .formatted(name, type));
        var list = ((ObjectNode) service.get("metadata")).putArray("finalizers");
        List.of(finalizers).forEach(list::add);
        JsonNode created = server.create(service);
        return new ObjectRef("default", name, created.path("metadata").path("uid").asText());
    }

    private JsonNode read(ObjectRef ref) {
        return server.get("services", ref.namespace(), ref.name()).orElseThrow();
    }

    private List<String> finalizers(ObjectRef ref) {
        var list = new ArrayList<String>();
        read(ref).path("metadata").path("finalizers").forEach(f -> list.add(f.asText()));
        return list;
    }

    private List<String> ingress(ObjectRef ref) {
        var list = new ArrayList<String>();
        read(ref)
                .path("status")
                .path("loadBalancer")
                .path("ingress")
                .forEach(e -> list.add(e.path("ip").asText("") + e.path("hostname").asText("")));
        return list;
    }

    private void status(ObjectRef ref, String patch) throws Exception {
        server.patchStatus(
                "services", ref.namespace(), ref.name(), PatchType.MERGE, JSON.readTree(patch));
    }

    private Written protect(ObjectRef ref, boolean standard) throws Exception {
        return serial.done(done -> writer.protect(ref, standard, SerialCalls.LONG, done));
    }

    private Written release(ObjectRef ref) throws Exception {
        return serial.done(done -> writer.release(ref, SerialCalls.LONG, done));
    }

    private Written publish(ObjectRef ref, IpAddress address) throws Exception {
        return serial.done(done -> writer.publish(ref, address, SerialCalls.LONG, done));
    }

    private Written withdraw(ObjectRef ref, IpAddress address) throws Exception {
        return serial.done(done -> writer.withdraw(ref, address, SerialCalls.LONG, done));
    }

    private Written accept(ObjectRef ref, boolean status, String message) throws Exception {
        var condition = new ServiceObject.Condition(status, "Reason", message);
        return serial.done(done -> writer.accept(ref, condition, SerialCalls.LONG, done));
    }

    private static ObjectRef successor(ObjectRef ref) {
        return new ObjectRef(ref.namespace(), ref.name(), "another-uid");
    }

    /// Difftracker invariant 155
    @Test
    void protectsOnceAndKeepsOtherFinalizers() throws Exception {
        ObjectRef ref = create("a", "LoadBalancer", "example.com/mine");

        assertThat(protect(ref, true)).isEqualTo(Written.CHANGED);
        assertThat(protect(ref, true)).isEqualTo(Written.UNCHANGED);

        assertThat(finalizers(ref)).containsExactlyInAnyOrder("example.com/mine", OURS, STANDARD);
    }

    @Test
    void doesNotAddTheStandardFinalizerUnlessAsked() throws Exception {
        ObjectRef ref = create("a", "LoadBalancer");

        assertThat(protect(ref, false)).isEqualTo(Written.CHANGED);

        assertThat(finalizers(ref)).containsExactly(OURS);
        assertThat(protect(ref, true)).isEqualTo(Written.CHANGED);
        assertThat(finalizers(ref)).containsExactlyInAnyOrder(OURS, STANDARD);
    }

    /// Difftracker invariants 154 and 155
    @Test
    void releasesBothAndLeavesOthers() throws Exception {
        ObjectRef ref = create("a", "LoadBalancer", "example.com/mine", STANDARD, OURS);

        assertThat(release(ref)).isEqualTo(Written.CHANGED);
        assertThat(release(ref)).isEqualTo(Written.UNCHANGED);

        assertThat(finalizers(ref)).containsExactly("example.com/mine");
    }

    @Test
    void leavesTheStandardFinalizerWhereOursIsNot() throws Exception {
        ObjectRef ref = create("a", "LoadBalancer", STANDARD);

        assertThat(release(ref)).isEqualTo(Written.UNCHANGED);

        assertThat(finalizers(ref)).containsExactly(STANDARD);
    }

    @Test
    void releasingWhatIsBeingDeletedLetsItGo() throws Exception {
        ObjectRef ref = create("a", "LoadBalancer", OURS);
        server.delete("services", "default", "a");

        assertThat(release(ref)).isEqualTo(Written.CHANGED);

        assertThat(server.get("services", "default", "a")).isEmpty();
        assertThat(release(ref)).isEqualTo(Written.GONE);
    }

    /// Difftracker invariants 119 and 155
    @Test
    void neverTouchesAnObjectWithAnotherUid() throws Exception {
        ObjectRef ref = create("a", "LoadBalancer", OURS);
        status(ref, "{\"status\": {\"loadBalancer\": {\"ingress\": [{\"ip\": \"20.1.2.3\"}]}}}");
        JsonNode before = read(ref);
        ObjectRef other = successor(ref);

        assertThat(protect(other, true)).isEqualTo(Written.GONE);
        assertThat(release(other)).isEqualTo(Written.GONE);
        assertThat(publish(other, V6)).isEqualTo(Written.GONE);
        assertThat(withdraw(other, V4)).isEqualTo(Written.GONE);
        assertThat(accept(other, true, "m")).isEqualTo(Written.GONE);

        assertThat(read(ref)).isEqualTo(before);
    }

    @Test
    void whatIsNotThereIsGone() throws Exception {
        var ref = new ObjectRef("default", "nobody", "uid");

        assertThat(protect(ref, true)).isEqualTo(Written.GONE);
        assertThat(release(ref)).isEqualTo(Written.GONE);
        assertThat(publish(ref, V4)).isEqualTo(Written.GONE);
        assertThat(withdraw(ref, V4)).isEqualTo(Written.GONE);
        assertThat(accept(ref, true, "m")).isEqualTo(Written.GONE);
    }

    @Test
    void neitherProtectsNorPublishesWhatIsBeingDeletedOrIsNoLoadBalancer() throws Exception {
        ObjectRef deleting = create("a", "LoadBalancer", "example.com/mine");
        server.delete("services", "default", "a");
        ObjectRef retyped = create("b", "ClusterIP");

        for (ObjectRef ref : List.of(deleting, retyped)) {
            assertThat(protect(ref, true)).isEqualTo(Written.GONE);
            assertThat(publish(ref, V4)).isEqualTo(Written.GONE);
            assertThat(ingress(ref)).isEmpty();
        }
        assertThat(finalizers(deleting)).containsExactly("example.com/mine");
    }

    /// Difftracker invariant 186
    @Test
    void publishesBesideNamesAndTheOtherFamily() throws Exception {
        ObjectRef ref = create("a", "LoadBalancer");
        status(
                ref,
                """
                {"status": {"loadBalancer": {"ingress": [
                  {"hostname": "a.example.com"}, {"ip": "20.9.9.9"}, {"ip": "20.8.8.8"},
                  {"ip": "2001:db8::1"}]}}}
                """);

        assertThat(publish(ref, V4)).isEqualTo(Written.CHANGED);

        assertThat(ingress(ref)).containsExactly("a.example.com", "20.1.2.3", "2001:db8::1");
        JsonNode written = read(ref);
        assertThat(publish(ref, V4)).isEqualTo(Written.UNCHANGED);
        assertThat(publish(ref, V6)).isEqualTo(Written.UNCHANGED);
        assertThat(read(ref)).isEqualTo(written);
    }

    /// Difftracker invariant 186
    @Test
    void withdrawsOneAddressOnly() throws Exception {
        ObjectRef ref = create("a", "LoadBalancer");
        publish(ref, V4);
        publish(ref, V6);

        assertThat(withdraw(ref, OTHER_V4)).isEqualTo(Written.UNCHANGED);
        assertThat(withdraw(ref, V4)).isEqualTo(Written.CHANGED);
        assertThat(ingress(ref)).containsExactly("2001:db8::1");
        assertThat(withdraw(ref, V6)).isEqualTo(Written.CHANGED);
        assertThat(ingress(ref)).isEmpty();
    }

    @Test
    void setsTheConditionAndKeepsOthersAndTheTimeOfTheLastTurn() throws Exception {
        ObjectRef ref = create("a", "LoadBalancer");
        status(
                ref,
                """
                {"status": {"conditions": [{"type": "Other", "status": "True", "reason": "R",
                  "message": "", "lastTransitionTime": "2026-01-01T00:00:00Z"}]}}
                """);

        assertThat(accept(ref, false, "no")).isEqualTo(Written.CHANGED);
        clock.advance(Duration.ofMinutes(1));
        assertThat(accept(ref, false, "no")).isEqualTo(Written.UNCHANGED);
        assertThat(accept(ref, false, "still no")).isEqualTo(Written.CHANGED);

        JsonNode conditions = read(ref).path("status").path("conditions");
        assertThat(conditions).hasSize(2);
        assertThat(conditions.get(0).path("type").asText()).isEqualTo("Other");
        assertThat(conditions.get(1).path("message").asText()).isEqualTo("still no");
        assertThat(conditions.get(1).path("lastTransitionTime").asText())
                .isEqualTo("2026-11-21T10:00:00Z");
        assertThat(accept(ref, true, "yes")).isEqualTo(Written.CHANGED);
        JsonNode turned = read(ref).path("status").path("conditions").get(1);
        assertThat(turned.path("status").asText()).isEqualTo("True");
        assertThat(turned.path("lastTransitionTime").asText()).isEqualTo("2026-11-21T10:01:00Z");
    }

    private void fault(Effect effect, String verb, String resource, int times) {
        server.faults().add(Fault.always(effect).verbs(verb).resources(resource).times(times));
    }

    /// Difftracker invariant 149
    @Test
    void aConflictIsDecidedAnewOnAFreshObject() throws Exception {
        ObjectRef ref = create("a", "LoadBalancer");
        fault(new Effect.Answer(409, 0, false), "patch", "services/status", 2);
        fault(new Effect.Answer(422, 0, false), "patch", "services", 1);

        assertThat(publish(ref, V4)).isEqualTo(Written.CHANGED);
        assertThat(protect(ref, true)).isEqualTo(Written.CHANGED);

        assertThat(server.journal().count("get", "services")).isEqualTo(5);
        assertThat(ingress(ref)).containsExactly("20.1.2.3");
    }

    @Test
    void conflictsWithoutEndEndWithTheTimeout() throws Exception {
        ObjectRef ref = create("a", "LoadBalancer");
        fault(new Effect.Answer(409, 0, false), "patch", "services", 0);

        Outcome<Written> outcome =
                serial.outcome(done -> writer.protect(ref, true, Duration.ofMillis(400), done));

        assertThat(outcome).isNotInstanceOf(Outcome.Done.class);
        assertThat(server.journal().count("patch", "services")).isGreaterThan(1);
    }

    @Test
    void refusalsAreToldWithTheirTime() throws Exception {
        ObjectRef ref = create("a", "LoadBalancer");
        fault(new Effect.Answer(429, 7, false), "get", "services", 1);

        Outcome<Written> throttled =
                serial.outcome(done -> writer.protect(ref, true, SerialCalls.LONG, done));
        fault(new Effect.Answer(500, 0, false), "patch", "services", 1);
        Outcome<Written> broken =
                serial.outcome(done -> writer.protect(ref, true, SerialCalls.LONG, done));

        var error = ((Outcome.Refused<Written>) throttled).error();
        assertThat(error.throttled()).isTrue();
        assertThat(error.retryAfter()).contains(Duration.ofSeconds(7));
        assertThat(((Outcome.Refused<Written>) broken).error().status()).isEqualTo(500);
        // The client's own retries are off: what may have been done is not done again.
        assertThat(server.journal().count("patch", "services")).isEqualTo(1);
    }

    @Test
    void aLostAnswerIsUnansweredAndTheNextTryFindsItDone() throws Exception {
        ObjectRef ref = create("a", "LoadBalancer");
        fault(new Effect.Cut(true), "patch", "services", 1);

        Outcome<Written> lost =
                serial.outcome(done -> writer.protect(ref, false, SerialCalls.LONG, done));

        assertThat(lost).isInstanceOf(Outcome.Unanswered.class);
        assertThat(protect(ref, false)).isEqualTo(Written.UNCHANGED);
    }

    @Test
    void aSlowServerEndsWithTheTimeout() throws Exception {
        ObjectRef ref = create("a", "LoadBalancer");
        fault(new Effect.Latency(Duration.ofSeconds(5)), "get", "services", 1);

        Outcome<Written> outcome =
                serial.outcome(done -> writer.release(ref, Duration.ofMillis(300), done));

        assertThat(outcome).isInstanceOf(Outcome.Unanswered.class);
    }

    @Test
    void nothingIsSentToAServerThatIsNotThere() throws Exception {
        ObjectRef ref = create("a", "LoadBalancer");
        server.close();

        Outcome<Written> outcome =
                serial.outcome(done -> writer.release(ref, SerialCalls.LONG, done));

        assertThat(outcome)
                .isEqualTo(new Outcome.NotSent<>(Outcome.Reason.UNREACHABLE, Optional.empty()));
    }

    private static KubernetesSettings settings(GuardLimits limits) {
        var of = KubernetesSettings.of(new ObjectRef("", "me", ""), 10);
        return new KubernetesSettings(
                limits, of.controller(), "me", 1, 1, of.eventInterval(), of.eventRepeat());
    }

    /// The guard would turn the third away, and it would be back only after a wait.
    @Test
    void whatFindsNoRoomWaitsForItsTurn() throws Exception {
        ObjectRef ref = create("a", "LoadBalancer");
        var limits = new GuardLimits(3, Duration.ofSeconds(10), 20, 1, Duration.ofSeconds(60));
        fault(new Effect.Latency(Duration.ofMillis(50)), "get", "services", 0);
        try (var narrow =
                new KubernetesWriter(
                        api,
                        settings(limits),
                        serial.executor(),
                        clock,
                        KubernetesCallListener.none())) {
            var all = new ArrayList<CompletableFuture<Outcome<Written>>>();
            for (int i = 0; i < 9; i++) {
                all.add(serial.start(done -> narrow.release(ref, SerialCalls.LONG, done)));
            }

            for (CompletableFuture<Outcome<Written>> one : all) {
                assertThat(one.get(20, TimeUnit.SECONDS))
                        .isEqualTo(new Outcome.Done<>(Written.UNCHANGED));
            }
        }
    }

    @Test
    void everyOperationHasRoomForItsExchange() {
        var settings = KubernetesSettings.of(new ObjectRef("", "me", ""), 100);

        assertThat(settings.limits().atOnce()).isEqualTo(122);
    }

    @Test
    void theBreakerOpensAndSaysWhenToTryAgain() throws Exception {
        ObjectRef ref = create("a", "LoadBalancer");
        var opened = new CompletableFuture<Boolean>();
        KubernetesSettings settings =
                settings(new GuardLimits(4, Duration.ofSeconds(5), 3, 1, Duration.ofSeconds(60)));
        fault(new Effect.Answer(500, 0, false), "get", "services", 0);
        try (var guarded =
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
                                assertThat(operation).isEqualTo(KubernetesOperation.GET_SERVICE);
                            }

                            @Override
                            public void breakerChanged(boolean open) {
                                opened.complete(open);
                            }

                            @Override
                            public void eventDropped() {
                                opened.completeExceptionally(new AssertionError());
                            }
                        })) {
            for (int i = 0; i < 3; i++) {
                assertThat(
                                serial.<Written>outcome(
                                        done -> guarded.release(ref, SerialCalls.LONG, done)))
                        .isInstanceOf(Outcome.Refused.class);
            }

            Outcome<Written> held =
                    serial.outcome(done -> guarded.release(ref, SerialCalls.LONG, done));

            assertThat(((Outcome.NotSent<Written>) held).reason())
                    .isEqualTo(Outcome.Reason.BREAKER_OPEN);
            assertThat(opened.get(5, TimeUnit.SECONDS)).isTrue();
        }
    }

    @Test
    void usesNoVerbThatIsNotGranted() throws Exception {
        ObjectRef ref = create("a", "LoadBalancer");
        protect(ref, true);
        publish(ref, V4);
        accept(ref, true, "m");
        withdraw(ref, V4);
        release(ref);

        assertThat(server.journal().counts().keySet())
                .extracting(Journal.Count::verb, Journal.Count::resource)
                .containsOnly(
                        org.assertj.core.groups.Tuple.tuple("get", "services"),
                        org.assertj.core.groups.Tuple.tuple("patch", "services"),
                        org.assertj.core.groups.Tuple.tuple("patch", "services/status"));
    }
}
