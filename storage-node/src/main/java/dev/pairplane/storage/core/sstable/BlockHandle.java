package dev.pairplane.storage.core.sstable;

/// Where a block stands in its file.
///
/// @param offset of its first byte
/// @param length of its stored bytes, without the trailer
record BlockHandle(long offset, int length) {

    /// Bytes of the longest encoded handle.
    static final int MAX_BYTES = Bytes.MAX_LONG_VARINT + Bytes.MAX_INT_VARINT;

    /// Appends the handle, as two varints.
    ///
    /// @return the position behind it
    int put(byte[] target, int at) {
        return Bytes.putVarint(target, Bytes.putVarint(target, at, offset), length);
    }

    /// Reads a handle.
    static BlockHandle get(byte[] source, int at, int end) throws MalformedBlockException {
        long offset = 0;
        int next = at;
        for (int shift = 0; ; shift += 7) {
            if (next >= end || shift >= 7 * Bytes.MAX_LONG_VARINT) {
                throw new MalformedBlockException("a handle is cut short");
            }
            int b = source[next++];
            offset |= (long) (b & 0x7F) << shift;
            if (b >= 0) {
                break;
            }
        }
        long length = Bytes.varint(source, next, end);
        return new BlockHandle(offset, Bytes.number(length));
    }

    /// Where the handle that starts at `at` ends.
    static int skip(byte[] source, int at, int end) throws MalformedBlockException {
        int next = at;
        while (next < end && source[next] < 0) {
            next++;
        }
        return Bytes.position(Bytes.varint(source, next + 1, end));
    }
}
