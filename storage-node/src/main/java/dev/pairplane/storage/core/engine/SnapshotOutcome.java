package dev.pairplane.storage.core.engine;

/// What came of asking for a snapshot.
public sealed interface SnapshotOutcome {

    /// It was taken; whoever asked closes it.
    record Taken(Snapshot snapshot) implements SnapshotOutcome {}

    /// The engine does not serve.
    ///
    /// @param reason [Refusal#RECOVERING] or [Refusal#STOPPING]
    /// @param message for the caller
    record Refused(Refusal reason, String message) implements SnapshotOutcome {}
}
