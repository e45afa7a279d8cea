package dev.pairplane.difftracker.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pairplane.difftracker.core.engine.ControllerEvent.Initialized;
import dev.pairplane.difftracker.core.engine.ParkReason;
import dev.pairplane.difftracker.core.engine.Snapshot;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// When the first sync begins, and when it is over.
class StartHistoriesTest {

    private final Stage stage = Stage.calm();

    @BeforeEach
    void oneNode() {
        stage.node("n1", "10.0.0.4");
    }

    private void refuseAnythingNewFor(ClusterService service) {
        stage.fates.refuse(
                call -> call.kind == Call.Kind.PUT && call.about.contains(service.identity()),
                Fate.error(403, "RequestDisallowedByPolicy"));
    }

    /// Difftracker invariant 179.
    @Test
    void whatIsParkedDoesNotHoldUpTheFirstSyncAndWhatIsUnderWayDoes() {
        ClusterService parked = stage.service("parked");
        ClusterService served = stage.service("served");
        refuseAnythingNewFor(parked);
        stage.start();
        stage.until("a load balancer", () -> !stage.azure.balancers.isEmpty());
        assertThat(stage.events(Initialized.class)).isEmpty();

        stage.until("the end of it", () -> !stage.events(Initialized.class).isEmpty());

        assertThat(stage.azure.gateway.services).containsKey(served.identity());
        assertThat(stage.process().snapshot().services())
                .filteredOn(service -> service.key().identity().equals(parked.identity()))
                .flatExtracting(service -> service.parked().stream().toList())
                .containsExactly(ParkReason.TERMINAL_ERROR);
        stage.fates.relent();
        stage.calmAndCheck();
    }

    /// Difftracker invariant 180: however many ends come together.
    @Test
    void theFirstSyncIsOverOnceAndNotBeforeTheLast() {
        for (int i = 0; i < 40; i++) {
            stage.service("web" + i);
        }
        stage.start();

        stage.until("the end of it", () -> !stage.events(Initialized.class).isEmpty());

        assertThat(stage.azure.balancers).hasSize(40);
        assertThat(stage.process().snapshot().services()).noneMatch(Snapshot.Service::running);
        stage.calmAndCheck();
        assertThat(stage.events(Initialized.class)).hasSize(1);
    }

    /// Difftracker invariant 183: that no addition gets through keeps no address waiting.
    @Test
    void addressesAreSyncedAtTheStartThoughWhatIsNewParks() {
        ClusterService served = stage.service("web");
        stage.slice(served, "web-1", Stage.endpoint("10.244.0.5", "n1"));
        stage.start();
        stage.pass(300);
        stage.kill();
        stage.slice(served, "web-1", Stage.endpoint("10.244.0.6", "n1"));
        refuseAnythingNewFor(stage.service("new"));

        stage.start();
        stage.pass(60);

        assertThat(stage.addresses(served)).isEqualTo(List.of("10.244.0.6@10.0.0.4"));
        stage.fates.relent();
        stage.calmAndCheck();
    }
}
