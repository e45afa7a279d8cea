package dev.pairplane.publishing.core.journal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pairplane.publishing.core.call.Outcome;
import dev.pairplane.publishing.core.time.VirtualTimers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class RecorderTest {

    private static final RecorderSettings SETTINGS =
            new RecorderSettings(Duration.ofMillis(50), 4, 1000, 6, RepeatPause.DEFAULT);

    private final VirtualTimers timers = new VirtualTimers();
    private final ScriptedJournal journal = new ScriptedJournal();
    private final List<JournalEvent> events = new ArrayList<>();
    private final List<Change> written = new ArrayList<>();
    private final List<String> told = new ArrayList<>();
    private final Recorder recorder =
            new Recorder(SETTINGS, timers, journal, written::add, events::add);

    private List<Integer> sizes() {
        return journal.records.stream().map(call -> call.group().size()).toList();
    }

    private void lose() {
        journal.records.getLast().done().accept(new Outcome.Unknown<>("lost"));
    }

    /// Publishing invariant 68: so much work a crash may repeat.
    @Test
    void changesAreWrittenWithinTheLinger() {
        recorder.add(Samples.succeeded(1));
        timers.pass(49);
        recorder.add(Samples.succeeded(2));
        assertThat(journal.records).isEmpty();
        timers.pass(1);
        assertThat(sizes()).containsExactly(2);

        journal.write();

        assertThat(written).hasSize(2);
        assertThat(recorder.backlog()).isZero();
        assertThat(events).singleElement().isInstanceOf(JournalEvent.BatchRecorded.class);
    }

    @Test
    void aFullBatchGoesAtOnceAndTheRestWithItsAnswer() {
        for (int i = 0; i < 6; i++) {
            recorder.add(Samples.succeeded(i));
        }
        assertThat(sizes()).containsExactly(4);

        journal.write();

        assertThat(sizes()).containsExactly(4, 2);
    }

    @Test
    void deadLettersFillABatchByTheirBytes() {
        recorder.add(Samples.dead(1, 600));
        recorder.add(Samples.dead(2, 600));
        timers.pass(50);
        assertThat(sizes()).containsExactly(1);
        journal.write();
        assertThat(sizes()).containsExactly(1, 1);
    }

    /// Publishing invariants 54 and 65.
    @Test
    void aFailedBatchIsRepeatedForEverAndNothingOvertakesIt() {
        recorder.add(Samples.dead(1, 10));
        timers.pass(50);
        Change first = journal.records.getFirst().group().getFirst();
        for (int i = 0; i < 50; i++) {
            journal.records.getLast().done().accept(new Outcome.Failed<>("down"));
            recorder.add(Samples.succeeded(2 + i));
            timers.pass(2000);
        }
        assertThat(journal.records).hasSize(51);
        assertThat(journal.records).allMatch(call -> call.group().equals(List.of(first)));

        journal.write();

        assertThat(written).containsExactly(first);
        assertThat(journal.records.getLast().group().getFirst()).isEqualTo(Samples.succeeded(2));
    }

    @Test
    void repeatsComeLaterAndLaterUpToALimit() {
        recorder.add(Samples.succeeded(1));
        timers.pass(50);
        List<Long> pauses = new ArrayList<>();
        for (int i = 0; i < 7; i++) {
            int calls = journal.records.size();
            journal.records.getLast().done().accept(new Outcome.Failed<>("down"));
            long waited = 0;
            while (journal.records.size() == calls) {
                timers.pass(100);
                waited += 100;
            }
            pauses.add(waited);
        }
        assertThat(pauses).containsExactly(100L, 200L, 400L, 800L, 1600L, 2000L, 2000L);
    }

    @Test
    void itIsFullWhenTooMuchWaits() {
        for (int i = 0; i < 5; i++) {
            recorder.add(Samples.succeeded(i));
        }
        assertThat(recorder.full()).isFalse();
        recorder.add(Samples.succeeded(5));
        assertThat(recorder.full()).isTrue();
        journal.write();
        assertThat(recorder.full()).isFalse();
    }

    /// Publishing invariant 70.
    @Test
    void aChangeThatIsNotAppliedHasLostItsFence() {
        recorder.add(Samples.succeeded(1));
        timers.pass(50);
        journal.write(false);

        assertThat(written).isEmpty();
        assertThat(events).contains(new JournalEvent.FenceLost(Samples.succeeded(1)));
    }

    @Test
    void afterALostAnswerItMayHaveBeenWrittenBefore() {
        recorder.add(Samples.succeeded(1));
        timers.pass(50);
        lose();
        timers.pass(100);
        journal.write(false);

        assertThat(written).containsExactly(Samples.succeeded(1));
        assertThat(events).noneMatch(event -> event instanceof JournalEvent.FenceLost);
    }

    /// A clean failure in between says nothing of the call before it.
    @Test
    void aDoubtOutlivesACleanFailure() {
        recorder.add(Samples.succeeded(1));
        timers.pass(50);
        lose();
        timers.pass(100);
        journal.records.getLast().done().accept(new Outcome.Failed<>("down"));
        timers.pass(200);
        journal.write(false);

        assertThat(events).noneMatch(event -> event instanceof JournalEvent.FenceLost);
    }

    /// Publishing invariant 77: nothing is sent before the mark is there.
    @Test
    void whatWaitsForAMarkRunsWhenThatIsCommitted() {
        recorder.add(Samples.succeeded(1));
        recorder.before(Samples.starting(2), () -> told.add("go"));
        assertThat(journal.records.getLast().group())
                .containsExactly(Samples.succeeded(1), Samples.starting(2));
        assertThat(told).isEmpty();

        journal.write();

        assertThat(told).containsExactly("go");
    }

    @Test
    void whatWaitsForAMarkNeverRunsWhenTheFenceIsLost() {
        recorder.before(Samples.starting(2), () -> told.add("go"));
        journal.write(false);
        timers.pass(10_000);

        assertThat(told).isEmpty();
    }

    @Test
    void whatWaitsForAMarkRunsAfterADoubt() {
        recorder.before(Samples.starting(2), () -> told.add("go"));
        lose();
        timers.pass(100);
        journal.write(false);

        assertThat(told).containsExactly("go");
    }

    @Test
    void drainingLetsNothingLingerAndTellsWhenAllIsWritten() {
        recorder.drained(() -> told.add("at once"));
        recorder.add(Samples.succeeded(1));
        recorder.drained(() -> told.add("drained"));
        assertThat(told).containsExactly("at once");
        assertThat(journal.records).hasSize(1);
        recorder.add(Samples.succeeded(2));
        journal.write();
        assertThat(told).containsExactly("at once");
        assertThat(journal.records).hasSize(2);

        journal.write();

        assertThat(told).containsExactly("at once", "drained");
    }
}
