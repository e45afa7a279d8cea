package dev.pairplane.storage.core.store;

/// The names of the directories in a store's own, where they are not put elsewhere.
public final class StoreLayout {
    /// Has the segments of the log.
    public static final String LOG = "commitlog";

    /// Has the tables.
    public static final String TABLES = "sstables";

    /// Has a directory for each checkpoint.
    public static final String CHECKPOINTS = "backup";

    private StoreLayout() {}
}
