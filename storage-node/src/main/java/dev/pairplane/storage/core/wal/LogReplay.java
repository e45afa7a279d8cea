package dev.pairplane.storage.core.wal;

import dev.pairplane.storage.core.file.Directory;
import dev.pairplane.storage.core.file.StoredFile;
import dev.pairplane.storage.core.framing.CorruptFileException;
import dev.pairplane.storage.core.framing.FileHeader;
import dev.pairplane.storage.core.framing.FramedReader;
import dev.pairplane.storage.core.framing.ScanEnd;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.NavigableMap;
import java.util.NavigableSet;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// Reads the log as the manifest names it, and says what is wrong with it. Changes nothing on disk.
///
/// One thread, once.
public final class LogReplay {

    /// A start that is not after an orderly stop numbers on from the next multiple of this.
    public static final long JUMP = 1L << 32;

    private static final String NOT_LAST = " without a seal, yet a later segment exists";

    private final Directory directory;
    private final UUID store;
    private final RecoveryMode mode;
    private final Visitor visitor;
    private final long flushedSeq;
    private final NavigableMap<Long, CommitLog.Sealed> sealed = new TreeMap<>();
    private final List<Damage> damages = new ArrayList<>();
    private final List<Long> empty = new ArrayList<>();
    private final SortedSet<Long> damaged = new TreeSet<>();
    private long lastSeq;
    private long records;
    private long skipped;
    private long tornBytes;
    private long bytes;
    private boolean clean;

    /// Takes the records, in the order of their sequence numbers.
    @FunctionalInterface
    public interface Visitor {
        /// Takes one record.
        ///
        /// @param record has the versions of the key from then on
        void record(long seq, LogRecord record) throws IOException;
    }

    /// A place that could not be read.
    ///
    /// @param file the segment's name
    /// @param offset where
    /// @param what what is wrong
    public record Damage(String file, long offset, String what) {}

    /// What a replay found.
    ///
    /// @param clean whether the process that wrote the log shut down in order
    /// @param lastSeq the last sequence number read
    /// @param records records replayed
    /// @param bytes bytes of log read
    /// @param tornBytes bytes of a torn write that were dropped
    /// @param skipped records known to be lost to damage, and those dropped after it; 0 in mode
    ///   [RecoveryMode#FAIL]
    /// @param damages all places that could not be read; empty in mode [RecoveryMode#FAIL]
    /// @param damaged segments to be set aside
    /// @param empty segments without a record
    /// @param sealed the other segments that could be read, by number
    public record Result(
            boolean clean,
            long lastSeq,
            long records,
            long bytes,
            long tornBytes,
            long skipped,
            List<Damage> damages,
            SortedSet<Long> damaged,
            List<Long> empty,
            NavigableMap<Long, CommitLog.Sealed> sealed) {}

    private LogReplay(
            Directory directory, UUID store, long flushedSeq, RecoveryMode mode, Visitor visitor) {
        this.directory = directory;
        this.store = store;
        this.flushedSeq = flushedSeq;
        this.mode = mode;
        this.visitor = visitor;
    }

    /// Replays these segments.
    ///
    /// @param flushedSeq records up to this one are in tables, and are not told
    /// @throws CorruptFileException on damage, in mode [RecoveryMode#FAIL]
    /// @throws FileHeader.ForeignFileException when a segment is of another store, in any mode
    /// @throws FileHeader.IncompatibleFileException when a newer version wrote one, in any mode
    public static Result replay(
            Directory directory,
            UUID store,
            SortedSet<Long> segments,
            long flushedSeq,
            RecoveryMode mode,
            Visitor visitor)
            throws IOException {
        return new LogReplay(directory, store, flushedSeq, mode, visitor).run(segments);
    }

    private Result run(SortedSet<Long> segments) throws IOException {
        clean = segments.isEmpty();
        for (long number : segments) {
            if (dropping()) {
                damaged.add(number);
            }
            boolean last = number == segments.last();
            try {
                segment(number, number == segments.first(), last);
            } catch (CorruptFileException e) {
                note(number, e);
            }
        }
        clean &= damages.isEmpty();
        return new Result(
                clean, lastSeq, records, bytes, tornBytes, skipped, damages, damaged, empty,
                sealed);
    }

    /// Whether records are only counted from here on.
    private boolean dropping() {
        return mode == RecoveryMode.POINT_IN_TIME && !damages.isEmpty();
    }

    private void note(long number, CorruptFileException e) throws CorruptFileException {
        if (mode == RecoveryMode.FAIL) {
            throw e;
        }
        damages.add(new Damage(e.file(), e.offset(), String.valueOf(e.getMessage())));
        damaged.add(number);
    }

    private void segment(long number, boolean first, boolean last) throws IOException {
        String name = Segments.name(number);
        if (!directory.list().contains(name)) {
            throw new CorruptFileException(name, 0, "the manifest names it, and it is missing");
        }
        try (StoredFile file = directory.open(name)) {
            FileHeader header = FileHeader.read(file, FileHeader.Kind.SEGMENT, number, store);
            admit(header, name, first);
            long before = lastSeq;
            ScanEnd end = scan(number, file, header, last);
            judge(name, end, last);
            if (lastSeq == before && end.kind() != ScanEnd.Kind.CORRUPT) {
                empty.add(number);
            } else {
                bytes += end.offset();
                sealed.put(number, new CommitLog.Sealed(lastSeq, end.offset()));
            }
        }
    }

    /// Checks that a segment follows on what was read, or declares a jump.
    private void admit(FileHeader header, String name, boolean foremost)
            throws CorruptFileException {
        long first = header.firstSeq();
        boolean jump = first % JUMP == 0 && first > lastSeq;
        // What stood before the foremost segment is in tables, and its segments are gone.
        boolean follows = first == lastSeq + 1 || (foremost && first <= flushedSeq + 1);
        if (!follows && !jump) {
            if (damages.isEmpty() || first <= lastSeq) {
                throw new CorruptFileException(
                        name,
                        0,
                        "it starts with sequence number "
                                + first
                                + " where "
                                + (lastSeq + 1)
                                + " belongs");
            }
            skipped += first - 1 - lastSeq;
        }
        lastSeq = first - 1;
    }

    private ScanEnd scan(long number, StoredFile file, FileHeader header, boolean last)
            throws IOException {
        FramedReader reader = new FramedReader(file, header);
        FramedReader.Visitor records =
                (offset, type, seq, payload) -> {
                    if (dropping()) {
                        skipped++;
                    } else {
                        LogRecord record = LogRecord.decode(file.name(), offset, type, payload);
                        if (seq > flushedSeq) {
                            visitor.record(seq, record);
                            this.records++;
                        }
                    }
                    lastSeq = seq;
                };
        ScanEnd end = reader.scan(lastSeq, records);
        // A segment that another one follows was synced as a whole: what is torn in it has rotted.
        while (end.kind() == ScanEnd.Kind.CORRUPT || (end.kind() == ScanEnd.Kind.TORN && !last)) {
            String what = end.kind() == ScanEnd.Kind.TORN ? end.detail() + NOT_LAST : end.detail();
            note(number, new CorruptFileException(file.name(), end.offset(), what));
            long fence = reader.nextFence(end.offset());
            if (fence < 0) {
                return end;
            }
            long resumed = reader.seqAtFence(fence);
            skipped += resumed - lastSeq;
            lastSeq = resumed;
            end = reader.scan(fence, resumed, records);
        }
        return end;
    }

    private void judge(String name, ScanEnd end, boolean last) throws CorruptFileException {
        switch (end.kind()) {
            case SEALED -> clean = false;
            case SEALED_CLEAN -> clean = true;
            case CORRUPT -> clean = false;
            case OPEN -> {
                clean = false;
                if (!last) {
                    throw new CorruptFileException(name, end.offset(), "it ends" + NOT_LAST);
                }
            }
            case TORN -> {
                clean = false;
                tornBytes += last ? end.dropped() : 0;
            }
        }
    }

    /// Removes segment files that the manifest does not name: prepared ones, torn creations, and
    /// those that were given up.
    ///
    /// @param lastSeq the last number that the manifest declares used or in tables
    /// @param complete whether everything that the manifest names was read; if not, nothing that
    ///   holds records is removed
    /// @return names of files that were kept because they hold records; none in mode
    ///   [RecoveryMode#FAIL]
    /// @throws CorruptFileException when there is one, in mode [RecoveryMode#FAIL]; it is still
    ///   there
    public static List<String> removeUnnamed(
            Directory directory,
            UUID store,
            SortedSet<Long> named,
            long lastSeq,
            RecoveryMode mode,
            boolean complete)
            throws IOException {
        List<String> suspicious = new ArrayList<>();
        boolean fail = mode == RecoveryMode.FAIL;
        List<String> removable = new ArrayList<>();
        for (long number : Segments.list(directory)) {
            if (named.contains(number)) {
                continue;
            }
            String name = Segments.name(number);
            FileHeader header = headerOfRecords(directory, store, number);
            if (header != null && !(complete && header.firstSeq() <= lastSeq)) {
                suspicious.add(name);
            } else {
                removable.add(name);
            }
        }
        if (!suspicious.isEmpty() && fail) {
            throw new CorruptFileException(
                    suspicious.getFirst(),
                    0,
                    "it holds records, and the manifest does not name it");
        }
        for (String name : removable) {
            directory.delete(name);
        }
        return suspicious;
    }

    /// Whether there is any segment of this store with records in it.
    public static boolean holdsAnySegment(Directory directory, UUID store) throws IOException {
        for (long number : Segments.list(directory)) {
            if (headerOfRecords(directory, store, number) != null) {
                return true;
            }
        }
        return false;
    }

    /// The header of a file that holds, or has held, records, under whatever number.
    private static @Nullable FileHeader headerOfRecords(
            Directory directory, UUID store, long number) throws IOException {
        FileHeader header = null;
        boolean[] any = new boolean[1];
        try (StoredFile file = directory.open(Segments.name(number))) {
            header = FileHeader.read(file, FileHeader.Kind.SEGMENT, store);
            ScanEnd end =
                    new FramedReader(file, header)
                            .scan(
                                    header.firstSeq() - 1,
                                    (offset, type, seq, payload) -> any[0] = true);
            any[0] |= end.kind() == ScanEnd.Kind.CORRUPT;
        } catch (CorruptFileException e) {
            // Without a header it cannot hold any; with one, this is an intact record of a type
            // that a newer version may know.
            any[0] = header != null;
        }
        return any[0] ? header : null;
    }

    /// Removes retired segments, or moves those among them that are to be set aside.
    public static void retire(Directory directory, List<Long> retired, SortedSet<Long> aside)
            throws IOException {
        NavigableSet<Long> present = Segments.list(directory);
        if (!aside.isEmpty()) {
            setAside(
                    directory,
                    aside.stream().filter(present::contains).map(Segments::name).toList());
        }
        for (long number : retired) {
            if (!aside.contains(number) && present.contains(number)) {
                directory.delete(Segments.name(number));
            }
        }
        directory.sync();
    }

    /// Moves files into `quarantine/`, durably.
    public static void setAside(Directory directory, List<String> names) throws IOException {
        Directory quarantine = directory.subdirectory("quarantine");
        for (String name : names) {
            directory.move(name, quarantine);
        }
        quarantine.sync();
        directory.sync();
    }
}
