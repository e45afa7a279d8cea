package dev.pairplane.publishing.core.queue;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pairplane.publishing.core.alert.AlertStatus;
import dev.pairplane.publishing.core.alert.Tier;
import dev.pairplane.publishing.core.job.ErrorType;
import dev.pairplane.publishing.core.job.JobState;
import dev.pairplane.publishing.core.journal.Change;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;

/// Targets that come and go, replicas that lose their jobs, poison, the end.
class SchedulerLifecycleTest {

    @Test
    void nothingIsSentBeforeTheGateOpensOrAfterItClosed() {
        var stage = new Stage(Stage.SETTINGS);
        stage.targets(Stage.target("a"));
        stage.submit("a", "f", Tier.LOW);
        assertThat(stage.sent).isEmpty();

        stage.scheduler.gate(true);
        assertThat(stage.sent).hasSize(1);
        stage.scheduler.gate(false);
        stage.submit("a", "g", Tier.LOW);
        var first = stage.answer(Sent.OK);

        assertThat(stage.sent).hasSize(1);
        assertThat(stage.view(first.job()).state()).isEqualTo(JobState.SUCCEEDED);
        assertThat(stage.figures().admitted().get(Tier.LOW)).isOne();
    }

    @Test
    void jobsOfADisabledTargetWaitUntilItIsEnabled() {
        var stage = Stage.with(Stage.SETTINGS, "a");
        stage.targets(Stage.target("a", false, 1, OptionalInt.empty()));
        var job = stage.submit("a", "f", Tier.LOW);
        stage.pass(Duration.ofHours(23));
        assertThat(stage.view(job).deferredReason()).contains("target_disabled");
        assertThat(stage.sent).isEmpty();

        stage.targets(Stage.target("a"));

        assertThat(stage.sent).hasSize(1);
        assertThat(stage.sent.getFirst().number()).isOne();
    }

    @Test
    void jobsOfARemovedTargetAreShownToWaitForIt() {
        var stage = Stage.with(Stage.SETTINGS, "a", "b");
        stage.scheduler.gate(false);
        var job = stage.submit("a", "f", Tier.LOW);

        stage.targets(Stage.target("b"));

        assertThat(stage.scheduler.view(job.id()).orElseThrow().deferredReason())
                .contains("target_missing");
        assertThat(stage.lane("a").deferredReason()).contains("target_missing");
    }

    @Test
    void jobsOfARemovedTargetAreGivenUpAfterAGrace() {
        var stage = Stage.with(Stage.SETTINGS, "a", "b");
        stage.scheduler.gate(false);
        for (int i = 0; i < 1_200; i++) {
            stage.submit(
                    "a",
                    "f" + i / 2,
                    i % 2 == 0 ? AlertStatus.FIRING : AlertStatus.RESOLVED,
                    Tier.LOW);
        }
        stage.scheduler.gate(true);
        int flying = stage.open.size();
        stage.targets(Stage.target("b"));
        assertThat(stage.events(QueueEvent.TargetMissing.class)).hasSize(1);

        stage.pass(Duration.ofMinutes(10).minusNanos(1));
        assertThat(stage.figures().failed()).isZero();
        stage.pass(Duration.ofMillis(1));

        assertThat(stage.figures().failed()).isEqualTo(1_200 - flying);
        assertThat(stage.changes)
                .hasOnlyElementsOfType(Change.DeadLettered.class)
                .allSatisfy(change -> {
                    var letter = (Change.DeadLettered) change;
                    assertThat(letter.reason()).isEqualTo("target_removed");
                    assertThat(letter.errorType()).isEqualTo(ErrorType.PERMANENT);
                    assertThat(letter.shownTarget()).isPresent();
                });
        while (!stage.open.isEmpty()) {
            stage.answer(Sent.OK);
        }
        assertThat(stage.figures().completed()).isEqualTo(flying);
        assertThat(stage.figures().lanes()).extracting(lane -> lane.target()).containsExactly("b");
    }

    @Test
    void aTargetThatComesBackInTimeGetsItsJobs() {
        var stage = Stage.with(Stage.SETTINGS, "a");
        stage.scheduler.gate(false);
        stage.submit("a", "f", Tier.LOW);
        stage.targets();
        stage.pass(Duration.ofMinutes(9));
        stage.targets(Stage.target("a"));
        stage.pass(Duration.ofMinutes(9));

        stage.scheduler.gate(true);

        assertThat(stage.sent).hasSize(1);
    }

    @Test
    void noTargetIsMissingBeforeTheTargetsAreKnown() {
        var stage = new Stage(Stage.SETTINGS);
        stage.scheduler.gate(true);
        stage.scheduler.add(
                QueuedJob.fresh(stage.job("a", "f", AlertStatus.FIRING, Tier.LOW, 3), 1));
        stage.pass(Duration.ofHours(1));
        assertThat(stage.figures().failed()).isZero();

        stage.targets();
        stage.pass(Duration.ofMinutes(10));

        assertThat(stage.figures().failed()).isOne();
        assertThat(stage.figures().lanes()).isEmpty();
    }

    @Test
    void aReplicaThatLostItsJobsForgetsThemAndWhatComesOfThem() {
        var stage = Stage.with(Stage.settings(3, 100), "a", "b");
        for (int i = 0; i < 10; i++) {
            stage.submit("a", "f" + i, Tier.LOW);
        }
        stage.open.removeFirst().done().accept(Sent.status(503));
        int flying = stage.open.size();
        stage.changes.clear();

        stage.scheduler.discard();

        assertThat(stage.figures().waiting().values()).containsOnly(0);
        assertThat(stage.figures().admitted().values()).containsOnly(0);
        assertThat(stage.figures().bytes()).isZero();
        assertThat(stage.figures().active()).isEqualTo(flying);
        var again = stage.sent.getLast().job();
        stage.scheduler.add(QueuedJob.fresh(again, 1_000));
        while (!stage.open.isEmpty()) {
            stage.answer(Sent.OK);
        }
        assertThat(stage.events(QueueEvent.LateResult.class)).hasSize(flying);
        assertThat(stage.changes).hasSize(1);
        assertThat(stage.last(again).orElseThrow()).isInstanceOf(Change.Succeeded.class);
        assertThat(stage.figures().active()).isZero();
    }

    @Test
    void aLostProbeFreesItsPlace() {
        var stage = Stage.with(Stage.settings(10, 100), "a");
        for (int i = 0; i < 5; i++) {
            stage.submit("a", "f" + i, Tier.LOW);
            stage.answer(Sent.status(503));
        }
        stage.pass(Duration.ofSeconds(30));
        assertThat(stage.open).hasSize(1);

        stage.scheduler.discard();
        stage.answer(Sent.OK);
        stage.submit("a", "next", Tier.LOW);

        assertThat(stage.lane("a").breaker().state()).isEqualTo("half-open");
        assertThat(stage.lane("a").breaker().halfOpenSuccesses()).isZero();
        assertThat(stage.open).hasSize(1);
    }

    /// Publishing invariant 77
    @Test
    void aJobThatLostThreeOwnersIsMarkedBeforeItsAttempts() {
        var stage = Stage.with(Stage.SETTINGS, "a");
        var job = stage.job("a", "f", AlertStatus.FIRING, Tier.LOW, 3);
        stage.scheduler.add(new QueuedJob(job, 1, 7, 0, Duration.ZERO, 3, 2));
        assertThat(stage.sent).isEmpty();
        assertThat(stage.changes).containsExactly(new Change.Starting(job, 7));

        stage.marking.removeFirst().commit();
        assertThat(stage.sent).hasSize(1);
        stage.answer(Sent.status(503));
        stage.pass(Duration.ofSeconds(2));

        assertThat(stage.marking).hasSize(1);
        assertThat(stage.sent).hasSize(1);
    }

    /// Publishing invariant 77
    @Test
    void aJobThatWasLostThreeTimesWhileMarkedIsGivenUp() {
        var stage = Stage.with(Stage.SETTINGS, "a");
        var job = stage.job("a", "f", AlertStatus.FIRING, Tier.LOW, 3);
        var other = stage.job("a", "f", AlertStatus.RESOLVED, Tier.LOW, 3);
        stage.scheduler.add(new QueuedJob(job, 1, 7, 0, Duration.ZERO, 6, 3));
        stage.scheduler.add(QueuedJob.fresh(other, 2));

        assertThat(stage.deadLetter(job).reason()).isEqualTo("poisoned");
        assertThat(stage.deadLetter(job).errorType()).isEqualTo(ErrorType.UNKNOWN);
        assertThat(stage.sent).extracting(Sent::job).containsExactly(other);
        assertThat(stage.figures().bytes()).isEqualTo(100);
    }

    @Test
    void aMarkThatComesTooLateSendsNothing() {
        var stage = Stage.with(Stage.SETTINGS, "a");
        var job = stage.job("a", "f", AlertStatus.FIRING, Tier.LOW, 3);
        stage.scheduler.add(new QueuedJob(job, 1, 7, 0, Duration.ZERO, 3, 0));
        stage.scheduler.gate(false);
        stage.marking.removeFirst().commit();
        assertThat(stage.sent).isEmpty();
        assertThat(stage.figures().active()).isZero();

        stage.scheduler.gate(true);

        assertThat(stage.marking).isEmpty();
        assertThat(stage.sent).hasSize(1);
    }

    @Test
    void aStopLetsAttemptsEndAndStartsNone() {
        var stage = Stage.with(Stage.settings(3, 100), "a", "b");
        stage.submit("a", "f", Tier.LOW);
        stage.submit("a", "g", Tier.LOW);
        var marked = stage.job("b", "h", AlertStatus.FIRING, Tier.LOW, 3);
        stage.scheduler.add(new QueuedJob(marked, 50, 7, 0, Duration.ZERO, 3, 0));
        var drained = new ArrayList<Instant>();

        stage.scheduler.stop(() -> drained.add(stage.time.now()));
        assertThat(drained).isEmpty();
        stage.marking.removeFirst().commit();
        stage.pass(Duration.ofSeconds(1));
        stage.answer(Sent.OK);

        assertThat(drained).containsExactly(stage.time.now());
        assertThat(stage.sent).hasSize(1);
        assertThat(stage.figures().waiting().get(Tier.LOW)).isEqualTo(2);
    }

    @Test
    void patienceEndsWithAttemptsGivenUpAndTheirJobsWaiting() {
        var stage = Stage.with(Stage.settings(3, 100), "a");
        stage.submit("a", "f", Tier.LOW);
        stage.submit("a", "g", Tier.LOW);
        var drained = new ArrayList<Instant>();
        stage.scheduler.stop(() -> drained.add(stage.time.now()));

        stage.scheduler.cancelAll();
        stage.pass(Duration.ZERO);

        assertThat(drained).hasSize(1);
        assertThat(stage.figures().waiting().get(Tier.LOW)).isEqualTo(2);
        assertThat(stage.events(QueueEvent.Withdrawn.class)).hasSize(2);
        assertThat(stage.changes).hasOnlyElementsOfType(Change.Retrying.class);
    }

    @Test
    void aHundredThousandJobsCostOneTimerAndLittleTime() {
        var stage = Stage.with(Stage.settings(10, 200_000), "a", "b");
        stage.answers("b", Sent.OK);
        stage.scheduler.gate(false);
        for (int i = 0; i < 100_000; i++) {
            stage.submit(i % 2 == 0 ? "a" : "b", "f" + i, Tier.LOW);
        }
        stage.targets(Stage.target("a", false, 1, OptionalInt.empty()), Stage.target("b"));
        assertThat(stage.time.pending()).isOne();

        stage.scheduler.gate(true);
        stage.pass(Duration.ofSeconds(1));

        assertThat(stage.figures().completed()).isEqualTo(50_000);
        assertThat(stage.figures().deferred()).isEqualTo(50_000);
    }
}
