package dev.pairplane.storage.core.engine;

/// Why the engine did not take a mutation, or could not answer a read. Nothing was changed, but for
/// [#INDETERMINATE].
public enum Refusal {
    /// The store is still being recovered.
    RECOVERING,
    /// The store is closing or closed.
    STOPPING,
    /// The node was drained, or is being drained. Reads go on.
    DRAINING,
    /// A sync of the log failed; only a restart clears this. Reads go on.
    LOG_POISONED,
    /// The log could not take the record, for another reason than a full disk; it goes on.
    LOG_FAILED,
    /// All memtables are full, and none was brought into a table in time.
    MEMORY_PRESSURE,
    /// The key's versions would exceed the limits of
    /// [dev.pairplane.storage.core.version.VersionSet].
    SIBLING_LIMIT,
    /// The clock precedes what is stored, and the node is set to refuse that.
    OBSOLETE,
    /// The disk has no room for the record, or so little that only deletions are taken.
    DISK_FULL,
    /// The disk fills up, and the mutation is too large for what is left.
    DISK_THROTTLED,
    /// What is stored under the key is damaged.
    DAMAGED,
    /// What is stored could not be read, for another reason; it may be readable later.
    READ_FAILED,
    /// The caller's deadline passed, or the caller gave up, before the record was handed to the log
    /// or the range was read.
    DEADLINE_EXCEEDED,
    /// The deadline passed, or the log failed, while the record was on its way: after the next
    /// start it is there in full or not at all.
    INDETERMINATE
}
