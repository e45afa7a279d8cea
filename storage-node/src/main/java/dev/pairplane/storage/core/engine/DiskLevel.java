package dev.pairplane.storage.core.engine;

/// How full the disks are.
public enum DiskLevel {
    /// There is room.
    NORMAL,
    /// It is worth a look.
    WARNING,
    /// Large mutations are refused.
    THROTTLED,
    /// Mutations are refused, but for deletions.
    FULL
}
