package dev.pairplane.storage.core.engine;

import dev.pairplane.storage.core.framing.PoisonedException;
import dev.pairplane.storage.core.memtable.Memtables;
import java.time.Duration;
import java.util.function.LongSupplier;

/// Brings an engine to rest: no new mutation, then nothing in memory that is not in tables, then no
/// merge. Each step waits until the one before is through, and is tried again and again by
/// [#advance]; nothing in it blocks. Safe for several threads.
final class Drain {
    private final Gate gate;
    private final Memtables memtables;
    private final Rotation rotation;
    private final Flusher flusher;
    private final Compactor compactor;
    private final LogCommitter committer;
    private final LongSupplier nanoTime;
    private volatile DrainState state = DrainState.NONE;

    Drain(
            Gate gate,
            Memtables memtables,
            Rotation rotation,
            Flusher flusher,
            Compactor compactor,
            LogCommitter committer,
            LongSupplier nanoTime) {
        this.gate = gate;
        this.memtables = memtables;
        this.rotation = rotation;
        this.flusher = flusher;
        this.compactor = compactor;
        this.committer = committer;
        this.nanoTime = nanoTime;
    }

    DrainState state() {
        return state;
    }

    /// Begins, unless it has begun already.
    synchronized void begin() {
        if (!state.begun()) {
            state = new DrainState(DrainState.Stage.DRAINING, "");
            gate.close(0);
        }
    }

    /// Waits until it is through, at most `patience`.
    synchronized DrainState await(Duration patience) {
        long deadline = nanoTime.getAsLong() + patience.toNanos();
        boolean interrupted = false;
        long left = patience.toNanos();
        while (state.stage() == DrainState.Stage.DRAINING && left > 0) {
            try {
                wait(left / 1_000_000 + 1);
            } catch (InterruptedException e) {
                interrupted = true;
            }
            left = deadline - nanoTime.getAsLong();
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
        return state;
    }

    /// Does what can be done now. Called again and again.
    void advance() {
        if (state.stage() != DrainState.Stage.DRAINING) {
            return;
        }
        if (committer.poisoned()) {
            ended(
                    DrainState.Stage.FAILED,
                    "a sync failed: what is not in tables stays in the log, and the next start"
                            + " brings it into tables");
        } else if (gate.close(0) && isInTables() && compactor.isIdle()) {
            ended(DrainState.Stage.DRAINED, "");
        }
    }

    private boolean isInTables() {
        compactor.halt();
        try {
            boolean rotated = rotation.rotateNow();
            flusher.wake();
            return rotated && memtables.waiting() == 0;
        } catch (PoisonedException e) {
            committer.poison(e);
            return false;
        }
    }

    private synchronized void ended(DrainState.Stage stage, String reason) {
        state = new DrainState(stage, reason);
        notifyAll();
    }
}
