package dev.pairplane.storage.core.engine;

/// How far a drain is.
///
/// @param stage where it is
/// @param reason why it failed; empty otherwise
public record DrainState(Stage stage, String reason) {

    /// Nobody has asked for one.
    static final DrainState NONE = new DrainState(Stage.NONE, "");

    /// Where a drain is. It only goes on, until the process ends.
    public enum Stage {
        /// Not asked for.
        NONE,
        /// No new mutation is taken; what is in memory is being brought into tables.
        DRAINING,
        /// Everything acknowledged is in tables, and nothing changes any more.
        DRAINED,
        /// What is in memory cannot be brought into tables; it stays in the log.
        FAILED
    }

    /// Whether mutations are refused for it.
    public boolean begun() {
        return stage != Stage.NONE;
    }
}
