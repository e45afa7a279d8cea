package dev.pairplane.storage.core.engine;

import dev.pairplane.storage.core.framing.Frame;
import dev.pairplane.storage.core.key.CompositeKey;
import dev.pairplane.storage.core.levels.LevelCursor;
import dev.pairplane.storage.core.levels.LevelSets;
import dev.pairplane.storage.core.memtable.Memtable;
import dev.pairplane.storage.core.memtable.Memtables;
import dev.pairplane.storage.core.sstable.EntryCursor;
import dev.pairplane.storage.core.sstable.MergingCursor;
import dev.pairplane.storage.core.sstable.Table;
import dev.pairplane.storage.core.version.MalformedVersionSetException;
import dev.pairplane.storage.core.version.VectorClock;
import dev.pairplane.storage.core.version.Version;
import dev.pairplane.storage.core.version.VersionSet;
import dev.pairplane.storage.core.version.VersionSetCodec;
import dev.pairplane.storage.core.wal.LogRecord;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// An open engine without what it knows of clocks: writes that read and merge nothing, reads that
/// decode nothing, for benchmarks. All below is the engine's own: log, group commit, memtables,
/// flushes, merges, tables, block cache.
public final class RawEngine {
    private static final Duration PATIENCE = Duration.ofMinutes(10);

    private final Engine engine;
    private final boolean synced;
    private final GroupCommit group;
    private final LogCommitter committer;
    private final Memtables memtables;
    private final TableStore tables;
    private final Stripes stripes;

    /// Takes the parts out of an engine.
    ///
    /// @param engine that has recovered
    /// @param mode the one in its options
    public RawEngine(Engine engine, SyncMode mode) {
        this.engine = engine;
        this.synced = mode == SyncMode.ALWAYS;
        Serving parts = engine.parts();
        this.group = parts.group();
        this.committer = parts.committer();
        this.memtables = parts.memtables();
        this.tables = parts.tables();
        this.stripes = engine.stripes();
    }

    /// Puts an encoded set in the place of whatever is there, without looking.
    ///
    /// Where writes are not synced, there is one writer at a time: nothing is resolved anew then,
    /// and nothing needs to be decoded.
    ///
    /// @param encoded given up by the caller
    public void put(CompositeKey key, byte[] encoded) throws MalformedVersionSetException {
        var write =
                new PendingWrite(
                        synced
                                ? decoded(key, encoded)
                                : Mutation.delete(key, VectorClock.EMPTY, 0, 0),
                        stripes.seen(key),
                        new PendingWrite.Stored(VersionSet.EMPTY, memtables.epoch()),
                        new Resolution.Replace(
                                VersionSet.EMPTY,
                                new LogRecord(Frame.PUT, key, encoded),
                                WriteOutcome.Effect.STORED));
        WriteOutcome outcome;
        if (synced) {
            group.enqueue(write);
            outcome = group.await(write, PATIENCE);
        } else if (committer.commitWithin(write, PATIENCE)) {
            outcome = write.outcome();
        } else {
            throw new IllegalStateException("the log was not to be had");
        }
        requireAccepted(outcome);
    }

    private static Mutation decoded(CompositeKey key, byte[] encoded)
            throws MalformedVersionSetException {
        Version version = VersionSetCodec.decode(ByteBuffer.wrap(encoded)).versions().getFirst();
        return Mutation.write(key, version.clock(), version.value(), version.timestamp());
    }

    /// A write as the node does it: reads what is stored, merges, and writes what comes of it.
    public void apply(Mutation mutation) {
        requireAccepted(engine.apply(mutation, PATIENCE));
    }

    private static void requireAccepted(WriteOutcome outcome) {
        if (outcome instanceof WriteOutcome.Refused refused) {
            throw new IllegalStateException(refused.toString());
        }
    }

    /// The encoded set of a key, as an array of its own; nothing when there is none.
    public byte @Nullable [] get(CompositeKey key) throws IOException {
        Memtable.Entry entry = memtables.find(key);
        if (entry != null) {
            return entry.encoded().clone();
        }
        byte[] bytes = key.bytes();
        try (LevelSets.Hold hold = tables.hold()) {
            Table.Found found = hold.set().get(bytes, Table.hash(bytes), Long.MAX_VALUE);
            return found == null
                    ? null
                    : Arrays.copyOfRange(
                            found.bytes(), found.offset(), found.offset() + found.length());
        }
    }

    /// Whether no memtable waits to be flushed.
    public boolean flushed() {
        return memtables.waiting() == 0;
    }

    /// A walk through the tables; empty while memtables hold anything, which it would leave out.
    public Optional<Walk> walk() {
        return memtables.count() > 0 ? Optional.empty() : Optional.of(new Walk(tables.hold()));
    }

    /// Each key once, with its newest set. For one thread.
    public static final class Walk implements AutoCloseable {
        private final LevelSets.Hold hold;
        private final List<LevelCursor> levels;
        private final EntryCursor cursor;
        private byte[] last = new byte[64];
        private int lastLength = -1;

        private Walk(LevelSets.Hold hold) {
            this.hold = hold;
            this.levels = hold.set().cursors(true);
            this.cursor = new MergingCursor(levels);
        }

        /// Goes to the first key.
        public boolean first() throws IOException {
            return cursor.first() && remember();
        }

        /// Goes to the first key that is not below this one.
        public boolean seek(byte[] key) throws IOException {
            return cursor.seek(key, key.length) && remember();
        }

        /// Goes to the next key, past older versions of this one.
        public boolean next() throws IOException {
            do {
                if (!cursor.next()) {
                    return false;
                }
            } while (Arrays.equals(cursor.key(), 0, cursor.keyLength(), last, 0, lastLength));
            return remember();
        }

        private boolean remember() {
            lastLength = cursor.keyLength();
            if (last.length < lastLength) {
                last = new byte[lastLength];
            }
            System.arraycopy(cursor.key(), 0, last, 0, lastLength);
            return true;
        }

        /// Where it is.
        public EntryCursor at() {
            return cursor;
        }

        @Override
        public void close() {
            levels.forEach(LevelCursor::close);
            hold.close();
        }
    }
}
