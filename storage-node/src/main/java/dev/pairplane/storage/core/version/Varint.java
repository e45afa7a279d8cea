package dev.pairplane.storage.core.version;

import java.nio.ByteBuffer;

/// Numbers from 0 to 2⁶³−1 as seven bits a byte, low bits first, the top bit set on all bytes but
/// the last (unsigned LEB128). Every number has exactly one form, the shortest.
final class Varint {

    /// Bytes of the longest form, that of 2⁶³−1.
    static final int MAX_BYTES = 9;

    private Varint() {}

    /// The bytes that `value`, not negative, takes.
    static int size(long value) {
        return value == 0 ? 1 : (Long.SIZE - Long.numberOfLeadingZeros(value) + 6) / 7;
    }

    /// Appends `value`, which is not negative.
    static void put(ByteBuffer target, long value) {
        long rest = value;
        while (rest > 0x7F) {
            target.put((byte) (rest | 0x80));
            rest >>>= 7;
        }
        target.put((byte) rest);
    }
}
