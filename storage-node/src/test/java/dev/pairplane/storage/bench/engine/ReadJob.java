package dev.pairplane.storage.bench.engine;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;

/// Reads of a store that is settled, then with writes beside them, then clocked writes.
final class ReadJob {
    private static final int NEXTS = 10;

    /// Writes a second beside reads.
    private static final int SMALL_WRITES = 10_000;

    private static final int LARGE_WRITES = 1_000;
    private static final double MIB = 1 << 20;

    private final Task task;
    private final int valueBytes;
    private final Duration measured;
    private final SplittableRandom random = new SplittableRandom(Worker.SEED);

    ReadJob(Task task) {
        this.task = task;
        this.valueBytes = task.valueBytes();
        this.measured = task.sizes().measured();
    }

    void run(Results results) throws Exception {
        Data data = new Data(task.sizes().cached(valueBytes), valueBytes, Worker.SEED);
        try (Store store = open(StoreSettings.unsynced())) {
            Meter.count(data.keys(), place -> found(store, data.key(place)));
            put(results, Line.Kind.READRANDOM, warmed(_ -> found(store, any(data))));
            put(results, Line.Kind.READMISSING, warmed(_ -> missing(store, data)));
            Optional<Store.Walk> walk = store.walk();
            if (walk.isPresent()) {
                walk.orElseThrow().close();
                put(results, Line.Kind.SEEK, warmed(_ -> seek(store, any(data))));
                put(results, Line.Kind.SCAN, scans(store, data));
            }
            put(results, Line.Kind.READWHILEWRITING, readWhileWriting(store, data));
            put(
                    results,
                    Line.Kind.CLOCKED,
                    warmed(number -> store.clockedWrite(any(data), data.sample(number))));
        }
    }

    void uncached(Results results) throws Exception {
        Data data = new Data(task.sizes().uncached(), valueBytes, Worker.SEED);
        try (Store store = open(StoreSettings.unsynced().cache(task.sizes().smallCache()))) {
            results.put(Line.READRANDOM_UNCACHED, warmed(_ -> found(store, any(data))));
            results.put(Line.RSS_READ_UNCACHED, Figure.of(Proc.peakResident() / MIB));
        }
    }

    private Store open(StoreSettings settings) throws Exception {
        Path folder = task.folder();
        return task.side().open(folder, settings);
    }

    private void put(Results results, Line.Kind kind, Figure figure) {
        results.put(kind.of(valueBytes), figure);
    }

    private Figure warmed(Meter.Step step) throws Exception {
        Meter.during(task.sizes().warmUp(), step);
        return Meter.during(measured, step);
    }

    private byte[] any(Data data) {
        return data.key(random.nextInt(data.keys()));
    }

    private void found(Store store, byte[] key) throws Exception {
        byte[] encoded = store.get(key);
        if (encoded == null || encoded.length < valueBytes) {
            throw new IllegalStateException("a key that was written is not there");
        }
    }

    private void missing(Store store, Data data) throws Exception {
        if (store.get(data.missing(random.nextInt(data.keys()))) != null) {
            throw new IllegalStateException("a key is there that nobody wrote");
        }
    }

    private void seek(Store store, byte[] key) throws Exception {
        try (Store.Walk walk = store.walk().orElseThrow()) {
            boolean there = walk.seek(key);
            for (int i = 0; i <= NEXTS && there; i++) {
                requireWhole(walk);
                there = walk.next();
            }
        }
    }

    private void requireWhole(Store.Walk walk) throws Exception {
        if (walk.copy() < valueBytes) {
            throw new IllegalStateException("a walk found a value that nobody wrote");
        }
    }

    /// Keys a second; there is no time of one operation.
    private Figure scans(Store store, Data data) throws Exception {
        Meter.during(task.sizes().warmUp(), _ -> scan(store, data));
        return Figure.of(data.keys() * Meter.during(measured, _ -> scan(store, data)).value());
    }

    private void scan(Store store, Data data) throws Exception {
        try (Store.Walk walk = store.walk().orElseThrow()) {
            long keys = 0;
            for (boolean there = walk.first(); there; there = walk.next()) {
                requireWhole(walk);
                keys++;
            }
            if (keys != data.keys()) {
                throw new IllegalStateException(
                        "%d keys, and %d were written".formatted(keys, data.keys()));
            }
        }
    }

    private Figure readWhileWriting(Store store, Data data) throws Exception {
        var stopped = new AtomicBoolean();
        try (var executor = Executors.newSingleThreadExecutor()) {
            var writer =
                    executor.submit(() -> {
                        write(store, data, stopped);
                        return stopped;
                    });
            try {
                return warmed(_ -> found(store, any(data)));
            } finally {
                stopped.set(true);
                writer.get();
            }
        }
    }

    private void write(Store store, Data data, AtomicBoolean stopped) throws Exception {
        var own = new SplittableRandom(Worker.SEED + 1);
        long pause = 1_000_000_000L / (valueBytes == Sizes.SMALL ? SMALL_WRITES : LARGE_WRITES);
        long due = System.nanoTime();
        for (long i = 0; !stopped.get(); i++) {
            store.put(data.key(own.nextInt(data.keys())), data.sample(i).encoded());
            due += pause;
            for (long left = due - System.nanoTime(); left > 0; left = due - System.nanoTime()) {
                LockSupport.parkNanos(left);
            }
        }
    }
}
