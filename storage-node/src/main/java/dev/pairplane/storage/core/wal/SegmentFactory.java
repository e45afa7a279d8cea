package dev.pairplane.storage.core.wal;

import dev.pairplane.storage.core.file.Directory;
import dev.pairplane.storage.core.file.StoredFile;
import dev.pairplane.storage.core.framing.FileHeader;
import dev.pairplane.storage.core.framing.Frame;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.NavigableSet;
import java.util.SortedSet;
import java.util.UUID;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/// Makes segment files, zero-filled and synced, a few ahead of use.
///
/// A zero-filled file needs no change of its size or block map at a sync, which makes the sync
/// cheaper. Where groups are not synced, segments are made when they are needed, and grow. A file
/// without a header counts for nothing: a start removes it. Safe for several threads; the
/// background task holds no lock while it writes.
final class SegmentFactory {

    private static final int CHUNK = 1 << 20;

    private final Directory directory;
    private final UUID store;

    /// How much of a file is zero-filled.
    private final long bytes;

    private final int ahead;
    private final Executor background;
    private final LongSupplier nonces;
    private final LongSupplier clockMs;
    private final Deque<Blank> ready = new ArrayDeque<>();
    private long nextNumber;

    /// The number last given to a segment; only [#next] knows it.
    private long lastUsed;

    private boolean preparing;
    private boolean closed;

    /// @param named segments that are in force; their numbers are taken even when a file is missing
    SegmentFactory(
            Directory directory,
            UUID store,
            SortedSet<Long> named,
            CommitLog.Options options,
            Executor background)
            throws IOException {
        this.directory = directory;
        this.store = store;
        this.bytes = options.synced() ? options.segmentBytes() : 0;
        this.ahead = options.synced() ? options.ahead() : 0;
        this.nonces = options.nonces();
        this.clockMs = options.clockMs();
        this.background = background;
        NavigableSet<Long> taken = Segments.list(directory);
        taken.addAll(named);
        this.nextNumber = taken.isEmpty() ? 1 : taken.last() + 1;
    }

    /// A zero-filled file that is not a segment yet.
    ///
    /// @param size its durable size
    private record Blank(long number, StoredFile file, long size) {}

    /// A segment with its header, both durable, that the manifest does not name yet.
    ///
    /// @param size the file's durable size
    record Fresh(FileHeader header, StoredFile file, long size) {}

    /// Makes the next segment, from a prepared file if one is ready.
    Fresh next(long firstSeq) throws IOException {
        Blank blank = take();
        if (blank == null) {
            blank = create(reserveNumber(), bytes);
        } else if (blank.number < lastUsed) {
            blank = renumber(blank);
        }
        return activate(blank, firstSeq);
    }

    /// Makes a segment that grows as it is written, for a start that must get by with little room.
    Fresh growing(long firstSeq) throws IOException {
        return activate(create(reserveNumber(), 0), firstSeq);
    }

    private Fresh activate(Blank blank, long firstSeq) throws IOException {
        lastUsed = blank.number;
        FileHeader header =
                new FileHeader(
                        FileHeader.Kind.SEGMENT,
                        blank.number,
                        firstSeq,
                        clockMs.getAsLong(),
                        store,
                        0,
                        nonces.getAsLong());
        try {
            blank.file.write(header.encode(), 0);
            blank.file.sync(blank.size == 0);
            directory.sync();
        } catch (IOException e) {
            discard(blank);
            throw e;
        }
        prepareSoon();
        return new Fresh(header, blank.file, Math.max(blank.size, Frame.BLOCK));
    }

    /// Segments are replayed in the order of their numbers. A file whose making was overtaken by a
    /// roll that could not wait for it therefore gets a number of now.
    private Blank renumber(Blank late) throws IOException {
        long number = reserveNumber();
        try {
            directory.rename(Segments.name(late.number), Segments.name(number));
        } catch (IOException e) {
            discard(late);
            throw e;
        }
        return new Blank(number, late.file, late.size);
    }

    private synchronized @Nullable Blank take() {
        return ready.poll();
    }

    private synchronized long reserveNumber() {
        return nextNumber++;
    }

    private Blank create(long number, long size) throws IOException {
        StoredFile file = directory.create(Segments.name(number));
        Blank blank = new Blank(number, file, size);
        if (size == 0) {
            return blank;
        }
        try {
            ByteBuffer zeros = ByteBuffer.allocateDirect((int) Math.min(CHUNK, size));
            for (long position = 0; position < size; position += CHUNK) {
                file.write(zeros.clear().limit((int) Math.min(CHUNK, size - position)), position);
            }
            file.sync(true);
            return blank;
        } catch (IOException e) {
            discard(blank);
            throw e;
        }
    }

    /// Removes a segment that the manifest did not take in: it must not keep the room it takes.
    void discard(Fresh fresh) {
        discard(new Blank(fresh.header().number(), fresh.file(), fresh.size()));
    }

    private void discard(Blank blank) {
        try {
            blank.file.close();
            directory.delete(Segments.name(blank.number));
        } catch (IOException e) {
            // It has no place in the manifest; the next start removes it.
        }
    }

    /// Asks the background for files, unless enough are ready or on their way.
    void prepareSoon() {
        synchronized (this) {
            if (preparing || closed || ready.size() >= ahead) {
                return;
            }
            preparing = true;
        }
        try {
            background.execute(this::prepare);
        } catch (RejectedExecutionException e) {
            // It is being shut down; from now on segments are made when they are needed.
            preparationEnded();
        }
    }

    private synchronized void preparationEnded() {
        preparing = false;
        notifyAll();
    }

    private void prepare() {
        boolean more = true;
        try {
            while (more) {
                more = add(create(reserveNumber(), bytes));
            }
        } catch (IOException e) {
            // No room, most likely. The next roll tries again, and its error is the caller's.
        } finally {
            if (more) {
                preparationEnded();
            }
        }
    }

    private boolean add(Blank blank) {
        boolean refused;
        boolean more;
        synchronized (this) {
            refused = closed;
            if (!refused) {
                ready.add(blank);
            }
            more = !closed && ready.size() < ahead;
            if (!more) {
                preparing = false;
                notifyAll();
            }
        }
        if (refused) {
            discard(blank);
        }
        return more;
    }

    /// Waits for the background, and removes what was not used.
    void close() {
        boolean interrupted = false;
        synchronized (this) {
            closed = true;
            while (preparing) {
                try {
                    wait();
                } catch (InterruptedException e) {
                    interrupted = true;
                }
            }
        }
        for (Blank blank = take(); blank != null; blank = take()) {
            discard(blank);
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
