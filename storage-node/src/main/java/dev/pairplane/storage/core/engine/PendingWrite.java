package dev.pairplane.storage.core.engine;

import dev.pairplane.storage.core.version.VersionSet;
import org.jspecify.annotations.Nullable;

/// A mutation on its way through the group commit.
final class PendingWrite {

    /// Where it is. Changed under the queue's lock, but for the last step.
    enum State {
        QUEUED,
        /// At the head of the queue: its thread is to commit the next group.
        LEADER,
        TAKEN,
        DONE,
        CANCELLED
    }

    final Mutation mutation;

    /// The stripe's counter before the stored set was read; the resolution holds while it stands.
    final long stripeSeen;

    /// What was stored then, and the memtables' epoch before it was read; see
    /// [dev.pairplane.storage.core.memtable.Memtables#epoch].
    final Stored stored;

    final Resolution resolution;
    final Thread thread = Thread.currentThread();
    long queuedAt;
    volatile State state = State.QUEUED;
    private @Nullable WriteOutcome outcome;

    /// What was stored under a key.
    ///
    /// @param epoch of the memtables, read before
    record Stored(VersionSet set, long epoch) {}

    PendingWrite(Mutation mutation, long stripeSeen, Stored stored, Resolution resolution) {
        this.mutation = mutation;
        this.stripeSeen = stripeSeen;
        this.stored = stored;
        this.resolution = resolution;
    }

    /// Payload bytes that it adds to a group, as far as known.
    int bytes() {
        return resolution instanceof Resolution.Replace replace ? replace.record().length() : 0;
    }

    void decide(WriteOutcome decided) {
        outcome = decided;
    }

    boolean decided() {
        return outcome != null;
    }

    /// The outcome, once [State#DONE] was seen.
    WriteOutcome outcome() {
        WriteOutcome decided = outcome;
        if (decided == null) {
            throw new IllegalStateException("not decided yet");
        }
        return decided;
    }
}
