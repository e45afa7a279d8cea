package dev.pairplane.storage.core.sstable;

import dev.pairplane.storage.core.file.StoredFile;
import dev.pairplane.storage.core.framing.CorruptFileException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.zip.CRC32C;

/// What stands around a block in a file: the trailer behind it, and its checksum.
///
/// The trailer is: u8 compression, u8 kind of checksum, u32 decompressed length, u32 masked CRC-32C
/// over the table's number, the block's offset, the stored bytes and the trailer before the
/// checksum. So neither a block of another file nor one from another place passes.
final class BlockFormat {
    static final int TRAILER = 10;

    private static final int CHECKSUM_CRC32C = 1;
    private static final int MASK_DELTA = 0xA282_EAD8;
    private static final int SEED_BYTES = 16;

    private BlockFormat() {}

    /// Appends the trailer to a block that starts at `start` in `bytes` and at `offset` in the
    /// file.
    static void seal(
            byte[] bytes,
            int start,
            int length,
            Compression compression,
            int rawLength,
            long number,
            long offset) {
        int trailer = start + length;
        bytes[trailer] = (byte) compression.code();
        bytes[trailer + 1] = CHECKSUM_CRC32C;
        Bytes.putInt(bytes, trailer + 2, rawLength);
        Bytes.putInt(bytes, trailer + 6, checksum(bytes, start, length, number, offset));
    }

    private static int checksum(byte[] bytes, int start, int length, long number, long offset) {
        byte[] seed = new byte[SEED_BYTES];
        Bytes.putLong(seed, 0, number);
        Bytes.putLong(seed, Long.BYTES, offset);
        CRC32C crc = new CRC32C();
        crc.update(seed, 0, SEED_BYTES);
        crc.update(bytes, start, length + TRAILER - Integer.BYTES);
        // Masked, because sums of bytes that hold sums of themselves collide easily.
        return Integer.rotateRight((int) crc.getValue(), 15) + MASK_DELTA;
    }

    /// Checks a stored block and gives its decompressed bytes.
    ///
    /// @param bytes hold the block from `start` on, its trailer included
    /// @param reused takes the bytes when it is large enough; otherwise they come in a new array of
    ///   exactly their length
    /// @param maxRaw no block decompresses to more
    static byte[] open(
            byte[] bytes, int start, BlockHandle handle, long number, byte[] reused, int maxRaw)
            throws MalformedBlockException {
        int length = handle.length();
        int trailer = start + length;
        int stored = Bytes.getInt(bytes, trailer + 6);
        if (stored != checksum(bytes, start, length, number, handle.offset())) {
            throw new MalformedBlockException("the block's checksum is wrong");
        }
        if (bytes[trailer + 1] != CHECKSUM_CRC32C) {
            throw new MalformedBlockException(
                    "checksums of kind %d are not known".formatted(bytes[trailer + 1]));
        }
        Compression compression = Compression.of(bytes[trailer]);
        int rawLength = rawLength(bytes, trailer);
        if (rawLength < 0 || rawLength > maxRaw) {
            throw new MalformedBlockException(
                    "a block of %d bytes, and none of the table has more than %d"
                            .formatted(rawLength, maxRaw));
        }
        byte[] raw = reused.length >= rawLength ? reused : new byte[rawLength];
        compression.decompress(bytes, start, length, raw, rawLength);
        return raw;
    }

    /// The decompressed length that a trailer announces.
    static int rawLength(byte[] bytes, int trailer) {
        return Bytes.getInt(bytes, trailer + 2);
    }

    /// Reads a stored block with its trailer.
    ///
    /// @throws CorruptFileException when the file ends before it does
    static byte[] read(StoredFile file, BlockHandle handle, long fileSize) throws IOException {
        long end = handle.offset() + handle.length() + TRAILER;
        if (handle.offset() < 0 || handle.length() < 0 || end < 0 || end > fileSize) {
            throw new CorruptFileException(
                    file.name(),
                    handle.offset(),
                    "a block of %d bytes, in a file of %d".formatted(handle.length(), fileSize));
        }
        byte[] bytes = new byte[handle.length() + TRAILER];
        if (file.read(ByteBuffer.wrap(bytes), handle.offset()) < bytes.length) {
            throw new CorruptFileException(
                    file.name(), handle.offset(), "the file ends within the block");
        }
        return bytes;
    }
}
