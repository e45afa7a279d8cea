package dev.pairplane.storage.core.engine;

import dev.pairplane.storage.core.engine.PendingWrite.State;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/// Leader/follower group commit: there is no log thread.
///
/// The first writer to arrive leads: it takes what is queued as one group, commits it, hands the
/// lead to the head of what has queued up meanwhile, and wakes its followers. With a slow disk that
/// alone would settle at groups of half the writers, because those just woken arrive a moment too
/// late for the group that starts; so a new leader waits until as many have queued as the last
/// group had, for at most an eighth of the last sync's time.
final class GroupCommit {

    static final int MAX_WRITERS = 4096;
    static final int MAX_BYTES = 1 << 20;

    /// Shorter waits are spent spinning: parking takes longer than that.
    private static final long PARK_NANOS = 50_000;

    private final Committer committer;
    private final LongSupplier nanoTime;
    private final ArrayDeque<PendingWrite> queue = new ArrayDeque<>();
    private boolean led;
    private int lastGroup;
    private long lastSyncNanos;

    private boolean inProgress;

    /// When the oldest write of the group in progress was queued.
    private long inProgressSince;

    private volatile int awaited;
    private volatile @Nullable Thread waitingLeader;

    /// Commits one group; see [#lead].
    @FunctionalInterface
    interface Committer {
        /// Decides every write of the group.
        ///
        /// @return how long the sync took, in ns
        long commit(List<PendingWrite> group);
    }

    GroupCommit(Committer committer, LongSupplier nanoTime) {
        this.committer = committer;
        this.nanoTime = nanoTime;
    }

    /// Queues a write. Its state says whether its thread is to lead.
    void enqueue(PendingWrite write) {
        write.queuedAt = nanoTime.getAsLong();
        Thread wake = null;
        synchronized (this) {
            queue.add(write);
            if (!led) {
                led = true;
                write.state = State.LEADER;
            } else if (queue.size() >= awaited) {
                wake = waitingLeader;
            }
        }
        if (wake != null) {
            LockSupport.unpark(wake);
        }
    }

    /// Waits until a queued write is decided, leading when it is its turn.
    ///
    /// @return the outcome; when `patience` ran out, [Refusal#DEADLINE_EXCEEDED] if it was not
    ///   taken into a group, [Refusal#INDETERMINATE] if it was
    WriteOutcome await(PendingWrite write, Duration patience) {
        long deadline = nanoTime.getAsLong() + patience.toNanos();
        boolean interrupted = false;
        try {
            while (true) {
                switch (write.state) {
                    case DONE -> {
                        return write.outcome();
                    }
                    case LEADER -> lead();
                    case CANCELLED, QUEUED, TAKEN -> {
                        long left = deadline - nanoTime.getAsLong();
                        if (left <= 0) {
                            WriteOutcome late = giveUp(write);
                            if (late != null) {
                                return late;
                            }
                        } else {
                            LockSupport.parkNanos(this, left);
                            // A set flag would make every further park return at once.
                            interrupted |= Thread.interrupted();
                        }
                    }
                }
            }
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private synchronized @Nullable WriteOutcome giveUp(PendingWrite write) {
        return switch (write.state) {
            case QUEUED -> {
                queue.remove(write);
                write.state = State.CANCELLED;
                yield new WriteOutcome.Refused(
                        Refusal.DEADLINE_EXCEEDED, "the deadline passed before the write began");
            }
            case TAKEN ->
                    new WriteOutcome.Refused(
                            Refusal.INDETERMINATE,
                            "the deadline passed while the write was being made durable");
            case LEADER, DONE, CANCELLED -> null;
        };
    }

    /// Commits one group, and hands on. Called by the thread whose write has state [State#LEADER].
    void lead() {
        awaitFollowers();
        List<PendingWrite> group = take();
        long syncNanos = 0;
        try {
            syncNanos = committer.commit(group);
        } finally {
            handOn(group, syncNanos);
        }
    }

    private void awaitFollowers() {
        int target;
        long limit;
        synchronized (this) {
            target = Math.min(lastGroup, MAX_WRITERS);
            limit = lastSyncNanos / 8;
            if (target <= queue.size() || limit <= 0) {
                return;
            }
            awaited = target;
            waitingLeader = Thread.currentThread();
        }
        long deadline = nanoTime.getAsLong() + limit;
        long left = limit;
        while (left > 0 && queued() < target) {
            if (left > PARK_NANOS) {
                LockSupport.parkNanos(this, left);
            } else {
                Thread.onSpinWait();
            }
            left = deadline - nanoTime.getAsLong();
        }
        waitingLeader = null;
        awaited = 0;
    }

    private synchronized int queued() {
        return queue.size();
    }

    private synchronized List<PendingWrite> take() {
        List<PendingWrite> group = new ArrayList<>(Math.min(queue.size(), MAX_WRITERS));
        long bytes = 0;
        while (!queue.isEmpty() && group.size() < MAX_WRITERS) {
            PendingWrite next = queue.getFirst();
            bytes += next.bytes();
            if (!group.isEmpty() && bytes > MAX_BYTES) {
                break;
            }
            next.state = State.TAKEN;
            group.add(queue.removeFirst());
        }
        inProgress = true;
        inProgressSince = group.getFirst().queuedAt;
        return group;
    }

    private void handOn(List<PendingWrite> group, long syncNanos) {
        PendingWrite next;
        synchronized (this) {
            lastGroup = group.size();
            lastSyncNanos = syncNanos;
            inProgress = false;
            next = queue.peekFirst();
            if (next == null) {
                led = false;
            } else {
                next.state = State.LEADER;
            }
        }
        if (next != null) {
            LockSupport.unpark(next.thread);
        }
        for (PendingWrite write : group) {
            if (!write.decided()) {
                write.decide(
                        new WriteOutcome.Refused(
                                Refusal.INDETERMINATE, "the commit ended without a decision"));
            }
            write.state = State.DONE;
            LockSupport.unpark(write.thread);
        }
    }

    /// How long the oldest undecided write has waited, in ns; 0 when there is none.
    synchronized long oldestWait() {
        if (inProgress) {
            return nanoTime.getAsLong() - inProgressSince;
        }
        PendingWrite oldest = queue.peekFirst();
        return oldest == null ? 0 : nanoTime.getAsLong() - oldest.queuedAt;
    }
}
