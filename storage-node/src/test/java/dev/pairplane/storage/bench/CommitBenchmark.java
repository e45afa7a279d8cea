package dev.pairplane.storage.bench;

import dev.pairplane.storage.core.engine.Engine;
import dev.pairplane.storage.core.engine.EngineOptions;
import dev.pairplane.storage.core.engine.Environment;
import dev.pairplane.storage.core.engine.Mutation;
import dev.pairplane.storage.core.engine.StartRefusedException;
import dev.pairplane.storage.core.engine.SyncMode;
import dev.pairplane.storage.core.engine.WriteOutcome;
import dev.pairplane.storage.core.file.Directory;
import dev.pairplane.storage.core.key.CompositeKey;
import dev.pairplane.storage.core.version.MergeLimits;
import dev.pairplane.storage.core.version.VectorClock;
import dev.pairplane.storage.core.wal.RecoveryMode;
import dev.pairplane.storage.outbound.disk.Disk;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Threads;
import org.openjdk.jmh.annotations.Warmup;

/// Writes through the whole engine: merge, group commit, log, memtable. Values of 100 bytes on
/// 10,000 keys.
@State(Scope.Benchmark)
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.SECONDS)
@Warmup(iterations = 2, time = 1)
@Measurement(iterations = 3, time = 2)
@Fork(
        value = 1,
        jvmArgsAppend = {"-Xmx2g"})
public class CommitBenchmark {
    private static final int KEYS = 10_000;
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    /// How the log is synced, and by how much each sync is slowed down.
    public enum Sync {
        /// Each group, on the disk as it is.
        ALWAYS(SyncMode.ALWAYS, 0),
        /// Each group, 1 ms slower.
        ALWAYS_1MS(SyncMode.ALWAYS, 1_000_000),
        /// Every 100 ms.
        INTERVAL(SyncMode.INTERVAL, 0),
        /// Never.
        NONE(SyncMode.NONE, 0);

        private final SyncMode mode;
        private final long delayNanos;

        Sync(SyncMode mode, long delayNanos) {
            this.mode = mode;
            this.delayNanos = delayNanos;
        }
    }

    /// See [Sync].
    @Param public Sync sync = Sync.ALWAYS;

    private final CompositeKey[] keys = new CompositeKey[KEYS];
    private final byte[] value = new byte[100];
    private BenchDirectory directory = BenchDirectory.NONE;

    @SuppressWarnings("NullAway.Init") // Set before the first call.
    private Maintained engine;

    /// Opens a fresh store.
    @Setup
    public void open() throws IOException, StartRefusedException {
        for (int i = 0; i < KEYS; i++) {
            keys[i] = CompositeKey.of("tenant", "key-%08d".formatted(i));
        }
        directory = BenchDirectory.create();
        engine = Maintained.open(directory.path(), sync.mode, sync.delayNanos);
    }

    /// Closes and removes it.
    @TearDown
    public void close() throws IOException {
        engine.close();
        directory.remove();
    }

    /// One writer.
    @Benchmark
    @Threads(1)
    public WriteOutcome writers01() {
        return write();
    }

    /// Sixteen writers.
    @Benchmark
    @Threads(16)
    public WriteOutcome writers16() {
        return write();
    }

    /// Sixty-four writers.
    @Benchmark
    @Threads(64)
    public WriteOutcome writers64() {
        return write();
    }

    private WriteOutcome write() {
        CompositeKey key = keys[ThreadLocalRandom.current().nextInt(KEYS)];
        WriteOutcome outcome =
                engine.engine.apply(Mutation.write(key, VectorClock.EMPTY, value, 0), PATIENCE);
        if (outcome instanceof WriteOutcome.Refused refused) {
            throw new IllegalStateException(refused.toString());
        }
        return outcome;
    }

    /// An engine and the thread that maintains it.
    private record Maintained(Engine engine, ExecutorService threads) implements AutoCloseable {
        static Maintained open(Path path, SyncMode mode, long delayNanos)
                throws IOException, StartRefusedException {
            Directory root = Disk.open(path);
            Directory slowed = delayNanos == 0 ? root : new SlowSyncDirectory(root, delayNanos);
            ExecutorService threads = Executors.newCachedThreadPool();
            EngineOptions options =
                    new EngineOptions(
                            "bench",
                            false,
                            mode,
                            Duration.ofMillis(100),
                            64 << 20,
                            2,
                            1L << 40,
                            RecoveryMode.FAIL,
                            1L << 30,
                            EngineOptions.Tables.DEFAULT,
                            MergeLimits.DEFAULT,
                            false);
            Environment environment =
                    new Environment(
                            () -> System.currentTimeMillis() * 1000,
                            System::nanoTime,
                            () -> ThreadLocalRandom.current().nextLong(),
                            "benchmark",
                            threads,
                            threads,
                            LockSupport::parkNanos);
            Engine engine =
                    new Engine(
                            slowed,
                            slowed.subdirectory("commitlog"),
                            slowed.subdirectory("sstables"),
                            options,
                            environment,
                            event -> {});
            engine.recover();
            threads.execute(() -> {
                while (engine.status().state() == Engine.State.OPEN) {
                    engine.maintain();
                    LockSupport.parkNanos(10_000_000);
                }
            });
            return new Maintained(engine, threads);
        }

        @Override
        public void close() {
            engine.close();
            threads.shutdown();
        }
    }
}
