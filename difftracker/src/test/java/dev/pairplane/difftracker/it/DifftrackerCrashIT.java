package dev.pairplane.difftracker.it;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pairplane.simulators.azure.fault.Behaviour;
import dev.pairplane.simulators.azure.fault.Bucket;
import dev.pairplane.simulators.azure.fault.CallKind;
import dev.pairplane.simulators.azure.fault.Fault;
import dev.pairplane.simulators.azure.fault.Flavour;
import dev.pairplane.simulators.azure.fault.Latency;
import dev.pairplane.simulators.kubernetes.fault.Fault.Effect;
import dev.pairplane.testkit.Seeds;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The process is killed again and again while the cluster changes and Azure misbehaves; left alone
/// in the end, it brings Azure to what the cluster asks for, with nothing left over and nobody
/// stuck.
///
/// `-Dpairplane.crash.cycles=100` makes it about ten minutes long.
class DifftrackerCrashIT {
    private static final int CYCLES = Integer.getInteger("pairplane.crash.cycles", 5);
    private static final int SHORT_RUN = 10;
    private static final int SHORTEST_LIFE_MS = 5_000;
    private static final int LONGEST_LIFE_MS = 8_000;

    /// Longer than any effect comes late here, as the configuration has to promise.
    private static final Duration CALL_TIMEOUT = Duration.ofSeconds(2);

    private static final Duration LATE = Duration.ofMillis(700);
    private static final Duration SETTLED = Duration.ofSeconds(5);
    private static final Duration PATIENCE = Duration.ofMinutes(3);

    @TempDir private Path folder;

    /// Acceptance 4.
    @Test
    void leavesAzureAsTheClusterAsksHoweverOftenItIsKilled() throws Exception {
        Seeds.once(this::run);
    }

    private void run(Seeds seeds) throws Exception {
        long begin = System.nanoTime();
        try (World world = World.start(folder, Behaviour.prompt(), seeds.child("world").value())) {
            Others.plant(world);
            Verdict verdict = new Verdict(world);
            Churn churn = new Churn(world, seeds);
            Refusals refusals = new Refusals(world);
            misbehave(world);
            try (ControllerProcess controller = controller(world).start()) {
                if (CYCLES > SHORT_RUN) {
                    // An orderly end leaves an archive of classes, which shortens all later starts.
                    controller.process().terminate(ControllerProcess.PATIENCE);
                    controller.startAgain();
                }
                int lives = killAgainAndAgain(controller, churn, refusals, seeds.random("kills"));
                behave(world);
                long quiet = System.nanoTime();
                settle(verdict, controller);
                long settled = System.nanoTime();
                refusals.collect();
                System.out.printf(
                        "DifftrackerCrashIT: %d kills, %d of them after it was ready, in %d s;"
                                + " settled in %d s, %d Services;%n  changes %s;%n  %d requests, %d"
                                + " faults, refused %s%n",
                        CYCLES,
                        lives,
                        Duration.ofNanos(quiet - begin).toSeconds(),
                        Duration.ofNanos(settled - quiet).minus(SETTLED).toSeconds(),
                        Expected.of(world).services().size(),
                        churn.counts(),
                        refusals.calls(),
                        world.azure().faults().hits(),
                        refusals.counts());
                assertThat(controller.isReady()).isTrue();
                assertThat(refusals.inexcusable()).isEmpty();
                assertThat(Expected.of(world).services()).isNotEmpty();
            }
        }
    }

    private ControllerProcess.Plan controller(World world) {
        return ControllerProcess.in(folder, world)
                .set("difftracker.node_hold", "1s")
                .set("difftracker.operations.call_timeout", CALL_TIMEOUT.toMillis() + "ms")
                .set("difftracker.operations.timeout", "8s")
                .set("difftracker.operations.backoff_base", "100ms")
                .set("difftracker.operations.backoff_cap", "1s")
                .set("difftracker.operations.cooldown_base", "500ms")
                .set("difftracker.operations.cooldown_cap", "3s")
                .set("difftracker.operations.terminal_cooldown", "3s")
                .set("difftracker.locations.backoff_base", "100ms")
                .set("difftracker.locations.backoff_cap", "1s")
                .set("difftracker.locations.sync_timeout", CALL_TIMEOUT.toMillis() + "ms")
                .set("difftracker.locations.doubt_margin", "1s")
                .set("difftracker.locations.quarantine", "2s")
                .set("difftracker.locations.resync_interval", "10s");
    }

    private static void misbehave(World world) {
        var azure = world.azure();
        Latency short_ = new Latency(Duration.ZERO, Duration.ofMillis(30));
        Behaviour behaviour =
                Behaviour.prompt()
                        .flavours(Flavour.ASYNC_OPERATION, Flavour.LOCATION, Flavour.SYNC)
                        .delays(Duration.ofMillis(150), 0)
                        .firstAddress(false)
                        .throttle(Optional.of(new Bucket(60, 60)));
        for (CallKind kind : CallKind.values()) {
            behaviour = behaviour.latency(kind, short_);
        }
        azure.behave(behaviour);
        String[] writes = {"PUT", "DELETE", "POST"};
        azure.inject(Fault.lostBefore().probability(0.02).always());
        azure.inject(Fault.lostAfter().on(writes).probability(0.03).always());
        azure.inject(Fault.lateEffect(LATE).on(writes).probability(0.04).always());
        azure.inject(Fault.error(500, "InternalServerError").probability(0.01).always());
        azure.inject(Fault.throttled(1).probability(0.01).always());
        azure.inject(Fault.hangAfter().on(writes).probability(0.005).always());
        azure.inject(Fault.answered(Flavour.POLL_FAILS).on("PUT").probability(0.01).always());
        azure.inject(Fault.answered(Flavour.ERROR_IN_BODY).on("POST").probability(0.01).always());
        var faults = world.kubernetes().faults();
        faults.add(often(0.02, new Effect.Cut(false)).verbs("get", "list", "patch"));
        faults.add(often(0.02, new Effect.Cut(true)).verbs("patch"));
        faults.add(often(0.02, new Effect.Answer(500, 0, false)));
        faults.add(often(0.01, new Effect.Answer(429, 1, false)));
        faults.add(often(0.2, new Effect.DropWatch(20, true)).verbs("watch"));
        faults.add(often(0.1, new Effect.StaleList(5)).verbs("list"));
    }

    private static dev.pairplane.simulators.kubernetes.fault.Fault often(
            double probability, Effect effect) {
        return dev.pairplane.simulators.kubernetes.fault.Fault.always(effect)
                .probability(probability);
    }

    /// Asynchronous still, and well.
    private static void behave(World world) {
        world.azure()
                .behave(
                        Behaviour.prompt()
                                .flavours(Flavour.ASYNC_OPERATION, Flavour.LOCATION, Flavour.SYNC)
                                .delays(Duration.ofMillis(50), 0));
        world.azure().faults().clear();
        world.kubernetes().faults().clear();
    }

    /// @return how many lives came as far as to be ready
    private static int killAgainAndAgain(
            ControllerProcess controller, Churn churn, Refusals refusals, RandomGenerator random)
            throws InterruptedException {
        int lives = 0;
        for (int cycle = 0; cycle < CYCLES; cycle++) {
            long life = random.nextLong(SHORTEST_LIFE_MS, LONGEST_LIFE_MS);
            long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(life);
            while (System.nanoTime() < end) {
                churn.step();
                pause(random.nextInt(20, 150));
            }
            lives += controller.isReady() ? 1 : 0;
            controller.process().kill();
            // Some changes happen while there is nobody to see them.
            for (int i = random.nextInt(12); i > 0; i--) {
                churn.step();
            }
            controller.startAgain();
            refusals.collect();
        }
        return lives;
    }

    /// The pace of a cluster; any moment is right.
    private static void pause(int millis) throws InterruptedException {
        new CountDownLatch(1).await(millis, TimeUnit.MILLISECONDS);
    }

    /// It has to be right, and to stay so: what comes late could still spoil it.
    private static void settle(Verdict verdict, ControllerProcess controller) {
        controller.awaitReady();
        Awaitility.await()
                .atMost(PATIENCE)
                .during(SETTLED)
                .pollInterval(Duration.ofMillis(200))
                .untilAsserted(() -> assertThat(verdict.differences()).isEmpty());
    }
}
