package dev.pairplane.difftracker.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pairplane.difftracker.core.azure.Provisioning;
import dev.pairplane.difftracker.core.state.IpFamily;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// What a new process makes of what the one before it left. The end of each history is that Azure
/// is what the cluster wants, with nothing left over ([Stage#calmAndCheck]).
class CrashHistoriesTest {

    private final Stage stage = Stage.calm();

    @BeforeEach
    void oneNode() {
        stage.node("n1", "10.0.0.4");
    }

    private ClusterService served() {
        ClusterService service = stage.service("web");
        stage.slice(service, "web-1", Stage.endpoint("10.244.0.5", "n1"));
        stage.start();
        stage.pass(300);
        assertThat(stage.addresses(service)).containsExactly("10.244.0.5@10.0.0.4");
        return service;
    }

    /// Difftracker invariant 176: what exists and is wanted, and is not registered, is finished.
    @Test
    void aCrashBetweenThePublicIpAndTheLoadBalancerIsFinishedByTheNextProcess() {
        ClusterService service = stage.service("web");
        stage.start();
        String ip = service.identity() + "-pip";
        stage.until(
                "the public IP",
                () ->
                        stage.azure.publicIps.containsKey(ip)
                                && stage.azure.publicIps.get(ip).provisioning
                                        == Provisioning.SUCCEEDED);
        assertThat(stage.azure.balancers).isEmpty();
        stage.kill();

        stage.start();

        stage.calmAndCheck();
        assertThat(stage.azure.balancers).containsOnlyKeys(service.identity());
    }

    /// Difftracker invariant 176, the other half: and when it is no longer wanted, it is removed.
    @Test
    void aCrashBetweenThePublicIpAndTheLoadBalancerOfADeletedServiceLeavesNothing() {
        ClusterService service = stage.service("web");
        stage.start();
        stage.until("the public IP", () -> !stage.azure.publicIps.isEmpty());
        stage.kill();
        stage.cluster.delete(service);

        stage.start();

        stage.calmAndCheck();
        assertThat(stage.azure.publicIps).isEmpty();
        assertThat(stage.cluster.services).isEmpty();
    }

    /// A deletion takes the load balancer first; what names the owner after that is the Service's
    /// finalizer alone.
    @Test
    void aCrashAfterTheLoadBalancerWasDeletedIsFinishedByTheNextProcess() {
        ClusterService service = served();
        stage.cluster.delete(service);
        stage.until("no load balancer", () -> stage.azure.balancers.isEmpty());
        assertThat(stage.azure.gateway.services).containsKey(service.identity());
        stage.kill();

        stage.start();

        stage.calmAndCheck();
        assertThat(stage.cluster.services).isEmpty();
    }

    /// What is left in the gateway must be known for ours by the next process.
    @Test
    void aCrashAfterAFailedUnregistrationIsFinishedByTheNextProcess() {
        ClusterService service = served();
        stage.fates.order(call -> call.kind == Call.Kind.UNREGISTER, Fate.How.REFUSED_BEFORE);
        stage.cluster.delete(service);
        stage.until("the refusal", () -> !stage.fates.ordersLeft());
        stage.until(
                "what follows",
                () ->
                        stage.azure.publicIps.isEmpty()
                                || stage.calls.open().stream()
                                        .noneMatch(
                                                call -> call.about.contains(service.identity())));
        stage.kill();

        stage.start();

        stage.calmAndCheck();
        assertThat(stage.cluster.services).isEmpty();
    }

    /// Difftracker invariant 173: no trace is left in Azure, so the finalizer comes off at once.
    @Test
    void aCrashBeforeTheFinalizerCameOffStrandsNobody() {
        ClusterService service = served();
        stage.cluster.delete(service);
        stage.fates.order(call -> call.what.startsWith("release"), Fate.How.LOST_BEFORE);
        stage.until("no order left", () -> !stage.fates.ordersLeft());
        stage.kill();
        assertThat(stage.cluster.services).isNotEmpty();

        stage.start();

        stage.calmAndCheck();
        assertThat(stage.cluster.services).isEmpty();
    }

    /// Difftracker invariants 40, 42, 76 and 183.
    @Test
    void aRestartWithNothingChangedWritesNothing() {
        served();
        long azure = stage.watchdog.writes();
        long cluster = stage.cluster.writes();
        stage.kill();

        stage.start();
        stage.calmAndCheck();

        assertThat(stage.watchdog.writes()).isEqualTo(azure);
        assertThat(stage.cluster.writes()).isEqualTo(cluster);
    }

    /// Difftracker invariant 41.
    @Test
    void aLoadBalancerThatIsMissingAtStartIsMadeAgain() {
        ClusterService service = served();
        stage.kill();
        stage.azure.balancers.remove(service.identity());
        stage.watchdog.disturbed(service.identity());

        stage.start();

        stage.calmAndCheck();
        assertThat(stage.addresses(service)).containsExactly("10.244.0.5@10.0.0.4");
    }

    /// Difftracker invariants 41, 42, 183 and 195.
    @Test
    void whatVanishedWhileNobodyLookedIsGoneAfterTheStart() {
        ClusterService service = served();
        stage.kill();
        stage.slice(service, "web-1");

        stage.start();

        stage.calmAndCheck();
        assertThat(stage.addresses(service)).isEmpty();
    }

    /// Difftracker invariant 182.
    @Test
    void anAddressThatIsMissingInTheStatusIsWrittenAfterARestart() {
        ClusterService service = served();
        stage.kill();
        service.ingress.clear();

        stage.start();

        stage.calmAndCheck();
        assertThat(service.ingress).hasSize(1);
    }

    /// Difftracker invariant 168: a live Service with a spec that is refused keeps what it has.
    @Test
    void aRefusedSpecDestroysNothingAtStart() {
        ClusterService service = served();
        stage.kill();
        service.flaw = ClusterService.Flaw.SOURCE_RANGES;
        stage.cluster.changed(service);
        long writes = stage.watchdog.writes();

        stage.start();

        stage.calmAndCheck();
        assertThat(stage.watchdog.writes()).isEqualTo(writes);
        assertThat(stage.addresses(service)).hasSize(1);
    }

    /// Difftracker invariant 169: a class of its own makes it somebody else's, and ours goes.
    /// Nobody wants it, and invariant 107: it is tracked for what is in Azure.
    @Test
    void aServiceThatWasGivenToAnotherControllerIsCleanedUp() {
        ClusterService service = served();
        stage.kill();
        service.className = Optional.of("somebody.else/class");
        stage.cluster.changed(service);

        stage.start();

        stage.calmAndCheck();
        assertThat(stage.azure.balancers).isEmpty();
    }

    /// Difftracker invariant 78.
    @Test
    void anEditThatNobodySawIsAppliedByOneUpdate() {
        ClusterService service = served();
        stage.kill();
        service.ports = List.of(Stage.port("TCP", 81, 8081));
        stage.cluster.changed(service);
        long writes = stage.watchdog.writes();

        stage.start();

        stage.calmAndCheck();
        // One call counts when its effect begins and when it is complete.
        assertThat(stage.watchdog.writes()).isEqualTo(writes + 2);
        assertThat(stage.addresses(service)).hasSize(1);
    }

    @Test
    void aStrayPublicIpOfOursIsRemovedAndOthersAreNot() {
        var tags = Stage.OWNERSHIP.tags(Map.of(), "apps/gone", "ipv4");
        String gone = "0b1d9a1c-2f6e-4c1b-8a55-3c60a2f3b001";
        stage.azure.publicIps.put(gone + "-pip", ip(gone + "-pip", tags));
        stage.azure.publicIps.put("their-pip", ip("their-pip", Map.of("owner", "them")));

        served();

        stage.calmAndCheck();
        assertThat(stage.azure.publicIps).hasSize(2).containsKey("their-pip");
    }

    private AzureModel.PublicIp ip(String name, Map<String, String> tags) {
        var ip = new AzureModel.PublicIp(name, IpFamily.IPV4, tags);
        ip.provisioning = Provisioning.SUCCEEDED;
        ip.address = stage.azure.nextAddress(ip.family);
        return ip;
    }

    @Test
    void anOrderlyStopEndsWhenNothingIsUnderWayAndTheNextProcessGoesOn() {
        ClusterService service = stage.service("web");
        stage.start();
        stage.until("the public IP", () -> !stage.azure.publicIps.isEmpty());

        stage.stop(Duration.ofMinutes(10));

        assertThat(stage.calls.open()).isEmpty();
        stage.start();
        stage.calmAndCheck();
        assertThat(stage.azure.balancers).containsOnlyKeys(service.identity());
    }

    /// A batch of the dead process comes late, and re-fills a service that the new one drained.
    @Test
    void aLateBatchOfADeadProcessIsFoundAndTakenBack() {
        ClusterService service = served();
        stage.fates.order(call -> call.kind == Call.Kind.BATCH, Fate.How.LATE);
        stage.slice(
                service,
                "web-1",
                Stage.endpoint("10.244.0.5", "n1"),
                Stage.endpoint("10.244.0.6", "n1"));
        stage.until("no order left", () -> !stage.fates.ordersLeft());
        stage.kill();
        stage.cluster.delete(service);

        stage.start();

        stage.calmAndCheck();
        assertThat(stage.cluster.services).isEmpty();
    }
}
