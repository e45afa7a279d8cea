package dev.pairplane.storage.core.sstable;

import java.io.IOException;
import java.util.Arrays;
import java.util.List;

/// The entries of several walks as one, in order. For one thread.
///
/// A binary heap over the walks: a step costs a comparison or two where one walk leads for long,
/// which is what merging a small table into a large one looks like.
public final class MergingCursor implements EntryCursor {
    private final EntryCursor[] all;

    /// A heap of those that are at an entry; the first has the least.
    private final EntryCursor[] heap;

    private int size;

    /// @param cursors no two have the same key under the same sequence number
    public MergingCursor(List<? extends EntryCursor> cursors) {
        this.all = cursors.toArray(EntryCursor[]::new);
        this.heap = new EntryCursor[all.length];
    }

    @Override
    public boolean first() throws IOException {
        size = 0;
        for (EntryCursor cursor : all) {
            if (cursor.first()) {
                heap[size++] = cursor;
            }
        }
        return build();
    }

    @Override
    public boolean seek(byte[] key, int length) throws IOException {
        size = 0;
        for (EntryCursor cursor : all) {
            if (cursor.seek(key, length)) {
                heap[size++] = cursor;
            }
        }
        return build();
    }

    private boolean build() {
        for (int i = size / 2 - 1; i >= 0; i--) {
            sink(i);
        }
        return size > 0;
    }

    @Override
    public boolean next() throws IOException {
        EntryCursor least = least();
        if (!least.next()) {
            size--;
            heap[0] = heap[size];
        }
        if (size > 0) {
            sink(0);
        }
        return size > 0;
    }

    private void sink(int from) {
        int parent = from;
        EntryCursor moved = heap[parent];
        while (true) {
            int child = 2 * parent + 1;
            if (child >= size) {
                break;
            }
            if (child + 1 < size && compare(heap[child + 1], heap[child]) < 0) {
                child++;
            }
            if (compare(moved, heap[child]) <= 0) {
                break;
            }
            heap[parent] = heap[child];
            parent = child;
        }
        heap[parent] = moved;
    }

    private static int compare(EntryCursor one, EntryCursor other) {
        int byKey =
                Arrays.compareUnsigned(
                        one.key(), 0, one.keyLength(), other.key(), 0, other.keyLength());
        return byKey != 0 ? byKey : Long.compare(other.seq(), one.seq());
    }

    private EntryCursor least() {
        if (size == 0) {
            throw new IllegalStateException("the cursor is not at an entry");
        }
        return heap[0];
    }

    @Override
    public boolean valid() {
        return size > 0;
    }

    @Override
    public byte[] key() {
        return least().key();
    }

    @Override
    public int keyLength() {
        return least().keyLength();
    }

    @Override
    public long seq() {
        return least().seq();
    }

    @Override
    public byte[] bytes() {
        return least().bytes();
    }

    @Override
    public int setOffset() {
        return least().setOffset();
    }

    @Override
    public int setLength() {
        return least().setLength();
    }
}
