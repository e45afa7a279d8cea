package dev.pairplane.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class ManualSchedulerTest {

    private final SettableClock clock = SettableClock.at(Instant.EPOCH);
    private final ManualScheduler scheduler = new ManualScheduler(clock);
    private final List<String> ran = new ArrayList<>();
    private final List<Future<?>> kept = new ArrayList<>();

    private Runnable noting(String name) {
        return () -> ran.add(name + "@" + clock.millis());
    }

    @Test
    void runsInOrderOfTimeWithTheClockStandingThere() {
        var late = scheduler.schedule(noting("late"), 30, TimeUnit.MILLISECONDS);
        kept.add(scheduler.schedule(noting("early"), 10, TimeUnit.MILLISECONDS));
        kept.add(scheduler.schedule(noting("beside"), 10, TimeUnit.MILLISECONDS));
        assertThat(late.getDelay(TimeUnit.MILLISECONDS)).isEqualTo(30);

        assertThat(scheduler.advance(Duration.ofMillis(20))).isEqualTo(2);
        assertThat(ran).containsExactly("early@10", "beside@10");
        assertThat(clock.millis()).isEqualTo(20);

        assertThat(scheduler.advance(Duration.ofMillis(10))).isEqualTo(1);
        assertThat(ran).endsWith("late@30");
    }

    @Test
    void repeatsAtAFixedRateAndAfterAFixedPause() {
        kept.add(scheduler.scheduleAtFixedRate(noting("rate"), 0, 10, TimeUnit.MILLISECONDS));
        kept.add(
                scheduler.scheduleWithFixedDelay(
                        () -> {
                            noting("pause").run();
                            clock.advance(Duration.ofMillis(1));
                        },
                        5,
                        10,
                        TimeUnit.MILLISECONDS));

        scheduler.advance(Duration.ofMillis(20));

        assertThat(ran).containsExactly("rate@0", "pause@5", "rate@10", "pause@16", "rate@20");
    }

    @Test
    void executesAtOnceWhenItIsDue() {
        scheduler.execute(noting("now"));
        kept.add(scheduler.schedule(noting("later"), 1, TimeUnit.NANOSECONDS));

        assertThat(scheduler.runDue()).isEqualTo(1);
        assertThat(ran).containsExactly("now@0");
        assertThat(scheduler.pending()).isEqualTo(1);
    }

    @Test
    void jumpsToTheNextTask() {
        kept.add(scheduler.schedule(noting("far"), 1, TimeUnit.HOURS));

        assertThat(scheduler.runNext()).isTrue();
        assertThat(ran).containsExactly("far@3600000");
        assertThat(scheduler.runNext()).isFalse();
    }

    @Test
    void aCancelledTaskIsGone() {
        var task = scheduler.schedule(noting("never"), 1, TimeUnit.SECONDS);

        assertThat(task.cancel(false)).isTrue();

        assertThat(scheduler.pending()).isZero();
        assertThat(scheduler.advance(Duration.ofSeconds(2))).isZero();
    }

    @Test
    void aRepeatingTaskThatThrowsIsNotRunAgainAndIsReported() {
        var task =
                scheduler.scheduleAtFixedRate(
                        () -> {
                            throw new IllegalStateException("boom");
                        },
                        1,
                        1,
                        TimeUnit.SECONDS);

        assertThat(scheduler.advance(Duration.ofSeconds(5))).isEqualTo(1);

        assertThat(task.isDone()).isTrue();
        assertThat(scheduler.failures())
                .singleElement()
                .hasToString("java.lang.IllegalStateException: boom");
    }

    @Test
    void shutdownDropsRepeatingTasksAndLetsTheOthersRun() {
        kept.add(scheduler.scheduleAtFixedRate(noting("again"), 1, 1, TimeUnit.SECONDS));
        kept.add(scheduler.schedule(noting("once"), 2, TimeUnit.SECONDS));

        scheduler.shutdown();

        assertThatThrownBy(() -> scheduler.execute(() -> {}))
                .isInstanceOf(RejectedExecutionException.class);
        assertThat(scheduler.awaitTermination(1, TimeUnit.SECONDS)).isFalse();
        assertThat(scheduler.awaitTermination(1, TimeUnit.SECONDS)).isTrue();
        assertThat(ran).containsExactly("once@2000");
    }

    @Test
    void refusesAPeriodOfZero() {
        assertThatThrownBy(() -> scheduler.scheduleAtFixedRate(() -> {}, 0, 0, TimeUnit.SECONDS))
                .hasMessageContaining("a period is above zero");
    }
}
