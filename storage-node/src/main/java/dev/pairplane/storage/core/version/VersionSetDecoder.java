package dev.pairplane.storage.core.version;

import java.nio.ByteBuffer;

/// Reads one version set, once, and believes nothing.
final class VersionSetDecoder {
    /// Flags, three times, the clock's count and the value's length: no version is shorter.
    private static final int LEAST_VERSION_BYTES = 6;

    /// A length, one byte of id and a counter.
    private static final int LEAST_ENTRY_BYTES = 3;

    private final ByteBuffer source;
    private final int start;

    /// @param source read from its position to its limit
    VersionSetDecoder(ByteBuffer source) {
        this.source = source;
        this.start = source.position();
    }

    VersionSet decode() throws MalformedVersionSetException {
        if (source.remaining() > MergeLimits.HIGHEST_ENCODED_BYTES) {
            throw malformed(
                    source.remaining()
                            + " bytes, and a set has at most "
                            + MergeLimits.HIGHEST_ENCODED_BYTES);
        }
        readKind();
        int count = readCount("versions", 1, MergeLimits.HIGHEST_SIBLINGS, LEAST_VERSION_BYTES);
        Version[] versions = new Version[count];
        VectorClock join = VectorClock.EMPTY;
        for (int i = 0; i < count; i++) {
            versions[i] = readVersion();
            join = join.join(versions[i].clock());
            if (i > 0 && versions[i - 1].compareTo(versions[i]) < 0) {
                throw malformed("version " + i + " is greater than the one before it");
            }
            requireConcurrent(versions, i);
        }
        if (join.size() > MergeLimits.HIGHEST_CLOCK_ENTRIES) {
            throw malformed(
                    join.size()
                            + " actors in the joined clock, and at most "
                            + MergeLimits.HIGHEST_CLOCK_ENTRIES
                            + " are allowed");
        }
        if (source.hasRemaining()) {
            throw malformed(source.remaining() + " bytes after the last version");
        }
        return VersionSet.ofNormal(versions, join);
    }

    /// See [VersionSetCodec#deletedAt].
    long deletedAt() throws MalformedVersionSetException {
        readKind();
        int count = readCount("versions", 1, MergeLimits.HIGHEST_SIBLINGS, LEAST_VERSION_BYTES);
        long latest = 0;
        for (int i = 0; i < count; i++) {
            if (source.hasRemaining()
                    && (source.get(source.position()) & VersionSetCodec.FLAG_TOMBSTONE) == 0) {
                return 0;
            }
            latest = Math.max(latest, readVersion().deletedAtMs());
        }
        return latest;
    }

    private void readKind() throws MalformedVersionSetException {
        int kind = readByte("kind");
        switch (kind) {
            case VersionSetCodec.KIND_SET -> {
                // what this decoder is for
            }
            case VersionSetCodec.KIND_RANGE_TOMBSTONE,
                    VersionSetCodec.KIND_EXPIRING_SET,
                    VersionSetCodec.KIND_BLOB_REFERENCE,
                    VersionSetCodec.KIND_MERGE_OPERAND ->
                    throw malformed(
                            "entry kind " + kind + " is reserved; a newer program wrote this");
            default -> throw malformed("entry kind " + kind + " is not known");
        }
    }

    private void requireConcurrent(Version[] versions, int last)
            throws MalformedVersionSetException {
        for (int i = 0; i < last; i++) {
            ClockOrder order = versions[i].clock().compare(versions[last].clock());
            if (order != ClockOrder.CONCURRENT) {
                throw malformed(
                        "the clock of version "
                                + i
                                + " compares as "
                                + order
                                + " with that of version "
                                + last
                                + ", and siblings are concurrent");
            }
        }
    }

    private Version readVersion() throws MalformedVersionSetException {
        int flags = readByte("flags");
        if ((flags & ~VersionSetCodec.FLAG_TOMBSTONE) != 0) {
            throw malformed("flags 0x%02x, of which only 0x01 is known".formatted(flags));
        }
        boolean tombstone = (flags & VersionSetCodec.FLAG_TOMBSTONE) != 0;
        long receivedAtMs = readVarint("time of receipt");
        long timestamp = readVarint("caller's timestamp");
        long deletedAtMs = readVarint("time of deletion");
        VectorClock clock = readClock();
        int length = readCount("value bytes", 0, Version.MAX_VALUE_BYTES, 1);
        if (tombstone != (length == 0) || tombstone != (deletedAtMs != 0)) {
            throw malformed(
                    (tombstone ? "tombstone" : "live version")
                            + " with "
                            + length
                            + " value bytes and time of deletion "
                            + deletedAtMs
                            + ": a tombstone has only the second, a live version only the first");
        }
        if (tombstone) {
            return Version.tombstone(clock, timestamp, deletedAtMs, receivedAtMs);
        }
        return Version.live(clock, readBytes(length), timestamp, receivedAtMs);
    }

    private VectorClock readClock() throws MalformedVersionSetException {
        int count =
                readCount("clock entries", 0, MergeLimits.HIGHEST_CLOCK_ENTRIES, LEAST_ENTRY_BYTES);
        byte[][] ids = new byte[count][];
        long[] counters = new long[count];
        for (int i = 0; i < count; i++) {
            byte[] id = readBytes(readCount("id bytes", 1, VectorClock.MAX_ACTOR_BYTES, 1));
            String fault = ActorId.faultOf(id);
            if (!fault.isEmpty()) {
                throw malformed(fault);
            }
            if (i > 0 && ActorId.compare(ids[i - 1], id) >= 0) {
                throw malformed("clock entry " + i + " is not above the one before it");
            }
            ids[i] = id;
            counters[i] = readVarint("counter");
            if (counters[i] == 0) {
                throw malformed("clock entry " + i + " has the counter 0");
            }
        }
        return VectorClock.ofNormal(ids, counters);
    }

    /// Reads how many things follow, each of at least `leastBytes`, and checks that they can.
    private int readCount(String what, int least, int most, int leastBytes)
            throws MalformedVersionSetException {
        long count = readVarint("number of " + what);
        if (count < least || count > most) {
            throw malformed(
                    "number of "
                            + what
                            + " is "
                            + count
                            + ", and must be "
                            + least
                            + " to "
                            + most);
        }
        if (count * leastBytes > source.remaining()) {
            throw malformed(
                    count + " " + what + " announced, with " + source.remaining() + " bytes left");
        }
        return (int) count;
    }

    private byte[] readBytes(int length) {
        byte[] bytes = new byte[length];
        source.get(bytes);
        return bytes;
    }

    private int readByte(String what) throws MalformedVersionSetException {
        if (!source.hasRemaining()) {
            throw malformed("the bytes end before the " + what);
        }
        return source.get() & 0xFF;
    }

    private long readVarint(String what) throws MalformedVersionSetException {
        long value = 0;
        for (int i = 0; i < Varint.MAX_BYTES; i++) {
            int next = readByte(what);
            value |= (long) (next & 0x7F) << (7 * i);
            if (next == 0 && i > 0) {
                throw malformed(what + " is longer than its number needs");
            }
            if (next < 0x80) {
                return value;
            }
        }
        throw malformed(what + " is above 2^63-1");
    }

    private MalformedVersionSetException malformed(String fault) {
        return new MalformedVersionSetException(source.position() - start, fault);
    }
}
