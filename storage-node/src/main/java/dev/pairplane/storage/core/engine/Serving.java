package dev.pairplane.storage.core.engine;

import dev.pairplane.storage.core.file.Directory;
import dev.pairplane.storage.core.framing.PoisonedException;
import dev.pairplane.storage.core.manifest.Edit;
import dev.pairplane.storage.core.manifest.Manifest;
import dev.pairplane.storage.core.manifest.TableChange;
import dev.pairplane.storage.core.memtable.Memtables;
import dev.pairplane.storage.core.version.OwnActor;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/// The parts of an engine whose store is open.
record Serving(
        Manifest manifest,
        Memtables memtables,
        TableStore tables,
        StoredVersions stored,
        Resolver resolver,
        LogCommitter committer,
        GroupCommit group,
        Flusher flusher,
        Compactor compactor,
        Rotation rotation,
        Drain drain,
        DiskWatch disks,
        CollectionClock clock,
        RetryPause clockPause,
        Snapshots snapshots,
        Tasks tasks,
        EngineListener listener,
        EngineEvent.Recovery recovery) {
    private static final Duration FIRST_PAUSE = Duration.ofSeconds(1);
    private static final Duration LONGEST_PAUSE = Duration.ofMinutes(1);

    /// Wakes the flusher, which is made later than those who use this.
    private static final class FlushSignal implements Runnable {
        private volatile @Nullable Flusher flusher;

        @Override
        public void run() {
            Flusher made = flusher;
            if (made != null) {
                made.wake();
            }
        }
    }

    /// What follows on a flush: room for writers, a shorter log, perhaps a merge.
    private record AfterFlush(Rotation rotation, LogCommitter committer, Compactor compactor)
            implements Flusher.After {
        @Override
        public void flushed(long seq) {
            try {
                rotation.flushed(seq);
            } catch (PoisonedException e) {
                committer.poison(e);
            }
            compactor.wake();
        }

        @Override
        public void poisoned(PoisonedException cause) {
            committer.poison(cause);
        }

        @Override
        public boolean isPoisoned() {
            return committer.poisoned();
        }
    }

    /// Puts the parts together; nothing runs yet.
    static Serving of(
            Recoverer.Opened opened,
            Directory logDirectory,
            DiskWatch disks,
            Gate gate,
            Stripes stripes,
            EngineOptions options,
            Environment environment,
            EngineListener listener) {
        Resolver resolver =
                new Resolver(new OwnActor(options.nodeId(), opened.store()), options, environment);
        StoredVersions stored = new StoredVersions(opened.memtables(), opened.tables(), listener);
        Snapshots snapshots = new Snapshots();
        CollectionClock clock = clock(opened, environment);
        Tasks tasks = new Tasks(environment);
        FlushSignal flushSoon = new FlushSignal();
        ReentrantLock lock = new ReentrantLock();
        Rotation rotation = rotation(lock, opened, logDirectory, options, environment, listener);
        LogCommitter committer =
                committer(
                        lock,
                        opened,
                        stored,
                        rotation,
                        flushSoon,
                        snapshots,
                        stripes,
                        options,
                        environment,
                        listener,
                        resolver);
        Compactor compactor =
                compactor(
                        opened,
                        clock,
                        snapshots,
                        disks,
                        options,
                        environment,
                        listener,
                        tasks,
                        rotation,
                        committer);
        AfterFlush after = new AfterFlush(rotation, committer, compactor);
        Flusher flusher = flusher(opened, clock, snapshots, environment, listener, tasks, after);
        flushSoon.flusher = flusher;
        Drain drain = drain(opened, gate, rotation, flusher, compactor, committer, environment);
        return new Serving(
                opened.manifest(),
                opened.memtables(),
                opened.tables(),
                stored,
                resolver,
                committer,
                new GroupCommit(committer, environment.nanoTime()),
                flusher,
                compactor,
                rotation,
                drain,
                disks,
                clock,
                new RetryPause(FIRST_PAUSE, LONGEST_PAUSE, environment.nanoTime()),
                snapshots,
                tasks,
                listener,
                opened.recovery());
    }

    private static CollectionClock clock(Recoverer.Opened opened, Environment environment) {
        return new CollectionClock(
                environment::clockMs, environment.nanoTime(), opened.manifest().tableClockMs());
    }

    private static Drain drain(
            Recoverer.Opened opened,
            Gate gate,
            Rotation rotation,
            Flusher flusher,
            Compactor compactor,
            LogCommitter committer,
            Environment environment) {
        return new Drain(
                gate,
                opened.memtables(),
                rotation,
                flusher,
                compactor,
                committer,
                environment.nanoTime());
    }

    private static Compactor compactor(
            Recoverer.Opened opened,
            CollectionClock clock,
            Snapshots snapshots,
            DiskWatch disks,
            EngineOptions options,
            Environment environment,
            EngineListener listener,
            Tasks tasks,
            Rotation rotation,
            LogCommitter committer) {
        return new Compactor(
                opened.tables(),
                opened.manifest(),
                clock,
                snapshots,
                disks,
                options.tables(),
                environment,
                listener,
                tasks,
                rotation::merged,
                committer);
    }

    private static LogCommitter committer(
            ReentrantLock lock,
            Recoverer.Opened opened,
            StoredVersions stored,
            Rotation rotation,
            Runnable flushSoon,
            Snapshots snapshots,
            Stripes stripes,
            EngineOptions options,
            Environment environment,
            EngineListener listener,
            Resolver resolver) {
        return new LogCommitter(
                lock,
                opened.log(),
                opened.memtables(),
                stored,
                rotation,
                flushSoon,
                snapshots,
                stripes,
                resolver,
                options,
                environment,
                listener);
    }

    private static Rotation rotation(
            ReentrantLock lock,
            Recoverer.Opened opened,
            Directory logDirectory,
            EngineOptions options,
            Environment environment,
            EngineListener listener) {
        return new Rotation(
                lock,
                opened.log(),
                logDirectory,
                opened.manifest(),
                opened.memtables(),
                opened.tables(),
                options,
                environment,
                listener);
    }

    private static Flusher flusher(
            Recoverer.Opened opened,
            CollectionClock clock,
            Snapshots snapshots,
            Environment environment,
            EngineListener listener,
            Tasks tasks,
            AfterFlush after) {
        return new Flusher(
                opened.memtables(),
                opened.tables(),
                opened.manifest(),
                clock,
                snapshots,
                environment,
                listener,
                tasks,
                after);
    }

    /// Writes the clock down when that is due: a store whose tables do not change would else begin
    /// with the time of its last change.
    void writeClock() {
        if (!clock.due(manifest.tableClockMs()) || clockPause.lasts() || committer.poisoned()) {
            return;
        }
        try {
            manifest.apply(Edit.of(TableChange.clock(clock.nowMs())));
            clockPause.succeeded();
        } catch (PoisonedException e) {
            committer.poison(e);
        } catch (IOException e) {
            clockPause.failed();
            listener.on(new EngineEvent.AppendFailed("the clock: " + e.getMessage()));
        }
    }
}
