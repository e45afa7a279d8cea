package dev.pairplane.storage.core.range;

import dev.pairplane.storage.core.framing.CorruptFileException;
import dev.pairplane.storage.core.key.CompositeKey;
import dev.pairplane.storage.core.levels.LevelCursor;
import dev.pairplane.storage.core.levels.LevelSet;
import dev.pairplane.storage.core.memtable.Memtable;
import dev.pairplane.storage.core.sstable.MergingCursor;
import dev.pairplane.storage.core.version.MalformedVersionSetException;
import dev.pairplane.storage.core.version.VersionSet;
import dev.pairplane.storage.core.version.VersionSetCodec;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/// Reads one page. For one thread, once.
///
/// All sources stand at their first key that was not yet dealt with; the least of these keys is
/// next, and of its versions the newest that is seen. A memtable that was flushed meanwhile is both
/// in memory and in a table: it does not matter which of the two is asked.
public final class RangeReader {
    /// How many keys go by between two looks at whether the caller still waits.
    private static final int LOOK_INTERVAL = 256;

    private final RangeRequest request;
    private final long maxSeq;
    private final BooleanSupplier givenUp;
    private final List<MemoryWalk> memory = new ArrayList<>();
    private final List<LevelCursor> cursors;
    private final MergingCursor tables;
    private final List<RangePage.Row> rows = new ArrayList<>();
    private boolean inTables;
    private long bytes;

    /// @param maxSeq what is read at; [Long#MAX_VALUE] for whatever is there
    /// @param givenUp asked now and then
    /// @param memtables all of them
    /// @param set an arrangement that was taken hold of after the memtables were looked up, and is
    ///   held until [#read] returns
    public RangeReader(
            RangeRequest request,
            long maxSeq,
            BooleanSupplier givenUp,
            List<Memtable> memtables,
            LevelSet set) {
        this.request = request;
        this.maxSeq = maxSeq;
        this.givenUp = givenUp;
        KeyRange range = request.range();
        for (Memtable memtable : memtables) {
            memory.add(new MemoryWalk(memtable, range.from(), maxSeq));
        }
        this.cursors = set.cursors(range.from().bytes(), range.to(), true);
        this.tables = new MergingCursor(cursors);
    }

    /// Reads the page.
    ///
    /// @throws GivenUpException when the caller has
    /// @throws CorruptFileException when any entry of the range is damaged; none is ever left out
    ///   for that
    public RangePage read() throws IOException {
        try {
            byte[] from = request.range().from().bytes();
            inTables = tables.seek(from, from.length);
            skipUnseen();
            CompositeKey key = least();
            for (long looks = 1; key != null; looks++) {
                if (looks % LOOK_INTERVAL == 0 && givenUp.getAsBoolean()) {
                    throw new GivenUpException();
                }
                if (take(key)) {
                    return new RangePage(rows, Optional.of(key));
                }
                key = least();
            }
            return new RangePage(rows, Optional.empty());
        } finally {
            cursors.forEach(LevelCursor::close);
        }
    }

    /// The least key that a source stands at; nothing at the end of the range.
    private @Nullable CompositeKey least() {
        CompositeKey least = null;
        for (MemoryWalk walk : memory) {
            Memtable.Entry entry = walk.current();
            if (entry != null && (least == null || entry.key().compareTo(least) < 0)) {
                least = entry.key();
            }
        }
        if (inTables && (least == null || compareTables(least) < 0)) {
            least = CompositeKey.ofBytes(Arrays.copyOf(tables.key(), tables.keyLength()));
        }
        return least != null && request.range().reaches(least.bytes(), least.bytes().length)
                ? least
                : null;
    }

    private int compareTables(CompositeKey key) {
        return Arrays.compareUnsigned(
                tables.key(), 0, tables.keyLength(), key.bytes(), 0, key.bytes().length);
    }

    /// Deals with a key, and moves all sources past it; unless the page is full and the key would
    /// be its next row.
    ///
    /// @return whether the page is full
    private boolean take(CompositeKey key) throws IOException {
        Memtable.Entry newest = newestInMemory(key);
        boolean fromTable =
                inTables
                        && compareTables(key) == 0
                        && (newest == null || tables.seq() > newest.seq());
        boolean wanted = request.deleted() || isLive(fromTable ? null : newest);
        if (wanted) {
            if (rows.size() >= request.maxRows() || bytes >= request.maxBytes()) {
                return true;
            }
            add(key, fromTable ? null : newest);
        }
        moveOn(key);
        return false;
    }

    private Memtable.@Nullable Entry newestInMemory(CompositeKey key) {
        Memtable.Entry newest = null;
        for (MemoryWalk walk : memory) {
            Memtable.Entry entry = walk.current();
            if (entry != null
                    && entry.key().equals(key)
                    && (newest == null || entry.seq() > newest.seq())) {
                newest = entry;
            }
        }
        return newest;
    }

    /// @param entry nothing for what the tables stand at
    private boolean isLive(Memtable.@Nullable Entry entry) throws IOException {
        if (entry != null) {
            return entry.set().winner().isPresent();
        }
        try {
            return VersionSetCodec.deletedAt(tables.bytes(), tables.setOffset(), tables.setLength())
                    == 0;
        } catch (MalformedVersionSetException e) {
            throw malformed(e);
        }
    }

    private void add(CompositeKey key, Memtable.@Nullable Entry entry) throws IOException {
        bytes += key.bytes().length;
        if (!request.versions()) {
            rows.add(new RangePage.Row(key, VersionSet.EMPTY));
            return;
        }
        VersionSet set = entry == null ? decode() : entry.set();
        bytes += set.encodedSize();
        rows.add(new RangePage.Row(key, set));
    }

    private VersionSet decode() throws IOException {
        try {
            return VersionSetCodec.decode(
                    ByteBuffer.wrap(tables.bytes(), tables.setOffset(), tables.setLength())
                            .slice());
        } catch (MalformedVersionSetException e) {
            throw malformed(e);
        }
    }

    private static CorruptFileException malformed(MalformedVersionSetException cause) {
        return new CorruptFileException(
                "a table of the range",
                0,
                "it holds an entry that cannot be decoded: " + cause.getMessage());
    }

    private void moveOn(CompositeKey key) throws IOException {
        for (MemoryWalk walk : memory) {
            Memtable.Entry entry = walk.current();
            if (entry != null && entry.key().equals(key)) {
                walk.advance();
            }
        }
        while (inTables && compareTables(key) == 0) {
            inTables = tables.next();
        }
        skipUnseen();
    }

    /// Leaves out what was written after the sequence number that is read at.
    private void skipUnseen() throws IOException {
        while (inTables && tables.seq() > maxSeq) {
            inTables = tables.next();
        }
    }
}
