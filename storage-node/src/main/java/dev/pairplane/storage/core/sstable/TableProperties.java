package dev.pairplane.storage.core.sstable;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.UUID;

/// What a table says of itself.
///
/// @param store the store that it belongs to
/// @param entries entries, versions that newer ones hide included
/// @param tombstones entries whose versions are all deletions
/// @param smallest the first key; not to be changed
/// @param largest the last key; not to be changed
/// @param smallestSeq the lowest sequence number
/// @param largestSeq the highest
/// @param oldestTombstoneMs the earliest time of deletion among the tombstones, ms since the epoch;
///   0 without any
/// @param newestTombstoneMs the latest
/// @param rawBytes bytes of the data blocks before compression
/// @param dataBytes bytes of the data blocks as they are stored
/// @param maxBlockBytes no block decompresses to more
/// @param partitions parts of the file with an index and a filter each
/// @param createdMs when it was written, ms since the epoch; for people
/// @param level the level that it was written for; for people, since tables move
/// @param compression how it was written; each block says for itself what was done to it
public record TableProperties(
        UUID store,
        long entries,
        long tombstones,
        byte[] smallest,
        byte[] largest,
        long smallestSeq,
        long largestSeq,
        long oldestTombstoneMs,
        long newestTombstoneMs,
        long rawBytes,
        long dataBytes,
        int maxBlockBytes,
        int partitions,
        long createdMs,
        int level,
        Compression compression) {

    /// The order of keys that tables are written in: unsigned bytes.
    static final String COMPARATOR = "pairdb.bytes.1";

    private static final int COMPARATOR_FIELD = 1;
    private static final int STORE = 2;
    private static final int ENTRIES = 3;
    private static final int TOMBSTONES = 4;
    private static final int SMALLEST = 5;
    private static final int LARGEST = 6;
    private static final int SMALLEST_SEQ = 7;
    private static final int LARGEST_SEQ = 8;
    private static final int OLDEST_TOMBSTONE = 9;
    private static final int RAW_BYTES = 10;
    private static final int DATA_BYTES = 11;
    private static final int MAX_BLOCK = 12;
    private static final int PARTITIONS = 13;
    private static final int CREATED = 14;
    private static final int LEVEL = 15;
    private static final int COMPRESSION = 16;
    private static final int NEWEST_TOMBSTONE = 17;

    /// A field with this bit must be understood by whoever reads the table.
    private static final int REQUIRED = 0x80;

    byte[] encode() {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        put(out, COMPARATOR_FIELD | REQUIRED, COMPARATOR.getBytes(StandardCharsets.US_ASCII));
        ByteBuffer id = ByteBuffer.allocate(16);
        id.putLong(store.getMostSignificantBits()).putLong(store.getLeastSignificantBits());
        put(out, STORE, id.array());
        put(out, ENTRIES, entries);
        put(out, TOMBSTONES, tombstones);
        put(out, SMALLEST, smallest);
        put(out, LARGEST, largest);
        put(out, SMALLEST_SEQ, smallestSeq);
        put(out, LARGEST_SEQ, largestSeq);
        put(out, OLDEST_TOMBSTONE, oldestTombstoneMs);
        put(out, NEWEST_TOMBSTONE, newestTombstoneMs);
        put(out, RAW_BYTES, rawBytes);
        put(out, DATA_BYTES, dataBytes);
        put(out, MAX_BLOCK, maxBlockBytes);
        put(out, PARTITIONS, partitions);
        put(out, CREATED, createdMs);
        put(out, LEVEL, level);
        put(out, COMPRESSION, compression.code());
        return out.toByteArray();
    }

    private static void put(ByteArrayOutputStream out, int field, long value) {
        byte[] bytes = new byte[Long.BYTES];
        Bytes.putLong(bytes, 0, value);
        put(out, field, bytes);
    }

    private static void put(ByteArrayOutputStream out, int field, byte[] value) {
        byte[] length = new byte[Bytes.MAX_INT_VARINT];
        out.write(field);
        out.write(length, 0, Bytes.putVarint(length, 0, value.length));
        out.write(value, 0, value.length);
    }

    static TableProperties decode(byte[] bytes) throws MalformedBlockException {
        byte[][] fields = new byte[REQUIRED][];
        int at = 0;
        while (at < bytes.length) {
            int field = bytes[at] & 0xFF;
            long packed = Bytes.varint(bytes, at + 1, bytes.length);
            int start = Bytes.position(packed);
            int length = Bytes.number(packed);
            if (length > bytes.length - start) {
                throw new MalformedBlockException("property %d is cut short".formatted(field));
            }
            if (field == (COMPARATOR_FIELD | REQUIRED) || field < REQUIRED) {
                fields[field & ~REQUIRED] = Arrays.copyOfRange(bytes, start, start + length);
            } else {
                throw new MalformedBlockException(
                        "property %d is not known, and must be".formatted(field & ~REQUIRED));
            }
            at = start + length;
        }
        return of(fields);
    }

    private static TableProperties of(byte[][] fields) throws MalformedBlockException {
        String comparator = new String(bytes(fields, COMPARATOR_FIELD), StandardCharsets.US_ASCII);
        if (!comparator.equals(COMPARATOR)) {
            throw new MalformedBlockException(
                    "keys are ordered by %s, not by %s".formatted(comparator, COMPARATOR));
        }
        byte[] id = bytes(fields, STORE);
        if (id.length != 16) {
            throw new MalformedBlockException("a store id of " + id.length + " bytes");
        }
        ByteBuffer halves = ByteBuffer.wrap(id);
        return new TableProperties(
                new UUID(halves.getLong(), halves.getLong()),
                number(fields, ENTRIES),
                number(fields, TOMBSTONES),
                bytes(fields, SMALLEST),
                bytes(fields, LARGEST),
                number(fields, SMALLEST_SEQ),
                number(fields, LARGEST_SEQ),
                number(fields, OLDEST_TOMBSTONE),
                number(fields, NEWEST_TOMBSTONE),
                number(fields, RAW_BYTES),
                number(fields, DATA_BYTES),
                small(fields, MAX_BLOCK),
                small(fields, PARTITIONS),
                number(fields, CREATED),
                small(fields, LEVEL),
                Compression.of(small(fields, COMPRESSION)));
    }

    private static byte[] bytes(byte[][] fields, int field) throws MalformedBlockException {
        byte[] value = fields[field];
        if (value == null) {
            throw new MalformedBlockException("property %d is missing".formatted(field));
        }
        return value;
    }

    private static long number(byte[][] fields, int field) throws MalformedBlockException {
        byte[] value = bytes(fields, field);
        if (value.length != Long.BYTES) {
            throw new MalformedBlockException(
                    "property %d has %d bytes, not 8".formatted(field, value.length));
        }
        return Bytes.getLong(value, 0);
    }

    private static int small(byte[][] fields, int field) throws MalformedBlockException {
        long value = number(fields, field);
        if (value < 0 || value > Integer.MAX_VALUE) {
            throw new MalformedBlockException("property %d is %d".formatted(field, value));
        }
        return (int) value;
    }
}
