package dev.pairplane.storage.core.sstable;

import com.dynatrace.hash4j.hashing.Hasher64;
import com.dynatrace.hash4j.hashing.Hashing;
import dev.pairplane.storage.core.file.Directory;
import dev.pairplane.storage.core.file.StoredFile;
import java.io.IOException;
import java.util.Arrays;
import java.util.UUID;

/// Writes one table. For one thread.
///
/// The file has a temporary name until [#finish], which syncs and renames it; the caller then syncs
/// the directory, before anything depends on the table. A writer that is closed without having
/// finished removes its file.
public final class TableWriter implements AutoCloseable {
    /// What the hash of a key in filters is.
    static final Hasher64 HASHER = Hashing.xxh3_64();

    private final Directory directory;
    private final long number;
    private final UUID store;
    private final TableOptions options;
    private final BloomFilter.Shape filterShape;
    private final StoredFile file;
    private final BlockSink sink;
    private final BlockBuilder data;
    private final BlockBuilder index = new BlockBuilder(1);
    private final BlockBuilder root = new BlockBuilder(1);
    private final byte[] handles = new byte[2 * BlockHandle.MAX_BYTES];
    private long[] hashes = new long[1024];
    private int hashCount;
    private int blocksInPartition;
    private int partitions;
    private byte[] smallest = new byte[0];
    private byte[] lastKey = new byte[64];
    private int lastLength = -1;
    private long lastSeq;
    private long entries;
    private long tombstones;
    private long oldestTombstoneMs;
    private long newestTombstoneMs;
    private long smallestSeq = Long.MAX_VALUE;
    private long largestSeq;
    private long rawBytes;
    private long dataBytes;
    private boolean ended;

    /// Creates the file.
    ///
    /// @param directory where tables are
    /// @param number the table's, never used before in this store
    /// @param store the store that it belongs to
    public TableWriter(Directory directory, long number, UUID store, TableOptions options)
            throws IOException {
        this.directory = directory;
        this.number = number;
        this.store = store;
        this.options = options;
        this.filterShape = BloomFilter.Shape.of(options.falsePositives());
        this.data = new BlockBuilder(options.restartInterval());
        this.file = directory.create(TableName.temporary(number));
        this.sink = new BlockSink(file, number, options.compression());
    }

    /// Adds an entry.
    ///
    /// @param key of which the first `keyLength` bytes count; above the last key, or equal to it
    /// @param seq below the last one where the key is the same
    /// @param set holds the encoded version set from `offset` on
    /// @param deletedAtMs when the key was deleted, ms since the epoch; 0 when it has a live value
    /// @throws IllegalArgumentException when the order is broken
    public void add(
            byte[] key,
            int keyLength,
            long seq,
            byte[] set,
            int offset,
            int length,
            long deletedAtMs)
            throws IOException {
        boolean newKey = requireOrder(key, keyLength, seq);
        if (newKey) {
            if (!data.isEmpty() && data.size() >= options.blockBytes()) {
                endBlock();
            }
            addHash(HASHER.hashBytesToLong(key, 0, keyLength));
            remember(key, keyLength);
        }
        lastSeq = seq;
        data.add(key, keyLength, seq, set, offset, length);
        entries++;
        smallestSeq = Math.min(smallestSeq, seq);
        largestSeq = Math.max(largestSeq, seq);
        if (deletedAtMs > 0) {
            oldestTombstoneMs =
                    tombstones == 0 ? deletedAtMs : Math.min(oldestTombstoneMs, deletedAtMs);
            newestTombstoneMs = Math.max(newestTombstoneMs, deletedAtMs);
            tombstones++;
        }
    }

    private boolean requireOrder(byte[] key, int keyLength, long seq) {
        if (ended) {
            throw new IllegalStateException("the table is finished");
        }
        int order =
                lastLength < 0
                        ? 1
                        : Arrays.compareUnsigned(key, 0, keyLength, lastKey, 0, lastLength);
        if (order < 0 || (order == 0 && seq >= lastSeq)) {
            throw new IllegalArgumentException(
                    "entry %d is not above the one before it".formatted(entries));
        }
        return order > 0;
    }

    private void remember(byte[] key, int keyLength) {
        if (lastLength < 0) {
            smallest = Arrays.copyOf(key, keyLength);
        }
        if (lastKey.length < keyLength) {
            lastKey = new byte[Math.max(keyLength, 2 * lastKey.length)];
        }
        System.arraycopy(key, 0, lastKey, 0, keyLength);
        lastLength = keyLength;
    }

    private void addHash(long hash) {
        if (hashCount == hashes.length) {
            hashes = Arrays.copyOf(hashes, 2 * hashCount);
        }
        hashes[hashCount++] = hash;
    }

    /// Ends the data block; the key that was added last is its last one.
    private void endBlock() throws IOException {
        int raw = data.size();
        BlockHandle handle = sink.append(data.finish(), raw, true);
        rawBytes += raw;
        dataBytes += handle.length() + (long) BlockFormat.TRAILER;
        data.clear();
        index.add(lastKey, lastLength, handles, 0, handle.put(handles, 0));
        blocksInPartition++;
        if (blocksInPartition == options.blocksPerPartition()) {
            endPartition();
        }
    }

    private void endPartition() throws IOException {
        byte[] filter = BloomFilter.build(hashes, hashCount, filterShape);
        BlockHandle filterHandle = sink.append(filter, filter.length, false);
        int indexSize = index.size();
        BlockHandle indexHandle = sink.append(index.finish(), indexSize, true);
        int length = filterHandle.put(handles, indexHandle.put(handles, 0));
        root.add(lastKey, lastLength, handles, 0, length);
        index.clear();
        hashCount = 0;
        blocksInPartition = 0;
        partitions++;
    }

    /// About how long the file is, the entries that are not written yet included.
    public long size() {
        return sink.position() + data.size() + index.size() + root.size();
    }

    /// Entries so far.
    public long entries() {
        return entries;
    }

    /// Writes the rest, makes the file durable, gives it its name and closes it. Its name is
    /// durable after a sync of the directory.
    ///
    /// @param level the level that it is for
    /// @param createdMs the time, ms since the epoch
    /// @throws IllegalStateException when nothing was added: there are no empty tables
    public TableFacts finish(int level, long createdMs) throws IOException {
        if (entries == 0 || ended) {
            throw new IllegalStateException("a table is finished once, and has entries");
        }
        endBlock();
        if (blocksInPartition > 0) {
            endPartition();
        }
        int rootSize = root.size();
        BlockHandle rootHandle = sink.append(root.finish(), rootSize, false);
        TableProperties properties = properties(level, createdMs);
        byte[] encoded = properties.encode();
        BlockHandle propertiesHandle = sink.append(encoded, encoded.length, false);
        sink.appendBare(new Footer(number, rootHandle, propertiesHandle).encode());
        sink.flush();
        file.sync(true);
        directory.rename(TableName.temporary(number), TableName.of(number));
        ended = true;
        file.close();
        return new TableFacts(number, sink.position(), sink.digest(), properties);
    }

    private TableProperties properties(int level, long createdMs) {
        return new TableProperties(
                store,
                entries,
                tombstones,
                smallest,
                Arrays.copyOf(lastKey, lastLength),
                smallestSeq,
                largestSeq,
                oldestTombstoneMs,
                newestTombstoneMs,
                rawBytes,
                dataBytes,
                sink.largestRaw(),
                partitions,
                createdMs,
                level,
                options.compression());
    }

    /// Removes the file of a table that was not finished.
    @Override
    public void close() throws IOException {
        if (!ended) {
            ended = true;
            file.close();
            directory.delete(TableName.temporary(number));
        }
    }
}
