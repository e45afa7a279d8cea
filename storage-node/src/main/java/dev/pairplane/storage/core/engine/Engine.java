package dev.pairplane.storage.core.engine;

import dev.pairplane.storage.core.file.Directory;
import dev.pairplane.storage.core.key.CompositeKey;
import dev.pairplane.storage.core.manifest.Manifest;
import dev.pairplane.storage.core.memtable.Memtable;
import dev.pairplane.storage.core.version.OwnActor;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// One store on one data directory. Safe for use by any number of threads.
///
/// An engine is made closed to callers, answers [Refusal#RECOVERING] until [#recover] is through,
/// and [Refusal#STOPPING] from [#close] on.
public final class Engine implements AutoCloseable {

    /// With no write for this long, a fence vouches for the last ones.
    private static final long FENCE_AFTER_NANOS = Duration.ofMillis(50).toNanos();

    private final Directory root;
    private final Directory logDirectory;
    private final EngineOptions options;
    private final Environment environment;
    private final EngineListener listener;
    private final Stripes stripes = new Stripes();
    private final Gate gate;
    private volatile State state = State.RECOVERING;
    private volatile @Nullable Serving serving;
    private Directory.@Nullable Lock lock;
    private long lastSync;

    /// Where an engine is in its life.
    public enum State {
        /// Made, or reading its log.
        RECOVERING,
        /// Serving.
        OPEN,
        /// Refused to start.
        FAILED,
        /// Closing or closed.
        CLOSED
    }

    /// What there is once the store is open.
    private record Serving(
            Manifest manifest,
            Memtable memtable,
            Resolver resolver,
            LogCommitter committer,
            GroupCommit group,
            EngineEvent.Recovery recovery) {}

    /// @param root the data directory
    /// @param logDirectory where the segments are; may be on another disk
    /// @param listener told of everything that happens
    public Engine(
            Directory root,
            Directory logDirectory,
            EngineOptions options,
            Environment environment,
            EngineListener listener) {
        this.root = root;
        this.logDirectory = logDirectory;
        this.options = options;
        this.environment = environment;
        this.listener = listener;
        this.gate = new Gate(environment.nanoTime());
        this.lastSync = environment.nanoTime().getAsLong();
    }

    /// Locks the directory, recovers the store and opens it to callers. Once.
    ///
    /// @throws StartRefusedException when the store is not to be opened as it is; the engine is
    ///   closed then
    public synchronized void recover() throws StartRefusedException {
        if (state != State.RECOVERING || lock != null) {
            throw new IllegalStateException("recover is called once, on a new engine");
        }
        try {
            lock = root.lock("LOCK", environment.process() + ", node " + options.nodeId());
        } catch (IOException e) {
            state = State.FAILED;
            throw new StartRefusedException(String.valueOf(e.getMessage()), e);
        }
        try {
            Recoverer.Opened opened =
                    new Recoverer(root, logDirectory, options, environment).open();
            serve(opened);
        } catch (StartRefusedException | RuntimeException e) {
            state = State.FAILED;
            release();
            throw e;
        }
    }

    private void serve(Recoverer.Opened opened) {
        OwnActor actor = new OwnActor(options.nodeId(), opened.store());
        Resolver resolver = new Resolver(actor, options, environment);
        LogCommitter committer =
                new LogCommitter(
                        opened.log(),
                        opened.memtable(),
                        stripes,
                        resolver,
                        options,
                        environment,
                        listener);
        serving =
                new Serving(
                        opened.manifest(),
                        opened.memtable(),
                        resolver,
                        committer,
                        new GroupCommit(committer, environment.nanoTime()),
                        opened.recovery());
        gate.open();
        state = State.OPEN;
        listener.on(new EngineEvent.Recovered(opened.recovery()));
    }

    /// Applies a mutation and waits for its durability, at most `patience`; blocks on the disk.
    ///
    /// Once it was handed to the log it is carried out even if the caller has given up.
    public WriteOutcome apply(Mutation mutation, Duration patience) {
        Serving open = serving;
        if (open == null || !gate.enter()) {
            return told(notServing());
        }
        try {
            return told(apply(open, mutation, patience));
        } finally {
            gate.leave();
        }
    }

    private WriteOutcome apply(Serving open, Mutation mutation, Duration patience) {
        PendingWrite write = prepare(open, mutation);
        return switch (write.resolution) {
            case Resolution.Keep keep -> keep.outcome();
            case Resolution.Reject reject -> reject.outcome();
            case Resolution.Replace _ -> {
                if (open.committer.poisoned()) {
                    yield LogCommitter.poisonedOutcome();
                }
                if (options.syncMode() != SyncMode.ALWAYS) {
                    yield open.committer.commitWithin(write, patience)
                            ? write.outcome()
                            : new WriteOutcome.Refused(
                                    Refusal.DEADLINE_EXCEEDED,
                                    "the deadline passed before the write began");
                }
                open.group.enqueue(write);
                yield open.group.await(write, patience);
            }
        };
    }

    private PendingWrite prepare(Serving open, Mutation mutation) {
        // The order matters: a publication after this read must show.
        long seen = stripes.seen(mutation.key());
        Resolution resolution = open.resolver.resolve(open.memtable.get(mutation.key()), mutation);
        return new PendingWrite(mutation, seen, resolution);
    }

    /// Queues a mutation without waiting for it, for simulations on one thread: [#commitQueued]
    /// decides it.
    PendingWrite enqueue(Mutation mutation) {
        Serving open = serving;
        if (open == null) {
            throw new IllegalStateException("the engine does not serve");
        }
        PendingWrite write = prepare(open, mutation);
        open.group.enqueue(write);
        return write;
    }

    /// Commits one group of what was queued.
    void commitQueued() {
        Serving open = serving;
        if (open != null) {
            open.group.lead();
        }
    }

    private WriteOutcome told(WriteOutcome outcome) {
        switch (outcome) {
            case WriteOutcome.Accepted accepted ->
                    listener.on(new EngineEvent.Accepted(accepted.effect()));
            case WriteOutcome.Refused refused ->
                    listener.on(new EngineEvent.Refused(refused.reason()));
        }
        return outcome;
    }

    private WriteOutcome.Refused notServing() {
        return switch (state) {
            case RECOVERING ->
                    new WriteOutcome.Refused(Refusal.RECOVERING, "the node is recovering its log");
            case OPEN, CLOSED, FAILED ->
                    new WriteOutcome.Refused(Refusal.STOPPING, "the node is shutting down");
        };
    }

    /// Reads a key, also while the engine closes. Never blocks: in this version every version is in
    /// memory.
    public ReadOutcome read(CompositeKey key) {
        Serving open = serving;
        if (open == null) {
            WriteOutcome.Refused refused = notServing();
            return new ReadOutcome.Refused(refused.reason(), refused.message());
        }
        return new ReadOutcome.Answer(open.memtable.get(key));
    }

    /// Does what is due in the background: the sync of mode [SyncMode#INTERVAL], a fence after
    /// silence.
    ///
    /// Called again and again by one thread, about every 10 ms.
    public void maintain() {
        Serving open = serving;
        if (open == null || state != State.OPEN) {
            return;
        }
        long now = environment.nanoTime().getAsLong();
        switch (options.syncMode()) {
            case ALWAYS -> open.committer.fenceWhenSilentFor(FENCE_AFTER_NANOS);
            case INTERVAL -> {
                if (now - lastSync >= options.syncInterval().toNanos()) {
                    lastSync = now;
                    open.committer.syncWritten();
                }
                open.committer.fenceWhenSilentFor(FENCE_AFTER_NANOS);
            }
            case NONE -> {
                // The system writes back when it sees fit.
            }
        }
    }

    /// How the engine is. Never blocks.
    public EngineStatus status() {
        Serving open = serving;
        if (open == null) {
            return EngineStatus.closed(state);
        }
        LogCommitter.LogStatus log = open.committer.status();
        return new EngineStatus(
                state,
                open.committer.poisoned(),
                open.memtable.bytes(),
                open.memtable.count(),
                options.memtableBytes(),
                open.manifest.segmentCount(),
                log.bytes(),
                log.lastSeq(),
                log.unsyncedBytes(),
                log.activeSegment(),
                open.group.oldestWait(),
                Optional.of(open.recovery));
    }

    /// Takes no more mutations, lets those under way end within `patience`, seals the log and gives
    /// the directory back. Twice is safe.
    ///
    /// @return whether all of that happened; if not, the next start recovers
    public boolean close(Duration patience) {
        boolean drained = gate.close(patience.toNanos());
        synchronized (this) {
            Serving open = serving;
            if (open == null || state != State.OPEN) {
                state = state == State.FAILED ? State.FAILED : State.CLOSED;
                return drained;
            }
            state = State.CLOSED;
            return close(open, patience) && drained;
        }
    }

    private boolean close(Serving open, Duration patience) {
        boolean sealed = false;
        try {
            if (!open.committer.close(patience.toNanos())) {
                // A write hangs in the disk and may yet come through: the directory stays ours.
                return false;
            }
            sealed = true;
        } catch (IOException e) {
            listener.on(new EngineEvent.AppendFailed("closing: " + e.getMessage()));
        }
        try {
            open.manifest.close();
        } catch (IOException e) {
            sealed = false;
            listener.on(new EngineEvent.AppendFailed("closing: " + e.getMessage()));
        }
        release();
        return sealed;
    }

    @Override
    public void close() {
        close(Duration.ofSeconds(30));
    }

    private void release() {
        Directory.Lock held = lock;
        if (held != null) {
            try {
                held.close();
            } catch (IOException e) {
                listener.on(new EngineEvent.AppendFailed("releasing the lock: " + e.getMessage()));
            }
        }
    }
}
