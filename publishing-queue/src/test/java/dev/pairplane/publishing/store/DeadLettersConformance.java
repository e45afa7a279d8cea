package dev.pairplane.publishing.store;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pairplane.publishing.core.alert.Tier;
import dev.pairplane.publishing.core.deadletter.DeadLetter;
import dev.pairplane.publishing.core.deadletter.DeadLetters.Filter;
import dev.pairplane.publishing.core.deadletter.DeadLetters.Newest;
import dev.pairplane.publishing.core.deadletter.DeadLetters.Page;
import dev.pairplane.publishing.core.deadletter.DeadLetters.ReplayOutcome;
import dev.pairplane.publishing.core.deadletter.DeadLetters.Stats;
import dev.pairplane.publishing.core.job.ErrorType;
import dev.pairplane.publishing.core.job.Job;
import dev.pairplane.publishing.core.job.JobState;
import dev.pairplane.publishing.core.journal.Appended;
import dev.pairplane.publishing.core.journal.Change;
import dev.pairplane.publishing.core.journal.Replicas.TakenJob;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/// What becomes of jobs that were given up.
public abstract class DeadLettersConformance extends ReplicasConformance {

    private Change.DeadLettered dead(String fingerprint, String target) {
        return dead(own(a, samples.firing(fingerprint, target)), 0);
    }

    private Change.DeadLettered dead(Job job, long fence) {
        var change = samples.dead(job, fence, 4);
        assertThat(record(a, change)).containsExactly(true);
        return change;
    }

    private ReplayOutcome replay(UUID letter, Job job, boolean force) {
        return this.<ReplayOutcome>done(
                call -> a.deadLetters().replay(letter, job, "operator", force, call));
    }

    private Page list(Filter filter, int limit, int offset) {
        return this.<Page>done(call -> a.deadLetters().list(filter, limit, offset, call));
    }

    /// Publishing invariants 54 and 55
    @Test
    void aFailedJobHasExactlyOneLetterHoweverOftenItIsWritten() {
        var job = own(a, samples.firing("f", "x"));
        var change = samples.dead(job, 0, 4);

        assertThat(record(a, change, change)).containsExactly(true, false);
        assertThat(record(a, samples.dead(job, 0, 4))).containsExactly(false);

        assertThat(list(Filter.ALL, 10, 0).total()).isEqualTo(1);
        var letter = letter(change.deadLetterId());
        assertThat(letter.jobId()).isEqualTo(job.id());
        assertThat(letter.retryCount()).isEqualTo(3);
        assertThat(letter.alert()).contains(job.alert());
        assertThat(letter.shownTarget()).isEqualTo(change.shownTarget());
        assertThat(letter.lastRetryAt()).contains(samples.failed(4).startedAt());
        assertThat(letter.attemptLog()).isEqualTo(change.log());
        assertThat(letter.replays()).isEqualTo(DeadLetter.Replays.NONE);
        var view = view(job.id());
        assertThat(view.state()).isEqualTo(JobState.DLQ);
        assertThat(view.deadLetterId()).contains(change.deadLetterId());
        assertThat(view.completedAt()).contains(change.failedAt());
        assertThat(view.attemptLog()).isEqualTo(change.log());
        assertThat(view.attempts()).isEqualTo(4);
    }

    @Test
    void aJobMayDieWithoutAnAttempt() {
        var job = own(a, samples.firing("f", "x"));
        var change =
                new Change.DeadLettered(
                        job,
                        0,
                        0,
                        samples.id(),
                        "expired",
                        ErrorType.PERMANENT,
                        "too old",
                        java.util.OptionalInt.empty(),
                        Optional.empty(),
                        List.of(),
                        Optional.empty(),
                        samples.delivered(1).startedAt());

        record(a, change);

        var letter = letter(change.deadLetterId());
        assertThat(letter.retryCount()).isZero();
        assertThat(letter.lastRetryAt()).isEmpty();
        assertThat(letter.status()).isEmpty();
        assertThat(letter.reason()).isEqualTo("expired");
    }

    /// Publishing invariant 56
    @Test
    void conditionsHoldTogetherAndTheTotalIsThatOfAll() {
        var first = dead("f", "x");
        var second = dead("g", "x");
        var third = dead("h", "x");
        dead("f", "y");
        var x =
                new Filter(
                        Optional.of("x"),
                        Optional.of(ErrorType.TRANSIENT),
                        Optional.of(Tier.HIGH),
                        Optional.of(false),
                        Optional.empty(),
                        Optional.of(first.failedAt()),
                        Optional.empty());

        assertThat(list(x, 1, 0).total()).isEqualTo(2);
        assertThat(list(x, 1, 0).letters())
                .extracting(DeadLetter::id)
                .containsExactly(third.deadLetterId());
        assertThat(list(x, 1, 1).letters())
                .extracting(DeadLetter::id)
                .containsExactly(second.deadLetterId());
        assertThat(list(x, 10, 2).letters()).isEmpty();
        assertThat(
                        list(
                                        new Filter(
                                                Optional.of("x"),
                                                Optional.empty(),
                                                Optional.of(Tier.LOW),
                                                Optional.empty(),
                                                Optional.empty(),
                                                Optional.empty(),
                                                Optional.empty()),
                                        9,
                                        0)
                                .total())
                .isZero();
        assertThat(
                        list(
                                        new Filter(
                                                Optional.empty(),
                                                Optional.empty(),
                                                Optional.empty(),
                                                Optional.empty(),
                                                Optional.of("f"),
                                                Optional.empty(),
                                                Optional.of(second.failedAt())),
                                        9,
                                        0)
                                .letters())
                .extracting(DeadLetter::id)
                .containsExactly(first.deadLetterId());
        assertThat(list(Filter.ALL, 9, 0).letters())
                .extracting(DeadLetter::failedAt)
                .isSortedAccordingTo((one, two) -> two.compareTo(one));
    }

    /// Publishing invariant 66
    @Test
    void countsAreThoseOfTheLetters() {
        var first = dead("f", "x");
        var last = dead("g", "y");
        replay(first.deadLetterId(), samples.again(first.job(), first.deadLetterId()), false);

        var stats = this.<Stats>done(call -> b.deadLetters().stats(Filter.ALL, call));

        assertThat(stats)
                .isEqualTo(
                        new Stats(
                                2,
                                1,
                                1,
                                Map.of("transient", 2L),
                                Map.of("x", 1L, "y", 1L),
                                Map.of("high", 2L),
                                Optional.of(first.failedAt()),
                                Optional.of(last.failedAt())));
        assertThat(this.<Map<String, Long>>done(call -> b.deadLetters().pending(call)))
                .isEqualTo(Map.of("y", 1L));
    }

    @Test
    void theNewestAreThoseThatFailedLastAndWereNotReplayed() {
        var first = dead("f", "x");
        dead("g", "x");
        dead("h", "y");
        replay(first.deadLetterId(), samples.again(first.job(), first.deadLetterId()), false);

        assertThat(newest(5))
                .containsExactly(
                        new Newest("y", ErrorType.TRANSIENT, "h"),
                        new Newest("x", ErrorType.TRANSIENT, "g"));
        assertThat(newest(1)).containsExactly(new Newest("y", ErrorType.TRANSIENT, "h"));
    }

    private List<Newest> newest(int limit) {
        return this.<List<Newest>>done(call -> b.deadLetters().newest(limit, call));
    }

    /// Publishing invariants 57 and 58
    @Test
    void aReplaySendsThatLettersAlertAsANewJob() {
        var change = dead("f", "x");
        dead("g", "x");
        var again = samples.again(change.job(), change.deadLetterId());

        assertThat(replay(change.deadLetterId(), again, false))
                .isInstanceOfSatisfying(
                        ReplayOutcome.Replayed.class,
                        replayed -> assertThat(replayed.ours()).isTrue());

        var replays = letter(change.deadLetterId()).replays();
        assertThat(replays.count()).isEqualTo(1);
        assertThat(replays.jobId()).contains(again.id());
        assertThat(replays.by()).contains("operator");
        assertThat(replays.result()).isEmpty();
        assertThat(replays.lastAt()).isPresent();
        assertThat(view(again.id()).fingerprint()).isEqualTo("f");
        assertThat(view(again.id()).replayOf()).contains(change.deadLetterId());

        record(a, samples.succeeded(again, 0));
        assertThat(letter(change.deadLetterId()).replays().result()).contains("success");
    }

    /// Publishing invariant 62
    @Test
    void aLetterThatIsNotThereIsMissing() {
        var job = own(a, samples.firing("f", "x"));

        assertThat(replay(samples.id(), samples.again(job, samples.id()), true))
                .isInstanceOf(ReplayOutcome.Missing.class);
    }

    /// Publishing invariant 59
    @Test
    void ofTwoReplaysAtOnceOneIsStored() {
        for (int i = 0; i < 10; i++) {
            var change = dead("f" + i, "x");
            var one = samples.again(change.job(), change.deadLetterId());
            var two = samples.again(change.job(), change.deadLetterId());

            var first =
                    world.<ReplayOutcome>start(call ->
                            a.deadLetters().replay(change.deadLetterId(), one, "1", false, call));
            var second =
                    world.<ReplayOutcome>start(call ->
                            b.deadLetters().replay(change.deadLetterId(), two, "2", false, call));

            var outcomes = List.of(done(first.outcome()), done(second.outcome()));
            var winner = outcomes.getFirst() instanceof ReplayOutcome.Replayed ? one : two;
            assertThat(outcomes)
                    .filteredOn(each -> each instanceof ReplayOutcome.Replayed)
                    .hasSize(1);
            assertThat(outcomes)
                    .contains(new ReplayOutcome.AlreadyReplayed(Optional.of(winner.id())));
            assertThat(letter(change.deadLetterId()).replays().count()).isEqualTo(1);
        }
    }

    @Test
    void aReplayThatIsAskedForAgainIsAnsweredAsBefore() {
        var change = dead("f", "x");
        var again = samples.again(change.job(), change.deadLetterId());
        var first = replay(change.deadLetterId(), again, false);

        assertThat(replay(change.deadLetterId(), again, false)).isEqualTo(first);
        record(a, samples.succeeded(again, 0));
        assertThat(replay(change.deadLetterId(), again, true))
                .isEqualTo(
                        new ReplayOutcome.Replayed(((ReplayOutcome.Replayed) first).seq(), false));
        assertThat(letter(change.deadLetterId()).replays().count()).isEqualTo(1);
    }

    /// Publishing invariant 61
    @Test
    void aReplayThatFailsMakesALetterOfItsOwnAndMayBeRepeated() {
        var change = dead("f", "x");
        var again = samples.again(change.job(), change.deadLetterId());
        replay(change.deadLetterId(), again, false);

        var second = dead(again, 0);

        assertThat(letter(change.deadLetterId()).replays().result()).contains("failed");
        assertThat(letter(second.deadLetterId()).jobId()).isEqualTo(again.id());
        var third = samples.again(change.job(), change.deadLetterId());
        assertThat(replay(change.deadLetterId(), third, false))
                .isInstanceOf(ReplayOutcome.Replayed.class);
        assertThat(letter(change.deadLetterId()).replays().count()).isEqualTo(2);
        assertThat(letter(change.deadLetterId()).replays().result()).isEmpty();
    }

    @Test
    void aReplayWithForceIsMadeThoughTheFirstIsUnderWay() {
        var change = dead("f", "x");
        var first = samples.again(change.job(), change.deadLetterId());
        replay(change.deadLetterId(), first, false);

        assertThat(
                        replay(
                                change.deadLetterId(),
                                samples.again(change.job(), change.deadLetterId()),
                                true))
                .isInstanceOf(ReplayOutcome.Replayed.class);

        record(a, samples.succeeded(first, 0));
        assertThat(letter(change.deadLetterId()).replays().result()).isEmpty();
    }

    @Test
    void aFiringWhoseEndWasDeliveredSinceIsNotSentAgainWithoutForce() {
        var change = dead("f", "x");
        var resolved = own(a, samples.resolved("f", "x"));
        record(a, samples.succeeded(resolved, 0));
        var again = samples.again(change.job(), change.deadLetterId());

        assertThat(replay(change.deadLetterId(), again, false))
                .isInstanceOf(ReplayOutcome.Superseded.class);
        assertThat(letter(change.deadLetterId()).replays()).isEqualTo(DeadLetter.Replays.NONE);
        assertThat(replay(change.deadLetterId(), again, true))
                .isInstanceOf(ReplayOutcome.Replayed.class);

        var second = dead(again, 0);
        assertThat(
                        replay(
                                second.deadLetterId(),
                                samples.again(change.job(), second.deadLetterId()),
                                false))
                .isInstanceOf(ReplayOutcome.Superseded.class);
    }

    @Test
    void aFiringWhoseEndWaitsToBeDeliveredIsNotSentAgainWithoutForce() {
        var change = dead("f", "x");
        own(a, samples.resolved("f", "x"));

        assertThat(
                        replay(
                                change.deadLetterId(),
                                samples.again(change.job(), change.deadLetterId()),
                                false))
                .isInstanceOf(ReplayOutcome.Superseded.class);
    }

    @Test
    void anEndThatWasCollapsedToldTheTargetNothing() {
        var change = dead("f", "x");
        record(a, samples.collapsed(own(a, samples.resolved("f", "x")), 0));

        assertThat(
                        replay(
                                change.deadLetterId(),
                                samples.again(change.job(), change.deadLetterId()),
                                false))
                .isInstanceOf(ReplayOutcome.Replayed.class);
    }

    @Test
    void anEndThatCameBeforeTheFiringOrWentElsewhereDoesNotSupersedeIt() {
        record(a, samples.succeeded(own(a, samples.resolved("f", "x")), 0));
        var change = dead("f", "x");
        record(a, samples.succeeded(own(a, samples.resolved("f", "y")), 0));
        record(a, samples.succeeded(own(a, samples.resolved("g", "x")), 0));

        assertThat(
                        replay(
                                change.deadLetterId(),
                                samples.again(change.job(), change.deadLetterId()),
                                false))
                .isInstanceOf(ReplayOutcome.Replayed.class);
    }

    @Test
    void aReplayFollowsItsChain() {
        var change = dead("f", "x");
        own(b, samples.firing("f", "x"));
        var again = samples.again(change.job(), change.deadLetterId());

        assertThat(replay(change.deadLetterId(), again, false))
                .isInstanceOfSatisfying(
                        ReplayOutcome.Replayed.class,
                        replayed -> assertThat(replayed.ours()).isFalse());

        assertThat(take(b)).extracting(TakenJob::job).containsExactly(again);
    }

    @Test
    void aReplayIsTakenOverWithItsAlert() {
        var change = dead("f", "x");
        var again = samples.again(change.job(), change.deadLetterId());
        replay(change.deadLetterId(), again, false);
        dies(a, b);

        assertThat(jobs(take(b))).containsExactly(again);
    }

    @Test
    void lettersInOneBatchAreAllWritten() {
        var group = new ArrayList<Change>();
        for (int i = 0; i < 30; i++) {
            group.add(samples.dead(own(a, samples.firing("f" + i, "x")), 0, 1));
        }

        assertThat(record(a, group.toArray(Change[]::new))).containsOnly(true);

        assertThat(list(Filter.ALL, 5, 0).total()).isEqualTo(30);
        assertThat(append(a, samples.firing("f1", "x")).getFirst())
                .isInstanceOf(Appended.Stored.class);
    }
}
