package dev.pairplane.storage.core.framing;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.zip.CRC32C;

/// Sizes, types and the checksum of framed records.
public final class Frame {
    /// Headers, groups and the search for fences go by blocks of this many bytes.
    public static final int BLOCK = 4096;

    /// crc u32, payload length u32, type u8, flags u8, seq u64.
    public static final int RECORD_HEADER = 18;

    /// 30 MiB of versions (the limit of a set), the largest key, and slack for what later kinds
    /// add.
    public static final int MAX_PAYLOAD = 33 << 20;

    /// A record of the log: the resolved versions of a key after a write.
    public static final byte PUT = 1;

    /// As [#PUT], after a delete.
    public static final byte DELETE = 2;

    /// As [#PUT], after a repair.
    public static final byte REPAIR = 3;

    /// Starts a group; payload: u64 durable seq, u64 durable offset. Its seq is that of the last
    /// record before it.
    public static final byte FENCE = 4;

    /// Fills a block; the payload is zeros. Only a fence may follow.
    public static final byte PAD = 5;

    /// The last record of a file; flag [#CLEAN] when the process shut down in order. Has no
    /// payload.
    public static final byte SEAL = 6;

    /// A manifest's version edit.
    public static final byte EDIT = 16;

    /// Flag of [#SEAL].
    public static final byte CLEAN = 1;

    static final int FENCE_PAYLOAD = 16;

    private Frame() {}

    /// Whether records of this type carry a sequence number of their own.
    static boolean numbered(byte type) {
        return type == PUT || type == DELETE || type == REPAIR || type == EDIT;
    }

    static boolean known(byte type) {
        return numbered(type) || type == FENCE || type == PAD || type == SEAL;
    }

    /// How many bytes are left in the block that `offset` lies in; a whole block at its start.
    static int leftInBlock(long offset) {
        return BLOCK - (int) (offset % BLOCK);
    }

    /// Computes record checksums for one file. Not safe for several threads.
    static final class Checksum {
        private final CRC32C crc = new CRC32C();
        private final ByteBuffer seed = ByteBuffer.allocate(24).order(ByteOrder.LITTLE_ENDIAN);

        Checksum(FileHeader header) {
            seed.putLong(header.nonce()).putLong(header.number());
        }

        /// @param offset where the record starts in the file
        /// @param record the record from its length field on; position and limit are kept
        int of(long offset, ByteBuffer record) {
            crc.reset();
            seed.putLong(16, offset);
            crc.update(seed.array(), 0, 24);
            crc.update(record.duplicate());
            return (int) crc.getValue();
        }
    }
}
