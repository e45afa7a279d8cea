package dev.pairplane.storage.core.engine;

import dev.pairplane.storage.core.file.Directory;
import dev.pairplane.storage.core.framing.PoisonedException;
import dev.pairplane.storage.core.manifest.Edit;
import dev.pairplane.storage.core.manifest.Manifest;
import dev.pairplane.storage.core.memtable.Memtables;
import dev.pairplane.storage.core.wal.CommitLog;
import dev.pairplane.storage.core.wal.LogReplay;
import java.io.IOException;
import java.util.List;
import java.util.TreeSet;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/// Begins a new memtable when one is full, and gives up the log of those that are in tables. Uses
/// the commit's lock.
final class Rotation {
    private final ReentrantLock lock;
    private final Condition gone;
    private final CommitLog log;
    private final Directory logDirectory;
    private final Manifest manifest;
    private final Memtables memtables;
    private final TableStore tables;
    private final EngineOptions options;
    private final Environment environment;
    private boolean stalled;
    private long stalledSince;
    private final EngineListener listener;

    Rotation(
            ReentrantLock lock,
            CommitLog log,
            Directory logDirectory,
            Manifest manifest,
            Memtables memtables,
            TableStore tables,
            EngineOptions options,
            Environment environment,
            EngineListener listener) {
        this.lock = lock;
        this.gone = lock.newCondition();
        this.log = log;
        this.logDirectory = logDirectory;
        this.manifest = manifest;
        this.memtables = memtables;
        this.tables = tables;
        this.environment = environment;
        this.options = options;
        this.listener = listener;
    }

    /// What came of looking for room.
    enum Room {
        /// The active memtable takes more.
        THERE,
        /// It is a new one, and another one waits to be flushed.
        MADE,
        /// All memtables are full, and none has gone in time.
        NONE
    }

    /// Sees to it that the active memtable takes more; waits where all are full, but not longer
    /// than they have been for the time that writes wait. Under the lock, which it gives up while
    /// it waits.
    ///
    /// @throws PoisonedException when the log takes nothing more
    Room make() throws PoisonedException {
        boolean waited = false;
        // Somebody else may have made room meanwhile.
        while (due()) {
            if (room()) {
                stalled = false;
                roll();
                memtables.rotate();
                return Room.MADE;
            }
            if (waited) {
                return Room.NONE;
            }
            awaitRoom();
            waited = true;
        }
        return Room.THERE;
    }

    /// Lets whatever the active memtable holds wait to be flushed, also when it is not full.
    ///
    /// @return whether the active memtable is empty; else as many wait as may
    /// @throws PoisonedException when the log takes nothing more
    boolean rotateNow() throws PoisonedException {
        lock.lock();
        try {
            if (memtables.active().count() == 0) {
                return true;
            }
            if (memtables.waiting() + 1 >= options.tables().memtables()) {
                return false;
            }
            roll();
            memtables.rotate();
            return true;
        } finally {
            lock.unlock();
        }
    }

    private boolean due() {
        boolean full = memtables.active().bytes() >= options.memtableBytes();
        boolean tooLong = log.bytes() > options.maxLogBytes() && memtables.waiting() == 0;
        return full || (tooLong && memtables.active().count() > 0);
    }

    /// Whether one memtable more may wait. Tables that pile up on level 0 keep it from that too:
    /// each of them is asked by every read, and merging them takes the memory of all.
    private boolean room() {
        return memtables.waiting() + 1 < options.tables().memtables()
                && tables.levelZero() < options.tables().levelZeroStop();
    }

    private void awaitRoom() {
        long start = environment.nanoTime().getAsLong();
        if (!stalled) {
            stalled = true;
            stalledSince = start;
        }
        long left = options.tables().stallTimeout().toNanos() - (start - stalledSince);
        boolean interrupted = false;
        while (left > 0 && due() && !room()) {
            try {
                left = gone.awaitNanos(left);
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
        listener.on(new EngineEvent.Stalled(environment.nanoTime().getAsLong() - start));
    }

    /// Tables were merged: there may be room again.
    void merged() {
        lock.lock();
        try {
            gone.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /// So that the log of this memtable can go without that of the next one.
    private void roll() throws PoisonedException {
        try {
            log.roll();
        } catch (PoisonedException e) {
            throw e;
        } catch (IOException e) {
            // The segment goes on, and is given up one memtable later.
            listener.on(new EngineEvent.AppendFailed(String.valueOf(e.getMessage())));
        }
    }

    /// A memtable has gone, and everything up to a sequence number is in tables.
    ///
    /// @throws PoisonedException when the manifest takes nothing more
    void flushed(long seq) throws PoisonedException {
        List<Long> needless;
        lock.lock();
        try {
            gone.signalAll();
            needless = log.upTo(seq);
        } finally {
            lock.unlock();
        }
        if (needless.isEmpty()) {
            return;
        }
        try {
            manifest.apply(Edit.of(List.of(), needless, 0));
            lock.lock();
            try {
                log.retired(needless);
            } finally {
                lock.unlock();
            }
            LogReplay.retire(logDirectory, needless, new TreeSet<>());
        } catch (PoisonedException e) {
            throw e;
        } catch (IOException e) {
            // They stay named, or only their files stay; the next flush or start tries again.
            listener.on(new EngineEvent.AppendFailed("retiring: " + e.getMessage()));
        }
    }
}
