package dev.pairplane.publishing.core.journal;

import java.time.Duration;

/// What happens between the service and its journal, for telemetry. Told on the serial executor.
public sealed interface JournalEvent {

    /// A group of submissions is committed.
    ///
    /// @param submissions how many it held
    /// @param jobs how many of their jobs are new in the journal
    /// @param took from the first try to the answer
    record GroupCommitted(int submissions, int jobs, Duration took) implements JournalEvent {}

    /// A group of submissions was not committed, or nobody knows.
    ///
    /// @param submissions how many it held
    /// @param doubtful whether it may be stored all the same; then it is tried again
    /// @param why for people
    record GroupFailed(int submissions, boolean doubtful, String why) implements JournalEvent {}

    /// A batch of changes is written down.
    ///
    /// @param changes how many it held
    /// @param took from the first try to the answer
    record BatchRecorded(int changes, Duration took) implements JournalEvent {}

    /// A batch of changes could not be written down, and is tried again.
    ///
    /// @param changes how many wait by now, those behind it included
    /// @param deadLetters how many of the batch are dead letters
    /// @param why for people
    record BatchDelayed(int changes, int deadLetters, String why) implements JournalEvent {}

    /// What happened to a job was not written down, because another replica has it.
    ///
    /// @param change what it was
    record FenceLost(Change change) implements JournalEvent {}

    /// This replica has a new identity, and lives.
    record Joined() implements JournalEvent {}

    /// A heartbeat of this replica is committed.
    record Beat() implements JournalEvent {}

    /// This replica could not join, say that it lives, take jobs or leave, and tries again.
    ///
    /// @param call which, from a closed list: `join`, `beat`, `take`, `leave`
    /// @param why for people
    record CallFailed(String call, String why) implements JournalEvent {}

    /// The others hold this replica for dead: it forgets what it had, and joins again.
    record MembershipLost() implements JournalEvent {}

    /// Attempts may start, or may not because the last committed heartbeat is too old.
    ///
    /// @param open whether they may
    record GateMoved(boolean open) implements JournalEvent {}

    /// Jobs came from the journal.
    ///
    /// @param takenOver how many had another owner before
    /// @param handed how many another replica accepted for this one
    record JobsTaken(int takenOver, int handed) implements JournalEvent {}

    /// What this replica held is free for the others.
    record Left() implements JournalEvent {}
}
