package dev.pairplane.storage.bench.engine;

import java.nio.file.Path;

/// Who is measured.
enum Side {
    OURS,
    THEIRS;

    /// Opens a store, made when there is none.
    Store open(Path directory, StoreSettings settings) throws Exception {
        return switch (this) {
            case OURS -> PairplaneStore.open(directory, settings);
            case THEIRS -> RocksStore.open(directory, settings);
        };
    }

    /// Loads what a store needs, so that no figure has it.
    void load() {
        if (this == THEIRS) {
            RocksStore.load();
        }
    }
}
