package dev.pairplane.difftracker.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pairplane.difftracker.core.engine.ControllerSettings;
import dev.pairplane.difftracker.core.kubernetes.SliceObject;
import dev.pairplane.difftracker.core.locations.LocationsSettings;
import dev.pairplane.difftracker.core.state.IpFamily;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// Pods and nodes come, move and go.
class AddressHistoriesTest {

    private final Stage stage = Stage.calm();

    @BeforeEach
    void nodes() {
        stage.node("n1", "10.0.0.4");
        stage.node("n2", "10.0.0.5");
    }

    private ClusterService served(SliceObject.Endpoint... endpoints) {
        ClusterService service = stage.service("web");
        stage.slice(service, "web-1", endpoints);
        stage.start();
        stage.pass(300);
        return service;
    }

    /// A vanished Node's addresses are held for 30 s.
    @Test
    void aNodeThatComesBackSoonKeepsItsAddresses() {
        ClusterService service = served(Stage.endpoint("10.244.0.5", "n1"));
        long writes = stage.watchdog.writes();
        stage.cluster.removeNode("n1");
        stage.pass(20);
        stage.node("n1", "10.0.0.4");

        stage.calmAndCheck();

        assertThat(stage.watchdog.writes()).isEqualTo(writes);
        assertThat(stage.addresses(service)).hasSize(1);
    }

    /// Difftracker invariants 37 and 45: a Node that stays away takes its addresses along, and
    /// gives them back when it returns.
    @Test
    void aNodeThatStaysAwayLosesItsAddressesAfterTheHold() {
        ClusterService service = served(Stage.endpoint("10.244.0.5", "n1"));
        stage.cluster.removeNode("n1");
        stage.pass(25);
        assertThat(stage.addresses(service)).hasSize(1);
        stage.pass(60);
        assertThat(stage.addresses(service)).isEmpty();

        stage.node("n1", "10.0.0.4");

        stage.calmAndCheck();
        assertThat(stage.addresses(service)).containsExactly("10.244.0.5@10.0.0.4");
    }

    /// Difftracker invariant 36.
    @Test
    void aNodeWithANewAddressTakesItsPodsAlong() {
        ClusterService service = served(Stage.endpoint("10.244.0.5", "n1"));
        stage.node("n1", "10.0.0.77");

        stage.calmAndCheck();

        assertThat(stage.addresses(service)).containsExactly("10.244.0.5@10.0.0.77");
    }

    /// Difftracker invariant 13.
    @Test
    void aPodThatMovesIsOnItsNewNodeOnly() {
        ClusterService service = served(Stage.endpoint("10.244.0.5", "n1"));
        stage.slice(service, "web-1", Stage.endpoint("10.244.0.5", "n2"));

        stage.calmAndCheck();

        assertThat(stage.addresses(service)).containsExactly("10.244.0.5@10.0.0.5");
    }

    /// Difftracker invariant 39.
    @Test
    void anAddressInTwoSlicesSurvivesTheLossOfOne() {
        ClusterService service = served(Stage.endpoint("10.244.0.5", "n1"));
        stage.slice(service, "web-2", Stage.endpoint("10.244.0.5", "n1"));
        stage.pass(60);
        long writes = stage.watchdog.writes();
        stage.cluster.removeSlice("apps/web-1");

        stage.calmAndCheck();

        assertThat(stage.watchdog.writes()).isEqualTo(writes);
        assertThat(stage.addresses(service)).hasSize(1);
    }

    /// Nobody can claim another namespace's Service.
    @Test
    void aSliceOfAnotherNamespaceClaimsNothing() {
        ClusterService service = served(Stage.endpoint("10.244.0.5", "n1"));
        stage.cluster.put(
                new SliceObject(
                        "evil",
                        "claim",
                        Optional.of(new SliceObject.Owner("web", service.ref.uid())),
                        false,
                        "IPv4",
                        List.of(Stage.endpoint("10.66.6.6", "n1"))));

        stage.calmAndCheck();

        assertThat(stage.addresses(service)).containsExactly("10.244.0.5@10.0.0.4");
    }

    /// Difftracker invariant 52, and the limit of a batch; the watchdog counts the locations.
    @Test
    void manyLocationsGoInSeveralBatches() {
        ControllerSettings old = stage.settings();
        stage.settings(with(old, 2));
        var endpoints = new ArrayList<SliceObject.Endpoint>();
        for (int i = 0; i < 9; i++) {
            stage.node("m" + i, "10.0.9." + i);
            endpoints.add(Stage.endpoint("10.244.9." + i, "m" + i));
        }

        ClusterService service = served(endpoints.toArray(SliceObject.Endpoint[]::new));

        stage.calmAndCheck();
        assertThat(stage.addresses(service)).hasSize(9);
    }

    private static ControllerSettings with(ControllerSettings old, int maxLocations) {
        LocationsSettings limits = old.locations();
        return new ControllerSettings(
                old.ids(),
                old.ownership(),
                old.selection(),
                old.concurrency(),
                old.maxRetries(),
                old.backoff(),
                old.cooldown(),
                old.terminalCooldown(),
                old.operationTimeout(),
                old.callTimeout(),
                old.nodeHold(),
                old.confirmedRemovals(),
                new LocationsSettings(
                        limits.syncTimeout(),
                        limits.doubtMargin(),
                        maxLocations,
                        limits.maxBytes(),
                        limits.backoff(),
                        limits.stalledAfter(),
                        limits.quarantine(),
                        limits.minimumInterval(),
                        limits.resyncInterval()));
    }

    /// Difftracker invariant 98.
    @Test
    void addressesOfAServiceThatIsNotOursAreNotKept() {
        ClusterService service = stage.draft("web", IpFamily.IPV4, Stage.port("TCP", 80, 8080));
        service.className = Optional.of("somebody.else/class");
        stage.cluster.add(service);
        stage.slice(service, "web-1", Stage.endpoint("10.244.0.5", "n1"));
        stage.start();
        stage.pass(60);

        assertThat(stage.process().snapshot().services()).isEmpty();
        assertThat(stage.process().snapshot().desired()).isEmpty();
        stage.calmAndCheck();
    }

    /// Difftracker invariant 99: added and removed while the service was being made.
    @Test
    void anAddressThatCameAndWentDuringTheCreationLeavesNoTrace() {
        ClusterService service = stage.service("web");
        stage.start();
        stage.until("a load balancer", () -> !stage.azure.balancers.isEmpty());
        stage.slice(service, "web-1", Stage.endpoint("10.244.0.5", "n1"));
        stage.pass(1);
        stage.slice(service, "web-1");

        stage.calmAndCheck();

        assertThat(stage.addresses(service)).isEmpty();
    }

    /// Difftracker invariant 157: what was refused is sent again without another event.
    @Test
    void aBatchThatFailedIsSentAgain() {
        ClusterService service = served(Stage.endpoint("10.244.0.5", "n1"));
        for (int i = 0; i < 4; i++) {
            stage.fates.order(call -> call.kind == Call.Kind.BATCH, Fate.How.REFUSED_BEFORE);
        }
        stage.slice(service, "web-1", Stage.endpoint("10.244.0.6", "n1"));
        stage.pass(120);

        assertThat(stage.addresses(service)).containsExactly("10.244.0.6@10.0.0.4");
        stage.calmAndCheck();
    }
}
