package dev.pairplane.publishing.core.queue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.pairplane.publishing.core.alert.AlertStatus;
import dev.pairplane.publishing.core.alert.Tier;
import dev.pairplane.publishing.core.job.Attempt;
import dev.pairplane.publishing.core.job.ErrorType;
import dev.pairplane.publishing.core.job.JobState;
import dev.pairplane.publishing.core.journal.Change;
import dev.pairplane.publishing.core.send.SendResult;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/// Retries, dead letters, ages.
class SchedulerRetryTest {

    private final Stage stage = Stage.with(Stage.SETTINGS, "a");

    /// Publishing invariant 30
    @Test
    void deliversAfterThreeFailures() {
        var busy = Sent.status(503);
        stage.answers("a", busy, busy, busy, Sent.OK);
        var job = stage.submit("a", "f", Tier.MEDIUM);

        stage.pass(Duration.ofMinutes(1));

        assertThat(stage.sent).extracting(Sent::number).containsExactly(1, 2, 3, 4);
        assertThat(stage.view(job).state()).isEqualTo(JobState.SUCCEEDED);
        assertThat(stage.view(job).retryCount()).isEqualTo(3);
        assertThat(stage.changes)
                .extracting(change -> change.getClass().getSimpleName())
                .containsExactly("Retrying", "Retrying", "Retrying", "Succeeded");
        assertThat(stage.figures().completed()).isOne();
    }

    /// Publishing invariant 31
    @Test
    void givesUpWhenTheRetriesAreUsedUp() {
        stage.answers("a", Sent.status(503));
        var job = stage.submit("a", "f", Tier.MEDIUM);

        stage.pass(Duration.ofMinutes(1));

        assertThat(stage.sent).hasSize(4);
        var letter = stage.deadLetter(job);
        assertThat(letter.reason()).isEqualTo("exhausted");
        assertThat(letter.errorType()).isEqualTo(ErrorType.TRANSIENT);
        assertThat(letter.attempts() - 1).isEqualTo(3);
        assertThat(letter.status()).hasValue(503);
        assertThat(letter.log()).extracting(Attempt::number).containsExactly(1, 2, 3, 4);
        assertThat(letter.shownTarget().orElseThrow().url()).isEqualTo("https://a.example/***");
        assertThat(stage.view(job).state()).isEqualTo(JobState.FAILED);
        assertThat(stage.view(job).deadLetterId()).contains(letter.deadLetterId());
        assertThat(stage.figures().failed()).isOne();
    }

    /// Publishing invariants 32 and 34
    @Test
    void givesUpAtOnceWhenTheMessageIsNotAccepted() {
        stage.answers("a", new SendResult.Answered(400, Optional.empty(), "error 503, try again"));
        var job = stage.submit("a", "f", Tier.MEDIUM);

        stage.pass(Duration.ofMinutes(1));

        assertThat(stage.sent).hasSize(1);
        assertThat(stage.deadLetter(job).reason()).isEqualTo("permanent");
        assertThat(stage.deadLetter(job).errorType()).isEqualTo(ErrorType.PERMANENT);
        assertThat(stage.view(job).retryCount()).isZero();
    }

    /// Publishing invariants 35 and 36
    @Test
    void waitsLongerBetweenAttempts() {
        stage.answers("a", Sent.status(500));
        stage.submit("a", "f", Tier.MEDIUM);

        stage.pass(Duration.ofMinutes(1));

        for (int retry = 1; retry <= 3; retry++) {
            long gap = stage.sent.get(retry).at() - stage.sent.get(retry - 1).at();
            assertThat(Duration.ofNanos(gap))
                    .isBetween(
                            Duration.ofMillis(50L << retry),
                            Duration.ofMillis(1_000 + (50L << retry)));
        }
    }

    /// Publishing invariant 37
    @Test
    void leavesATargetAloneAsLongAsItAsks() {
        stage.answers("a", Sent.status(429, Duration.ofMinutes(20)), Sent.OK);
        var job = stage.submit("a", "f", Tier.MEDIUM);
        stage.pass(Duration.ZERO);
        stage.submit("a", "g", Tier.HIGH);
        assertThat(stage.lane("a").deferredReason()).contains("hold");
        assertThat(stage.view(job).deferredReason()).contains("hold");

        stage.pass(Duration.ofMinutes(20).minusNanos(1));
        assertThat(stage.sent).hasSize(1);
        stage.pass(Duration.ofNanos(1));

        assertThat(stage.sentFingerprints()).containsExactly("f", "g", "f");
        assertThat(stage.view(job).attempts()).isOne();
        assertThat(stage.view(job).attemptLog()).extracting(Attempt::number).containsExactly(1, 1);
        assertThat(stage.events(QueueEvent.LaneReleased.class)).hasSize(1);
    }

    /// Publishing invariants 37 and 50
    @Test
    void throttlingUsesUpNoRetryAndTripsNothing() {
        stage.answers("a", Sent.status(429));
        var job = stage.submit("a", "f", Tier.MEDIUM);

        stage.pass(Duration.ofMinutes(10));

        assertThat(stage.sent).hasSize(121);
        assertThat(stage.view(job).attempts()).isZero();
        assertThat(stage.lane("a").breaker().trips()).isZero();
        assertThat(stage.view(job).attemptLog()).hasSize(20);
    }

    /// Publishing invariant 37
    @Test
    void unavailabilityWithADateHoldsTheLaneToo() {
        stage.answers("a", Sent.status(503, Duration.ofSeconds(90)), Sent.OK);
        var job = stage.submit("a", "f", Tier.MEDIUM);

        stage.pass(Duration.ofSeconds(89));
        assertThat(stage.sent).hasSize(1);
        assertThat(stage.last(job).orElseThrow())
                .isInstanceOfSatisfying(
                        Change.Retrying.class,
                        change -> assertThat(change.delay()).isEqualTo(Duration.ofSeconds(90)));
        stage.pass(Duration.ofSeconds(2));

        assertThat(stage.view(job).attempts()).isEqualTo(2);
    }

    /// Publishing invariant 39
    @Test
    void triesOnceWhenNoRetriesAreWanted() {
        stage.answers("a", Sent.status(503));
        var job = stage.submit(stage.job("a", "f", AlertStatus.FIRING, Tier.LOW, 0));

        stage.pass(Duration.ofMinutes(1));

        assertThat(stage.sent).hasSize(1);
        assertThat(stage.deadLetter(job).reason()).isEqualTo("exhausted");
    }

    /// Publishing invariant 42
    @Test
    void jobsInBackoffHoldNoWorker() {
        var names = IntStream.range(0, 100).mapToObj(i -> "t" + i).toArray(String[]::new);
        var wide = Stage.with(Stage.SETTINGS, names);
        for (String name : names) {
            wide.submit(name, "f", Tier.MEDIUM);
        }
        while (!wide.open.isEmpty()) {
            wide.answer(Sent.status(503));
        }

        assertThat(wide.figures().retrying()).isEqualTo(100);
        assertThat(wide.figures().active()).isZero();
        assertThat(wide.time.pending()).isOne();
    }

    @Test
    void whatWeGiveUpIsNoFailure() {
        var job = stage.submit("a", "f", Tier.MEDIUM);
        stage.answer(new SendResult.Cancelled(false));
        assertThat(stage.view(job).attempts()).isZero();
        assertThat(stage.changes).isEmpty();

        for (int i = 0; i < 10; i++) {
            stage.answer(new SendResult.Cancelled(true));
        }

        assertThat(stage.scheduler.view(job.id()).orElseThrow().attempts()).isEqualTo(3);
        assertThat(stage.lane("a").breaker().consecutiveFailures()).isZero();
        stage.answer(Sent.OK);
        assertThat(stage.view(job).state()).isEqualTo(JobState.SUCCEEDED);
    }

    @Test
    void givesUpWhatHasWaitedForADay() {
        stage.targets(Stage.target("a", false, 1, OptionalInt.empty()));
        var job = stage.submit("a", "f", Tier.MEDIUM);

        stage.pass(Duration.ofHours(24).minusNanos(1));
        assertThat(stage.figures().failed()).isZero();
        stage.pass(Duration.ofNanos(1));

        assertThat(stage.deadLetter(job).reason()).isEqualTo("expired");
        assertThat(stage.deadLetter(job).errorType()).isEqualTo(ErrorType.TRANSIENT);
        assertThat(stage.deadLetter(job).message()).contains("target_disabled");
    }

    @Test
    void tiersAgeOnlyWhileTheirLanesCouldSend() {
        var ages =
                Map.of(
                        Tier.HIGH, Duration.ofHours(24),
                        Tier.MEDIUM, Duration.ofHours(6),
                        Tier.LOW, Duration.ofHours(1));
        var aged = Stage.with(Stage.settings(1, 100, ages), "a", "b");
        aged.submit("b", "stuck", Tier.HIGH);
        var job = aged.submit("a", "f", Tier.LOW);
        aged.pass(Duration.ofMinutes(30));
        aged.targets(Stage.target("a", false, 1, OptionalInt.empty()), Stage.target("b"));
        aged.pass(Duration.ofHours(5));
        aged.targets(Stage.target("a"), Stage.target("b"));
        aged.pass(Duration.ofMinutes(10));
        aged.scheduler.gate(false);
        aged.pass(Duration.ofHours(1));
        aged.scheduler.gate(true);

        aged.pass(Duration.ofMinutes(20).minusNanos(1));
        assertThat(aged.figures().failed()).isZero();
        aged.pass(Duration.ofNanos(1));

        assertThat(aged.deadLetter(job).reason()).isEqualTo("expired");
    }

    @Test
    void aJobThatCameBackTooOldIsNotTriedAgain() {
        var job = stage.submit("a", "f", Tier.MEDIUM);
        stage.pass(Duration.ofHours(25));
        assertThat(stage.figures().failed()).isZero();

        stage.answer(Sent.status(503));

        assertThat(stage.deadLetter(job).reason()).isEqualTo("expired");
        assertThat(stage.deadLetter(job).attempt()).isPresent();
    }

    @Test
    void aClockSetBackMakesNoJobLiveLonger() {
        stage.targets(Stage.target("a", false, 1, OptionalInt.empty()));
        var job = stage.job("a", "f", AlertStatus.FIRING, Tier.LOW, 3);
        stage.time.setWall(job.createdAt().minusSeconds(86_400));
        stage.scheduler.add(QueuedJob.fresh(job, stage.nextSeq()));

        stage.pass(Duration.ofHours(24));

        assertThat(stage.deadLetter(job).reason()).isEqualTo("expired");
    }

    @Test
    void cutsLongMessagesBetweenCharacters() {
        assertThat(Endings.cut("abcdef", 6)).isEqualTo("abcdef");
        assertThat(Endings.cut("abcdefg", 6)).isEqualTo("abcde…");
        assertThat(Endings.cut("abcd\uD83D\uDE00efg", 6)).isEqualTo("abcd…");
    }

    @Test
    void refusesASecondResultForOneAttempt() {
        stage.submit("a", "f", Tier.MEDIUM);
        var one = stage.answer(Sent.OK);

        assertThatThrownBy(() -> one.done().accept(Sent.OK)).hasMessageContaining("one result");
    }
}
