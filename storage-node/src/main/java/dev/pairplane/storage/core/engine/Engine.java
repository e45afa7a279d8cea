package dev.pairplane.storage.core.engine;

import dev.pairplane.storage.core.file.Directory;
import dev.pairplane.storage.core.framing.CorruptFileException;
import dev.pairplane.storage.core.key.CompositeKey;
import dev.pairplane.storage.core.range.GivenUpException;
import dev.pairplane.storage.core.range.RangeRequest;
import dev.pairplane.storage.core.sstable.BlockCache;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/// One store on one data directory. Safe for use by any number of threads.
///
/// An engine is made closed to callers, answers [Refusal#RECOVERING] until [#recover] is through,
/// and [Refusal#STOPPING] from [#close] on.
public final class Engine implements AutoCloseable {

    /// With no write for this long, a fence vouches for the last ones.
    private static final long FENCE_AFTER_NANOS = Duration.ofMillis(50).toNanos();

    /// In mode [SyncMode#NONE], as much is left to the system to write back.
    private static final long WRITTEN_BACK_BYTES = 8 << 20;

    private static final long TELL_AFTER_NANOS = Duration.ofSeconds(1).toNanos();

    private final Directory root;
    private final Directory logDirectory;
    private final Directory tableDirectory;
    private final EngineOptions options;
    private final Environment environment;
    private final EngineListener listener;
    private final Stripes stripes = new Stripes();
    private final DiskWatch disks;
    private final Gate gate;
    private volatile State state = State.RECOVERING;
    private volatile @Nullable Serving serving;
    private volatile @Nullable Checkpoints checkpoints;
    private Directory.@Nullable Lock lock;
    private long lastSync;
    private long lastTold;
    private BlockCache.Figures toldBlocks = BlockCache.Figures.NONE;

    /// A stop that was not in order.
    private boolean leftOpen;

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

    /// @param root the data directory
    /// @param logDirectory where the segments are; may be on another disk
    /// @param tableDirectory where tables are
    /// @param listener told of everything that happens
    public Engine(
            Directory root,
            Directory logDirectory,
            Directory tableDirectory,
            EngineOptions options,
            Environment environment,
            EngineListener listener) {
        this.root = root;
        this.logDirectory = logDirectory;
        this.tableDirectory = tableDirectory;
        this.options = options;
        this.environment = environment;
        this.listener = listener;
        this.disks =
                new DiskWatch(
                        List.of(root, logDirectory, tableDirectory),
                        options.disk(),
                        environment.nanoTime(),
                        listener);
        this.gate = new Gate(environment.nanoTime());
        this.lastSync = environment.nanoTime().getAsLong();
        this.lastTold = lastSync;
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
                    new Recoverer(root, logDirectory, tableDirectory, options, environment).open();
            serve(opened);
        } catch (StartRefusedException | RuntimeException e) {
            state = State.FAILED;
            release();
            throw e;
        }
    }

    private void serve(Recoverer.Opened opened) {
        Serving open =
                Serving.of(
                        opened, logDirectory, disks, gate, stripes, options, environment, listener);
        serving = open;
        checkpoints = new Checkpoints(root, options.nodeId(), open, environment);
        disks.look();
        gate.open();
        state = State.OPEN;
        listener.on(new EngineEvent.Recovered(opened.recovery()));
        open.compactor().wake();
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
        Optional<WriteOutcome.Refused> noRoom = disks.refusal(mutation);
        if (noRoom.isPresent()) {
            return noRoom.orElseThrow();
        }
        PendingWrite write;
        try {
            write = prepare(open, mutation);
        } catch (IOException e) {
            return new WriteOutcome.Refused(Refusal.READ_FAILED, unreadable(e));
        }
        return switch (write.resolution) {
            case Resolution.Keep keep -> keep.outcome();
            case Resolution.Reject reject -> reject.outcome();
            case Resolution.Replace _ -> {
                if (open.committer().poisoned()) {
                    yield LogCommitter.poisonedOutcome();
                }
                if (options.syncMode() != SyncMode.ALWAYS) {
                    yield open.committer().commitWithin(write, patience)
                            ? write.outcome()
                            : new WriteOutcome.Refused(
                                    Refusal.DEADLINE_EXCEEDED,
                                    "the deadline passed before the write began");
                }
                open.group().enqueue(write);
                yield open.group().await(write, patience);
            }
        };
    }

    private PendingWrite prepare(Serving open, Mutation mutation) throws IOException {
        // The order matters: a publication after this read must show.
        long seen = stripes.seen(mutation.key());
        PendingWrite.Stored stored = open.stored().forWrite(mutation.key());
        Resolution resolution = open.resolver().resolve(stored.set(), mutation);
        return new PendingWrite(mutation, seen, stored, resolution);
    }

    static String unreadable(IOException cause) {
        return "what is stored under the key could not be read: " + cause.getMessage();
    }

    /// Queues a mutation without waiting for it, for simulations on one thread: [#commitQueued]
    /// decides it.
    PendingWrite enqueue(Mutation mutation) throws IOException {
        Serving open = serving;
        if (open == null) {
            throw new IllegalStateException("the engine does not serve");
        }
        PendingWrite write = prepare(open, mutation);
        open.group().enqueue(write);
        return write;
    }

    /// Commits one group of what was queued.
    void commitQueued() {
        Serving open = serving;
        if (open != null) {
            open.group().lead();
        }
    }

    /// The parts, for benchmarks that write and read past versions and clocks.
    ///
    /// @throws IllegalStateException when the engine does not serve
    Serving parts() {
        Serving open = serving;
        if (open == null) {
            throw new IllegalStateException("the engine does not serve");
        }
        return open;
    }

    /// What goes with them.
    Stripes stripes() {
        return stripes;
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

    /// Whether it serves, but takes no mutations.
    private boolean isDraining() {
        Serving open = serving;
        return state == State.OPEN && open != null && open.drain().state().begun();
    }

    private static WriteOutcome.Refused draining() {
        return new WriteOutcome.Refused(
                Refusal.DRAINING,
                "the node is draining, and takes no writes until it is started again");
    }

    private static WriteOutcome.Refused stopping() {
        return new WriteOutcome.Refused(Refusal.STOPPING, "the node is shutting down");
    }

    private WriteOutcome.Refused notServing() {
        return switch (state) {
            case RECOVERING ->
                    new WriteOutcome.Refused(Refusal.RECOVERING, "the node is recovering its log");
            case OPEN, CLOSED, FAILED -> isDraining() ? draining() : stopping();
        };
    }

    /// Reads a key if what it holds is in memory, or no table can have it. Never blocks.
    ///
    /// @return empty when only [#read] can tell
    public Optional<ReadOutcome> readNow(CompositeKey key) {
        Serving open = serving;
        if (open == null) {
            return Optional.of(read(key));
        }
        return open.stored().inMemory(key).map(ReadOutcome.Answer::new);
    }

    /// Reads a key, also while the engine closes. Blocks on the disk when it is not in memory.
    public ReadOutcome read(CompositeKey key) {
        Serving open = serving;
        if (open == null) {
            WriteOutcome.Refused refused = notServing();
            return new ReadOutcome.Refused(refused.reason(), refused.message());
        }
        try {
            return new ReadOutcome.Answer(open.stored().read(key));
        } catch (CorruptFileException e) {
            return new ReadOutcome.Refused(Refusal.DAMAGED, unreadable(e));
        } catch (IOException e) {
            return new ReadOutcome.Refused(Refusal.READ_FAILED, unreadable(e));
        }
    }

    /// Reads a page of a range as it is now. Blocks on the disk.
    ///
    /// @param givenUp asked now and then; when it says so, the page is not read to its end
    public RangeOutcome read(RangeRequest request, BooleanSupplier givenUp) {
        return read(request, Long.MAX_VALUE, givenUp);
    }

    private RangeOutcome read(RangeRequest request, long maxSeq, BooleanSupplier givenUp) {
        Serving open = serving;
        if (open == null || state != State.OPEN) {
            WriteOutcome.Refused refused = notServing();
            return new RangeOutcome.Refused(refused.reason(), refused.message());
        }
        try {
            return new RangeOutcome.Page(open.stored().read(request, maxSeq, givenUp));
        } catch (GivenUpException e) {
            return new RangeOutcome.Refused(
                    Refusal.DEADLINE_EXCEEDED, String.valueOf(e.getMessage()));
        } catch (CorruptFileException e) {
            return new RangeOutcome.Refused(
                    Refusal.DAMAGED, "a part of the range could not be read: " + e.getMessage());
        } catch (IOException e) {
            return new RangeOutcome.Refused(
                    Refusal.READ_FAILED,
                    "a part of the range could not be read: " + e.getMessage());
        }
    }

    /// Takes a snapshot: whatever was acknowledged before is in it, and nothing that begins later.
    /// Waits for the group of writes that is under way.
    public SnapshotOutcome snapshot() {
        Serving open = serving;
        if (open == null || state != State.OPEN) {
            WriteOutcome.Refused refused = notServing();
            return new SnapshotOutcome.Refused(refused.reason(), refused.message());
        }
        return new SnapshotOutcome.Taken(
                new OpenSnapshot(open.snapshots(), this::read, open.committer().beginSnapshot()));
    }

    /// Takes no more mutations until the next start, brings everything acknowledged into tables,
    /// and breaks off merges; waits for that at most `patience`. Reads go on. Asked again, it says
    /// how far that is.
    public DrainState drain(Duration patience) {
        Serving open = serving;
        if (open == null || state != State.OPEN) {
            return new DrainState(DrainState.Stage.FAILED, notServing().message());
        }
        open.drain().begin();
        return open.drain().await(patience);
    }

    /// Makes a checkpoint under the data directory, in `backup/` and its name: a store by itself,
    /// with whatever was acknowledged before. Writes and reads go on; a node that is being drained,
    /// or was, makes one too.
    ///
    /// @param name a plain file name
    /// @param patience how long to wait for what is in memory to be flushed
    public CheckpointOutcome checkpoint(String name, Duration patience) {
        Checkpoints open = checkpoints;
        if (open == null || state != State.OPEN) {
            WriteOutcome.Refused refused = notServing();
            return new CheckpointOutcome.Refused(refused.reason(), refused.message());
        }
        return open.make(name, patience);
    }

    /// Does what is due in the background: the sync of mode [SyncMode#INTERVAL], a fence after
    /// silence, and once more what has failed.
    ///
    /// Called again and again by one thread, about every 10 ms.
    public void maintain() {
        Serving open = serving;
        if (open == null || state != State.OPEN) {
            return;
        }
        // What failed is tried again.
        open.flusher().wake();
        open.compactor().wake();
        long now = environment.nanoTime().getAsLong();
        tellBlocks(open, now);
        open.writeClock();
        disks.look();
        open.drain().advance();
        switch (options.syncMode()) {
            case ALWAYS -> open.committer().fenceWhenSilentFor(FENCE_AFTER_NANOS);
            case INTERVAL -> {
                if (now - lastSync >= options.syncInterval().toNanos()) {
                    lastSync = now;
                    open.committer().syncWritten();
                }
                open.committer().fenceWhenSilentFor(FENCE_AFTER_NANOS);
            }
            case NONE -> {
                // Else the end of a segment, which is synced, would have writers wait for all of
                // it.
                if (open.committer().status().unsyncedBytes() >= WRITTEN_BACK_BYTES) {
                    open.committer().syncWritten();
                }
            }
        }
    }

    private void tellBlocks(Serving open, long now) {
        if (now - lastTold < TELL_AFTER_NANOS) {
            return;
        }
        lastTold = now;
        BlockCache.Figures blocks = open.tables().figures().cache();
        if (blocks.hits() != toldBlocks.hits() || blocks.misses() != toldBlocks.misses()) {
            listener.on(
                    new EngineEvent.BlocksRead(
                            blocks.hits() - toldBlocks.hits(),
                            blocks.misses() - toldBlocks.misses()));
            toldBlocks = blocks;
        }
    }

    /// How the engine is. Never blocks.
    public EngineStatus status() {
        Serving open = serving;
        if (open == null) {
            return EngineStatus.closed(state);
        }
        LogCommitter.LogStatus log = open.committer().status();
        TableStore.Figures tables = open.tables().figures();
        return new EngineStatus(
                state,
                open.committer().poisoned(),
                open.memtables().bytes(),
                open.memtables().count(),
                open.memtables().count() + tables.entries(),
                options.memtableBytes() * options.tables().memtables(),
                open.memtables().waiting(),
                tables.levels(),
                open.compactor().damaged(),
                tables.cache(),
                open.snapshots().count(),
                open.drain().state(),
                disks.level(),
                open.manifest().segmentCount(),
                log.bytes(),
                log.lastSeq(),
                log.unsyncedBytes(),
                log.activeSegment(),
                open.group().oldestWait(),
                Optional.of(open.recovery()));
    }

    /// Takes no more mutations, lets those under way end within `patience`, seals the log and gives
    /// the directory back. Twice is safe.
    ///
    /// @return whether all of that happened; if not, the next start recovers
    public boolean close(Duration patience) {
        long deadline = environment.nanoTime().getAsLong() + patience.toNanos();
        boolean drained = gate.close(patience.toNanos());
        synchronized (this) {
            Serving open = serving;
            if (open == null || state != State.OPEN) {
                state = state == State.FAILED ? State.FAILED : State.CLOSED;
                return drained && !leftOpen;
            }
            state = State.CLOSED;
            boolean sealed = close(open, deadline);
            leftOpen = !sealed;
            return sealed && drained;
        }
    }

    private long left(long deadline) {
        return Math.max(0, deadline - environment.nanoTime().getAsLong());
    }

    private boolean close(Serving open, long deadline) {
        boolean sealed = false;
        if (!open.tasks().stop(left(deadline))) {
            // They may yet change the manifest: the directory stays ours.
            return false;
        }
        try {
            if (!open.committer().close(left(deadline))) {
                // A write hangs in the disk and may yet come through: the directory stays ours.
                return false;
            }
            sealed = true;
        } catch (IOException e) {
            listener.on(new EngineEvent.AppendFailed("closing: " + e.getMessage()));
        }
        try {
            open.manifest().close();
            open.tables().close();
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
