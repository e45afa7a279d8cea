package dev.pairplane.storage.bench.engine;

import java.nio.file.Files;
import java.nio.file.Path;

/// The program of the JVMs that [StorageBenchmark] starts: does one [Task], and nothing else.
public final class Worker {
    static final long SEED = 20_261_201;

    private Worker() {}

    /// Does the task.
    ///
    /// @param arguments a task's
    public static void main(String... arguments) throws Exception {
        Task task = Task.of(arguments);
        task.side().load();
        var results = new Results();
        switch (task.job()) {
            case FILL -> new FillJob(task).run(results);
            case SYNCED -> new SyncedJob(task).run(results, false);
            case SYNCED_SLOWED -> new SyncedJob(task).run(results, true);
            case LOAD -> load(task, task.sizes().cached(task.valueBytes()));
            case READ -> new ReadJob(task).run(results);
            case LOAD_UNCACHED -> load(task, task.sizes().uncached());
            case READ_UNCACHED -> new ReadJob(task).uncached(results);
            case LOG -> RecoveryJob.log(task);
            case RECOVER -> RecoveryJob.recover(task, results);
        }
        results.write(task.results());
    }

    private static void load(Task task, int keys) throws Exception {
        Data data = new Data(keys, task.valueBytes(), SEED);
        Path folder = Files.createDirectories(task.folder());
        try (Store store = task.side().open(folder, StoreSettings.unsynced())) {
            int[] places = data.shuffled(SEED);
            for (int i = 0; i < places.length; i++) {
                store.put(data.key(places[i]), data.sample(i).encoded());
            }
            store.settle();
        }
    }
}
