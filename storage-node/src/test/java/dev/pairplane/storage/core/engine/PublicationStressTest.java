package dev.pairplane.storage.core.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pairplane.storage.core.file.FaultDisk;
import dev.pairplane.storage.core.framing.Frame;
import dev.pairplane.storage.core.key.CompositeKey;
import dev.pairplane.storage.core.manifest.Manifest;
import dev.pairplane.storage.core.manifest.TableChange;
import dev.pairplane.storage.core.memtable.Memtable;
import dev.pairplane.storage.core.memtable.Memtables;
import dev.pairplane.storage.core.version.OwnActor;
import dev.pairplane.storage.core.version.VectorClock;
import dev.pairplane.storage.core.version.VersionSet;
import dev.pairplane.storage.core.wal.CommitLog;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.ReentrantLock;
import org.junit.jupiter.api.Test;

/// A stripe's number never shows before what it numbers.
class PublicationStressTest {

    private static final CompositeKey KEY = CompositeKey.of("t", "k");
    private static final int WRITES = 50_000;

    /// A writer that noted the number and then read the set before it would take a stale set for
    /// the stored one, and its write would undo an acknowledged one.
    @Test
    void whoSawTheNumberOfAPublicationReadsWhatWasPublished() throws Exception {
        Memtable memtable = new Memtable();
        Stripes stripes = new Stripes();
        LogCommitter committer = committer(memtable, stripes);
        AtomicBoolean done = new AtomicBoolean();
        AtomicLong stale = new AtomicLong();
        AtomicLong looks = new AtomicLong();
        Thread reader =
                Thread.ofPlatform()
                        .start(() -> {
                            while (!done.get()) {
                                long seen = stripes.seen(KEY);
                                if (counter(memtable.get(KEY)) < seen) {
                                    stale.incrementAndGet();
                                }
                                looks.incrementAndGet();
                            }
                        });
        try {
            for (int i = 1; i <= WRITES; i++) {
                committer.commit(List.of(pending(i)));
            }
        } finally {
            done.set(true);
            reader.join();
        }

        assertThat(looks).hasPositiveValue();
        assertThat(stale).hasValue(0);
    }

    private static long counter(VersionSet set) {
        return set.join().counterOf("a");
    }

    /// The i-th write carries counter i and becomes record i.
    private static PendingWrite pending(int i) {
        VectorClock clock = VectorClock.of(List.of(new VectorClock.Entry("a", i)));
        Mutation mutation = Mutation.write(KEY, clock, new byte[10], 1);
        // Seen by nobody: the committer resolves it against what is stored.
        return new PendingWrite(
                mutation,
                -1,
                new PendingWrite.Stored(VersionSet.EMPTY, -1),
                new Resolution.Keep(
                        new WriteOutcome.Accepted(clock, WriteOutcome.Effect.IDENTICAL)));
    }

    private static LogCommitter committer(Memtable memtable, Stripes stripes) throws Exception {
        FaultDisk disk = new FaultDisk();
        UUID store = new UUID(1, 2);
        AtomicLong nonces = new AtomicLong();
        Environment environment =
                new Environment(
                        () -> 1_700_000_000_000_000L,
                        System::nanoTime,
                        nonces::incrementAndGet,
                        "test",
                        Runnable::run,
                        Runnable::run,
                        _ -> {});
        Manifest manifest = Manifest.create(disk.root(), store, nonces::incrementAndGet, () -> 1);
        EngineOptions options =
                EngineSetup.standard()
                        .sync(SyncMode.NONE)
                        .segments(64L * Frame.BLOCK)
                        .maxLog(1L << 40)
                        .options();
        CommitLog log =
                new CommitLog(
                        disk.root().subdirectory("commitlog"),
                        manifest,
                        store,
                        new CommitLog.Options(1 << 20, true, 0, nonces::incrementAndGet, () -> 1),
                        Runnable::run);
        log.start(0, Map.of(), List.of(), TableChange.NONE);
        Memtables memtables = new Memtables(memtable);
        TableStore tables =
                TableStore.open(
                        disk.root().subdirectory("sstables"),
                        manifest,
                        store,
                        options.tables(),
                        environment);
        ReentrantLock lock = new ReentrantLock();
        EngineListener listener = event -> {};
        Rotation rotation =
                new Rotation(
                        lock,
                        log,
                        disk.root(),
                        manifest,
                        memtables,
                        tables,
                        options,
                        environment,
                        listener);
        return new LogCommitter(
                lock,
                log,
                memtables,
                new StoredVersions(memtables, tables, listener),
                rotation,
                () -> {},
                new Snapshots(),
                stripes,
                new Resolver(new OwnActor("n", store), options, environment),
                options,
                environment,
                listener);
    }
}
