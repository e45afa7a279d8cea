package dev.pairplane.observability.lifecycle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.pairplane.observability.command.ExitCode;
import dev.pairplane.observability.health.Health;
import dev.pairplane.observability.health.Watchdog;
import java.io.IOException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

class LifecycleTest {
    private static final Duration LONG = Duration.ofSeconds(20);
    private static final Duration SHORT = Duration.ofMillis(50);
    private static final Lifecycle.Pace PACE = new Lifecycle.Pace(Duration.ZERO, LONG);

    private final List<String> steps = new CopyOnWriteArrayList<>();
    private final List<Integer> halts = new CopyOnWriteArrayList<>();
    private final Watchdog watchdog = new Watchdog(System::nanoTime, Duration.ofSeconds(60));
    private final Health health =
            new Health(InstantSource.system(), LONG, LONG, watchdog, List.of());

    private Lifecycle lifecycle(Lifecycle.Pace pace, Component... components) {
        return new Lifecycle(health, pace, List.of(components), halts::add);
    }

    private Component component(String name) {
        return new Component(
                name,
                LONG,
                LONG,
                () -> steps.add("start " + name),
                () -> steps.add("stop " + name + (health.snapshot().ready() ? " ready" : "")));
    }

    /// Storage invariant 124
    @Test
    void startsInOrderAndStopsInReverseAfterReadinessIsGone() {
        Lifecycle lifecycle = lifecycle(PACE, component("a"), component("b"));
        assertThat(health.snapshot().notReady()).contains("starting");

        lifecycle.start();
        assertThat(health.snapshot().ready()).isTrue();
        assertThat(lifecycle.running()).containsExactly("a", "b");
        assertThat(lifecycle.isStopping()).isFalse();
        assertThat(lifecycle.stop()).isTrue();
        assertThat(lifecycle.stop()).isTrue();

        assertThat(steps).containsExactly("start a", "start b", "stop b", "stop a");
        assertThat(health.snapshot().notReady()).contains("stopping");
        assertThat(lifecycle.isStopping()).isTrue();
        assertThat(halts).isEmpty();
    }

    @Test
    void stopsWhatWasStartedWhenAStartFails() {
        Component failing =
                new Component(
                        "b",
                        LONG,
                        LONG,
                        () -> {
                            throw new IOException("no disk");
                        },
                        Component.Action.NOTHING);

        assertThatThrownBy(() -> lifecycle(PACE, component("a"), failing, component("c")).start())
                .isInstanceOf(StartFailure.class)
                .hasMessage("component b did not start: no disk");
        assertThat(steps).containsExactly("start a", "stop a");
        assertThat(health.snapshot().ready()).isFalse();
    }

    @Test
    void leavesAStepBehindAtItsDeadline() {
        CountDownLatch never = new CountDownLatch(1);
        Lifecycle lifecycle =
                lifecycle(
                        PACE,
                        component("a"),
                        Component.stopping("b", SHORT, never::await),
                        failing());
        lifecycle.start();

        assertThat(lifecycle.stop()).isFalse();
        assertThat(lifecycle.stop()).isFalse();

        assertThat(steps).containsExactly("start a", "stop a");
        never.countDown();
    }

    private static Component failing() {
        return Component.stopping(
                "c",
                LONG,
                () -> {
                    throw new IOException("broken");
                });
    }

    @Test
    void refusesAStartThatTakesTooLong() {
        CountDownLatch never = new CountDownLatch(1);
        Component slow = new Component("slow", SHORT, LONG, never::await, Component.Action.NOTHING);

        assertThatThrownBy(() -> lifecycle(PACE, slow).start())
                .hasMessageContaining("slow did not start: not done within 50 ms");
        never.countDown();
    }

    @Test
    void haltsWhenStoppingTakesLongerThanAllowed() throws Exception {
        CountDownLatch halted = new CountDownLatch(1);
        Lifecycle lifecycle =
                new Lifecycle(
                        health,
                        new Lifecycle.Pace(Duration.ZERO, SHORT),
                        List.of(Component.stopping("a", LONG, halted::await)),
                        code -> {
                            halts.add(code);
                            halted.countDown();
                        });
        lifecycle.start();

        lifecycle.stop();

        assertThat(halts).containsExactly(ExitCode.STOP_TIMEOUT);
    }

    @Test
    void startsNothingOnceStopped() {
        Lifecycle lifecycle = lifecycle(PACE, component("a"));

        lifecycle.stop();
        lifecycle.start();

        assertThat(steps).isEmpty();
        assertThat(health.snapshot().started()).isFalse();
    }

    @Test
    void turnsALoopUntilItIsStopped() throws Exception {
        Loop loop = new Loop("turner", Duration.ofMillis(1), watchdog, () -> steps.add("turn"));

        loop.start();
        loop.start();
        assertThat(loop.awaitStarted(LONG)).isTrue();
        await().until(() -> steps.size() >= 3);
        loop.stop();
        loop.stop();
        int turns = steps.size();
        loop.start();

        assertThat(steps).hasSize(turns);
        assertThat(watchdog.stalled()).isEmpty();
        watchdog.register("turner").close();
    }

    @Test
    void goesOnAfterATurnThatFailed() throws Exception {
        Loop loop =
                new Loop(
                        "failer",
                        Duration.ofMillis(1),
                        watchdog,
                        () -> {
                            steps.add("turn");
                            if (steps.size() == 1) {
                                throw new IOException("once more");
                            } else if (steps.size() == 2) {
                                throw new OutOfMemoryError("of this turn");
                            }
                        });
        Lifecycle lifecycle = lifecycle(PACE, Component.of(loop, LONG));

        lifecycle.start();
        await().until(() -> steps.size() >= 4);
        lifecycle.stop();
    }

    @Test
    void turnsAtOnceWhenWoken() throws Exception {
        Loop loop = new Loop("sleeper", LONG, watchdog, () -> steps.add("turn"));
        loop.start();
        await().until(() -> steps.size() == 1);

        loop.wake();

        await().until(() -> steps.size() == 2);
        loop.stop();
    }

    @Test
    void canBeStoppedFromItsOwnTurnAndBeforeItStarted() throws Exception {
        Loop[] loops = new Loop[1];
        loops[0] =
                new Loop(
                        "self",
                        Duration.ZERO,
                        watchdog,
                        () -> {
                            steps.add("turn");
                            loops[0].stop();
                        });
        loops[0].start();
        await().until(() -> steps.size() == 1);
        loops[0].stop();

        Loop unstarted = new Loop("never", LONG, watchdog, () -> steps.add("never"));
        unstarted.stop();
        unstarted.start();
        assertThat(steps).containsExactly("turn");
    }
}
