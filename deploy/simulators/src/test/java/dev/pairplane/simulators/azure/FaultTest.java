package dev.pairplane.simulators.azure;

import static dev.pairplane.simulators.azure.ArmClient.GATEWAY;
import static dev.pairplane.simulators.azure.ArmClient.SEED;
import static dev.pairplane.simulators.azure.ArmClient.nat;
import static dev.pairplane.simulators.azure.ArmClient.pip;
import static dev.pairplane.simulators.azure.ArmClient.pipBody;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.pairplane.simulators.azure.fault.Behaviour;
import dev.pairplane.simulators.azure.fault.Bucket;
import dev.pairplane.simulators.azure.fault.CallKind;
import dev.pairplane.simulators.azure.fault.Fault;
import dev.pairplane.simulators.azure.fault.Faults;
import dev.pairplane.simulators.azure.fault.Flavour;
import dev.pairplane.simulators.azure.fault.Latency;
import dev.pairplane.simulators.azure.resource.ResourceKind;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// What can go wrong, and only to the requests that it is meant for.
class FaultTest {

    private static final Duration TEN = Duration.ofSeconds(10);

    private final SimulatedTime time = new SimulatedTime(Instant.EPOCH);
    private AzureSimulator azure;
    private ArmClient arm;

    @BeforeEach
    void start() throws IOException {
        azure = AzureSimulator.start(AzureConfig.onAnyPort().seed(SEED).time(time, time));
        arm = new ArmClient(azure);
    }

    @AfterEach
    void stop() throws IOException {
        arm.close();
        azure.close();
    }

    private void awaitWaiting(int tasks) {
        await().until(() -> time.waiting() >= tasks);
    }

    @Test
    void answersTheNextRequestsWithAnError() {
        azure.inject(Fault.error(503, "ServerBusy").retryAfter(7).times(2));
        ArmClient.Reply busy = arm.put(pip("a"), pipBody("IPv4"));
        assertThat(busy.status()).isEqualTo(503);
        assertThat(busy.code()).isEqualTo("ServerBusy");
        assertThat(busy.header("Retry-After")).isEqualTo("7");
        assertThat(arm.get(GATEWAY).status()).isEqualTo(503);
        assertThat(arm.get(GATEWAY).status()).isEqualTo(200);
        assertThat(azure.resource(pip("a"))).isEmpty();
        assertThat(azure.faults().active()).isEmpty();
        assertThat(azure.faults().hits()).isEqualTo(2);
    }

    @Test
    void hitsOnlyWhatItIsMeantFor() {
        azure.inject(
                Fault.throttled(3).on("PUT").on(ResourceKind.PUBLIC_IP).named("U-?-*").always());
        assertThat(arm.put(pip("x"), pipBody("IPv4")).status()).isEqualTo(201);
        assertThat(arm.get(pip("u-1-pip")).status()).isEqualTo(404);
        assertThat(arm.put(nat("u-1-pip"), "{}").status()).isEqualTo(400);
        assertThat(arm.put(pip("u-1-pip"), pipBody("IPv4")).status()).isEqualTo(429);
        assertThat(arm.put(pip("u-2-pip"), pipBody("IPv4")).header("Retry-After")).isEqualTo("3");
        assertThat(azure.faults().active().getFirst().hits()).isEqualTo(2);
        azure.faults().clear();
        azure.inject(Fault.error(500, "X").onCall("updateServices"));
        assertThat(arm.updateLocations().status()).isEqualTo(200);
        assertThat(arm.updateServices().status()).isEqualTo(500);
    }

    @Test
    void hitsWithTheSameProbabilityInTheSameWay() {
        List<Boolean> first = drawn(7);
        assertThat(drawn(7)).isEqualTo(first);
        assertThat(first.stream().filter(h -> h).count()).isBetween(20L, 80L);
    }

    private static List<Boolean> drawn(long seed) {
        Faults faults = new Faults(seed);
        faults.add(Fault.lostBefore().probability(0.5).always());
        List<Boolean> hits = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            hits.add(faults.hit(new Fault.Subject("GET", Optional.empty(), "a", "")).isPresent());
        }
        return hits;
    }

    @Test
    void losesTheAnswerBeforeTheEffect() {
        azure.inject(Fault.lostBefore().on("PUT"));
        assertThatThrownBy(() -> arm.put(pip("a"), pipBody("IPv4")))
                .isInstanceOf(UncheckedIOException.class);
        assertThat(azure.resource(pip("a"))).isEmpty();
        assertThat(azure.calls().getLast().status()).isZero();
        assertThat(azure.calls().getLast().fault()).isEqualTo("CutBefore");
    }

    @Test
    void losesTheAnswerAfterTheEffect() {
        azure.inject(Fault.lostAfter().on("PUT"));
        assertThatThrownBy(() -> arm.put(pip("a"), pipBody("IPv4")))
                .isInstanceOf(UncheckedIOException.class);
        assertThat(azure.resource(pip("a"))).isPresent();
        assertThat(azure.calls().getLast().fault()).isEqualTo("CutAfter");
    }

    @Test
    void takesEffectLate() throws InterruptedException {
        azure.inject(Fault.lateEffect(TEN).on("PUT"));
        assertThatThrownBy(() -> arm.put(pip("a"), pipBody("IPv4")))
                .isInstanceOf(UncheckedIOException.class);
        assertThat(azure.resource(pip("a"))).isEmpty();
        assertThat(azure.awaitIdle(Duration.ZERO)).isFalse();
        time.advance(TEN);
        assertThat(azure.awaitIdle(TEN)).isTrue();
        assertThat(azure.resource(pip("a"))).isPresent();
    }

    @Test
    void hangsUntilTheFaultIsTakenAway() throws InterruptedException {
        int before = azure.inject(Fault.hang().on("PUT").always());
        CompletableFuture<ArmClient.Reply> none = arm.sendLater("PUT", pip("a"), pipBody("IPv4"));
        awaitCalls(1);
        assertThat(azure.awaitIdle(TEN)).isTrue();
        assertThat(none).isNotDone();
        assertThat(azure.resource(pip("a"))).isEmpty();
        azure.faults().remove(before);
        assertThatThrownBy(none::join).isInstanceOf(CompletionException.class);

        azure.inject(Fault.hangAfter().on("PUT"));
        CompletableFuture<ArmClient.Reply> effect = arm.sendLater("PUT", pip("b"), pipBody("IPv4"));
        awaitCalls(2);
        assertThat(azure.resource(pip("b"))).isPresent();
        azure.reset();
        assertThatThrownBy(effect::join).isInstanceOf(CompletionException.class);
    }

    @Test
    void aResetCancelsLateEffects() {
        azure.inject(Fault.lateEffect(TEN).on("PUT"));
        assertThatThrownBy(() -> arm.put(pip("a"), pipBody("IPv4")))
                .isInstanceOf(UncheckedIOException.class);
        azure.reset();
        time.advance(TEN);
        assertThat(azure.resource(pip("a"))).isEmpty();
    }

    @Test
    void forgetsTheOldestRequestsWhenThereAreTooMany() throws IOException {
        try (AzureSimulator small =
                        AzureSimulator.start(AzureConfig.onAnyPort().limits(1 << 20, 3));
                ArmClient client = new ArmClient(small)) {
            for (int i = 0; i < 5; i++) {
                client.get(pip("p" + i));
            }
            assertThat(small.calls()).extracting(c -> c.number()).containsExactly(3L, 4L, 5L);
            String large = " ".repeat(100_000);
            client.put(pip("large"), large);
            assertThat(small.calls().getLast().body()).hasSize(64 * 1024);
        }
        try (AzureSimulator large = AzureSimulator.start(AzureConfig.onAnyPort());
                ArmClient client = new ArmClient(large)) {
            for (int i = 0; i < 260; i++) {
                client.put(pip("p"), " ".repeat(64 * 1024));
            }
            assertThat(large.calls()).hasSize(256);
        }
    }

    private void awaitCalls(int count) {
        await().until(() -> azure.calls().size() >= count);
    }

    @Test
    void isSlowByFaultAndByLatency() {
        azure.inject(Fault.slow(TEN));
        CompletableFuture<ArmClient.Reply> slow = arm.sendLater("PUT", pip("a"), pipBody("IPv4"));
        awaitWaiting(1);
        assertThat(azure.resource(pip("a"))).isEmpty();
        time.advance(TEN);
        assertThat(slow.join().status()).isEqualTo(201);

        azure.behave(azure.behaviour().latency(CallKind.READ, new Latency(TEN, TEN)));
        assertThat(arm.put(pip("b"), pipBody("IPv4")).status()).isEqualTo(201);
        CompletableFuture<ArmClient.Reply> read = arm.sendLater("GET", pip("b"), "");
        awaitWaiting(1);
        assertThat(read).isNotDone();
        time.advance(TEN);
        assertThat(read.join().status()).isEqualTo(200);
    }

    @Test
    void answersOneRequestInAnotherFlavour() {
        azure.inject(Fault.answered(Flavour.ERROR_IN_BODY).on("POST"));
        assertThat(arm.updateServices().code()).isEqualTo("InternalServerError");
        assertThat(arm.updateServices().code()).isEmpty();
    }

    @Test
    void throttlesByBucketAndRefills() {
        azure.behave(azure.behaviour().throttle(Optional.of(new Bucket(2, 0.5))));
        assertThat(arm.get(GATEWAY).status()).isEqualTo(200);
        assertThat(arm.get(GATEWAY).status()).isEqualTo(200);
        ArmClient.Reply throttled = arm.get(GATEWAY);
        assertThat(throttled.status()).isEqualTo(429);
        assertThat(throttled.header("Retry-After")).isEqualTo("2");
        time.advance(Duration.ofSeconds(2));
        assertThat(arm.get(GATEWAY).status()).isEqualTo(200);
        assertThat(arm.get(GATEWAY).status()).isEqualTo(429);
    }

    @Test
    void needsNoTokenWhenToldSo() {
        assertThat(arm.send("GET", GATEWAY, "", "Authorization", "x").header("WWW-Authenticate"))
                .startsWith("Bearer");
        azure.behave(azure.behaviour().token(false));
        assertThat(arm.send("GET", GATEWAY, "", "Authorization", "x").status()).isEqualTo(200);
    }

    @Test
    void countsAndRemembersRequests() {
        arm.put(pip("a"), pipBody("IPv4"));
        arm.put(pip("b"), pipBody("IPv4"));
        arm.updateServices();
        assertThat(azure.callCounts())
                .containsEntry("PUT publicIPAddresses/*", 2L)
                .containsEntry("POST serviceGateways/*/updateservices", 1L);
        assertThat(azure.calls().getFirst().body()).isEqualTo(pipBody("IPv4"));
        assertThat(azure.calls().getFirst().path()).contains(pip("a") + "?api-version=");
        assertThat(azure.calls().getFirst().status()).isEqualTo(201);
        azure.forgetCalls();
        assertThat(azure.calls()).isEmpty();
        assertThat(azure.callCounts()).isEmpty();
    }

    @Test
    void refusesFaultsAndFiguresThatMakeNoSense() {
        assertThatThrownBy(() -> Fault.hang().probability(2))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> Fault.hang().times(-1))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> Fault.hang().retryAfter(1))
                .isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> new Bucket(0, 1)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new Latency(TEN, Duration.ZERO))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> Behaviour.prompt().pages(0))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> time.withZone(time.getZone()))
                .isInstanceOf(UnsupportedOperationException.class);
    }
}
