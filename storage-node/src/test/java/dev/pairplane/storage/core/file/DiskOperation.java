package dev.pairplane.storage.core.file;

/// A kind of call on a simulated disk.
public enum DiskOperation {
    CREATE(true),
    WRITE(true),
    TRUNCATE(true),
    SYNC(true),
    RENAME(true),
    MOVE(true),
    LINK(true),
    DELETE(true),
    SYNC_DIRECTORY(true),
    SUBDIRECTORY(true),
    LOCK(true),
    OPEN(false),
    READ(false),
    LIST(false);

    private final boolean mutating;

    DiskOperation(boolean mutating) {
        this.mutating = mutating;
    }

    /// Whether the call may change the disk: only these are announced as steps, and only these does
    /// a fault rule without a kind count.
    public boolean mutating() {
        return mutating;
    }
}
