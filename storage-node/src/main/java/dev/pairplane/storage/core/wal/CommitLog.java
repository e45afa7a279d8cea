package dev.pairplane.storage.core.wal;

import dev.pairplane.storage.core.file.Directory;
import dev.pairplane.storage.core.file.DiskFullException;
import dev.pairplane.storage.core.framing.Frame;
import dev.pairplane.storage.core.framing.FramedWriter;
import dev.pairplane.storage.core.framing.PoisonedException;
import dev.pairplane.storage.core.manifest.Edit;
import dev.pairplane.storage.core.manifest.Manifest;
import dev.pairplane.storage.core.manifest.TableChange;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.Executor;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/// The writing side of the log.
///
/// One thread at a time, but for [#force(FramedWriter.Mark)]: the caller holds a lock. Sequence
/// numbers are given out here, one to a record, without gaps.
public final class CommitLog implements AutoCloseable {

    /// In the modes that do not sync each group, a fence and padding go in at least this often.
    private static final long UNFENCED_BYTES = 1 << 20;

    private final Directory directory;
    private final Manifest manifest;
    private final SegmentFactory factory;
    private final long segmentBytes;
    private @Nullable FramedWriter writer;

    /// The writer that another thread is forcing; a roll meanwhile leaves its file open.
    private @Nullable FramedWriter forcing;

    private long activeSegment;
    private long activeSince;
    private final NavigableMap<Long, Sealed> sealed = new TreeMap<>();
    private long lastSeq;
    private long sinceFence;
    private long sealedBytes;
    private boolean poisoned;

    /// A segment that takes nothing more.
    ///
    /// @param lastSeq the last sequence number in it
    /// @param bytes of it that count
    public record Sealed(long lastSeq, long bytes) {}

    /// What is set of a log.
    ///
    /// @param segmentBytes size of a segment; a larger group gets a larger one
    /// @param synced whether each group is synced: segments are then zero-filled before they are
    ///   used. Where nobody waits for a sync that would only double what is written
    /// @param ahead how many zero-filled files to keep ready
    /// @param nonces random numbers
    /// @param clockMs wall clock in ms; for people only
    public record Options(
            long segmentBytes,
            boolean synced,
            int ahead,
            LongSupplier nonces,
            LongSupplier clockMs) {
        /// Smallest segment: header, one group, seal.
        public static final long MIN_SEGMENT = 16L * Frame.BLOCK;

        /// Checks the ranges.
        public Options {
            if (segmentBytes < MIN_SEGMENT || ahead < 0) {
                throw new IllegalArgumentException(
                        "segments of " + segmentBytes + " bytes, " + ahead + " ahead");
            }
            segmentBytes -= segmentBytes % Frame.BLOCK;
        }
    }

    /// A log without an active segment; see [#start].
    ///
    /// @param background zero-fills segments ahead of use
    public CommitLog(
            Directory directory,
            Manifest manifest,
            UUID store,
            Options options,
            Executor background)
            throws IOException {
        this.directory = directory;
        this.manifest = manifest;
        this.segmentBytes = options.segmentBytes();
        this.factory =
                new SegmentFactory(directory, store, manifest.segments(), options, background);
    }

    /// Opens the first segment of this process's lifetime.
    ///
    /// One edit of the manifest puts it in force, in the place of `retired`, together with the
    /// tables that hold what those held.
    ///
    /// @param after the last sequence number in use
    /// @param kept segments that stay in force, by number
    public void start(long after, Map<Long, Sealed> kept, List<Long> retired, TableChange tables)
            throws IOException {
        this.lastSeq = after;
        this.sealed.putAll(kept);
        this.sealedBytes = kept.values().stream().mapToLong(Sealed::bytes).sum();
        activate(firstSegment(), retired, tables);
        factory.prepareSoon();
    }

    /// A start frees room, by retiring segments: it must not fail for want of a zero-filled file.
    private SegmentFactory.Fresh firstSegment() throws IOException {
        try {
            return factory.next(lastSeq + 1);
        } catch (DiskFullException e) {
            return factory.growing(lastSeq + 1);
        }
    }

    private void activate(SegmentFactory.Fresh fresh, List<Long> retired, TableChange tables)
            throws IOException {
        List<Long> added = List.of(fresh.header().number());
        try {
            manifest.apply(new Edit(added, retired, tables, lastSeq, false));
        } catch (PoisonedException e) {
            poisoned = true;
            throw e;
        } catch (IOException e) {
            factory.discard(fresh);
            throw e;
        }
        writer = new FramedWriter(fresh.file(), fresh.header(), fresh.size(), lastSeq);
        activeSegment = fresh.header().number();
        activeSince = lastSeq;
        sinceFence = 0;
    }

    /// Appends records as one group; they are written, not yet durable.
    ///
    /// @param synced whether the caller will sync this group before it acknowledges: it is then
    ///   padded and fenced
    /// @return the sequence number of the first record
    /// @throws PoisonedException when the log can take nothing more
    /// @throws IOException when nothing was appended; its numbers are given out again
    public long append(List<LogRecord> records, boolean synced) throws IOException {
        long bytes = FramedWriter.groupOverhead();
        for (LogRecord record : records) {
            bytes += FramedWriter.spaceFor(record.length());
        }
        FramedWriter active = roomFor(bytes);
        long first = lastSeq + 1;
        boolean fenced = synced || sinceFence >= UNFENCED_BYTES;
        try {
            active.begin(fenced);
            long seq = lastSeq;
            for (LogRecord record : records) {
                active.add(record.type(), ++seq, record);
            }
            active.write(seq, synced);
            lastSeq = seq;
        } catch (PoisonedException e) {
            poisoned = true;
            throw e;
        }
        sinceFence = fenced ? bytes : sinceFence + bytes;
        return first;
    }

    private FramedWriter roomFor(long bytes) throws IOException {
        if (poisoned) {
            throw new PoisonedException(
                    "the commit log", new IOException("an earlier sync failed"));
        }
        FramedWriter active = writer;
        boolean fresh = lastSeq == activeSince;
        if (active != null
                && !fresh
                && active.position() + bytes + FramedWriter.groupOverhead() > segmentBytes) {
            seal(active, false);
            active = null;
        }
        if (active == null) {
            activate(factory.next(lastSeq + 1), List.of(), TableChange.NONE);
            active = writer;
        }
        if (active == null) {
            throw new IllegalStateException("no active segment");
        }
        return active;
    }

    private void seal(FramedWriter active, boolean clean) throws IOException {
        try {
            active.begin(true);
            active.addSeal(clean);
            active.write(lastSeq, true);
            active.sync();
        } catch (PoisonedException e) {
            poisoned = true;
            throw e;
        }
        writer = null;
        sealed.put(activeSegment, new Sealed(lastSeq, active.position()));
        sealedBytes += active.position();
        if (active != forcing) {
            active.trim();
            active.close();
        }
    }

    /// Ends the active segment, so that what was appended so far can be retired without what comes.
    ///
    /// @throws IOException when it could not be sealed; it goes on
    public void roll() throws IOException {
        FramedWriter active = writer;
        if (active != null && !poisoned && lastSeq != activeSince) {
            seal(active, false);
        }
    }

    /// The segments that hold nothing above a sequence number, and take nothing more.
    public List<Long> upTo(long seq) {
        return sealed.entrySet().stream()
                .filter(segment -> segment.getValue().lastSeq() <= seq)
                .map(Map.Entry::getKey)
                .toList();
    }

    /// Forgets segments that the manifest does not name any more.
    public void retired(List<Long> numbers) {
        for (long number : numbers) {
            Sealed gone = sealed.remove(number);
            sealedBytes -= gone == null ? 0 : gone.bytes();
        }
    }

    /// Makes everything appended durable.
    public void sync() throws PoisonedException {
        FramedWriter active = writer;
        if (active != null) {
            active.durable(force(active, active.mark()));
        }
    }

    /// What a sync that starts now would cover; null when nothing waits for one.
    ///
    /// Fills the block first, so that the next group's fence can vouch for it.
    public @Nullable Unsynced unsynced() throws IOException {
        FramedWriter active = writer;
        if (active == null || active.unsynced() == 0 || poisoned) {
            return null;
        }
        if (!active.padded()) {
            try {
                active.begin(false);
                active.write(lastSeq, true);
            } catch (PoisonedException e) {
                poisoned = true;
                throw e;
            }
        }
        forcing = active;
        return new Unsynced(active, active.mark());
    }

    /// A part of the log that is written and not durable.
    public static final class Unsynced {
        private final FramedWriter writer;
        private final FramedWriter.Mark mark;

        private Unsynced(FramedWriter writer, FramedWriter.Mark mark) {
            this.writer = writer;
            this.mark = mark;
        }

        /// Forces it to disk; the one call that may run beside the others.
        public void force() throws PoisonedException {
            writer.force(mark);
        }
    }

    /// Records that a part is durable, after [Unsynced#force]; `failed` poisons the log instead.
    public void forced(Unsynced part, boolean failed) throws IOException {
        forcing = null;
        if (failed) {
            poisoned = true;
        } else {
            part.writer.durable(part.mark);
        }
        if (part.writer != writer) {
            // Sealed and synced by a roll in the meantime.
            part.writer.close();
        }
    }

    private FramedWriter.Mark force(FramedWriter active, FramedWriter.Mark mark)
            throws PoisonedException {
        try {
            return active.force(mark);
        } catch (PoisonedException e) {
            poisoned = true;
            throw e;
        }
    }

    /// Lets a fence vouch for the last group, when nothing was appended for a while.
    ///
    /// @return whether there was anything to vouch for
    public boolean fence() throws IOException {
        FramedWriter active = writer;
        if (active == null || poisoned || sinceFence == 0) {
            return false;
        }
        try {
            active.begin(true);
            active.write(lastSeq, true);
            active.sync();
            sinceFence = 0;
            return true;
        } catch (PoisonedException e) {
            poisoned = true;
            throw e;
        }
    }

    /// Whether the log refuses everything until the next start.
    public boolean poisoned() {
        return poisoned;
    }

    /// The last sequence number given out.
    public long lastSeq() {
        return lastSeq;
    }

    /// Bytes written and not yet durable.
    public long unsyncedBytes() {
        return writer == null ? 0 : writer.unsynced();
    }

    /// Bytes of the log in force, room made ahead left out.
    public long bytes() {
        return sealedBytes + (writer == null ? 0 : writer.position());
    }

    /// The number of the active segment.
    public long activeSegment() {
        return activeSegment;
    }

    /// Ends the log in order: seals the active segment as cleanly shut down, and removes files made
    /// ahead.
    ///
    /// @throws IOException when that failed, or the log was poisoned: the next start recovers it
    @Override
    public void close() throws IOException {
        if (writer == null && !poisoned) {
            // Rolled, and nothing came after: an orderly end is the seal of a segment in use.
            activate(factory.next(lastSeq + 1), List.of(), TableChange.NONE);
        }
        factory.close();
        FramedWriter active = writer;
        if (active == null) {
            throw new PoisonedException(
                    "the commit log", new IOException("an earlier sync failed"));
        }
        if (poisoned) {
            writer = null;
            active.close();
            throw new PoisonedException(
                    "the commit log", new IOException("an earlier sync failed"));
        }
        seal(active, true);
        directory.sync();
        manifest.apply(Edit.closed(lastSeq));
    }
}
