package dev.pairplane.storage.core.engine;

import dev.pairplane.storage.core.version.VersionSet;

/// What a read found.
public sealed interface ReadOutcome {

    /// The versions of a key, the empty set when nothing was ever stored. A set of tombstones only
    /// is a deleted key.
    record Answer(VersionSet versions) implements ReadOutcome {}

    /// Not answered.
    ///
    /// @param reason [Refusal#RECOVERING], [Refusal#STOPPING], [Refusal#DAMAGED] or
    ///   [Refusal#READ_FAILED]
    /// @param message for the caller
    record Refused(Refusal reason, String message) implements ReadOutcome {}
}
