package dev.pairplane.storage.core.engine;

import dev.pairplane.storage.core.version.VersionSet;
import dev.pairplane.storage.core.wal.LogRecord;

/// What a mutation comes to, given what is stored.
sealed interface Resolution {

    /// The stored set is replaced.
    ///
    /// @param set the new set
    /// @param record its log record
    record Replace(VersionSet set, LogRecord record, WriteOutcome.Effect effect)
            implements Resolution {}

    /// Nothing changes, and the mutation succeeds.
    record Keep(WriteOutcome.Accepted outcome) implements Resolution {}

    /// Nothing changes, and the mutation fails.
    record Reject(WriteOutcome.Refused outcome) implements Resolution {}
}
