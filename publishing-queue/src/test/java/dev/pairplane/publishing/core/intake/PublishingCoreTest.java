package dev.pairplane.publishing.core.intake;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pairplane.publishing.core.job.JobState;
import dev.pairplane.publishing.core.job.JobView;
import dev.pairplane.publishing.core.journal.Submission;
import dev.pairplane.publishing.core.send.SendResult;
import dev.pairplane.publishing.core.target.Target;
import dev.pairplane.publishing.store.Faults;
import dev.pairplane.publishing.store.Faults.Call;
import dev.pairplane.publishing.store.Faults.Fate;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class PublishingCoreTest {

    private final CoreWorld world = new CoreWorld();

    private static Fate late(Duration time) {
        return new Fate(Faults.Ending.DONE, time, time);
    }

    private int stored() {
        return world.store.tables().submissions().size();
    }

    private UUID letter() {
        return world.store.tables().deadLetters().getFirst().id();
    }

    private void bury() {
        world.status = 400;
        world.to("x");
        world.timers.pass(200);
        world.status = 200;
    }

    /// Publishing invariants 1 and 2.
    @Test
    void aNamedTargetGetsOneJobThatIsKnownAtOnce() {
        world.started();
        world.status = 0;

        Submission.Accepted accepted = world.accepted(CoreWorld.request("f", Optional.of("x"), 10));

        assertThat(accepted.jobs()).hasSize(1);
        UUID job = accepted.jobs().getFirst().id();
        assertThat(world.core.recent(job)).map(JobView::state).contains(JobState.PROCESSING);
        assertThat(world.store.tables().find(job)).isPresent();
    }

    /// Publishing invariants 3 and 4.
    @Test
    void aBroadcastGetsAJobForEachEnabledTarget() {
        world.started();

        Submission.Accepted accepted = world.accepted(CoreWorld.request("f", Optional.empty(), 10));

        assertThat(accepted.jobs()).extracting(Submission.JobRef::target).containsExactly("x", "y");
        assertThat(new HashSet<>(accepted.jobs())).hasSize(2);
    }

    /// Publishing invariants 5, 6 and 17.
    @Test
    void whatHasNoTargetIsRefusedAndNotStored() {
        world.started();
        assertThat(world.to("nobody")).isEqualTo(new SubmitResult.UnknownTarget("nobody"));
        assertThat(world.to("off")).isEqualTo(new SubmitResult.TargetDisabled("off"));
        world.core.targets(CoreWorld.targets(CoreWorld.target("off", false)));
        assertThat(world.submitted(CoreWorld.request("f", Optional.empty(), 10)))
                .isEqualTo(new SubmitResult.MetricsOnly());
        assertThat(world.to("off")).isEqualTo(new SubmitResult.TargetDisabled("off"));

        assertThat(stored()).isZero();
        assertThat(world.events)
                .contains(new IntakeEvent.Refused(IntakeEvent.Reason.METRICS_ONLY))
                .contains(new IntakeEvent.ModeChanged(true, "targets_disabled", 0));
    }

    @Test
    void theModeChangesWithTheTargets() {
        world.started();
        world.core.targets(CoreWorld.targets());
        world.core.targets(CoreWorld.targets());
        world.core.targets(CoreWorld.targets(CoreWorld.target("x", true)));
        world.timers.pass(1);

        assertThat(world.events)
                .filteredOn(event -> event instanceof IntakeEvent.ModeChanged)
                .containsExactly(
                        new IntakeEvent.ModeChanged(false, "startup", 2),
                        new IntakeEvent.ModeChanged(true, "no_enabled_targets", 0),
                        new IntakeEvent.ModeChanged(false, "targets_available", 1));
    }

    @Test
    void whatATargetNeverTakesIsRefusedWithItsName() {
        world.started();
        assertThat(
                        world.submitted(
                                CoreWorld.request("f", Optional.empty(), CoreWorld.MAX_BODY + 1)))
                .isEqualTo(new SubmitResult.TooLarge("x", CoreWorld.MAX_BODY));
        assertThat(world.submitted(CoreWorld.request("f", Optional.empty(), CoreWorld.MAX_BODY)))
                .isInstanceOf(SubmitResult.Accepted.class);
    }

    /// Publishing invariants 18 and 19.
    @Test
    void aFullTierRefusesTheWholeSubmission() {
        world.started();
        world.status = 0;
        for (int i = 0; i < 3; i++) {
            world.submitted(CoreWorld.request("f" + i, Optional.empty(), 10));
        }

        SubmitResult last = world.submitted(CoreWorld.request("g", Optional.empty(), 10));

        assertThat(last).isInstanceOf(SubmitResult.Full.class);
        assertThat(((SubmitResult.Full) last).what()).isEqualTo("medium");
        assertThat(stored()).isEqualTo(3);
    }

    /// Publishing invariant 14.
    @Test
    void theSameKeyAndBodyGetTheFirstAnswerAndNoSecondDelivery() {
        world.started();
        world.submit(CoreWorld.keyed("f", "k", "b"));
        world.submit(CoreWorld.keyed("f", "k", "b"));
        world.timers.pass(100);
        SubmitResult third = world.submitted(CoreWorld.keyed("f", "k", "b"));

        Submission.Accepted first = ((SubmitResult.Accepted) world.answers.getFirst()).accepted();
        assertThat(world.answers)
                .containsExactly(
                        new SubmitResult.Accepted(first, false),
                        new SubmitResult.Accepted(first, true),
                        new SubmitResult.Accepted(first, true));
        assertThat(third).isEqualTo(new SubmitResult.Accepted(first, true));
        assertThat(world.sent).hasSize(1);
    }

    /// Publishing invariant 15.
    @Test
    void theSameKeyWithAnotherBodyIsRefused() {
        world.started();
        world.submitted(CoreWorld.keyed("f", "k", "b"));
        assertThat(world.submitted(CoreWorld.keyed("f", "k", "c")))
                .isEqualTo(new SubmitResult.KeyReused());
    }

    @Test
    void aKeyIsWaitedForTwoSeconds() {
        world.started();
        world.faults(Call.APPEND, late(Duration.ofSeconds(4)));
        world.submit(CoreWorld.keyed("f", "k", "b"));
        world.submit(CoreWorld.keyed("f", "k", "b"));
        world.timers.pass(1999);
        assertThat(world.answers).isEmpty();
        world.timers.pass(1);
        assertThat(world.answers).containsExactly(new SubmitResult.KeyInFlight());
        world.timers.pass(3000);
        assertThat(world.answers.getLast()).isInstanceOf(SubmitResult.Accepted.class);
    }

    /// Publishing invariant 16.
    @Test
    void equalSubmissionsWithoutAKeyAreTwo() {
        world.started();
        world.to("x");
        world.to("x");
        assertThat(world.sent).hasSize(2);
    }

    /// Publishing invariant 20.
    @Test
    void aJournalThatFailsRefusesAndWorksAgainWithoutARestart() {
        world.started();
        world.faults(Call.APPEND, Fate.FAILED);
        assertThat(world.to("x"))
                .isInstanceOfSatisfying(
                        SubmitResult.Unavailable.class,
                        unavailable -> assertThat(unavailable.reason()).isEqualTo("journal"));
        world.store.faults(Faults.NONE);
        assertThat(world.to("x")).isInstanceOf(SubmitResult.Accepted.class);
    }

    /// Publishing invariants 20 and 21.
    @Test
    void whoWaitsForFiveSecondsIsToldAndWhatIsCommittedLaterIsDelivered() {
        world.started();
        world.faults(Call.APPEND, late(Duration.ofSeconds(7)));
        world.submit(CoreWorld.request("f", Optional.of("x"), 10));
        world.timers.pass(4999);
        assertThat(world.answers).isEmpty();
        world.timers.pass(1);
        assertThat(world.answers).singleElement().isInstanceOf(SubmitResult.Unavailable.class);
        assertThat(world.sent).isEmpty();

        world.timers.pass(3000);

        assertThat(world.answers).hasSize(1);
        assertThat(world.sent).hasSize(1);
        assertThat(world.events).contains(new IntakeEvent.CommittedLate(1));
    }

    @Test
    void aLostAnswerIsNoAcceptanceUntilItIsKnown() {
        world.started();
        world.faults(Call.APPEND, Fate.LOST_AFTER);
        world.submit(CoreWorld.request("f", Optional.of("x"), 10));
        world.timers.pass(50);
        assertThat(world.answers).isEmpty();
        world.store.faults(Faults.NONE);
        world.timers.pass(200);

        assertThat(world.answers).singleElement().isInstanceOf(SubmitResult.Accepted.class);
        assertThat(stored()).isEqualTo(1);
        assertThat(world.sent).hasSize(1);
    }

    @Test
    void whatTheStoreCannotHoldIsRejected() {
        world.started();
        assertThat(world.submitted(CoreWorld.request("f\0", Optional.of("x"), 10)))
                .isInstanceOf(SubmitResult.Rejected.class);
    }

    @Test
    void beforeTheStartNothingIsTaken() {
        world.core.start(() -> world.told.add("ready"));
        assertThat(world.to("x"))
                .isInstanceOfSatisfying(
                        SubmitResult.Unavailable.class,
                        unavailable -> assertThat(unavailable.reason()).isEqualTo("starting"));
        assertThat(world.core.ready().ready()).isFalse();
        assertThat(world.told).isEmpty();

        world.started();

        assertThat(world.told).contains("ready");
        assertThat(world.core.ready().ready()).isTrue();
    }

    @Test
    void tooMuchThatIsNotWrittenDownRefusesMore() {
        world.started();
        world.faults(Call.RECORD, Fate.FAILED);
        for (int i = 0; i < 3; i++) {
            world.submitted(CoreWorld.request("f" + i, Optional.of("x"), 10));
        }
        world.timers.pass(100);
        assertThat(world.to("x")).isInstanceOf(SubmitResult.Unavailable.class);
        world.store.faults(Faults.NONE);
        world.timers.pass(3000);
        assertThat(world.to("x")).isInstanceOf(SubmitResult.Accepted.class);
    }

    /// Publishing invariants 54 and 55.
    @Test
    void aJobThatIsGivenUpIsShownAsTheDeadLetterThatItIs() {
        world.started();
        bury();

        UUID job = world.store.tables().deadLetters().getFirst().jobId();
        assertThat(world.core.recent(job))
                .hasValueSatisfying(view -> {
                    assertThat(view.state()).isEqualTo(JobState.DLQ);
                    assertThat(view.deadLetterId()).contains(letter());
                });
        assertThat(world.store.tables().deadLetters()).hasSize(1);
    }

    /// Publishing invariant 65.
    @Test
    void aDeadLetterIsWrittenWhenTheStoreIsBack() {
        world.started();
        world.faults(Call.RECORD, Fate.LOST_AFTER);
        bury();
        world.timers.pass(5000);
        world.store.faults(Faults.NONE);
        world.timers.pass(3000);
        assertThat(world.store.tables().deadLetters()).hasSize(1);
        assertThat(world.store.tables().unfinished()).isEmpty();
    }

    /// Publishing invariant 59.
    @Test
    void twoReplaysAtOnceAreOne() {
        world.started();
        bury();
        world.status = 0;
        world.replay(letter(), Optional.empty(), false);
        world.replay(letter(), Optional.empty(), false);
        world.timers.pass(10);

        assertThat(world.replays)
                .satisfiesExactlyInAnyOrder(
                        one -> assertThat(one).isInstanceOf(ReplayResult.Replayed.class),
                        other ->
                                assertThat(other).isInstanceOf(ReplayResult.AlreadyReplayed.class));
        assertThat(world.sent).hasSize(2);
    }

    @Test
    void aReplayLooksAtTheTargetAndTheLetter() {
        world.started();
        bury();
        world.replay(new UUID(9, 9), Optional.empty(), false);
        world.replay(letter(), Optional.of("off"), false);
        world.replay(letter(), Optional.of("nobody"), false);
        world.timers.pass(10);
        assertThat(world.replays)
                .containsExactlyInAnyOrder(
                        new ReplayResult.Missing(),
                        new ReplayResult.TargetUnavailable("off"),
                        new ReplayResult.TargetUnavailable("nobody"));

        world.replay(letter(), Optional.of("y"), false);
        world.timers.pass(100);

        assertThat(world.replays.getLast()).isInstanceOf(ReplayResult.Replayed.class);
        assertThat(world.sent.getLast().target()).isEqualTo("y");
        assertThat(world.store.tables().deadLetters().getFirst().replays().result())
                .contains("success");
    }

    /// Publishing invariant 60.
    @Test
    void aReplayGoesToTheTargetAsItIsNow() {
        world.started();
        bury();
        Target moved = CoreWorld.target("x", true, 2, "http://elsewhere");
        world.core.targets(CoreWorld.targets(moved));

        world.replay(letter(), Optional.empty(), false);
        world.timers.pass(100);

        assertThat(world.sentTo).containsExactly(CoreWorld.target("x", true), moved);
    }

    @Test
    void aReplayWhoseAnswerIsLostIsStillOneJob() {
        world.started();
        bury();
        world.faults(Call.REPLAY, Fate.LOST_AFTER);
        world.replay(letter(), Optional.empty(), false);
        world.timers.pass(5000);
        assertThat(world.replays).singleElement().isInstanceOf(ReplayResult.Unavailable.class);
        world.store.faults(Faults.NONE);
        world.timers.pass(3000);

        assertThat(world.sent).hasSize(2);
        assertThat(world.store.tables().unfinished()).isEmpty();
        assertThat(world.core.figures().admitted().values()).containsOnly(0);
    }

    @Test
    void aReplayThatTheStoreRefusesGivesItsPlaceBack() {
        world.started();
        bury();
        world.faults(Call.REPLAY, Fate.FAILED);
        world.replay(letter(), Optional.empty(), false);
        world.timers.pass(200);
        assertThat(world.replays).singleElement().isInstanceOf(ReplayResult.Unavailable.class);
        assertThat(world.core.figures().admitted().values()).containsOnly(0);
    }

    /// Publishing invariants 73 and 74.
    @Test
    void aStopLetsWhatIsInFlightEndAndFreesTheRest() {
        world.started();
        world.status = 0;
        for (int i = 0; i < 4; i++) {
            world.submitted(CoreWorld.request("f" + i, Optional.of("x"), 10));
        }
        int inFlight = world.open.size();
        world.core.stop(Duration.ofSeconds(30), report -> world.told.add(report.toString()));
        world.timers.pass(100);
        assertThat(world.core.ready().stopping()).isTrue();
        assertThat(world.to("x"))
                .isInstanceOfSatisfying(
                        SubmitResult.Unavailable.class,
                        unavailable -> assertThat(unavailable.reason()).isEqualTo("shutdown"));
        assertThat(world.told).hasSize(1);
        List.copyOf(world.open)
                .forEach(done -> done.accept(new SendResult.Answered(200, Optional.empty(), "")));
        world.timers.pass(100);

        assertThat(world.told).endsWith(new StopReport(true, 4 - inFlight, 0, 0).toString());
        assertThat(world.store.tables().unfinished())
                .hasSize(4 - inFlight)
                .allMatch(row -> row.owner().isEmpty());
        assertThat(world.store.tables().delivered()).hasSize(inFlight);
    }

    @Test
    void aStopCancelsWhatDoesNotEnd() {
        world.started();
        world.status = 0;
        world.to("x");
        world.core.stop(Duration.ofSeconds(10), report -> world.told.add(report.toString()));
        world.timers.pass(6900);
        assertThat(world.told).hasSize(1);
        world.timers.pass(200);
        assertThat(world.told).endsWith(new StopReport(true, 1, 0, 0).toString());
    }

    @Test
    void aStopWithoutAStoreEndsWithItsPatienceAndSaysWhatIsLeft() {
        world.started();
        world.store.faults((_, _) -> Fate.FAILED);
        world.core.stop(Duration.ofSeconds(10), report -> world.told.add(report.toString()));
        world.core.stop(Duration.ofSeconds(10), report -> world.told.add("again"));
        world.timers.pass(9999);
        assertThat(world.told).hasSize(1);
        world.timers.pass(1);
        assertThat(world.told).endsWith(new StopReport(false, 0, 0, 0).toString());
    }

    /// Publishing invariant 70.
    @Test
    void afterAPauseOfTheProcessNothingStartsOnItsOldRight() {
        world.started();
        world.store.faults((_, call) ->
                switch (call) {
                    // Committed before the pause, and answered before any timer of ours after it.
                    case APPEND -> Fate.within(Duration.ofMillis(80));
                    case BEAT -> Fate.FAILED;
                    default -> Fate.GOOD;
                });
        world.submit(CoreWorld.request("f", Optional.of("x"), 10));
        world.timers.pass(50);
        world.timers.freeze(Duration.ofSeconds(9));

        world.timers.pass(60);

        assertThat(world.answers).hasSize(1);
        assertThat(world.sent).isEmpty();
        world.store.faults(Faults.NONE);
        world.timers.pass(3000);
        assertThat(world.sent).hasSize(1);
    }

    /// Publishing invariant 69.
    @Test
    void whatAnotherReplicaLeftIsTaken() {
        world.started();
        world.status = 0;
        world.to("x");
        world.replica.kill();
        PublishingCore other = world.core(world.store.replica("b"));
        world.status = 200;
        other.targets(CoreWorld.targets(CoreWorld.target("x", true)));
        other.start(() -> world.told.add("other"));
        world.timers.pass(Duration.ofSeconds(13));

        assertThat(world.store.tables().delivered()).hasSize(1);
        assertThat(world.told).contains("other");
    }

    @Test
    void figuresAreNeverOlderThanTheySay() {
        world.started();
        world.status = 0;
        world.to("x");
        world.timers.pass(100);

        assertThat(world.core.figures().active()).isEqualTo(1);
        assertThat(world.core.figures().submitted()).isEqualTo(1);
    }

    @Test
    void aBreakerIsResetByName() {
        world.started();
        world.core.resetBreaker("x", found -> world.told.add("x " + found));
        world.core.resetBreaker("nobody", found -> world.told.add("nobody " + found));
        world.timers.pass(1);
        assertThat(world.told).endsWith("x true", "nobody false");
        assertThat(world.core.targets().all()).hasSize(3);
        assertThat(world.core.jobs()).isNotNull();
        assertThat(world.core.deadLetters()).isNotNull();
    }
}
