package dev.pairplane.storage.core.version;

import java.nio.ByteBuffer;

/// The bytes of a version set in the log and in tables, as `docs/formats/version-set.md` lays out.
///
/// A set has exactly one form, and whatever decodes is encoded to the same bytes again.
public final class VersionSetCodec {
    /// The kind byte of a set of versions. Not 0, so that zeroed space is no entry.
    static final int KIND_SET = 1;

    static final int KIND_RANGE_TOMBSTONE = 2;
    static final int KIND_EXPIRING_SET = 3;
    static final int KIND_BLOB_REFERENCE = 4;
    static final int KIND_MERGE_OPERAND = 5;

    static final int FLAG_TOMBSTONE = 1;

    private VersionSetCodec() {}

    /// The bytes of a set.
    ///
    /// @throws IllegalArgumentException when the set is empty: nothing is stored for such a key
    public static byte[] encode(VersionSet set) {
        byte[] bytes = new byte[set.encodedSize()];
        encode(set, ByteBuffer.wrap(bytes));
        return bytes;
    }

    /// Appends the [VersionSet#encodedSize] bytes of a set.
    ///
    /// @throws IllegalArgumentException when the set is empty: nothing is stored for such a key
    /// @throws java.nio.BufferOverflowException when they do not fit, with a part of them written
    public static void encode(VersionSet set, ByteBuffer target) {
        if (set.isEmpty()) {
            throw new IllegalArgumentException("the empty version set has no encoded form");
        }
        target.put((byte) KIND_SET);
        Varint.put(target, set.size());
        for (int i = 0; i < set.size(); i++) {
            encode(set.versionAt(i), target);
        }
    }

    private static void encode(Version version, ByteBuffer target) {
        target.put((byte) (version.isTombstone() ? FLAG_TOMBSTONE : 0));
        Varint.put(target, version.receivedAtMs());
        Varint.put(target, version.timestamp());
        Varint.put(target, version.deletedAtMs());
        VectorClock clock = version.clock();
        Varint.put(target, clock.size());
        for (int i = 0; i < clock.size(); i++) {
            byte[] id = clock.idAt(i);
            Varint.put(target, id.length);
            target.put(id);
            Varint.put(target, clock.counterAt(i));
        }
        Varint.put(target, version.value().length);
        target.put(version.value());
    }

    /// The set that all the bytes from the buffer's position to its limit are.
    ///
    /// Allocates in proportion to those bytes, whatever lengths they claim. The buffer is not
    /// changed, and not referred to afterwards.
    ///
    /// @throws MalformedVersionSetException when the bytes are not what [#encode] writes for some
    ///   set within the highest limits of [MergeLimits], or are of a kind that a newer program
    ///   wrote
    public static VersionSet decode(ByteBuffer source) throws MalformedVersionSetException {
        return new VersionSetDecoder(source.duplicate()).decode();
    }

    /// When a key was deleted, without decoding all of its versions.
    ///
    /// Looks no further than the first live version, and checks what it looks at.
    ///
    /// @param bytes hold the set from `offset` on
    /// @return the latest time of deletion, ms since the epoch; 0 when there is a live version
    /// @throws MalformedVersionSetException when what was looked at is no set of versions
    public static long deletedAt(byte[] bytes, int offset, int length)
            throws MalformedVersionSetException {
        return new VersionSetDecoder(ByteBuffer.wrap(bytes, offset, length)).deletedAt();
    }
}
