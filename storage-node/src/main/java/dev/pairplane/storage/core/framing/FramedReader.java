package dev.pairplane.storage.core.framing;

import dev.pairplane.storage.core.file.StoredFile;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/// Reads the records of one framed file, and judges its end. One thread at a time.
public final class FramedReader {

    /// Takes the numbered records of a scan, in order.
    @FunctionalInterface
    public interface Visitor {
        /// Takes one record.
        ///
        /// @param offset where the record starts
        /// @param payload the payload; valid during the call only
        void record(long offset, byte type, long seq, ByteBuffer payload) throws IOException;
    }

    private static final int WINDOW = 1 << 20;

    private final StoredFile file;
    private final long size;
    private final Frame.Checksum checksum;
    private ByteBuffer window;
    private long windowStart;

    /// @param header the file's header, read before
    public FramedReader(StoredFile file, FileHeader header) throws IOException {
        this.file = file;
        this.size = file.size();
        this.checksum = new Frame.Checksum(header);
        this.window =
                ByteBuffer.allocate((int) Math.min(WINDOW, size))
                        .order(ByteOrder.LITTLE_ENDIAN)
                        .limit(0);
    }

    /// Reads from the first group on.
    ///
    /// @param lastSeq the sequence number before the first that this file may hold
    /// @throws CorruptFileException when an intact record is not what may stand there
    public ScanEnd scan(long lastSeq, Visitor visitor) throws IOException {
        return scan(Frame.BLOCK, lastSeq, visitor);
    }

    /// Reads on after damage, from a fence that [#nextFence] found.
    public ScanEnd scan(long from, long lastSeq, Visitor visitor) throws IOException {
        long offset = from;
        long seq = lastSeq;
        boolean fenceDue = true;
        while (true) {
            if (offset >= size) {
                return new ScanEnd(ScanEnd.Kind.OPEN, offset, seq, 0, "");
            }
            int left = Frame.leftInBlock(offset);
            if (left < Frame.RECORD_HEADER) {
                if (!zeros(offset, Math.min(size, offset + left))) {
                    return bad(offset, seq, "bytes between a record and the end of its block");
                }
                offset = Math.min(size, offset + left);
                continue;
            }
            if (zeros(offset, Math.min(size, offset + Frame.RECORD_HEADER))) {
                return zeros(offset, size)
                        ? new ScanEnd(ScanEnd.Kind.OPEN, offset, seq, 0, "")
                        : bad(offset, seq, "no record, yet the file goes on");
            }
            Header header = header(offset);
            String fault = fault(offset, header, seq, fenceDue);
            if (!fault.isEmpty()) {
                return bad(offset, seq, fault);
            }
            if (Frame.numbered(header.type)) {
                seq++;
                visitor.record(offset, header.type, seq, payload(offset, header));
            } else if (header.type == Frame.SEAL) {
                return sealed(offset, header, seq);
            }
            fenceDue = header.type == Frame.PAD;
            offset += Frame.RECORD_HEADER + header.length;
        }
    }

    private ScanEnd sealed(long offset, Header header, long seq) {
        boolean clean = (header.flags & Frame.CLEAN) != 0;
        return new ScanEnd(
                clean ? ScanEnd.Kind.SEALED_CLEAN : ScanEnd.Kind.SEALED,
                offset + Frame.RECORD_HEADER,
                seq,
                0,
                "");
    }

    private record Header(int crc, int length, byte type, byte flags, long seq) {}

    private Header header(long offset) throws IOException {
        if (offset + Frame.RECORD_HEADER > size) {
            return new Header(0, -1, (byte) 0, (byte) 0, 0);
        }
        ByteBuffer at = at(offset, Frame.RECORD_HEADER);
        return new Header(at.getInt(), at.getInt(), at.get(), at.get(), at.getLong());
    }

    private ByteBuffer payload(long offset, Header header) throws IOException {
        return at(offset + Frame.RECORD_HEADER, header.length);
    }

    /// What is wrong with a record, or nothing.
    private String fault(long offset, Header header, long lastSeq, boolean fenceDue)
            throws IOException {
        if (header.length < 0) {
            return "a record cut short";
        }
        if (header.length > Frame.MAX_PAYLOAD) {
            return "an impossible length of " + header.length;
        }
        if (offset + Frame.RECORD_HEADER + header.length > size) {
            return "a record cut short";
        }
        ByteBuffer covered =
                at(offset + Integer.BYTES, Frame.RECORD_HEADER - Integer.BYTES + header.length);
        if (checksum.of(offset, covered) != header.crc) {
            return "a checksum that does not match";
        }
        if (!Frame.known(header.type)) {
            throw new CorruptFileException(
                    file.name(), offset, "a record of unknown type " + header.type);
        }
        long expected = Frame.numbered(header.type) ? lastSeq + 1 : lastSeq;
        if (header.seq != expected) {
            return "sequence number " + header.seq + " where " + expected + " belongs";
        }
        boolean atBoundary = offset % Frame.BLOCK == 0;
        if (header.type == Frame.FENCE && !atBoundary) {
            return "a fence inside a block";
        }
        return fenceDue && header.type != Frame.FENCE ? "no fence at the start of a group" : "";
    }

    /// Tells damage from a torn write: a later fence that vouches for bytes past `offset` proves
    /// damage.
    private ScanEnd bad(long offset, long seq, String what) throws IOException {
        for (long block = nextBlock(offset); block < size; block += Frame.BLOCK) {
            if (isFence(block) && at(block + Frame.RECORD_HEADER + 8, 8).getLong() > offset) {
                String proof = what + "; the fence at " + block + " proves that it was durable";
                return new ScanEnd(
                        ScanEnd.Kind.CORRUPT, offset, seq, dataEnd(offset) - offset, proof);
            }
        }
        return new ScanEnd(ScanEnd.Kind.TORN, offset, seq, dataEnd(offset) - offset, what);
    }

    /// The first intact fence after `offset`, or -1.
    ///
    /// Only block boundaries are looked at, so bytes inside a record never count, and the search is
    /// linear.
    public long nextFence(long offset) throws IOException {
        for (long block = nextBlock(offset); block < size; block += Frame.BLOCK) {
            if (isFence(block)) {
                return block;
            }
        }
        return -1;
    }

    /// The last sequence number before a fence.
    public long seqAtFence(long fence) throws IOException {
        return header(fence).seq;
    }

    private static long nextBlock(long offset) {
        return (offset / Frame.BLOCK + 1) * Frame.BLOCK;
    }

    private boolean isFence(long block) throws IOException {
        int length = Frame.RECORD_HEADER + Frame.FENCE_PAYLOAD;
        if (block + length > size) {
            return false;
        }
        Header header = header(block);
        if (header.type != Frame.FENCE || header.length != Frame.FENCE_PAYLOAD) {
            return false;
        }
        return checksum.of(block, at(block + Integer.BYTES, length - Integer.BYTES)) == header.crc;
    }

    /// The end of the last byte after `offset` that is not zero.
    private long dataEnd(long offset) throws IOException {
        long end = offset;
        for (long start = offset; start < size; start += WINDOW) {
            int length = (int) Math.min(WINDOW, size - start);
            ByteBuffer bytes = at(start, length);
            for (int i = length - 1; i >= 0; i--) {
                if (bytes.get(bytes.position() + i) != 0) {
                    end = start + i + 1;
                    break;
                }
            }
        }
        return end;
    }

    private boolean zeros(long from, long to) throws IOException {
        for (long start = from; start < to; start += WINDOW) {
            int length = (int) Math.min(WINDOW, to - start);
            ByteBuffer bytes = at(start, length);
            while (bytes.remaining() >= Long.BYTES) {
                if (bytes.getLong() != 0) {
                    return false;
                }
            }
            while (bytes.hasRemaining()) {
                if (bytes.get() != 0) {
                    return false;
                }
            }
        }
        return true;
    }

    /// A view of the file's bytes, through a window that moves forward.
    private ByteBuffer at(long offset, int length) throws IOException {
        if (offset < windowStart || offset + length > windowStart + window.limit()) {
            if (window.capacity() < length) {
                window = ByteBuffer.allocate(length).order(ByteOrder.LITTLE_ENDIAN);
            }
            window.clear();
            file.read(window, offset);
            window.flip();
            windowStart = offset;
            if (window.limit() < length) {
                throw new IOException(
                        file.name() + " got shorter while it was read, at offset " + offset);
            }
        }
        int start = (int) (offset - windowStart);
        return window.slice(start, length).order(ByteOrder.LITTLE_ENDIAN);
    }
}
