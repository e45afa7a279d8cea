package dev.pairplane.storage.core.sstable;

import dev.pairplane.storage.core.file.StoredFile;
import dev.pairplane.storage.core.framing.CorruptFileException;
import dev.pairplane.storage.core.framing.FileHeader;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.zip.CRC32C;

/// The last 64 bytes of a table.
///
/// @param number the table's
/// @param root where the top index is
/// @param properties where the properties are
record Footer(long number, BlockHandle root, BlockHandle properties) {
    static final int BYTES = 64;

    private static final byte[] MAGIC = "PDBSST01".getBytes(StandardCharsets.US_ASCII);
    private static final int FORMAT = 1;
    private static final int CRC_OFFSET = 52;
    private static final int MAGIC_OFFSET = 56;

    byte[] encode() {
        byte[] bytes = new byte[BYTES];
        Bytes.putInt(bytes, 0, FORMAT);
        Bytes.putLong(bytes, 4, number);
        Bytes.putLong(bytes, 12, root.offset());
        Bytes.putInt(bytes, 20, root.length());
        Bytes.putLong(bytes, 24, properties.offset());
        Bytes.putInt(bytes, 32, properties.length());
        // Compatible features (8 bytes), incompatible ones (8 bytes): none yet.
        Bytes.putInt(bytes, CRC_OFFSET, checksum(bytes));
        System.arraycopy(MAGIC, 0, bytes, MAGIC_OFFSET, MAGIC.length);
        return bytes;
    }

    private static int checksum(byte[] bytes) {
        CRC32C crc = new CRC32C();
        crc.update(bytes, 0, CRC_OFFSET);
        return (int) crc.getValue();
    }

    /// Reads and checks the footer of a table.
    ///
    /// @param size the file's
    /// @throws CorruptFileException when the file is no table, is cut short or damaged, or has
    ///   another table's number
    /// @throws FileHeader.IncompatibleFileException when a newer version wrote it
    static Footer read(StoredFile file, long number, long size) throws IOException {
        String name = file.name();
        if (size < BYTES) {
            throw new CorruptFileException(
                    name, size, "a file of %d bytes is no table".formatted(size));
        }
        byte[] bytes = new byte[BYTES];
        long start = size - BYTES;
        if (file.read(ByteBuffer.wrap(bytes), start) < BYTES) {
            throw new CorruptFileException(name, start, "the footer is cut short");
        }
        if (!Arrays.equals(bytes, MAGIC_OFFSET, BYTES, MAGIC, 0, MAGIC.length)) {
            throw new CorruptFileException(
                    name, start, "it does not end like a table: it is cut short, or none");
        }
        if (Bytes.getInt(bytes, CRC_OFFSET) != checksum(bytes)) {
            throw new CorruptFileException(name, start, "the footer's checksum is wrong");
        }
        int format = Bytes.getInt(bytes, 0);
        long incompatible = Bytes.getLong(bytes, 44);
        if (format != FORMAT || incompatible != 0) {
            throw new FileHeader.IncompatibleFileException(
                    name, "format %d, features %x".formatted(format, incompatible));
        }
        Footer footer =
                new Footer(
                        Bytes.getLong(bytes, 4),
                        new BlockHandle(Bytes.getLong(bytes, 12), Bytes.getInt(bytes, 20)),
                        new BlockHandle(Bytes.getLong(bytes, 24), Bytes.getInt(bytes, 32)));
        if (footer.number != number) {
            throw new CorruptFileException(name, start, "the footer says number " + footer.number);
        }
        return footer;
    }
}
