package dev.pairplane.storage.core.framing;

import dev.pairplane.storage.core.file.StoredFile;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.UUID;
import java.util.zip.CRC32C;

/// The first block of a framed file.
///
/// @param kind what the file is
/// @param number its number among its kind
/// @param firstSeq the sequence number of the first numbered record that it may hold
/// @param createdMs wall clock at creation, ms since the epoch; for people only
/// @param store the store that the file belongs to
/// @param flags none is defined yet: 0
/// @param nonce random; seeds every checksum of the file
public record FileHeader(
        Kind kind, long number, long firstSeq, long createdMs, UUID store, int flags, long nonce) {

    private static final int FORMAT = 1;
    private static final int CHECKSUM_CRC32C = 1;
    private static final int CHECKSUM_OFFSET = 60;
    private static final int CRC_OFFSET = Frame.BLOCK - Integer.BYTES;

    /// What a framed file is.
    public enum Kind {
        /// A segment of the commit log.
        SEGMENT("PDBWAL01"),
        /// A manifest.
        MANIFEST("PDBMAN01");

        private final String magic;

        Kind(String magic) {
            this.magic = magic;
        }

        private byte[] magic() {
            return magic.getBytes(StandardCharsets.US_ASCII);
        }
    }

    /// The header as one block, ready to be written at offset 0.
    public ByteBuffer encode() {
        ByteBuffer block = ByteBuffer.allocate(Frame.BLOCK).order(ByteOrder.LITTLE_ENDIAN);
        block.put(kind.magic())
                .putInt(FORMAT)
                .putInt(Frame.BLOCK)
                .putLong(number)
                .putLong(firstSeq);
        block.putLong(createdMs);
        block.putLong(store.getMostSignificantBits()).putLong(store.getLeastSignificantBits());
        block.putInt(flags).putInt(CHECKSUM_CRC32C).putLong(nonce);
        // Compatible and incompatible features, the id of a key, and a nonce for it: none yet.
        block.putLong(0).putLong(0).putLong(0).putLong(0).putLong(0);
        CRC32C crc = new CRC32C();
        crc.update(block.array(), 0, CRC_OFFSET);
        return block.putInt(CRC_OFFSET, (int) crc.getValue()).rewind();
    }

    /// Reads and checks the header of a file of this store.
    ///
    /// @throws CorruptFileException when it is short, damaged, of another kind, store or number
    /// @throws IncompatibleFileException when a newer version wrote it
    public static FileHeader read(StoredFile file, Kind kind, long number, UUID store)
            throws IOException {
        FileHeader header = read(file, kind, store);
        if (header.number != number) {
            throw new CorruptFileException(
                    file.name(), 16, "the header says number " + header.number);
        }
        return header;
    }

    /// As above, for a file that may go by another file's name.
    public static FileHeader read(StoredFile file, Kind kind, UUID store) throws IOException {
        ByteBuffer block = ByteBuffer.allocate(Frame.BLOCK).order(ByteOrder.LITTLE_ENDIAN);
        int length = file.read(block, 0);
        block.flip();
        String name = file.name();
        if (length < Frame.BLOCK) {
            throw new CorruptFileException(name, length, "the header block is cut short");
        }
        byte[] magic = new byte[Long.BYTES];
        block.get(magic);
        CRC32C crc = new CRC32C();
        crc.update(block.array(), 0, CRC_OFFSET);
        if (!Arrays.equals(magic, kind.magic())
                || block.getInt(CRC_OFFSET) != (int) crc.getValue()) {
            throw new CorruptFileException(
                    name, 0, "the header block is damaged or of another kind");
        }
        int format = block.getInt();
        int headerLength = block.getInt();
        int checksum = block.getInt(CHECKSUM_OFFSET);
        FileHeader header = decode(kind, block);
        long compatible = block.getLong();
        long incompatible = block.getLong();
        if (format != FORMAT
                || headerLength != Frame.BLOCK
                || checksum != CHECKSUM_CRC32C
                || incompatible != 0) {
            throw new IncompatibleFileException(
                    name,
                    "format %d, checksum %d, features %x/%x"
                            .formatted(format, checksum, compatible, incompatible));
        }
        if (!header.store.equals(store)) {
            throw new ForeignFileException(name, header.store, store);
        }
        return header;
    }

    private static FileHeader decode(Kind kind, ByteBuffer block) {
        long number = block.getLong();
        long firstSeq = block.getLong();
        long createdMs = block.getLong();
        UUID store = new UUID(block.getLong(), block.getLong());
        int flags = block.getInt();
        block.getInt();
        long nonce = block.getLong();
        return new FileHeader(kind, number, firstSeq, createdMs, store, flags, nonce);
    }

    /// A newer version of the software wrote the file.
    public static final class IncompatibleFileException extends IOException {
        private static final long serialVersionUID = 1L;

        public IncompatibleFileException(String file, String what) {
            super(file + " was written by a version that this one does not understand: " + what);
        }
    }

    /// The file belongs to another store.
    public static final class ForeignFileException extends IOException {
        private static final long serialVersionUID = 1L;

        public ForeignFileException(String file, UUID found, UUID expected) {
            super(file + " belongs to store " + found + ", this is store " + expected);
        }
    }
}
