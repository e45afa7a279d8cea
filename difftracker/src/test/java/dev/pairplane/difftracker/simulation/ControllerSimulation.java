package dev.pairplane.difftracker.simulation;

import dev.pairplane.difftracker.core.cluster.Selection;
import dev.pairplane.difftracker.core.engine.ControllerSettings;
import dev.pairplane.difftracker.core.locations.LocationsSettings;
import java.time.Duration;
import java.util.random.RandomGenerator;

/// One seeded life of a cluster: some minutes of storm with crashes, then calm, then a look at what
/// is there, then one more start that must find nothing to do.
final class ControllerSimulation {

    /// What all runs together have come to; a check that never looked is no check.
    static final class Tally {
        long seeds;
        long sent;
        long writes;
        long processes;
        long unlisted;
        long served;

        @Override
        public String toString() {
            return "%d seeds: %d calls, %d changes in Azure, %d processes, %d addresses seen to go, %d services served in the end"
                    .formatted(seeds, sent, writes, processes, unlisted, served);
        }
    }

    private final long seed;
    private final Stage stage;
    private final RandomGenerator random;
    private final ClusterStorm clusterStorm;
    private final AzureStorm azureStorm;
    private final Tally tally;

    /// Traits of this seed.
    private final boolean meddling;

    private final boolean crashes;
    private final Fates.Weather weather;

    private ControllerSimulation(long seed, boolean traced, Tally tally) {
        this.seed = seed;
        this.tally = tally;
        Selection selection =
                seed % 4 == 0 ? new Selection.Classless() : new Selection.ByClass(Stage.CLASS);
        this.stage = new Stage(seed, traced, selection);
        this.random = stage.world.random("simulation");
        this.meddling = random.nextInt(5) == 0;
        this.crashes = random.nextInt(3) > 0;
        this.weather = weather();
        this.clusterStorm = new ClusterStorm(stage);
        this.azureStorm = new AzureStorm(stage);
        stage.settings(settings(stage.settings()));
        if (random.nextInt(4) == 0) {
            stage.azure.addressDelay(random.nextLong(20 * World.SECOND));
        }
    }

    /// Runs a seed.
    ///
    /// @throws AssertionError when a rule was broken, with the last things that happened
    /// @return the run's fingerprint
    static long run(long seed, Tally tally) {
        try {
            return new ControllerSimulation(seed, false, tally).go();
        } catch (AssertionError first) {
            var again = new ControllerSimulation(seed, true, new Tally());
            try {
                again.go();
            } catch (AssertionError second) {
                throw new AssertionError(
                        "seed %d: %s".formatted(seed, second.getMessage()), second);
            }
            throw new AssertionError("seed " + seed + " fails, and passes when replayed", first);
        }
    }

    private Fates.Weather weather() {
        int slow = 200 + random.nextInt(3000);
        return switch (random.nextInt(4)) {
            case 0 -> new Fates.Weather(0, 0, false, slow);
            case 1 -> new Fates.Weather(0.03, 0.02, true, slow);
            case 2 -> new Fates.Weather(0.15, 0.1, true, slow);
            default -> new Fates.Weather(0.4, 0.3, true, slow);
        };
    }

    private ControllerSettings settings(ControllerSettings base) {
        LocationsSettings limits = base.locations();
        boolean small = random.nextBoolean();
        return new ControllerSettings(
                base.ids(),
                base.ownership(),
                base.selection(),
                1 + random.nextInt(5),
                1 + random.nextInt(4),
                base.backoff(),
                base.cooldown(),
                base.terminalCooldown(),
                base.operationTimeout(),
                base.callTimeout(),
                base.nodeHold(),
                base.confirmedRemovals(),
                new LocationsSettings(
                        limits.syncTimeout(),
                        limits.doubtMargin(),
                        small ? 1 + random.nextInt(3) : limits.maxLocations(),
                        small ? 2000 : limits.maxBytes(),
                        limits.backoff(),
                        limits.stalledAfter(),
                        limits.quarantine(),
                        Duration.ofMillis(random.nextInt(3) * 1500L),
                        limits.resyncInterval()));
    }

    private long go() {
        stage.fates.weather(weather);
        clusterStorm.begin();
        stage.start();
        tally.processes++;
        storm();
        calm();
        stage.checkEnding();
        unchangedAfterAnotherStart();
        tally.seeds++;
        tally.sent += stage.watchdog.sent();
        tally.writes += stage.watchdog.writes();
        tally.unlisted += stage.unlisted();
        tally.served += stage.azure.gateway.services.size() - 1;
        return stage.world.fingerprint();
    }

    private void storm() {
        int strikes = 20 + random.nextInt(50);
        for (int i = 0; i < strikes; i++) {
            stage.pass(
                    Duration.ofMillis(
                            random.nextInt(4) == 0
                                    ? random.nextLong(60_000)
                                    : random.nextLong(4000)));
            clusterStorm.strike();
            if (!stage.running()) {
                stage.start();
                tally.processes++;
            } else {
                trouble();
            }
        }
    }

    /// What may happen besides: crashes, lost watches, bad times in Azure.
    private void trouble() {
        int what = random.nextInt(60);
        if (what < 2 && crashes) {
            stage.kill();
        } else if (what == 2 && crashes) {
            stage.stop(Duration.ofHours(1));
        } else if (what < 6) {
            stage.watches().drop(random.nextInt(3), random.nextLong(20 * World.SECOND));
        } else if (what < 8) {
            stage.watches().stall(random.nextInt(3), random.nextLong(30 * World.SECOND));
        } else if (what < 10 && weather.azure() > 0) {
            stage.fates.outage(true);
            stage.world.after(random.nextLong(400 * World.SECOND), () -> stage.fates.outage(false));
        } else if (what == 10 && weather.azure() > 0) {
            stage.fates.refuse(
                    call -> call.kind == Call.Kind.PUT,
                    random.nextBoolean()
                            ? Fate.error(403, "RequestDisallowedByPolicy")
                            : Fate.error(400, "PublicIPCountLimitReached"));
            stage.world.after(random.nextLong(300 * World.SECOND), stage.fates::relent);
        } else if (what < 17 && meddling) {
            azureStorm.strike();
        }
    }

    private void calm() {
        if (!stage.running()) {
            stage.start();
        }
        stage.fates.weather(new Fates.Weather(0, 0, false, 1000));
        stage.fates.outage(false);
        stage.fates.relent();
        stage.pass(Duration.ofMinutes(1));
        clusterStorm.settle();
        if (azureStorm.needsRestart()) {
            stage.pass(Duration.ofMinutes(20));
            stage.kill();
            stage.start();
            tally.processes++;
        }
        stage.pass(Duration.ofMinutes(150));
    }

    /// Difftracker invariant 40: a start on an unchanged world writes nothing, anywhere.
    private void unchangedAfterAnotherStart() {
        stage.kill();
        long azure = stage.watchdog.writes();
        long cluster = stage.cluster.writes();
        stage.start();
        stage.pass(Duration.ofMinutes(30));
        if (stage.watchdog.writes() != azure || stage.cluster.writes() != cluster) {
            stage.world.violate(
                    "a start on an unchanged world makes %d changes in Azure and %d in the cluster",
                    stage.watchdog.writes() - azure, stage.cluster.writes() - cluster);
        }
        stage.checkEnding();
    }

    @Override
    public String toString() {
        return "simulation of seed " + seed;
    }
}
