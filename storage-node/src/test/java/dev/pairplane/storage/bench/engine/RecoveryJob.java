package dev.pairplane.storage.bench.engine;

import java.nio.file.Files;
import java.nio.file.Path;

/// A log that no table has anything of, and the start that reads it.
final class RecoveryJob {
    /// More than the log by so much that nothing is flushed. Not more than that: theirs reserves as
    /// much on the disk.
    private static final long LOGS = 2;

    private static final long LEAST_BYTES = 64L << 20;

    private RecoveryJob() {}

    private static Data data(Task task) {
        return new Data(task.sizes().logged(), Sizes.LARGE, Worker.SEED);
    }

    /// Writes it, and ends this process as a kill would.
    static void log(Task task) throws Exception {
        Data data = data(task);
        Path folder = Files.createDirectories(task.folder());
        long memtable = Math.max(LEAST_BYTES, LOGS * task.sizes().logBytes());
        Store store = task.side().open(folder, StoreSettings.unsynced().memtable(memtable));
        int[] places = data.shuffled(Worker.SEED);
        for (int i = 0; i < places.length; i++) {
            store.put(data.key(places[i]), data.sample(i).encoded());
        }
        new Results().write(task.results());
        Runtime.getRuntime().halt(0);
    }

    static void recover(Task task, Results results) throws Exception {
        Data data = data(task);
        long start = System.nanoTime();
        try (Store store = task.side().open(task.folder(), StoreSettings.unsynced())) {
            results.put(Line.RECOVERY, Figure.of((System.nanoTime() - start) / 1e9));
            for (int place = 0; place < data.keys(); place += Math.max(1, data.keys() / 1000)) {
                if (store.get(data.key(place)) == null) {
                    throw new IllegalStateException("a key is lost");
                }
            }
        }
    }
}
