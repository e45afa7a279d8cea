package dev.pairplane.observability.health;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

class HealthTest {
    private static final InstantSource CLOCK =
            InstantSource.fixed(Instant.parse("2026-11-21T00:00:00Z"));
    private static final Duration SHORT = Duration.ofMillis(200);

    private final Watchdog watchdog = new Watchdog(System::nanoTime, Duration.ofSeconds(60));

    private Health health(Duration deadline, HealthCheck... checks) {
        return new Health(CLOCK, Duration.ofMillis(20), deadline, watchdog, List.of(checks));
    }

    private static HealthCheck named(String name, AtomicReference<CheckResult> result) {
        return new HealthCheck() {
            @Override
            public String name() {
                return name;
            }

            @Override
            public CheckResult check() {
                return result.get();
            }
        };
    }

    private static AtomicReference<CheckResult> always(CheckResult result) {
        return new AtomicReference<>(result);
    }

    /// Storage invariant 125
    @Test
    void isReadyOnlyOnceStartedAndCheckedAndWithoutConditions() throws Exception {
        Health health = health(SHORT, named("a", always(CheckResult.ok("fine"))));
        assertThat(health.snapshot().conditions()).containsExactly("starting", "checks_pending");

        health.completeStart();
        assertThat(health.snapshot().notReady()).contains("checks_pending");
        health.round();
        assertThat(health.snapshot().ready()).isTrue();
        assertThat(health.snapshot().started()).isTrue();

        Condition draining = health.condition("draining");
        assertThat(health.snapshot().ready()).isTrue();
        draining.raise();
        draining.raise();
        assertThat(draining.raised()).isTrue();
        assertThat(health.snapshot().notReady()).contains("draining");
        assertThat(health.snapshot().live()).isTrue();
        draining.clear();
        draining.clear();
        assertThat(health.snapshot().ready()).isTrue();
    }

    @Test
    void takesTheWorstCheck() throws Exception {
        AtomicReference<CheckResult> first = always(CheckResult.ok("fine"));
        AtomicReference<CheckResult> second = always(CheckResult.warning("slow", "hm"));
        Health health = health(SHORT, named("a", first), named("b", second));
        health.completeStart();

        health.round();
        assertThat(health.snapshot().overall()).isEqualTo(Overall.DEGRADED);
        assertThat(health.snapshot().ready()).isTrue();

        first.set(CheckResult.critical("disk_full", "full"));
        health.round();
        assertThat(health.snapshot().overall()).isEqualTo(Overall.UNHEALTHY);
        assertThat(health.snapshot().notReady()).contains("disk_full");
        assertThat(health.snapshot().live()).isTrue();

        first.set(CheckResult.ok("fine"));
        second.set(CheckResult.ok("fine"));
        health.round();
        assertThat(health.snapshot().overall()).isEqualTo(Overall.HEALTHY);
    }

    @Test
    void countsAHangingCheckAsCriticalAndRunsItOnceAtATime() throws Exception {
        CountDownLatch release = new CountDownLatch(1);
        AtomicInteger runs = new AtomicInteger();
        HealthCheck hanging =
                new HealthCheck() {
                    @Override
                    public String name() {
                        return "disk";
                    }

                    @Override
                    public CheckResult check() throws InterruptedException {
                        runs.incrementAndGet();
                        release.await();
                        return CheckResult.ok("back");
                    }
                };
        Health health =
                health(Duration.ofMillis(50), hanging, named("b", always(CheckResult.ok("x"))));
        health.completeStart();

        health.round();
        health.round();
        assertThat(runs).hasValue(1);
        assertThat(health.snapshot().notReady()).contains("disk_timeout");
        assertThat(health.snapshot().results()).containsEntry("b", CheckResult.ok("x"));

        release.countDown();
        await().untilAsserted(() -> {
            health.round();
            assertThat(health.snapshot().ready()).isTrue();
        });
    }

    @Test
    void countsAThrowingOrDyingCheckAsCritical() throws Exception {
        HealthCheck throwing =
                new HealthCheck() {
                    @Override
                    public String name() {
                        return "disk";
                    }

                    @Override
                    public CheckResult check() {
                        throw new IllegalStateException("no such device");
                    }
                };
        Health health = health(SHORT, throwing);
        health.completeStart();

        health.round();

        assertThat(health.snapshot().notReady()).contains("disk_failed");
        assertThat(health.snapshot().results().values())
                .singleElement()
                .satisfies(result -> assertThat(result.evidence()).contains("no such device"));
    }

    @Test
    void runsRoundsByItselfUntilClosed() {
        AtomicInteger runs = new AtomicInteger();
        HealthCheck counting =
                new HealthCheck() {
                    @Override
                    public String name() {
                        return "a";
                    }

                    @Override
                    public CheckResult check() {
                        return CheckResult.ok("run " + runs.incrementAndGet());
                    }
                };
        try (Health health = health(SHORT, counting)) {
            health.start();
            health.start();
            await().until(() -> runs.get() >= 3);
            assertThat(health.snapshot().results()).containsKey("a");
        }
    }

    @Test
    void refusesTwoChecksOfOneName() {
        AtomicReference<CheckResult> fine = always(CheckResult.ok("fine"));

        assertThatThrownBy(() -> health(SHORT, named("a", fine), named("a", fine)))
                .hasMessage("two health checks are named a");
    }

    @Test
    void livesAsLongAsEveryBusyLoopMakesProgress() {
        AtomicReference<Long> now = new AtomicReference<>(0L);
        Watchdog dog = new Watchdog(now::get, Duration.ofSeconds(60));
        Watchdog.Beat flush = dog.register("flush");
        Watchdog.Beat log = dog.register("log");
        assertThatThrownBy(() -> dog.register("log")).hasMessageContaining("watched already");

        log.idle();
        now.set(Duration.ofSeconds(60).toNanos());
        assertThat(dog.stalled()).isEmpty();
        now.set(Duration.ofSeconds(61).toNanos());
        assertThat(dog.stalled()).containsExactly("flush");
        flush.beat();
        assertThat(dog.stalled()).isEmpty();
        now.set(Duration.ofSeconds(200).toNanos());
        flush.close();
        flush.close();
        assertThat(dog.stalled()).isEmpty();
        dog.register("flush").close();
    }
}
