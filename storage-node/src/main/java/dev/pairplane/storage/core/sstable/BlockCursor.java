package dev.pairplane.storage.core.sstable;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// Walks the entries of one block after another. For one thread.
final class BlockCursor {
    private @Nullable Block block;
    private int next;
    private byte[] key = new byte[64];
    private int keyLength;
    private int value;
    private int valueLength;

    /// Goes before the first entry of a block.
    void open(Block opened) {
        block = opened;
        next = 0;
        keyLength = 0;
    }

    /// Goes to the next entry.
    ///
    /// @return whether there is one
    boolean next() throws MalformedBlockException {
        Block opened = opened();
        int end = opened.entriesEnd();
        if (next >= end) {
            return false;
        }
        byte[] bytes = opened.bytes();
        long packed = Bytes.varint(bytes, next, end);
        int shared = Bytes.number(packed);
        packed = Bytes.varint(bytes, Bytes.position(packed), end);
        int rest = Bytes.number(packed);
        packed = Bytes.varint(bytes, Bytes.position(packed), end);
        int suffix = Bytes.position(packed);
        valueLength = Bytes.number(packed);
        value = opened.valueStart(suffix, rest, valueLength);
        if (shared > keyLength) {
            throw new MalformedBlockException(
                    "an entry shares %d bytes of a key of %d".formatted(shared, keyLength));
        }
        int length = shared + rest;
        if (key.length < length) {
            key = Arrays.copyOf(key, Math.max(length, 2 * key.length));
        }
        System.arraycopy(bytes, suffix, key, shared, rest);
        keyLength = length;
        next = value + valueLength;
        return true;
    }

    /// Goes to the first entry whose key is not below this one.
    ///
    /// @return whether there is one
    boolean seek(byte[] target, int length) throws MalformedBlockException {
        Block opened = opened();
        next = opened.restart(opened.lastRestartBelow(target, length));
        keyLength = 0;
        while (next()) {
            if (Arrays.compareUnsigned(key, 0, keyLength, target, 0, length) >= 0) {
                return true;
            }
        }
        return false;
    }

    private Block opened() {
        Block opened = block;
        if (opened == null) {
            throw new IllegalStateException("no block is open");
        }
        return opened;
    }

    /// The bytes that [#value] and [#valueLength] are about.
    byte[] bytes() {
        return opened().bytes();
    }

    /// The key's bytes, of which the first [#keyLength] count; changed by the next move.
    byte[] key() {
        return key;
    }

    int keyLength() {
        return keyLength;
    }

    int value() {
        return value;
    }

    int valueLength() {
        return valueLength;
    }
}
