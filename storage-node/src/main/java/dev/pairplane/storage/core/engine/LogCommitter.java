package dev.pairplane.storage.core.engine;

import dev.pairplane.storage.core.file.DiskFullException;
import dev.pairplane.storage.core.framing.PoisonedException;
import dev.pairplane.storage.core.key.CompositeKey;
import dev.pairplane.storage.core.memtable.Memtables;
import dev.pairplane.storage.core.version.VersionSet;
import dev.pairplane.storage.core.wal.CommitLog;
import dev.pairplane.storage.core.wal.LogRecord;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;

/// Carries groups of writes through the log into the memtable. One lock guards both.
///
/// A group is resolved anew where needed, appended, synced if the mode says so, and only then
/// published; so a reader never sees what could still be lost, and a group that fails before its
/// sync leaves no trace.
final class LogCommitter implements GroupCommit.Committer {

    /// Merging again can make records larger than their writers knew; a group is carried out in
    /// parts of about this size.
    private static final long PART_BYTES = 4 << 20;

    private final CommitLog log;
    private final Memtables memtables;
    private final StoredVersions stored;
    private final Rotation rotation;
    private final Runnable rotated;
    private final Snapshots snapshots;
    private final Stripes stripes;
    private final Resolver resolver;
    private final EngineOptions options;
    private final Environment environment;
    private final EngineListener listener;
    private final ReentrantLock lock;
    private long lastAppend;
    private volatile boolean poisoned;
    private boolean closed;
    private volatile LogStatus status;

    /// @param lock guards the log and the change of memtables
    /// @param rotated told, under the lock, when a memtable waits to be flushed
    LogCommitter(
            ReentrantLock lock,
            CommitLog log,
            Memtables memtables,
            StoredVersions stored,
            Rotation rotation,
            Runnable rotated,
            Snapshots snapshots,
            Stripes stripes,
            Resolver resolver,
            EngineOptions options,
            Environment environment,
            EngineListener listener) {
        this.lock = lock;
        this.log = log;
        this.memtables = memtables;
        this.stored = stored;
        this.rotation = rotation;
        this.rotated = rotated;
        this.snapshots = snapshots;
        this.stripes = stripes;
        this.resolver = resolver;
        this.options = options;
        this.environment = environment;
        this.listener = listener;
        this.status = statusNow();
    }

    /// What one group comes to.
    private static final class Plan {
        private final List<PendingWrite> writers;
        private final List<Resolution.Replace> replaces;
        private final List<LogRecord> records;

        /// What keys come to by writes of the group; nobody looks where there is one only.
        private final Map<CompositeKey, VersionSet> latest;

        private final List<PendingWrite> leaning = new ArrayList<>(0);
        private final List<WriteOutcome> leaningOutcomes = new ArrayList<>(0);
        private int taken;
        private long bytes;

        Plan(int writes) {
            writers = new ArrayList<>(writes);
            replaces = new ArrayList<>(writes);
            records = new ArrayList<>(writes);
            latest = writes == 1 ? Map.of() : new HashMap<>();
        }

        void admit(PendingWrite write, Resolution.Replace replace) {
            writers.add(write);
            replaces.add(replace);
            records.add(replace.record());
            bytes += replace.record().length();
        }
    }

    @Override
    public long commit(List<PendingWrite> group) {
        boolean logging = false;
        // An interrupt would close the log's channel in the middle of a write, for everybody.
        boolean interrupted = Thread.interrupted();
        lock.lock();
        try {
            long syncNanos = 0;
            List<PendingWrite> rest = group;
            while (!rest.isEmpty()) {
                if (closed || poisoned) {
                    refuseAll(rest, closed ? closedOutcome() : poisonedOutcome());
                    break;
                }
                boolean room = makeRoom();
                if (closed || poisoned) {
                    // While it waited.
                    continue;
                }
                if (!room) {
                    refuseAll(rest, fullOutcome());
                    break;
                }
                Plan plan = plan(rest);
                logging = true;
                syncNanos += plan.records.isEmpty() ? 0 : carryOut(plan);
                logging = false;
                rest = rest.subList(plan.taken, rest.size());
            }
            return syncNanos;
        } catch (RuntimeException | Error e) {
            if (logging) {
                // Logged, perhaps, and not applied: only a replay can tell.
                poison(new IOException("unexpected: " + e, e));
            }
            throw e;
        } finally {
            status = statusNow();
            lock.unlock();
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    /// @return whether the memtable takes more
    private boolean makeRoom() {
        try {
            return switch (rotation.make()) {
                case THERE -> true;
                case MADE -> {
                    rotated.run();
                    yield true;
                }
                case NONE -> false;
            };
        } catch (PoisonedException e) {
            poison(e);
            return false;
        }
    }

    private static WriteOutcome fullOutcome() {
        return new WriteOutcome.Refused(
                Refusal.MEMORY_PRESSURE,
                "the memtables are full, and cannot be brought into tables fast enough; try again");
    }

    /// Commits one write on the caller's thread, if the log can be had in time.
    ///
    /// @return whether it was decided
    boolean commitWithin(PendingWrite write, Duration patience) {
        if (!tryLock(patience.toNanos())) {
            return false;
        }
        try {
            commit(List.of(write));
            return true;
        } finally {
            lock.unlock();
        }
    }

    private boolean tryLock(long nanos) {
        try {
            return lock.tryLock(nanos, TimeUnit.NANOSECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return lock.tryLock();
        }
    }

    /// Resolves each write against what is stored and what stands before it in the group, until the
    /// records are a part's worth.
    private Plan plan(List<PendingWrite> group) {
        Plan plan = new Plan(group.size());
        for (PendingWrite write : group) {
            if (plan.bytes >= PART_BYTES) {
                break;
            }
            plan.taken++;
            CompositeKey key = write.mutation.key();
            VersionSet ahead = plan.latest.get(key);
            Resolution resolution =
                    ahead == null ? resolution(write) : resolver.resolve(ahead, write.mutation);
            switch (resolution) {
                case Resolution.Replace replace -> {
                    plan.admit(write, replace);
                    if (group.size() > 1) {
                        plan.latest.put(key, replace.set());
                    }
                }
                case Resolution.Keep keep -> lean(plan, write, keep.outcome(), ahead != null);
                case Resolution.Reject reject -> lean(plan, write, reject.outcome(), ahead != null);
            }
        }
        return plan;
    }

    private Resolution resolution(PendingWrite write) {
        CompositeKey key = write.mutation.key();
        if (stripes.seen(key) == write.stripeSeen) {
            return write.resolution;
        }
        try {
            return resolver.resolve(stored.again(key, write.stored), write.mutation);
        } catch (IOException e) {
            return Resolver.reject(Refusal.READ_FAILED, Engine.unreadable(e));
        }
    }

    /// A write that changes nothing is decided at once, unless it leans on one in this group.
    private static void lean(Plan plan, PendingWrite write, WriteOutcome outcome, boolean onGroup) {
        if (onGroup) {
            plan.leaning.add(write);
            plan.leaningOutcomes.add(outcome);
        } else {
            write.decide(outcome);
        }
    }

    private long carryOut(Plan plan) {
        boolean synced = options.syncMode() == SyncMode.ALWAYS;
        long start = environment.nanoTime().getAsLong();
        long first;
        try {
            first = log.append(plan.records, synced);
        } catch (PoisonedException e) {
            fail(plan, poison(e));
            return 0;
        } catch (DiskFullException e) {
            listener.on(new EngineEvent.AppendFailed(String.valueOf(e.getMessage())));
            fail(
                    plan,
                    new WriteOutcome.Refused(
                            Refusal.DISK_FULL,
                            "the disk has no room for the record; nothing was stored"));
            return 0;
        } catch (IOException e) {
            listener.on(new EngineEvent.AppendFailed(String.valueOf(e.getMessage())));
            fail(
                    plan,
                    new WriteOutcome.Refused(
                            Refusal.LOG_FAILED,
                            "the commit log could not take the record; nothing was stored"));
            return 0;
        }
        long appended = environment.nanoTime().getAsLong();
        long syncNanos = 0;
        if (synced) {
            try {
                log.sync();
            } catch (PoisonedException e) {
                fail(plan, poison(e));
                return 0;
            }
            syncNanos = environment.nanoTime().getAsLong() - appended;
        }
        lastAppend = appended + syncNanos;
        publish(plan, first);
        listener.on(
                new EngineEvent.GroupCommitted(
                        plan.taken, plan.records.size(), plan.bytes, appended - start, syncNanos));
        return syncNanos;
    }

    private void publish(Plan plan, long first) {
        for (int i = 0; i < plan.replaces.size(); i++) {
            Resolution.Replace replace = plan.replaces.get(i);
            CompositeKey key = plan.writers.get(i).mutation.key();
            memtables.active().put(key, replace.record().set(), first + i, snapshots.inUse());
            stripes.publish(key, first + i);
            plan.writers
                    .get(i)
                    .decide(new WriteOutcome.Accepted(replace.set().join(), replace.effect()));
        }
        for (int i = 0; i < plan.leaning.size(); i++) {
            plan.leaning.get(i).decide(plan.leaningOutcomes.get(i));
        }
    }

    private static void fail(Plan plan, WriteOutcome outcome) {
        refuseAll(plan.writers, outcome);
        refuseAll(plan.leaning, outcome);
    }

    private static void refuseAll(List<PendingWrite> writes, WriteOutcome outcome) {
        writes.forEach(write -> write.decide(outcome));
    }

    /// Takes nothing more until the next start. Called by anybody.
    WriteOutcome poison(IOException cause) {
        if (!poisoned) {
            poisoned = true;
            listener.on(new EngineEvent.Poisoned(String.valueOf(cause.getMessage())));
        }
        return new WriteOutcome.Refused(
                Refusal.INDETERMINATE,
                "the commit log failed while the write was being made durable");
    }

    static WriteOutcome poisonedOutcome() {
        return new WriteOutcome.Refused(
                Refusal.LOG_POISONED,
                "a sync of the commit log failed; the node must be restarted to take writes");
    }

    private static WriteOutcome closedOutcome() {
        return new WriteOutcome.Refused(Refusal.STOPPING, "the node is shutting down");
    }

    boolean poisoned() {
        return poisoned;
    }

    /// Syncs what was written in mode [SyncMode#INTERVAL], letting writers go on meanwhile.
    void syncWritten() {
        long start = environment.nanoTime().getAsLong();
        CommitLog.Unsynced part;
        lock.lock();
        try {
            part = poisoned ? null : log.unsynced();
        } catch (PoisonedException e) {
            poison(e);
            return;
        } catch (IOException e) {
            listener.on(new EngineEvent.AppendFailed(String.valueOf(e.getMessage())));
            return;
        } finally {
            lock.unlock();
        }
        if (part == null) {
            return;
        }
        boolean failed = false;
        try {
            part.force();
        } catch (PoisonedException e) {
            failed = true;
            poison(e);
        }
        lock.lock();
        try {
            log.forced(part, failed);
            status = statusNow();
        } catch (IOException e) {
            listener.on(new EngineEvent.AppendFailed(String.valueOf(e.getMessage())));
        } finally {
            lock.unlock();
        }
        if (!failed) {
            listener.on(new EngineEvent.Synced(environment.nanoTime().getAsLong() - start));
        }
    }

    /// Writes a fence after a silence of `nanos`, unless one stands already.
    void fenceWhenSilentFor(long nanos) {
        if (!lock.tryLock()) {
            return;
        }
        try {
            if (!poisoned && environment.nanoTime().getAsLong() - lastAppend >= nanos) {
                log.fence();
                status = statusNow();
            }
        } catch (PoisonedException e) {
            poison(e);
        } catch (IOException e) {
            listener.on(new EngineEvent.AppendFailed(String.valueOf(e.getMessage())));
        } finally {
            lock.unlock();
        }
    }

    /// Begins to use a snapshot of what has been published. Waits for the group under way.
    ///
    /// @return its sequence number
    long beginSnapshot() {
        lock.lock();
        try {
            long seq = log.lastSeq();
            snapshots.begin(seq);
            return seq;
        } finally {
            lock.unlock();
        }
    }

    /// What the log looked like when it was last touched. Never blocks.
    LogStatus status() {
        return status;
    }

    private LogStatus statusNow() {
        return new LogStatus(log.bytes(), log.lastSeq(), log.unsyncedBytes(), log.activeSegment());
    }

    /// @param bytes of all segments in force
    /// @param lastSeq the last sequence number given out
    /// @param unsyncedBytes written and not durable
    /// @param activeSegment the segment being written
    record LogStatus(long bytes, long lastSeq, long unsyncedBytes, long activeSegment) {}

    /// Seals and closes the log; without, when it cannot be had within `nanos`. Writes that come
    /// later are refused.
    ///
    /// @return whether it was closed
    boolean close(long nanos) throws IOException {
        boolean held = tryLock(nanos);
        if (held) {
            try {
                closed = true;
                log.close();
            } finally {
                lock.unlock();
            }
        }
        return held;
    }
}
