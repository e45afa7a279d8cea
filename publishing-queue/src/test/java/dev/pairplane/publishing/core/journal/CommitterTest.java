package dev.pairplane.publishing.core.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.pairplane.publishing.core.call.Outcome;
import dev.pairplane.publishing.core.time.VirtualTimers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class CommitterTest {

    private static final CommitterSettings SETTINGS =
            new CommitterSettings(Duration.ofMillis(3), 4, 1000, 1, 20, RepeatPause.DEFAULT);

    private final VirtualTimers timers = new VirtualTimers();
    private final ScriptedJournal journal = new ScriptedJournal();
    private final List<JournalEvent> events = new ArrayList<>();
    private final List<Outcome<Appended>> answers = new ArrayList<>();
    private Committer committer = committer(SETTINGS);

    private Committer committer(CommitterSettings settings) {
        return new Committer(settings, timers, journal, events::add);
    }

    @BeforeEach
    void open() {
        committer.open();
    }

    private boolean submit(int number, int jobs) {
        return submit(number, jobs, 10);
    }

    private boolean submit(int number, int jobs, int bytes) {
        return committer.submit(Samples.submission(number, jobs, bytes), answers::add);
    }

    private List<Integer> sizes() {
        return journal.appends.stream().map(call -> call.group().size()).toList();
    }

    /// Publishing invariant 21.
    @Test
    void nobodyIsToldBeforeTheCommit() {
        submit(1, 1);
        submit(2, 1);
        timers.pass(3);
        assertThat(journal.appends).hasSize(1);
        assertThat(answers).isEmpty();

        journal.commit();

        assertThat(answers).hasSize(2).allMatch(answer -> answer instanceof Outcome.Done);
        assertThat(events)
                .singleElement()
                .isInstanceOfSatisfying(
                        JournalEvent.GroupCommitted.class,
                        committed -> {
                            assertThat(committed.submissions()).isEqualTo(2);
                            assertThat(committed.jobs()).isEqualTo(2);
                        });
    }

    @Test
    void oneWhoFailsWithAnAnswerTakesNobodyElsesAway() {
        committer.submit(
                Samples.submission(1, 2, 10),
                _ -> {
                    throw new IllegalStateException("a defect");
                });
        submit(2, 2);
        submit(3, 4);

        assertThatThrownBy(journal::commit).hasMessage("a defect");

        assertThat(answers).hasSize(1);
        assertThat(sizes()).containsExactly(2, 1);
        journal.commit();
        assertThat(answers).hasSize(2);
        assertThat(committer.waiting()).isZero();
    }

    @Test
    void aSubmissionLingersForOthersButNoLonger() {
        submit(1, 1);
        timers.pass(2);
        submit(2, 1);
        assertThat(journal.appends).isEmpty();

        timers.pass(1);

        assertThat(sizes()).containsExactly(2);
    }

    @Test
    void aFullGroupGoesAtOnce() {
        submit(1, 2);
        submit(2, 2);

        assertThat(sizes()).containsExactly(2);
    }

    @Test
    void aGroupIsFullByBytesToo() {
        submit(1, 1, 600);
        assertThat(journal.appends).isEmpty();
        submit(2, 1, 600);
        assertThat(sizes()).containsExactly(1);

        journal.commit();

        assertThat(sizes()).containsExactly(1, 1);
    }

    @Test
    void aSubmissionLargerThanAGroupGoesAlone() {
        submit(1, 9);
        assertThat(sizes()).containsExactly(1);
    }

    /// What gathers behind a group does not linger when that is answered.
    @Test
    void theNextGroupGoesWithTheAnswerOfTheOneBefore() {
        submit(1, 4);
        for (int i = 2; i < 9; i++) {
            submit(i, 1);
        }
        timers.pass(100);
        assertThat(sizes()).containsExactly(1);

        journal.commit();
        assertThat(sizes()).containsExactly(1, 4);

        journal.commit();
        assertThat(sizes()).containsExactly(1, 4, 3);
        journal.commit();
        assertThat(answers).hasSize(8);
    }

    @Test
    void twoGroupsAreUnderWayWhereThatIsWanted() {
        committer =
                committer(
                        new CommitterSettings(
                                Duration.ofMillis(3), 1, 1000, 2, 20, RepeatPause.DEFAULT));
        committer.open();

        for (int i = 0; i < 4; i++) {
            submit(i, 1);
        }

        assertThat(sizes()).containsExactly(1, 1);
        assertThat(committer.waiting()).isEqualTo(4);
    }

    @Test
    void moreThanItsRoomIsNotTaken() {
        for (int i = 0; i < 20; i++) {
            assertThat(submit(i, 1)).isTrue();
        }

        assertThat(submit(20, 1)).isFalse();
        assertThat(committer.waiting()).isEqualTo(20);
        timers.pass(3);
        journal.commit();
        assertThat(submit(21, 1)).isTrue();
    }

    @Test
    void aCleanFailureIsToldAndNotRepeated() {
        submit(1, 1);
        timers.pass(3);
        journal.appends.getLast().done().accept(new Outcome.Failed<>("down"));

        assertThat(answers).containsExactly(new Outcome.Failed<>("down"));
        timers.pass(10_000);
        assertThat(journal.appends).hasSize(1);
    }

    @Test
    void aLostAnswerIsAskedForUntilItIsKnown() {
        submit(1, 1);
        timers.pass(3);
        journal.appends.getLast().done().accept(new Outcome.Unknown<>("lost"));
        timers.pass(99);
        assertThat(journal.appends).hasSize(1);
        timers.pass(1);
        assertThat(journal.appends).hasSize(2);
        journal.appends.getLast().done().accept(new Outcome.Unknown<>("lost"));
        timers.pass(200);

        assertThat(journal.appends).hasSize(3);
        assertThat(answers).isEmpty();
        assertThat(journal.appends.getLast().group()).isEqualTo(journal.appends.getFirst().group());
        journal.commit();
        assertThat(answers).singleElement().isInstanceOf(Outcome.Done.class);
    }

    /// The call before it may still have been stored.
    @Test
    void aCleanFailureAfterALostAnswerIsStillADoubt() {
        submit(1, 1);
        timers.pass(3);
        journal.appends.getLast().done().accept(new Outcome.Unknown<>("lost"));
        timers.pass(100);
        journal.appends.getLast().done().accept(new Outcome.Failed<>("down"));

        assertThat(answers).isEmpty();
        timers.pass(200);
        assertThat(journal.appends).hasSize(3);
    }

    @Test
    void whatIsBehindADoubtWaits() {
        submit(1, 1);
        timers.pass(3);
        submit(2, 4);
        journal.appends.getLast().done().accept(new Outcome.Unknown<>("lost"));
        timers.pass(100);

        assertThat(sizes()).containsExactly(1, 1);
    }

    @Test
    void closingGivesUpDoubtsAndWaitsForCalls() {
        List<String> told = new ArrayList<>();
        submit(1, 1);
        timers.pass(3);
        journal.appends.getLast().done().accept(new Outcome.Unknown<>("lost"));
        committer.close(() -> told.add("quiet"));

        assertThat(answers).singleElement().isInstanceOf(Outcome.Unknown.class);
        assertThat(told).containsExactly("quiet");
        timers.pass(10_000);
        assertThat(journal.appends).hasSize(1);
    }

    @Test
    void closedNothingGoesAndOpenedEverythingDoes() {
        List<String> told = new ArrayList<>();
        submit(1, 4);
        submit(2, 1);
        committer.close(() -> told.add("quiet"));
        assertThat(told).isEmpty();
        journal.commit();
        timers.pass(1000);
        assertThat(told).containsExactly("quiet");
        assertThat(sizes()).containsExactly(1);

        committer.open();

        assertThat(sizes()).containsExactly(1, 1);
    }

    @Test
    void aDoubtThatArisesWhileItClosesIsGivenUp() {
        submit(1, 4);
        committer.close(() -> {});
        journal.appends.getLast().done().accept(new Outcome.Unknown<>("lost"));

        assertThat(answers).singleElement().isInstanceOf(Outcome.Unknown.class);
        assertThat(committer.waiting()).isZero();
    }

    @Test
    void drainingLetsNothingLinger() {
        List<String> told = new ArrayList<>();
        submit(1, 1);
        committer.drained(() -> told.add("drained"));
        assertThat(sizes()).containsExactly(1);
        assertThat(told).isEmpty();

        journal.commit();

        assertThat(told).containsExactly("drained");
    }

    @Test
    void drainingWhileClosedFailsWhatWaits() {
        List<String> told = new ArrayList<>();
        committer.close(() -> {});
        submit(1, 1);
        committer.drained(() -> told.add("drained"));

        assertThat(answers).singleElement().isInstanceOf(Outcome.Failed.class);
        assertThat(told).containsExactly("drained");
        assertThat(journal.appends).isEmpty();
    }
}
