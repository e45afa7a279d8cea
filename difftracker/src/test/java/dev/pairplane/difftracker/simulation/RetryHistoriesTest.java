package dev.pairplane.difftracker.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pairplane.difftracker.core.call.CallError;
import dev.pairplane.difftracker.core.engine.ControllerEvent;
import dev.pairplane.difftracker.core.engine.OperationKind;
import dev.pairplane.difftracker.core.engine.ParkReason;
import dev.pairplane.difftracker.core.engine.Snapshot;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// When what failed is tried again.
class RetryHistoriesTest {

    private static final CallError POLICY = Fate.error(403, "RequestDisallowedByPolicy");

    private final Stage stage = Stage.calm();

    @BeforeEach
    void running() {
        stage.node("n1", "10.0.0.4");
        stage.start();
        stage.pass(30);
    }

    private Snapshot.Service tracked(ClusterService service) {
        return stage.process().snapshot().services().stream()
                .filter(found -> found.key().identity().equals(service.identity()))
                .findFirst()
                .orElseThrow();
    }

    /// Throttling uses up no attempt, and is waited for.
    @Test
    void whoIsToldToComeBackLaterUsesUpNoAttempt() {
        for (int i = 0; i < 10; i++) {
            stage.fates.order(
                    call -> call.kind == Call.Kind.PUT,
                    Fate.How.REFUSED_BEFORE,
                    Fate.error(429, "TooManyRequests", Duration.ofSeconds(20)));
        }
        ClusterService service = stage.service("web");
        stage.pass(100);

        assertThat(tracked(service).parked()).isEmpty();
        assertThat(tracked(service).retries()).isZero();
        stage.until("all of them", () -> !stage.fates.ordersLeft());
        assertThat(stage.world.nanos()).isGreaterThan(Duration.ofSeconds(200).toNanos());
        stage.calmAndCheck();
    }

    /// Difftracker invariants 110 and 111.
    @Test
    void aBurstThatIsUsedUpParksAndRecoversByItself() {
        for (int i = 0; i < stage.settings().maxRetries(); i++) {
            stage.fates.order(call -> call.kind == Call.Kind.PUT, Fate.How.REFUSED_BEFORE);
        }
        ClusterService service = stage.service("web");
        stage.until(
                "a park",
                () ->
                        !stage.fates.ordersLeft()
                                && stage.watchdog.events("ServiceGatewayRetriesExceeded") > 0);
        assertThat(tracked(service).parked()).contains(ParkReason.RETRIES_EXCEEDED);

        stage.pass(Duration.ofMinutes(2));

        assertThat(stage.azure.balancers).containsOnlyKeys(service.identity());
        stage.calmAndCheck();
    }

    /// The first success of anybody wakes all who wait for the end of an outage.
    @Test
    void theFirstSuccessOfAnybodyWakesWhoeverWaitsForTheEndOfAnOutage() {
        stage.fates.outage(true);
        ClusterService service = stage.service("web");
        stage.until("a long park", () -> waits(service).compareTo(Duration.ofSeconds(100)) > 0);
        long next = stage.world.nanos() + waits(service).toNanos();
        stage.fates.outage(false);

        stage.service("other");
        stage.until("it is woken", () -> tracked(service).parked().isEmpty());

        assertThat(Duration.ofNanos(next - stage.world.nanos()))
                .isGreaterThan(Duration.ofSeconds(20));
        stage.calmAndCheck();
    }

    private Duration waits(ClusterService service) {
        return stage.process().snapshot().services().stream()
                .filter(found -> found.key().identity().equals(service.identity()))
                .filter(found -> found.parked().isPresent())
                .flatMap(found -> found.nextTry().stream())
                .findFirst()
                .orElse(Duration.ZERO);
    }

    /// What Azure refuses for good is tried again after an hour, and not before.
    @Test
    void aRefusalForGoodIsTriedAgainHourly() {
        stage.fates.refuse(call -> call.kind == Call.Kind.PUT, POLICY);
        ClusterService service = stage.service("web");
        stage.pass(60);
        assertThat(tracked(service).parked()).contains(ParkReason.TERMINAL_ERROR);
        stage.fates.relent();
        stage.pass(Duration.ofMinutes(50));
        assertThat(stage.azure.publicIps).isEmpty();

        stage.pass(Duration.ofMinutes(15));

        assertThat(stage.azure.balancers).containsOnlyKeys(service.identity());
        stage.calmAndCheck();
    }

    /// Difftracker invariants 104 and 113: a changed spec is tried at once.
    @Test
    void aChangedSpecEndsAPark() {
        stage.fates.refuse(call -> call.kind == Call.Kind.PUT, POLICY);
        ClusterService service = stage.service("web");
        stage.pass(60);
        assertThat(tracked(service).parked()).isPresent();
        stage.fates.relent();
        service.ports = List.of(Stage.port("TCP", 81, 8081));
        stage.cluster.changed(service);
        stage.pass(60);

        assertThat(stage.azure.balancers).containsOnlyKeys(service.identity());
        stage.calmAndCheck();
    }

    /// Difftracker invariant 127: the pool need not be cleared for a load balancer to go.
    @Test
    void aPoolThatCouldNotBeClearedIsCountedAndFailsNoDeletion() {
        ClusterService service = stage.service("web");
        stage.pass(60);
        stage.fates.order(call -> call.kind == Call.Kind.CLEAR, Fate.How.REFUSED_AFTER);
        stage.cluster.delete(service);

        stage.calmAndCheck();

        assertThat(stage.fates.ordersLeft()).isFalse();
        assertThat(stage.events(ControllerEvent.SubstepFailed.class))
                .extracting(ControllerEvent.SubstepFailed::step)
                .containsExactly("remove_backend_pool");
        assertThat(stage.events(ControllerEvent.AttemptEnded.class))
                .filteredOn(ended -> ended.kind() == OperationKind.DELETE)
                .isNotEmpty()
                .allMatch(ended -> ended.message().isEmpty() || ended.message().contains("waits"));
    }

    /// Difftracker invariant 119: whoever cannot look at the Service makes nothing.
    @Test
    void nothingIsMadeWithoutTheFinalizer() {
        for (int i = 0; i < 2; i++) {
            stage.fates.order(call -> call.what.startsWith("protect"), Fate.How.REFUSED_BEFORE);
        }
        stage.service("web");
        stage.until("both", () -> !stage.fates.ordersLeft());
        assertThat(stage.azure.publicIps).isEmpty();

        stage.calmAndCheck();
    }

    /// Difftracker invariant 167: a start that cannot read Azure repeats it.
    @Test
    void aStartDuringAnOutageWaitsForItsEnd() {
        stage.kill();
        ClusterService service = stage.service("web");
        stage.fates.outage(true);
        stage.start();
        stage.pass(Duration.ofMinutes(30));
        assertThat(stage.watchdog.writes()).isZero();

        stage.fates.outage(false);
        stage.pass(Duration.ofMinutes(8));

        assertThat(stage.azure.balancers).containsOnlyKeys(service.identity());
        stage.calmAndCheck();
    }

    /// Difftracker invariant 121: an answer without the address is no success.
    @Test
    void anAddressThatComesLaterIsWaitedFor() {
        stage.azure.addressDelay(90 * World.SECOND);
        ClusterService service = stage.service("web");
        stage.pass(60);
        assertThat(service.ingress).isEmpty();

        stage.calmAndCheck();

        assertThat(service.ingress).hasSize(1);
    }
}
