package dev.pairplane.storage.core.sstable;

import java.io.IOException;
import java.nio.ByteBuffer;

/// A walk through a table, which must stay open.
public final class TableCursor implements EntryCursor {
    /// How much is read ahead at once.
    private static final int WINDOW = 256 << 10;

    private static final byte[] NO_BYTES = {};

    private final Table table;
    private final boolean cached;
    private final BlockCursor index = new BlockCursor();
    private final BlockCursor data = new BlockCursor();
    private int partition;
    private boolean valid;

    // What follows is for walks past the cache.
    private byte[] window = NO_BYTES;
    private long windowStart;
    private int windowLength;
    private byte[] rawIndex = NO_BYTES;
    private byte[] rawData = NO_BYTES;
    private int rawLength;

    TableCursor(Table table, boolean cached) {
        this.table = table;
        this.cached = cached;
    }

    @Override
    public boolean first() throws IOException {
        partition = -1;
        valid = nextPartition() && nextBlock() && nextEntry();
        return valid;
    }

    @Override
    public boolean seek(byte[] key, int length) throws IOException {
        partition = table.partition(key, length);
        valid = false;
        if (partition == table.partitions()) {
            return false;
        }
        BlockHandle handle = table.index(partition);
        try {
            index.open(indexBlock(handle));
            if (!index.seek(key, length)) {
                throw new MalformedBlockException("the index ends below the partition's last key");
            }
            handle = dataHandle();
            data.open(dataBlock(handle));
            if (!data.seek(key, length)) {
                throw new MalformedBlockException("the block ends below its last key");
            }
            requireSeq();
        } catch (MalformedBlockException e) {
            throw table.corrupt(handle, String.valueOf(e.getMessage()));
        }
        valid = true;
        return true;
    }

    @Override
    public boolean next() throws IOException {
        if (!valid) {
            throw new IllegalStateException("the cursor is not at an entry");
        }
        valid = nextEntry();
        return valid;
    }

    private boolean nextEntry() throws IOException {
        while (true) {
            try {
                if (data.next()) {
                    requireSeq();
                    return true;
                }
            } catch (MalformedBlockException e) {
                throw table.corrupt(table.index(partition), String.valueOf(e.getMessage()));
            }
            if (!nextBlock()) {
                return false;
            }
        }
    }

    private void requireSeq() throws MalformedBlockException {
        if (data.valueLength() < Long.BYTES) {
            throw new MalformedBlockException("an entry without a sequence number");
        }
    }

    private boolean nextBlock() throws IOException {
        while (true) {
            try {
                if (index.next()) {
                    data.open(dataBlock(dataHandle()));
                    return true;
                }
            } catch (MalformedBlockException e) {
                throw table.corrupt(table.index(partition), String.valueOf(e.getMessage()));
            }
            if (!nextPartition()) {
                return false;
            }
        }
    }

    private boolean nextPartition() throws IOException {
        if (partition + 1 >= table.partitions()) {
            return false;
        }
        partition++;
        index.open(indexBlock(table.index(partition)));
        return true;
    }

    private BlockHandle dataHandle() throws MalformedBlockException {
        int start = index.value();
        return BlockHandle.get(index.bytes(), start, start + index.valueLength());
    }

    private Block indexBlock(BlockHandle handle) throws IOException {
        if (cached) {
            return table.block(handle);
        }
        rawIndex = readPastCache(handle, rawIndex);
        return parse(handle, rawIndex);
    }

    private Block dataBlock(BlockHandle handle) throws IOException {
        if (cached) {
            return table.block(handle);
        }
        rawData = readPastCache(handle, rawData);
        return parse(handle, rawData);
    }

    private Block parse(BlockHandle handle, byte[] raw) throws IOException {
        try {
            return new Block(raw, rawLength);
        } catch (MalformedBlockException e) {
            throw table.corrupt(handle, String.valueOf(e.getMessage()));
        }
    }

    private byte[] readPastCache(BlockHandle handle, byte[] reused) throws IOException {
        long end = handle.offset() + handle.length() + BlockFormat.TRAILER;
        boolean inWindow = handle.offset() >= windowStart && end <= windowStart + windowLength;
        if (!inWindow) {
            fill(handle, end);
        }
        int start = (int) (handle.offset() - windowStart);
        rawLength = BlockFormat.rawLength(window, start + handle.length());
        return table.open(window, start, handle, reused);
    }

    private void fill(BlockHandle handle, long end) throws IOException {
        if (handle.offset() < 0 || end < 0 || end > table.size()) {
            throw table.corrupt(
                    handle,
                    "a block of %d bytes, in a file of %d"
                            .formatted(handle.length(), table.size()));
        }
        int wanted = (int) Math.max(end - handle.offset(), WINDOW);
        if (window.length < wanted) {
            window = new byte[wanted];
        }
        ByteBuffer target = ByteBuffer.wrap(window);
        windowStart = handle.offset();
        windowLength = table.file().read(target, windowStart);
        if (windowStart + windowLength < end) {
            throw table.corrupt(handle, "the file ends within the block");
        }
    }

    @Override
    public boolean valid() {
        return valid;
    }

    @Override
    public byte[] key() {
        return data.key();
    }

    @Override
    public int keyLength() {
        return data.keyLength();
    }

    @Override
    public long seq() {
        return Bytes.getLong(data.bytes(), data.value());
    }

    @Override
    public byte[] bytes() {
        return data.bytes();
    }

    @Override
    public int setOffset() {
        return data.value() + Long.BYTES;
    }

    @Override
    public int setLength() {
        return data.valueLength() - Long.BYTES;
    }
}
