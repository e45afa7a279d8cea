package dev.pairplane.storage.core.framing;

import dev.pairplane.storage.core.file.StoredFile;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/// Writes groups of records to one file.
///
/// One thread at a time: callers hold a lock of their own. A group is built in memory ([#begin],
/// [#add]), then written with one call ([#write]), and durable after [#sync]. A write that fails is
/// undone before the error is passed on, so that a refused record can never come back; when it
/// cannot be undone, and whenever a sync fails, the writer is poisoned and refuses everything.
public final class FramedWriter implements AutoCloseable {

    private static final int FIRST_BUFFER = 64 << 10;

    /// A group with a large value gets a buffer of its own; up to this size it is kept.
    private static final int KEPT_BUFFER = 4 << 20;

    private final StoredFile file;
    private final Frame.Checksum checksum;
    private ByteBuffer kept = newBuffer(FIRST_BUFFER);
    private ByteBuffer buffer = kept;

    /// Where the group under construction starts, which is the end of what was written.
    private long position;

    /// What the file's durable size covers.
    private long durableSize;

    private long lastSeq;
    private long durableSeq;
    private long durableOffset;
    private boolean padded = true;
    private volatile boolean poisoned;

    /// Continues a file whose header is written and synced, and that holds no records yet.
    ///
    /// @param header the file's header
    /// @param durableSize the file's size, durable
    /// @param lastSeq the last sequence number in use before this file
    public FramedWriter(StoredFile file, FileHeader header, long durableSize, long lastSeq) {
        this(file, header, Frame.BLOCK, durableSize, lastSeq);
    }

    /// Continues a file at `position`, a block boundary up to which it is durable.
    public FramedWriter(
            StoredFile file, FileHeader header, long position, long durableSize, long lastSeq) {
        if (position % Frame.BLOCK != 0) {
            throw new IllegalArgumentException("position " + position + " is not a block boundary");
        }
        this.file = file;
        this.checksum = new Frame.Checksum(header);
        this.position = position;
        this.durableSize = durableSize;
        this.lastSeq = lastSeq;
        this.durableSeq = lastSeq;
        this.durableOffset = position;
    }

    private static ByteBuffer newBuffer(int capacity) {
        return ByteBuffer.allocateDirect(capacity).order(ByteOrder.LITTLE_ENDIAN);
    }

    /// Bytes that a record with such a payload takes at most, skipped block ends included.
    public static long spaceFor(int payload) {
        return Frame.RECORD_HEADER * 2L + payload;
    }

    /// Bytes that a group takes beyond its records.
    public static long groupOverhead() {
        return 3L * Frame.BLOCK;
    }

    /// Starts a group.
    ///
    /// @param fenced whether a fence goes first, at a block boundary; always when the last group
    ///   was padded
    public void begin(boolean fenced) throws PoisonedException {
        refuseWhenPoisoned();
        buffer = kept;
        buffer.clear();
        if (fenced || padded) {
            pad();
            int start = header(Frame.FENCE, (byte) 0, lastSeq, Frame.FENCE_PAYLOAD);
            buffer.putLong(durableSeq).putLong(durableOffset);
            finish(start);
        }
    }

    /// What a record holds.
    public interface Payload {
        /// Its bytes.
        int length();

        /// Appends exactly that many bytes.
        void put(ByteBuffer target);
    }

    /// Adds a numbered record to the group.
    ///
    /// @param seq one more than the number before it
    public void add(byte type, long seq, byte[] payload) {
        int start = header(type, seq, payload.length);
        buffer.put(payload);
        finish(start);
    }

    /// The same with a payload that is put together in its place.
    public void add(byte type, long seq, Payload payload) {
        int start = header(type, seq, payload.length());
        payload.put(buffer);
        finish(start);
    }

    private int header(byte type, long seq, int payload) {
        if (payload > Frame.MAX_PAYLOAD) {
            throw new IllegalArgumentException("payload of " + payload + " bytes");
        }
        return header(type, (byte) 0, seq, payload);
    }

    /// Adds the file's last record to the group.
    public void addSeal(boolean clean) {
        finish(header(Frame.SEAL, clean ? Frame.CLEAN : 0, lastSeq, 0));
    }

    private int header(byte type, byte flags, long seq, int payload) {
        ensure(Frame.RECORD_HEADER * 2 + payload + Frame.BLOCK);
        int left = Frame.leftInBlock(position + buffer.position());
        if (left < Frame.RECORD_HEADER) {
            zeros(left);
        }
        int start = buffer.position();
        buffer.putInt(0).putInt(payload).put(type).put(flags).putLong(seq);
        return start;
    }

    private void finish(int start) {
        int end = buffer.position();
        ByteBuffer covered = buffer.duplicate().position(start + Integer.BYTES).limit(end);
        buffer.putInt(start, checksum.of(position + start, covered));
    }

    /// Fills the block, if one is begun, so that the next record stands at a boundary.
    private void pad() {
        int left = Frame.leftInBlock(position + buffer.position());
        if (left == Frame.BLOCK) {
            return;
        }
        ensure(left + Frame.RECORD_HEADER);
        if (left < Frame.RECORD_HEADER) {
            zeros(left);
            return;
        }
        int start = header(Frame.PAD, (byte) 0, lastSeq, left - Frame.RECORD_HEADER);
        zeros(left - Frame.RECORD_HEADER);
        finish(start);
    }

    private void zeros(int count) {
        for (int i = 0; i < count; i++) {
            buffer.put((byte) 0);
        }
    }

    private void ensure(int more) {
        if (buffer.remaining() < more) {
            int needed = buffer.position() + more;
            ByteBuffer larger = newBuffer(Math.max(needed, (int) Math.min(1 << 30, 2L * needed)));
            larger.put(buffer.flip());
            buffer = larger;
            kept = larger.capacity() <= KEPT_BUFFER ? larger : kept;
        }
    }

    /// Writes the group; it is in the file, not yet durable.
    ///
    /// @param last the last sequence number in the group, or the one before it when it holds none
    /// @param pad whether to fill the last block, so that the group can be vouched for by a fence
    /// @throws IOException when it could not be written; nothing of it is in the file, and the
    ///   writer goes on
    /// @throws PoisonedException when it could not be undone
    public void write(long last, boolean pad) throws IOException {
        refuseWhenPoisoned();
        long before = lastSeq;
        lastSeq = last;
        if (pad) {
            pad();
        }
        int length = buffer.position();
        try {
            file.write(buffer.flip(), position);
        } catch (IOException e) {
            lastSeq = before;
            undo(e);
            throw e;
        }
        position += length;
        padded = pad;
    }

    private void undo(IOException why) throws PoisonedException {
        try {
            if (file.size() > position) {
                file.truncate(position);
                file.sync(true);
            }
            durableSize = Math.min(durableSize, position);
        } catch (IOException e) {
            e.addSuppressed(why);
            throw poison(e);
        }
    }

    /// Makes everything written durable; the next fence will vouch for it.
    ///
    /// @throws PoisonedException when the sync failed
    public void sync() throws PoisonedException {
        durable(force());
    }

    /// The first half of [#sync]: forces without touching the writer's state, so that another
    /// thread may write meanwhile.
    ///
    /// @return what the force covered, to be handed to [#durable]
    public Mark force() throws PoisonedException {
        refuseWhenPoisoned();
        return force(mark());
    }

    /// What a force that starts now will cover.
    public Mark mark() {
        return new Mark(position, lastSeq, position > durableSize);
    }

    /// As [#force()], for a mark taken earlier; may run beside [#write].
    public Mark force(Mark mark) throws PoisonedException {
        try {
            file.sync(mark.grown);
        } catch (IOException e) {
            throw poison(e);
        }
        return mark;
    }

    /// The second half of [#sync].
    public void durable(Mark mark) {
        durableOffset = Math.max(durableOffset, mark.offset);
        durableSeq = Math.max(durableSeq, mark.seq);
        if (mark.grown) {
            durableSize = Math.max(durableSize, mark.offset);
        }
    }

    /// A point in the file.
    ///
    /// @param offset its end then
    /// @param seq the last sequence number then
    /// @param grown whether the file had grown past its durable size
    public record Mark(long offset, long seq, boolean grown) {}

    private PoisonedException poison(IOException cause) {
        poisoned = true;
        return new PoisonedException(file.name(), cause);
    }

    private void refuseWhenPoisoned() throws PoisonedException {
        if (poisoned) {
            throw new PoisonedException(
                    file.name(), new IOException("an earlier write or sync failed"));
        }
    }

    /// The end of what was written.
    public long position() {
        return position;
    }

    /// The last sequence number written.
    public long lastSeq() {
        return lastSeq;
    }

    /// The last sequence number that is durable.
    public long durableSeq() {
        return durableSeq;
    }

    /// Bytes written and not yet durable.
    public long unsynced() {
        return position - durableOffset;
    }

    /// Whether the next group must start with a fence.
    public boolean padded() {
        return padded;
    }

    /// Cuts off the room that was made ahead and not used. The file is sealed and synced by then.
    public void trim() throws IOException {
        if (file.size() > position) {
            file.truncate(position);
            file.sync(true);
        }
    }

    @Override
    public void close() throws IOException {
        kept = ByteBuffer.allocate(0);
        buffer = kept;
        file.close();
    }
}
