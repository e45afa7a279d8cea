package dev.pairplane.storage.bench.engine;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.SplittableRandom;

/// Writes that are not synced.
final class FillJob {
    private static final double MIB = 1 << 20;

    private final Task task;
    private final Data data;

    FillJob(Task task) {
        this.task = task;
        this.data =
                new Data(task.sizes().filled(task.valueBytes()), task.valueBytes(), Worker.SEED);
    }

    void run(Results results) throws Exception {
        int[] places = data.shuffled(Worker.SEED);
        Path warm = fresh("warm");
        try (Store store = open(warm)) {
            Meter.during(
                    task.sizes().warmUp(), i -> put(store, places[(int) (i % places.length)], i));
        }
        Folder.remove(warm);
        Path ordered = fresh("ordered");
        try (Store store = open(ordered)) {
            put(results, Line.Kind.FILLSEQ, Meter.count(data.keys(), i -> put(store, i, i)));
        }
        Folder.remove(ordered);
        shuffled(results, places);
    }

    private void shuffled(Results results, int[] places) throws Exception {
        Path folder = fresh("shuffled");
        long before = Proc.written();
        try (Store store = open(folder)) {
            put(
                    results,
                    Line.Kind.FILLRANDOM,
                    Meter.count(data.keys(), i -> put(store, places[(int) i], i)));
            var random = new SplittableRandom(Worker.SEED);
            put(
                    results,
                    Line.Kind.OVERWRITE,
                    Meter.count(data.keys(), i -> put(store, random.nextInt(data.keys()), i)));
            store.settle();
        }
        long written = Proc.written() - before;
        double given = 2.0 * data.keys() * (data.key(0).length + data.sample(0).encoded().length);
        put(results, Line.Kind.WRITTEN, Figure.of(written / given));
        put(results, Line.Kind.SPACE, mebibytes(Folder.bytes(folder, FillJob::isTable)));
        put(results, Line.Kind.SPACE_WITH_LOG, mebibytes(Folder.bytes(folder, _ -> true)));
        put(results, Line.Kind.RSS_FILL, mebibytes(Proc.peakResident()));
    }

    private static Figure mebibytes(long bytes) {
        return Figure.of(bytes / MIB);
    }

    private static boolean isTable(String name) {
        return name.endsWith(".sst");
    }

    private void put(Results results, Line.Kind kind, Figure figure) {
        results.put(kind.of(task.valueBytes()), figure);
    }

    private void put(Store store, long place, long number) throws Exception {
        store.put(data.key(place), data.sample(number).encoded());
    }

    private Store open(Path folder) throws Exception {
        return task.side().open(folder, StoreSettings.unsynced());
    }

    private Path fresh(String name) throws IOException {
        return Files.createDirectories(task.folder().resolve(name));
    }
}
