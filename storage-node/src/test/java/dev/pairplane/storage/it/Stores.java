package dev.pairplane.storage.it;

import dev.pairplane.storage.core.engine.Engine;
import dev.pairplane.storage.core.engine.EngineOptions;
import dev.pairplane.storage.core.engine.Environment;
import dev.pairplane.storage.core.engine.Mutation;
import dev.pairplane.storage.core.engine.SyncMode;
import dev.pairplane.storage.core.engine.WriteOutcome;
import dev.pairplane.storage.core.file.Directory;
import dev.pairplane.storage.core.key.CompositeKey;
import dev.pairplane.storage.core.version.MergeLimits;
import dev.pairplane.storage.core.version.VectorClock;
import dev.pairplane.storage.core.wal.RecoveryMode;
import dev.pairplane.storage.outbound.disk.Disk;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.locks.LockSupport;

/// Data directories made without a process: the engine writes them, in this JVM.
final class Stores {
    static final String TENANT = "t";

    private Stores() {}

    /// Writes records in turn to keys `k0`, `k1`, ... and stops in order. The value of each is the
    /// number of its record.
    ///
    /// @param records how many
    /// @param keys how many keys they go to
    static void write(Path data, SyncMode mode, int records, int keys) throws Exception {
        Directory root = Disk.open(data);
        SplittableRandom random = new SplittableRandom(1);
        try (ExecutorService background = Executors.newSingleThreadExecutor()) {
            Engine engine =
                    new Engine(
                            root,
                            root.subdirectory("commitlog"),
                            root.subdirectory("sstables"),
                            options(mode),
                            new Environment(
                                    () -> System.currentTimeMillis() * 1000,
                                    System::nanoTime,
                                    random::nextLong,
                                    "test",
                                    background,
                                    background,
                                    LockSupport::parkNanos),
                            _ -> {});
            engine.recover();
            for (int i = 0; i < records; i++) {
                WriteOutcome outcome = engine.apply(record(i, keys), Node.PATIENCE);
                if (!(outcome instanceof WriteOutcome.Accepted)) {
                    throw new AssertionError(outcome);
                }
            }
            if (!engine.close(Node.PATIENCE)) {
                throw new AssertionError("the store was not closed in order");
            }
        }
    }

    private static EngineOptions options(SyncMode mode) {
        return new EngineOptions(
                "n1",
                false,
                mode,
                Duration.ofMillis(100),
                16 << 20,
                2,
                1 << 30,
                RecoveryMode.FAIL,
                256 << 20,
                EngineOptions.Tables.DEFAULT,
                MergeLimits.DEFAULT,
                false);
    }

    private static Mutation record(int number, int keys) {
        return Mutation.write(
                CompositeKey.of(TENANT, "k" + number % keys),
                VectorClock.of(List.of(new VectorClock.Entry("c", number + 1))),
                Integer.toString(number).getBytes(StandardCharsets.US_ASCII),
                1);
    }
}
