package dev.pairplane.storage.core.engine;

/// When the log is synced.
public enum SyncMode {
    /// Before a write is acknowledged.
    ALWAYS,
    /// At an interval; a loss of power may lose the acknowledged writes of the last one, a kill
    /// loses none.
    INTERVAL,
    /// When the system sees fit; for tests.
    NONE
}
