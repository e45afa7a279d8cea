package dev.pairplane.storage.core.version;

/// How one vector clock stands to another.
public enum ClockOrder {
    EQUAL,
    /// Every entry is at most the other's, and one is less.
    BEFORE,
    /// Every entry is at least the other's, and one is greater.
    AFTER,
    /// Each has an entry greater than the other's.
    CONCURRENT
}
