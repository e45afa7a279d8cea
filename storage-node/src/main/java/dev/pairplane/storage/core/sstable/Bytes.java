package dev.pairplane.storage.core.sstable;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/// Little-endian numbers and varints in arrays of bytes.
///
/// Varints are those of `docs/formats/version-set.md`: unsigned LEB128 in the shortest form.
final class Bytes {
    /// Bytes of the longest varint of an `int`.
    static final int MAX_INT_VARINT = 5;

    /// Bytes of the longest varint of a `long`.
    static final int MAX_LONG_VARINT = 9;

    private static final VarHandle INT =
            MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);
    private static final VarHandle LONG =
            MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

    private Bytes() {}

    static int getInt(byte[] bytes, int at) {
        return (int) INT.get(bytes, at);
    }

    static void putInt(byte[] bytes, int at, int value) {
        INT.set(bytes, at, value);
    }

    static long getLong(byte[] bytes, int at) {
        return (long) LONG.get(bytes, at);
    }

    static void putLong(byte[] bytes, int at, long value) {
        LONG.set(bytes, at, value);
    }

    /// Writes `value`, not negative.
    ///
    /// @return the position behind it
    static int putVarint(byte[] bytes, int at, long value) {
        int next = at;
        long rest = value;
        while (rest > 0x7F) {
            bytes[next++] = (byte) (rest | 0x80);
            rest >>>= 7;
        }
        bytes[next++] = (byte) rest;
        return next;
    }

    /// Reads a varint of an `int` that ends before `end`.
    ///
    /// @return the number in the upper half, the position behind it in the lower: no allocation on
    ///   the path of every lookup
    static long varint(byte[] bytes, int at, int end) throws MalformedBlockException {
        if (at < end && bytes[at] >= 0) {
            return (long) bytes[at] << 32 | (at + 1);
        }
        return longVarint(bytes, at, end);
    }

    private static long longVarint(byte[] bytes, int at, int end) throws MalformedBlockException {
        long value = 0;
        int next = at;
        for (int shift = 0; shift < 7 * MAX_INT_VARINT; shift += 7) {
            if (next >= end) {
                throw new MalformedBlockException("it ends within a number");
            }
            int b = bytes[next++];
            value |= (long) (b & 0x7F) << shift;
            if (b >= 0) {
                if (value > Integer.MAX_VALUE) {
                    break;
                }
                return value << 32 | next;
            }
        }
        throw new MalformedBlockException("a number is above 2^31-1");
    }

    /// The number in what [#varint] returned.
    static int number(long packed) {
        return (int) (packed >>> 32);
    }

    /// The position in what [#varint] returned.
    static int position(long packed) {
        return (int) packed;
    }
}
