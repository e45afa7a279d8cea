package dev.pairplane.storage.core.file;

/// What a crash does to everything that no completed sync covers.
public sealed interface CrashPolicy {

    /// Power loss at its plainest: everything unsynced is gone.
    CrashPolicy DROP_ALL = new DropAll();

    /// `kill -9`: the page cache survives, and is still unsynced. A later power loss of the image
    /// drops it, unless the recovered process synced it.
    CrashPolicy KEEP_ALL = new KeepAll();

    /// Power loss at its worst: a random part of the unsynced state survives, in any order.
    ///
    /// The same seed on the same state gives the same image.
    static CrashPolicy random(long seed) {
        return new Random(seed);
    }

    /// See [#DROP_ALL].
    record DropAll() implements CrashPolicy {}

    /// See [#KEEP_ALL].
    record KeepAll() implements CrashPolicy {}

    /// See [#random].
    record Random(long seed) implements CrashPolicy {}
}
