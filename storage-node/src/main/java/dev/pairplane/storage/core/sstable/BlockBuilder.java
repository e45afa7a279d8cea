package dev.pairplane.storage.core.sstable;

import java.util.Arrays;

/// Builds the bytes of one block after another. For one thread.
///
/// An entry is: varint length of what the key shares with the key before it, varint length of the
/// rest, varint length of the value, the rest of the key, the value. Every `interval`-th entry
/// shares nothing; the positions of these restarts, and their count, end the block.
final class BlockBuilder {
    private static final int FIRST_CAPACITY = 8 << 10;

    /// A block with a large value gets a buffer that is not kept.
    private static final int KEPT_CAPACITY = 1 << 20;

    private final int interval;
    private byte[] bytes = new byte[FIRST_CAPACITY];
    private int size;
    private int[] restarts = new int[64];
    private int restartCount;
    private int sinceRestart;
    private byte[] lastKey = new byte[64];
    private int lastLength;

    BlockBuilder(int interval) {
        this.interval = interval;
    }

    /// Adds an entry of an index.
    void add(byte[] key, int keyLength, byte[] value, int offset, int length) {
        header(key, keyLength, length);
        value(value, offset, length);
    }

    /// Adds an entry of data: its value begins with the sequence number.
    void add(byte[] key, int keyLength, long seq, byte[] value, int offset, int length) {
        header(key, keyLength, Math.addExact(Long.BYTES, length));
        Bytes.putLong(bytes, size, seq);
        size += Long.BYTES;
        value(value, offset, length);
    }

    private void header(byte[] key, int keyLength, int valueLength) {
        int shared = 0;
        if (restartCount == 0 || sinceRestart == interval) {
            restart();
        } else {
            int mismatch = Arrays.mismatch(lastKey, 0, lastLength, key, 0, keyLength);
            shared = mismatch < 0 ? keyLength : mismatch;
        }
        sinceRestart++;
        int rest = keyLength - shared;
        ensure(3L * Bytes.MAX_INT_VARINT + rest + valueLength);
        size = Bytes.putVarint(bytes, size, shared);
        size = Bytes.putVarint(bytes, size, rest);
        size = Bytes.putVarint(bytes, size, valueLength);
        System.arraycopy(key, shared, bytes, size, rest);
        size += rest;
        remember(key, keyLength, shared);
    }

    private void restart() {
        if (restartCount == restarts.length) {
            restarts = Arrays.copyOf(restarts, 2 * restartCount);
        }
        restarts[restartCount++] = size;
        sinceRestart = 0;
    }

    private void remember(byte[] key, int keyLength, int shared) {
        if (lastKey.length < keyLength) {
            lastKey = Arrays.copyOf(lastKey, Math.max(keyLength, 2 * lastKey.length));
        }
        System.arraycopy(key, shared, lastKey, shared, keyLength - shared);
        lastLength = keyLength;
    }

    private void value(byte[] value, int offset, int length) {
        System.arraycopy(value, offset, bytes, size, length);
        size += length;
    }

    private void ensure(long more) {
        long needed = size + more;
        if (needed > bytes.length) {
            if (needed > Integer.MAX_VALUE - 64) {
                throw new IllegalArgumentException("a block of " + needed + " bytes");
            }
            long larger = Math.min(Integer.MAX_VALUE - 64, Math.max(needed, 2L * bytes.length));
            bytes = Arrays.copyOf(bytes, (int) larger);
        }
    }

    /// Bytes so far, the restarts included.
    int size() {
        return size + Integer.BYTES * (restartCount + 1);
    }

    boolean isEmpty() {
        return restartCount == 0;
    }

    /// Completes the block.
    ///
    /// @return its bytes, of which the first [#size] count; valid until the next [#clear]
    byte[] finish() {
        ensure(Integer.BYTES * (restartCount + 1L));
        int at = size;
        for (int i = 0; i < restartCount; i++) {
            Bytes.putInt(bytes, at, restarts[i]);
            at += Integer.BYTES;
        }
        Bytes.putInt(bytes, at, restartCount);
        return bytes;
    }

    /// Starts the next block.
    void clear() {
        size = 0;
        restartCount = 0;
        sinceRestart = 0;
        lastLength = 0;
        if (bytes.length > KEPT_CAPACITY) {
            bytes = new byte[FIRST_CAPACITY];
        }
    }
}
