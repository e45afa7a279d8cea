package dev.pairplane.storage.bench.engine;

import dev.pairplane.storage.core.compaction.CompactionOptions;
import dev.pairplane.storage.core.engine.Engine;
import dev.pairplane.storage.core.engine.EngineOptions;
import dev.pairplane.storage.core.engine.Environment;
import dev.pairplane.storage.core.engine.Mutation;
import dev.pairplane.storage.core.engine.RawEngine;
import dev.pairplane.storage.core.engine.StartRefusedException;
import dev.pairplane.storage.core.engine.SyncMode;
import dev.pairplane.storage.core.file.Directory;
import dev.pairplane.storage.core.key.CompositeKey;
import dev.pairplane.storage.core.sstable.Compression;
import dev.pairplane.storage.core.sstable.EntryCursor;
import dev.pairplane.storage.core.sstable.TableOptions;
import dev.pairplane.storage.core.version.MalformedVersionSetException;
import dev.pairplane.storage.core.version.MergeLimits;
import dev.pairplane.storage.core.version.VectorClock;
import dev.pairplane.storage.core.wal.RecoveryMode;
import dev.pairplane.storage.outbound.disk.Disk;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.concurrent.Executors;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/// The engine of this node.
final class PairplaneStore implements Store {
    private static final long SEGMENT_BYTES = 64L << 20;
    private static final int SEGMENTS_AHEAD = 2;
    private static final Duration STALL = Duration.ofMinutes(10);
    private static final int FLUSHES = 1;
    private static final int MERGES = 1;

    /// About [StoreSettings#FILTER_BITS] a key.
    private static final double FALSE_POSITIVES = 0.01;

    private static final long ANY_LOG = 1L << 50;

    private final Path directory;
    private final StoreSettings settings;
    private Opened opened;

    private PairplaneStore(Path directory, StoreSettings settings, Opened opened) {
        this.directory = directory;
        this.settings = settings;
        this.opened = opened;
    }

    /// An engine and its threads.
    private record Opened(
            Engine engine, RawEngine raw, ThreadPoolExecutor tables, ThreadPoolExecutor others) {}

    static PairplaneStore open(Path directory, StoreSettings settings)
            throws IOException, StartRefusedException {
        return new PairplaneStore(directory, settings, start(directory, settings, ANY_LOG));
    }

    private static Opened start(Path directory, StoreSettings settings, long maxLogBytes)
            throws IOException, StartRefusedException {
        ThreadPoolExecutor tables =
                (ThreadPoolExecutor) Executors.newFixedThreadPool(FLUSHES + MERGES);
        ThreadPoolExecutor others = (ThreadPoolExecutor) Executors.newCachedThreadPool();
        Directory root = Disk.open(directory);
        EngineOptions options = options(settings, maxLogBytes);
        Engine engine =
                new Engine(
                        root,
                        root.subdirectory("commitlog"),
                        root.subdirectory("sstables"),
                        options,
                        environment(tables, others),
                        event -> {});
        engine.recover();
        others.execute(() -> {
            while (engine.status().state() == Engine.State.OPEN) {
                engine.maintain();
                LockSupport.parkNanos(10_000_000);
            }
        });
        return new Opened(engine, new RawEngine(engine, options.syncMode()), tables, others);
    }

    private static Environment environment(ThreadPoolExecutor tables, ThreadPoolExecutor others) {
        var random = new SplittableRandom();
        return new Environment(
                () -> System.currentTimeMillis() * 1000,
                System::nanoTime,
                () -> {
                    synchronized (random) {
                        return random.nextLong();
                    }
                },
                "benchmark",
                others,
                tables,
                LockSupport::parkNanos);
    }

    private static EngineOptions options(StoreSettings settings, long maxLogBytes) {
        var table =
                new TableOptions(
                        StoreSettings.BLOCK_BYTES,
                        StoreSettings.RESTART_INTERVAL,
                        TableOptions.DEFAULT.blocksPerPartition(),
                        FALSE_POSITIVES,
                        Compression.LZ4);
        var compaction =
                new CompactionOptions(
                        StoreSettings.LEVEL_ZERO_TRIGGER,
                        CompactionOptions.DEFAULT.l0Bytes(),
                        StoreSettings.BASE_BYTES,
                        StoreSettings.MULTIPLIER,
                        StoreSettings.TABLE_BYTES,
                        table);
        var tables =
                new EngineOptions.Tables(
                        StoreSettings.MEMTABLES,
                        StoreSettings.LEVEL_ZERO_STOP,
                        STALL,
                        settings.cacheBytes(),
                        EngineOptions.Tables.DEFAULT.reads(),
                        EngineOptions.Tables.DEFAULT.maxOpenFiles(),
                        MERGES,
                        0,
                        EngineOptions.Tables.DEFAULT.tombstoneGrace(),
                        compaction);
        return new EngineOptions(
                "bench",
                false,
                settings.synced() ? SyncMode.ALWAYS : SyncMode.NONE,
                Duration.ofMillis(100),
                SEGMENT_BYTES,
                SEGMENTS_AHEAD,
                maxLogBytes,
                RecoveryMode.FAIL,
                settings.memtableBytes(),
                tables,
                MergeLimits.DEFAULT,
                false);
    }

    @Override
    public void put(byte[] key, byte[] encoded) throws MalformedVersionSetException {
        // The engine keeps the array.
        opened.raw.put(CompositeKey.ofBytes(key), encoded.clone());
    }

    @Override
    public byte @Nullable [] get(byte[] key) throws IOException {
        return opened.raw.get(CompositeKey.ofBytes(key));
    }

    @Override
    public void clockedWrite(byte[] key, Sample sample) {
        // The engine keeps the value's array.
        opened.raw.apply(
                Mutation.write(
                        CompositeKey.ofBytes(key), VectorClock.EMPTY, sample.value().clone(), 0));
    }

    @Override
    public Optional<Walk> walk() {
        return opened.raw.walk().map(Copying::new);
    }

    /// A log of any length at a start is brought into tables.
    @Override
    public void settle() throws IOException, StartRefusedException, InterruptedException {
        close();
        opened = start(directory, settings, 0);
        Quiet.await(() ->
                opened.tables.getActiveCount() == 0
                        && opened.tables.getQueue().isEmpty()
                        && opened.raw.flushed());
    }

    @Override
    public void close() {
        opened.engine.close();
        opened.tables.shutdown();
        opened.others.shutdown();
    }

    private static final class Copying implements Walk {
        private final RawEngine.Walk walk;
        private byte[] copy = new byte[16 << 10];

        Copying(RawEngine.Walk walk) {
            this.walk = walk;
        }

        @Override
        public boolean first() throws IOException {
            return walk.first();
        }

        @Override
        public boolean seek(byte[] key) throws IOException {
            return walk.seek(key);
        }

        @Override
        public boolean next() throws IOException {
            return walk.next();
        }

        @Override
        public int copy() {
            EntryCursor at = walk.at();
            int length = at.keyLength() + at.setLength();
            if (copy.length < length) {
                copy = new byte[length];
            }
            System.arraycopy(at.key(), 0, copy, 0, at.keyLength());
            System.arraycopy(at.bytes(), at.setOffset(), copy, at.keyLength(), at.setLength());
            return length;
        }

        @Override
        public void close() {
            walk.close();
        }
    }
}
