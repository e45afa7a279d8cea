package dev.pairplane.storage.core.sstable;

import java.util.Arrays;

/// The decompressed bytes of a block whose checksum was right. Safe for several threads.
///
/// Searches work on the bytes as they are: they compare the part of a key that an entry does not
/// share with the entry before it, and build no key.
final class Block implements CachedBlock {
    /// What searches return when there is no such entry.
    static final long NONE = -1;

    /// Object header, fields and array header, rounded up.
    private static final int OVERHEAD = 48;

    private final byte[] bytes;
    private final int restartCount;
    private final int entriesEnd;

    /// @param bytes the block's bytes, of which the first `length` count
    Block(byte[] bytes, int length) throws MalformedBlockException {
        this.bytes = bytes;
        if (length < 2 * Integer.BYTES || length > bytes.length) {
            throw new MalformedBlockException("a block of " + length + " bytes");
        }
        this.restartCount = Bytes.getInt(bytes, length - Integer.BYTES);
        long end = length - Integer.BYTES * (restartCount + 1L);
        if (restartCount < 1 || end < 0) {
            throw new MalformedBlockException(restartCount + " restarts");
        }
        this.entriesEnd = (int) end;
    }

    byte[] bytes() {
        return bytes;
    }

    /// Where the entries end.
    int entriesEnd() {
        return entriesEnd;
    }

    @Override
    public int weight() {
        return OVERHEAD + bytes.length;
    }

    /// The newest value of exactly this key whose sequence number is at most `maxSeq`.
    ///
    /// @return its offset, upper half, and length, lower half, the sequence number (u64) at its
    ///   front included; [#NONE] when there is none
    long find(byte[] key, long maxSeq) throws MalformedBlockException {
        return search(key, key.length, true, maxSeq);
    }

    /// The value of the first entry whose key is not below this one.
    ///
    /// @return as [#find]
    long ceiling(byte[] key, int length) throws MalformedBlockException {
        return search(key, length, false, 0);
    }

    private long search(byte[] key, int length, boolean exact, long maxSeq)
            throws MalformedBlockException {
        int restart = lastRestartBelow(key, length);
        int at = restart(restart);
        int nextRestart = at;
        // How much of the key the last entry, which is below it, begins with.
        int matched = 0;
        while (at < entriesEnd) {
            if (at == nextRestart) {
                matched = 0;
                restart++;
                nextRestart = restart < restartCount ? restart(restart) : entriesEnd;
            }
            long packed = Bytes.varint(bytes, at, entriesEnd);
            int shared = Bytes.number(packed);
            packed = Bytes.varint(bytes, Bytes.position(packed), entriesEnd);
            int rest = Bytes.number(packed);
            packed = Bytes.varint(bytes, Bytes.position(packed), entriesEnd);
            int valueLength = Bytes.number(packed);
            int suffix = Bytes.position(packed);
            int value = valueStart(suffix, rest, valueLength);
            if (shared <= matched) {
                int order = shared < matched ? 1 : compare(suffix, rest, key, shared, length);
                if (order > 0) {
                    return exact ? NONE : pack(value, valueLength);
                }
                if (order == 0) {
                    if (!exact) {
                        return pack(value, valueLength);
                    }
                    if (seq(value, valueLength) <= maxSeq) {
                        return pack(value, valueLength);
                    }
                    matched = length;
                } else {
                    matched = shared - order - 1;
                }
            }
            at = value + valueLength;
        }
        return NONE;
    }

    /// Compares the rest of an entry's key with the key from `from` on.
    ///
    /// @return 1 when the entry is above, 0 when they are equal; when it is below, -1 less the
    ///   bytes that they have in common
    private int compare(int suffix, int rest, byte[] key, int from, int length) {
        int mismatch = Arrays.mismatch(bytes, suffix, suffix + rest, key, from, length);
        if (mismatch < 0) {
            return 0;
        }
        if (mismatch == rest) {
            return -1 - mismatch;
        }
        if (mismatch == length - from) {
            return 1;
        }
        int entry = bytes[suffix + mismatch] & 0xFF;
        return entry > (key[from + mismatch] & 0xFF) ? 1 : -1 - mismatch;
    }

    private long seq(int value, int length) throws MalformedBlockException {
        if (length < Long.BYTES) {
            throw new MalformedBlockException("an entry without a sequence number");
        }
        return Bytes.getLong(bytes, value);
    }

    private static long pack(int value, int length) {
        return (long) value << 32 | length;
    }

    /// The last restart whose key is below this one, the first when there is none.
    int lastRestartBelow(byte[] key, int length) throws MalformedBlockException {
        int low = 0;
        int high = restartCount - 1;
        while (low < high) {
            int middle = (low + high + 1) >>> 1;
            if (compareRestart(restart(middle), key, length) < 0) {
                low = middle;
            } else {
                high = middle - 1;
            }
        }
        return low;
    }

    private int compareRestart(int at, byte[] key, int length) throws MalformedBlockException {
        long packed = Bytes.varint(bytes, at, entriesEnd);
        if (Bytes.number(packed) != 0) {
            throw new MalformedBlockException("a restart that shares bytes of a key");
        }
        packed = Bytes.varint(bytes, Bytes.position(packed), entriesEnd);
        int rest = Bytes.number(packed);
        packed = Bytes.varint(bytes, Bytes.position(packed), entriesEnd);
        int suffix = Bytes.position(packed);
        valueStart(suffix, rest, Bytes.number(packed));
        return Arrays.compareUnsigned(bytes, suffix, suffix + rest, key, 0, length);
    }

    /// Where the entries of a restart begin.
    int restart(int index) throws MalformedBlockException {
        int at = Bytes.getInt(bytes, entriesEnd + Integer.BYTES * index);
        if (at < 0 || at >= entriesEnd) {
            throw new MalformedBlockException("a restart at " + at);
        }
        return at;
    }

    /// Where the value starts, after a check that it ends within the entries.
    int valueStart(int suffix, int rest, int valueLength) throws MalformedBlockException {
        long end = (long) suffix + rest + valueLength;
        if (end > entriesEnd) {
            throw new MalformedBlockException(
                    "an entry ends at %d of %d".formatted(end, entriesEnd));
        }
        return suffix + rest;
    }
}
