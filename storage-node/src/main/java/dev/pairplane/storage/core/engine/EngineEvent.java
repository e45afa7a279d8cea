package dev.pairplane.storage.core.engine;

import java.util.List;

/// What happens in the engine, for telemetry.
public sealed interface EngineEvent {

    /// A group was appended to the log, synced if the mode says so, and published.
    ///
    /// @param writers mutations in the group, those that changed nothing included
    /// @param records records appended
    /// @param bytes payload bytes appended
    /// @param appendNanos time to write it
    /// @param syncNanos time to sync it, 0 when it was not synced
    record GroupCommitted(int writers, int records, long bytes, long appendNanos, long syncNanos)
            implements EngineEvent {}

    /// What was written before was synced, outside a group.
    ///
    /// @param nanos time of the sync
    record Synced(long nanos) implements EngineEvent {}

    /// A mutation was accepted.
    ///
    /// @param effect what it did
    record Accepted(WriteOutcome.Effect effect) implements EngineEvent {}

    /// A mutation was refused.
    ///
    /// @param reason why
    record Refused(Refusal reason) implements EngineEvent {}

    /// Writing failed and was undone; the log goes on.
    ///
    /// @param cause what failed
    record AppendFailed(String cause) implements EngineEvent {}

    /// The log takes nothing more until the next start.
    ///
    /// @param cause what failed
    record Poisoned(String cause) implements EngineEvent {}

    /// The store was recovered and serves.
    ///
    /// @param recovery what was found
    record Recovered(Recovery recovery) implements EngineEvent {}

    /// What a start found and did.
    ///
    /// @param clean whether the last process shut down in order
    /// @param records records replayed
    /// @param bytes bytes of log read
    /// @param tornBytes bytes of a torn write that were dropped
    /// @param skipped records known to be lost to damage
    /// @param damages places that could not be read, as texts that name file and offset
    /// @param rewritten whether the versions were written as new records
    /// @param nanos how long it took
    record Recovery(
            boolean clean,
            long records,
            long bytes,
            long tornBytes,
            long skipped,
            List<String> damages,
            boolean rewritten,
            long nanos) {}
}
