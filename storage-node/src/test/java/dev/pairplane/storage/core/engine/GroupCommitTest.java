package dev.pairplane.storage.core.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.pairplane.storage.core.engine.PendingWrite.State;
import dev.pairplane.storage.core.framing.Frame;
import dev.pairplane.storage.core.key.CompositeKey;
import dev.pairplane.storage.core.version.VectorClock;
import dev.pairplane.storage.core.version.VersionSet;
import dev.pairplane.storage.core.wal.LogRecord;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

/// Who leads, what a group is, and what happens to those who give up; in one thread.
class GroupCommitTest {

    private static final WriteOutcome.Accepted DONE =
            new WriteOutcome.Accepted(VectorClock.EMPTY, WriteOutcome.Effect.STORED);

    private final AtomicLong nanos = new AtomicLong(1000);
    private final List<List<PendingWrite>> groups = new ArrayList<>();
    private final GroupCommit commit = new GroupCommit(this::commit, nanos::get);

    private long commit(List<PendingWrite> group) {
        groups.add(group);
        group.forEach(write -> write.decide(DONE));
        return 0;
    }

    private PendingWrite enqueue(int bytes) {
        return enqueue(commit, bytes);
    }

    /// @param bytes of the set; a record has a few more
    private static PendingWrite enqueue(GroupCommit commit, int bytes) {
        CompositeKey key = CompositeKey.of("t", "k");
        Mutation mutation = Mutation.write(key, VectorClock.EMPTY, new byte[1], 0);
        PendingWrite write =
                new PendingWrite(
                        mutation,
                        0,
                        new PendingWrite.Stored(VersionSet.EMPTY, 0),
                        new Resolution.Replace(
                                VersionSet.EMPTY,
                                new LogRecord(Frame.PUT, key, new byte[bytes]),
                                WriteOutcome.Effect.STORED));
        commit.enqueue(write);
        return write;
    }

    @Test
    void theFirstLeadsAndTakesAllThatIsQueued() {
        PendingWrite first = enqueue(1);
        PendingWrite second = enqueue(1);
        assertThat(first.state).isEqualTo(State.LEADER);
        assertThat(second.state).isEqualTo(State.QUEUED);

        assertThat(commit.await(first, Duration.ZERO)).isEqualTo(DONE);

        assertThat(commit.await(second, Duration.ZERO)).isEqualTo(DONE);
        assertThat(groups).containsExactly(List.of(first, second));
    }

    @Test
    void whatDoesNotFitIsHandedOn() {
        PendingWrite first = enqueue(GroupCommit.MAX_BYTES);
        PendingWrite second = enqueue(1);
        for (int i = 0; i < GroupCommit.MAX_WRITERS; i++) {
            enqueue(0);
        }

        commit.lead();
        assertThat(second.state).isEqualTo(State.LEADER);
        commit.lead();
        commit.lead();

        assertThat(groups.get(0)).containsExactly(first);
        assertThat(groups.get(1)).hasSize(GroupCommit.MAX_WRITERS);
        assertThat(groups.get(2)).hasSize(1);
        assertThat(enqueue(1).state).isEqualTo(State.LEADER);
    }

    /// Storage invariant 86.
    @Test
    void aWriteThatWasGivenUpInTheQueueIsNeverCommitted() {
        PendingWrite leader = enqueue(1);
        PendingWrite late = enqueue(1);

        assertThat(SimulatedNode.reason(commit.await(late, Duration.ZERO)))
                .isEqualTo(Refusal.DEADLINE_EXCEEDED);
        commit.lead();

        assertThat(groups).containsExactly(List.of(leader));
    }

    /// Storage invariant 86.
    @Test
    void aWriteThatWasGivenUpOnItsWayIsCarriedOutAndItsEndUnknown() {
        List<WriteOutcome> told = new ArrayList<>();
        GroupCommit[] commit = new GroupCommit[1];
        commit[0] =
                new GroupCommit(
                        group -> {
                            told.add(commit[0].await(group.getLast(), Duration.ZERO));
                            return commit(group);
                        },
                        nanos::get);
        enqueue(commit[0], 1);
        PendingWrite late = enqueue(commit[0], 1);
        commit[0].lead();

        assertThat(told).hasSize(1);
        assertThat(SimulatedNode.reason(told.getFirst())).isEqualTo(Refusal.INDETERMINATE);
        assertThat(late.outcome()).isEqualTo(DONE);
    }

    @Test
    void aCommitThatFailsUnexpectedlyLeavesNobodyWaiting() {
        GroupCommit failing =
                new GroupCommit(
                        group -> {
                            throw new IllegalStateException("broken");
                        },
                        nanos::get);
        enqueue(failing, 1);
        PendingWrite follower = enqueue(failing, 1);

        assertThatThrownBy(failing::lead).isInstanceOf(IllegalStateException.class);

        assertThat(SimulatedNode.reason(follower.outcome())).isEqualTo(Refusal.INDETERMINATE);
        assertThat(enqueue(failing, 1).state).isEqualTo(State.LEADER);
    }

    @Test
    void tellsHowLongTheOldestHasWaited() {
        assertThat(commit.oldestWait()).isZero();
        enqueue(1);
        nanos.set(1100);
        enqueue(1);
        nanos.set(1150);
        assertThat(commit.oldestWait()).isEqualTo(150);
        commit.lead();
        assertThat(commit.oldestWait()).isZero();
    }
}
