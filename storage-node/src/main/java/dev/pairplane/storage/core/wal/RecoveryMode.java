package dev.pairplane.storage.core.wal;

/// What a start does about damage in the log. A torn write is not damage, and is dropped in every
/// mode.
public enum RecoveryMode {
    /// Refuse to start, naming file and offset.
    FAIL,
    /// Keep what stands before the first damage, and set the rest aside.
    POINT_IN_TIME,
    /// Keep everything that can be read, and set damaged segments aside.
    SKIP
}
