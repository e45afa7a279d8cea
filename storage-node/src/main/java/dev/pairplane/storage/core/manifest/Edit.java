package dev.pairplane.storage.core.manifest;

import dev.pairplane.storage.core.framing.CorruptFileException;
import dev.pairplane.storage.core.levels.LevelSet;
import dev.pairplane.storage.core.levels.TableEntry;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/// One atomic change of the manifest.
///
/// @param added segments that are part of the log from now on
/// @param removed segments that no longer are
/// @param tables what changes of the tables
/// @param lastSeq no sequence number up to this one is given out again
/// @param closed whether the log was sealed and synced, and its writer has ended
public record Edit(
        List<Long> added, List<Long> removed, TableChange tables, long lastSeq, boolean closed) {

    /// The order of keys that the store's files are written in: unsigned bytes.
    static final String COMPARATOR = "pairdb.bytes.1";

    private static final byte COMPARATOR_FIELD = 1;
    private static final byte LAST_SEQ = 2;
    private static final byte ADDED = 3;
    private static final byte REMOVED = 4;
    private static final byte CLOSED = 5;
    private static final byte TABLE_ADDED = 6;
    private static final byte TABLE_REMOVED = 7;
    private static final byte FLUSHED_SEQ = 8;
    private static final byte NEXT_TABLE = 9;
    private static final byte CLOCK = 10;

    /// Fields of a table but for its keys.
    private static final int TABLE_BYTES = 8 * Long.BYTES + 1 + 2 * Integer.BYTES;

    /// Copies the lists.
    public Edit {
        added = List.copyOf(added);
        removed = List.copyOf(removed);
    }

    /// A change of segments by a running process.
    public static Edit of(List<Long> added, List<Long> removed, long lastSeq) {
        return new Edit(added, removed, TableChange.NONE, lastSeq, false);
    }

    /// A change of tables by a running process.
    public static Edit of(TableChange tables) {
        return new Edit(List.of(), List.of(), tables, 0, false);
    }

    /// The last edit of an orderly shutdown, made after the log's last sync has succeeded.
    public static Edit closed(long lastSeq) {
        return new Edit(List.of(), List.of(), TableChange.NONE, lastSeq, true);
    }

    byte[] encode() {
        byte[] comparator = COMPARATOR.getBytes(StandardCharsets.US_ASCII);
        int numbers = added.size() + removed.size() + tables.removed().size() + 5;
        int size = 2 + comparator.length + numbers * (1 + Long.BYTES);
        for (TableEntry table : tables.added()) {
            size += 1 + Integer.BYTES + bytes(table);
        }
        ByteBuffer out = ByteBuffer.allocate(size).order(ByteOrder.LITTLE_ENDIAN);
        out.put(COMPARATOR_FIELD).put((byte) comparator.length).put(comparator);
        out.put(LAST_SEQ).putLong(lastSeq);
        added.forEach(number -> out.put(ADDED).putLong(number));
        removed.forEach(number -> out.put(REMOVED).putLong(number));
        tables.removed().stream()
                .sorted()
                .forEach(number -> out.put(TABLE_REMOVED).putLong(number));
        tables.added().forEach(table -> put(out, table));
        if (tables.flushedSeq() > 0) {
            out.put(FLUSHED_SEQ).putLong(tables.flushedSeq());
        }
        if (tables.nextNumber() > 0) {
            out.put(NEXT_TABLE).putLong(tables.nextNumber());
        }
        if (tables.clockMs() > 0) {
            out.put(CLOCK).putLong(tables.clockMs());
        }
        out.put(CLOSED).putLong(closed ? 1 : 0);
        byte[] bytes = new byte[out.position()];
        out.rewind().get(bytes);
        return bytes;
    }

    private static int bytes(TableEntry table) {
        return TABLE_BYTES + table.smallest().length + table.largest().length;
    }

    private static void put(ByteBuffer out, TableEntry table) {
        out.put(TABLE_ADDED).putInt(bytes(table));
        out.putLong(table.number()).put((byte) table.level());
        out.putLong(table.size()).putLong(table.digest());
        out.putLong(table.smallestSeq()).putLong(table.largestSeq());
        out.putLong(table.entries()).putLong(table.tombstones());
        out.putLong(table.newestTombstoneMs());
        out.putInt(table.smallest().length).put(table.smallest());
        out.putInt(table.largest().length).put(table.largest());
    }

    static Edit decode(String file, long offset, ByteBuffer payload) throws CorruptFileException {
        try {
            return decode(file, offset, new Fields(), payload.order(ByteOrder.LITTLE_ENDIAN));
        } catch (BufferUnderflowException e) {
            throw new CorruptFileException(file, offset, "an edit is cut short");
        }
    }

    /// What was read so far.
    private static final class Fields {
        private final List<Long> added = new ArrayList<>();
        private final List<Long> removed = new ArrayList<>();
        private final List<TableEntry> tables = new ArrayList<>();
        private final Set<Long> removedTables = new HashSet<>();
        private long lastSeq;
        private long flushedSeq;
        private long nextTable;
        private long clockMs;
        private boolean closed;

        private Edit edit() {
            return new Edit(
                    added,
                    removed,
                    new TableChange(tables, removedTables, flushedSeq, nextTable, clockMs),
                    lastSeq,
                    closed);
        }
    }

    private static Edit decode(String file, long offset, Fields fields, ByteBuffer in)
            throws CorruptFileException {
        while (in.hasRemaining()) {
            byte field = in.get();
            switch (field) {
                case COMPARATOR_FIELD -> comparator(file, offset, in);
                case LAST_SEQ -> fields.lastSeq = in.getLong();
                case ADDED -> fields.added.add(in.getLong());
                case REMOVED -> fields.removed.add(in.getLong());
                case CLOSED -> fields.closed = in.getLong() != 0;
                case TABLE_ADDED -> fields.tables.add(table(file, offset, in));
                case TABLE_REMOVED -> fields.removedTables.add(in.getLong());
                case FLUSHED_SEQ -> fields.flushedSeq = in.getLong();
                case NEXT_TABLE -> fields.nextTable = in.getLong();
                case CLOCK -> fields.clockMs = in.getLong();
                default ->
                        throw new CorruptFileException(
                                file, offset, "an edit has the unknown field " + field);
            }
        }
        return fields.edit();
    }

    private static void comparator(String file, long offset, ByteBuffer in)
            throws CorruptFileException {
        byte[] name = key(file, offset, in.get() & 0xFF, in);
        String found = new String(name, StandardCharsets.US_ASCII);
        if (!found.equals(COMPARATOR)) {
            throw new CorruptFileException(
                    file, offset, "keys are ordered by " + found + ", not by " + COMPARATOR);
        }
    }

    private static TableEntry table(String file, long offset, ByteBuffer in)
            throws CorruptFileException {
        int length = in.getInt();
        int end = in.position() + length;
        if (length < TABLE_BYTES || length > in.remaining()) {
            throw new CorruptFileException(file, offset, "an edit is cut short");
        }
        long number = in.getLong();
        int level = in.get();
        long size = in.getLong();
        long digest = in.getLong();
        long smallestSeq = in.getLong();
        long largestSeq = in.getLong();
        long entries = in.getLong();
        long tombstones = in.getLong();
        long newestTombstoneMs = in.getLong();
        byte[] smallest = key(file, offset, in.getInt(), in);
        byte[] largest = key(file, offset, in.getInt(), in);
        if (in.position() != end || level < 0 || level > LevelSet.LAST) {
            throw new CorruptFileException(
                    file, offset, "an edit describes table " + number + " wrongly");
        }
        return new TableEntry(
                number,
                level,
                size,
                digest,
                smallest,
                largest,
                smallestSeq,
                largestSeq,
                entries,
                tombstones,
                newestTombstoneMs);
    }

    private static byte[] key(String file, long offset, int length, ByteBuffer in)
            throws CorruptFileException {
        if (length < 0 || length > in.remaining()) {
            throw new CorruptFileException(file, offset, "an edit is cut short");
        }
        byte[] key = new byte[length];
        in.get(key);
        return key;
    }
}
