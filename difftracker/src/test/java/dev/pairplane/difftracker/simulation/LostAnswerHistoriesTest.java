package dev.pairplane.difftracker.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pairplane.difftracker.core.state.IpAddress;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// Answers that never came: what was asked for is there, is not there, or will be there later.
class LostAnswerHistoriesTest {

    private final Stage stage = Stage.calm();

    @BeforeEach
    void oneNode() {
        stage.node("n1", "10.0.0.4");
        stage.node("n2", "10.0.0.5");
        stage.start();
        stage.pass(30);
    }

    private ClusterService served() {
        ClusterService service = stage.service("web");
        stage.slice(service, "web-1", Stage.endpoint("10.244.0.5", "n1"));
        stage.pass(120);
        assertThat(stage.addresses(service)).containsExactly("10.244.0.5@10.0.0.4");
        return service;
    }

    private void lose(Call.Kind kind, Fate.How how) {
        stage.fates.order(call -> call.kind == kind, how);
    }

    private void untilItIsLost() {
        stage.until("the call", () -> !stage.fates.ordersLeft());
    }

    /// Difftracker invariants 43 and 108: no address goes to a service that may not be there.
    @ParameterizedTest
    @EnumSource(names = {"LOST_BEFORE", "LOST_AFTER", "LATE"})
    void aLostRegistrationIsRepeatedBeforeAnyAddressIsSent(Fate.How how) {
        lose(Call.Kind.REGISTER, how);
        ClusterService service = stage.service("web");
        stage.slice(service, "web-1", Stage.endpoint("10.244.0.5", "n1"));

        stage.calmAndCheck();

        assertThat(stage.addresses(service)).hasSize(1);
    }

    /// A late PUT must not bring back what was deleted meanwhile.
    @ParameterizedTest
    @EnumSource(names = {"LOST_BEFORE", "LOST_AFTER", "LATE"})
    void aDeletionAfterALostPutLeavesNothing(Fate.How how) {
        lose(Call.Kind.PUT, how);
        ClusterService service = stage.service("web");
        untilItIsLost();
        stage.pass(3);
        stage.cluster.delete(service);

        stage.calmAndCheck();

        assertThat(stage.azure.publicIps).isEmpty();
        assertThat(stage.cluster.services).isEmpty();
    }

    /// A late registration must not outlive its service either.
    @ParameterizedTest
    @EnumSource(names = {"LOST_BEFORE", "LOST_AFTER", "LATE"})
    void aDeletionAfterALostRegistrationLeavesNothing(Fate.How how) {
        lose(Call.Kind.REGISTER, how);
        ClusterService service = stage.service("web");
        untilItIsLost();
        stage.pass(3);
        stage.cluster.delete(service);

        stage.calmAndCheck();

        assertThat(stage.azure.gateway.services).containsOnlyKeys("default-natgw");
    }

    /// The addresses are maybe there, and hold the deletion like addresses that are there.
    @ParameterizedTest
    @EnumSource(names = {"LOST_BEFORE", "LOST_AFTER", "LATE"})
    void aDeletionAfterALostBatchWaitsUntilNothingCanComeAnyMore(Fate.How how) {
        ClusterService service = served();
        lose(Call.Kind.BATCH, how);
        stage.slice(
                service,
                "web-1",
                Stage.endpoint("10.244.0.5", "n1"),
                Stage.endpoint("10.244.0.6", "n2"));
        untilItIsLost();
        long lost = stage.world.nanos();
        stage.cluster.delete(service);
        stage.until(
                "the unregistration",
                () -> !stage.azure.gateway.services.containsKey(service.identity()));

        var limits = stage.settings().locations();
        assertThat(Duration.ofNanos(stage.world.nanos() - lost))
                .isGreaterThan(limits.syncTimeout().plus(limits.doubtMargin()));
        stage.calmAndCheck();
        assertThat(stage.cluster.services).isEmpty();
    }

    @ParameterizedTest
    @EnumSource(names = {"LOST_BEFORE", "LOST_AFTER", "LATE"})
    void aTurnAwayAndBackAfterALostDeletionEndsWithALoadBalancer(Fate.How how) {
        ClusterService service = served();
        lose(Call.Kind.DELETE, how);
        service.type = "ClusterIP";
        stage.cluster.changed(service);
        untilItIsLost();
        service.type = "LoadBalancer";
        stage.cluster.changed(service);

        stage.calmAndCheck();
    }

    /// An older PUT that comes late must not undo a newer edit.
    @Test
    void aLatePutDoesNotUndoANewerEdit() {
        ClusterService service = served();
        lose(Call.Kind.PUT, Fate.How.LATE);
        service.ports = List.of(Stage.port("TCP", 81, 8081));
        stage.cluster.changed(service);
        untilItIsLost();
        service.ports = List.of(Stage.port("TCP", 82, 8082));
        stage.cluster.changed(service);

        stage.calmAndCheck();

        assertThat(stage.balancer(service).rules)
                .singleElement()
                .matches(rule -> rule.frontendPort() == 82);
    }

    /// Difftracker invariant 123: an error comes with the effect, and is an error all the same.
    @ParameterizedTest
    @EnumSource(names = {"PUT", "DELETE", "REGISTER", "UNREGISTER", "BATCH"})
    void anErrorThatCameWithItsEffectIsRepeated(Call.Kind kind) {
        ClusterService service = served();
        lose(kind, Fate.How.REFUSED_AFTER);
        service.ports = List.of(Stage.port("TCP", 81, 8081));
        stage.cluster.changed(service);
        stage.slice(service, "web-1", Stage.endpoint("10.244.0.6", "n2"));
        stage.service("other");
        stage.pass(1200);
        stage.cluster.delete(service);
        stage.pass(1200);
        assertThat(stage.fates.ordersLeft()).isFalse();

        stage.calmAndCheck();

        assertThat(stage.cluster.services).hasSize(1);
    }

    /// Difftracker invariant 124.
    @ParameterizedTest
    @EnumSource(names = {"LOST_BEFORE", "LOST_AFTER", "REFUSED_BEFORE"})
    void aFinalizerWhoseRemovalFailedComesOffLater(Fate.How how) {
        ClusterService service = served();
        stage.cluster.delete(service);
        stage.fates.order(call -> call.what.startsWith("release"), how);

        stage.calmAndCheck();

        assertThat(stage.fates.ordersLeft()).isFalse();
        assertThat(stage.cluster.services).isEmpty();
    }

    /// Difftracker invariant 120: the load balancer stays registered, and the status comes later.
    @Test
    void aStatusThatCouldNotBeWrittenIsWrittenLater() {
        ClusterService service = stage.service("web");
        stage.slice(service, "web-1", Stage.endpoint("10.244.0.5", "n1"));
        stage.fates.order(call -> call.what.startsWith("publish"), Fate.How.REFUSED_BEFORE);
        stage.fates.order(call -> call.what.startsWith("publish"), Fate.How.LOST_BEFORE);
        untilItIsLost();
        assertThat(stage.addresses(service)).hasSize(1);

        stage.calmAndCheck();
    }

    /// Difftracker invariant 117: the mirror is wrong, Azure refuses, the gateway is read again.
    @Test
    void anAddressNobodyKnewOfIsFoundWhenTheUnregistrationIsRefused() {
        ClusterService service = served();
        stage.azure.gateway.refer(
                IpAddress.of("10.0.0.9"), IpAddress.of("10.99.0.1"), service.identity(), true);
        stage.watchdog.disturbed(service.identity());
        stage.cluster.delete(service);
        stage.pass(300);

        assertThat(stage.azure.gateway.locations).isEmpty();
        assertThat(stage.cluster.services).isEmpty();
        stage.calmAndCheck();
    }
}
