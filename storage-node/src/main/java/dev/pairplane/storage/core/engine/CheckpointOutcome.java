package dev.pairplane.storage.core.engine;

/// What came of asking for a checkpoint.
public sealed interface CheckpointOutcome {

    /// It is there, durably.
    ///
    /// @param path the directory that it is in, a store by itself
    /// @param seq what was written under sequence numbers up to this one is in it, and nothing else
    /// @param tables how many there are
    /// @param bytes of all of them
    record Made(String path, long seq, int tables, long bytes) implements CheckpointOutcome {}

    /// There is one of that name already; it was left as it is.
    ///
    /// @param path where
    record Exists(String path) implements CheckpointOutcome {}

    /// It could not be written, and nothing was left behind.
    ///
    /// @param full whether the disk has no room
    /// @param message for the caller
    record Failed(boolean full, String message) implements CheckpointOutcome {}

    /// The engine does not make one now.
    ///
    /// @param reason why
    /// @param message for the caller
    record Refused(Refusal reason, String message) implements CheckpointOutcome {}
}
