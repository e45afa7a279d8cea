package dev.pairplane.storage.bench.engine;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.SplittableRandom;
import org.HdrHistogram.Histogram;

/// Writes that are synced before they return.
final class SyncedJob {
    private static final int BLOCK = 4096;
    private static final int BLOCKS = 256;
    private static final int MOST_THREADS = 64;
    private static final int SOME_THREADS = 16;

    private final Task task;
    private final Data data;

    SyncedJob(Task task) {
        this.task = task;
        this.data = new Data(task.sizes().cached(Sizes.SMALL), Sizes.SMALL, Worker.SEED);
    }

    /// @param slowed whether this process was started with slow syncs
    void run(Results results, boolean slowed) throws Exception {
        results.put(slowed ? Line.DISK_SLOWED : Line.DISK, Figure.of(disk()));
        Path folder = Files.createDirectories(task.folder().resolve("synced"));
        try (Store store = task.side().open(folder, StoreSettings.unsynced().withSync())) {
            Meter.threads(SOME_THREADS, task.sizes().warmUp(), thread -> step(store, -thread));
            results.put(slowed ? Line.SYNCED_1_SLOWED : Line.SYNCED_1, writes(store, 1));
            results.put(
                    slowed ? Line.SYNCED_16_SLOWED : Line.SYNCED_16, writes(store, SOME_THREADS));
            results.put(
                    slowed ? Line.SYNCED_64_SLOWED : Line.SYNCED_64, writes(store, MOST_THREADS));
        }
    }

    private Figure writes(Store store, int threads) throws Exception {
        return Meter.threads(threads, task.sizes().measured(), thread -> step(store, thread));
    }

    private Meter.Step step(Store store, int thread) {
        var random = new SplittableRandom(Worker.SEED + thread);
        return number ->
                store.put(data.key(random.nextInt(data.keys())), data.sample(number).encoded());
    }

    /// The median time in µs that it takes to write a block into a zero-filled file and to sync it.
    private double disk() throws IOException {
        Path file = task.folder().resolve("disk");
        ByteBuffer block = ByteBuffer.allocateDirect(BLOCK);
        var histogram = new Histogram(3);
        try (FileChannel channel =
                FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
            for (int i = 0; i < BLOCKS; i++) {
                write(channel, block, i);
            }
            channel.force(true);
            for (int i = 0; i < BLOCKS; i++) {
                long start = System.nanoTime();
                write(channel, block, i);
                channel.force(false);
                histogram.recordValue(System.nanoTime() - start);
            }
        }
        Files.delete(file);
        return histogram.getValueAtPercentile(50) / 1000.0;
    }

    private static void write(FileChannel channel, ByteBuffer block, int number)
            throws IOException {
        block.clear();
        while (block.hasRemaining()) {
            channel.write(block, (long) number * BLOCK + block.position());
        }
    }
}
