package dev.pairplane.difftracker.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pairplane.difftracker.core.cluster.Selection;
import dev.pairplane.difftracker.core.engine.ControllerSettings;
import dev.pairplane.difftracker.core.engine.StartPhase;
import java.util.ArrayList;
import java.util.OptionalInt;
import java.util.TreeSet;
import java.util.random.RandomGenerator;

/// While the controller is away, Service objects vanish without a deletion. Few of them are cleaned
/// up after; too many are held, and nothing is removed until somebody says how many are meant.
final class BrakeSimulation {

    private final Stage stage;
    private final RandomGenerator random;

    BrakeSimulation(long seed) {
        stage = new Stage(seed, true, new Selection.ByClass(Stage.CLASS));
        random = stage.world.random("brake");
    }

    void go() {
        int owned = 6 + random.nextInt(25);
        int limit = Math.max(5, owned / 10);
        var services = new ArrayList<ClusterService>();
        stage.node("n1", "10.0.0.4");
        for (int i = 0; i < owned; i++) {
            services.add(stage.service("s" + i));
            stage.slice(services.get(i), "slice" + i, Stage.endpoint("10.244.1." + i, "n1"));
        }
        stage.start();
        stage.pass(1200);
        stage.checkEnding();
        stage.kill();
        boolean many = random.nextBoolean();
        int vanish = many ? limit + 1 + random.nextInt(owned - limit) : 1 + random.nextInt(limit);
        for (int i = 0; i < vanish; i++) {
            stage.cluster.tearOut(services.get(i));
        }
        stage.start();
        if (many) {
            held(vanish);
            confirm(vanish);
        }
        stage.calmAndCheck();
        assertThat(stage.azure.balancers).hasSize(owned - vanish);
    }

    private void held(int vanished) {
        var before = new TreeSet<>(stage.azure.balancers.keySet());
        var ips = new TreeSet<>(stage.azure.publicIps.keySet());
        stage.pass(3 * 3600);
        assertThat(stage.process().snapshot().phase()).isEqualTo(StartPhase.HELD_BY_BRAKE);
        assertThat(stage.process().snapshot().heldRemovals()).hasSize(vanished);
        assertThat(stage.azure.balancers.keySet()).isEqualTo(before);
        assertThat(stage.azure.publicIps.keySet()).isEqualTo(ips);
    }

    private void confirm(int removals) {
        stage.kill();
        ControllerSettings old = stage.settings();
        stage.settings(
                new ControllerSettings(
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
                        OptionalInt.of(removals),
                        old.locations()));
        stage.start();
    }
}
