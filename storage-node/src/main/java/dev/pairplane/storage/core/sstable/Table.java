package dev.pairplane.storage.core.sstable;

import dev.pairplane.storage.core.file.Directory;
import dev.pairplane.storage.core.file.StoredFile;
import dev.pairplane.storage.core.framing.CorruptFileException;
import dev.pairplane.storage.core.framing.FileHeader;
import java.io.IOException;
import java.util.Arrays;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// An open table. Safe for several threads; whoever closes it sees to it that nobody reads any
/// more.
///
/// Its top index stays in memory, a key and two handles for each partition. Filters, indexes and
/// data come through the block cache.
public final class Table implements AutoCloseable {
    private static final byte[] NO_BYTES = {};

    private final StoredFile file;
    private final long number;
    private final long size;
    private final TableProperties properties;
    private final BlockCache cache;
    private final long cacheId;
    private final byte[][] lastKeys;
    private final BlockHandle[] indexes;
    private final BlockHandle[] filters;

    private Table(
            StoredFile file, Footer footer, long size, TableProperties properties, BlockCache cache)
            throws IOException {
        this.file = file;
        this.number = footer.number();
        this.size = size;
        this.properties = properties;
        this.cache = cache;
        this.cacheId = cache.nextTable();
        int partitions = properties.partitions();
        byte[] root = open(footer.root(), NO_BYTES);
        // Each entry has at least nine bytes: a wrong count must not take memory.
        if (partitions < 1 || partitions > root.length / 9) {
            throw corrupt(footer.root(), partitions + " partitions announced");
        }
        this.lastKeys = new byte[partitions][];
        this.indexes = new BlockHandle[partitions];
        this.filters = new BlockHandle[partitions];
        try {
            readRoot(new Block(root, root.length));
        } catch (MalformedBlockException e) {
            throw corrupt(footer.root(), String.valueOf(e.getMessage()));
        }
    }

    private void readRoot(Block root) throws MalformedBlockException {
        BlockCursor cursor = new BlockCursor();
        cursor.open(root);
        for (int i = 0; i < lastKeys.length; i++) {
            if (!cursor.next()) {
                throw new MalformedBlockException(
                        "%d partitions, and %d announced".formatted(i, lastKeys.length));
            }
            lastKeys[i] = Arrays.copyOf(cursor.key(), cursor.keyLength());
            int end = cursor.value() + cursor.valueLength();
            indexes[i] = BlockHandle.get(cursor.bytes(), cursor.value(), end);
            int second = BlockHandle.skip(cursor.bytes(), cursor.value(), end);
            filters[i] = BlockHandle.get(cursor.bytes(), second, end);
        }
        if (cursor.next()) {
            throw new MalformedBlockException("more partitions than announced");
        }
    }

    /// Opens a table of this store.
    ///
    /// @param directory where it is
    /// @param cache shared by all tables of the store
    /// @throws CorruptFileException when it is damaged or has another table's number
    /// @throws FileHeader.ForeignFileException when it is another store's
    /// @throws FileHeader.IncompatibleFileException when a newer version wrote it
    public static Table open(Directory directory, long number, UUID store, BlockCache cache)
            throws IOException {
        StoredFile file = directory.open(TableName.of(number));
        try {
            long size = file.size();
            Footer footer = Footer.read(file, number, size);
            TableProperties properties = readProperties(file, footer, size);
            if (!properties.store().equals(store)) {
                throw new FileHeader.ForeignFileException(file.name(), properties.store(), store);
            }
            return new Table(file, footer, size, properties, cache);
        } catch (IOException | RuntimeException e) {
            file.close();
            throw e;
        }
    }

    private static TableProperties readProperties(StoredFile file, Footer footer, long size)
            throws IOException {
        BlockHandle handle = footer.properties();
        byte[] stored = BlockFormat.read(file, handle, size);
        try {
            // Not compressed, and so no larger than it is stored.
            return TableProperties.decode(
                    BlockFormat.open(
                            stored, 0, handle, footer.number(), NO_BYTES, handle.length()));
        } catch (MalformedBlockException e) {
            throw new CorruptFileException(
                    file.name(), handle.offset(), String.valueOf(e.getMessage()));
        }
    }

    /// The number that its name has.
    public long number() {
        return number;
    }

    /// The size of its file, in bytes.
    public long size() {
        return size;
    }

    /// What it says of itself.
    public TableProperties properties() {
        return properties;
    }

    /// What a lookup found.
    ///
    /// @param table the number of the table
    /// @param seq the sequence number of the versions
    /// @param bytes hold the encoded version set; not to be changed
    /// @param offset where it starts
    /// @param length its bytes
    public record Found(long table, long seq, byte[] bytes, int offset, int length) {}

    /// The hash of a key, by which filters know it.
    public static long hash(byte[] key) {
        return TableWriter.HASHER.hashBytesToLong(key);
    }

    /// The newest versions of a key up to a sequence number.
    ///
    /// @param hash of the key, see [#hash(byte[])]
    /// @param maxSeq [Long#MAX_VALUE] for whatever is there
    /// @return nothing when the table does not have the key
    /// @throws CorruptFileException when what would say so is damaged
    public @Nullable Found get(byte[] key, long hash, long maxSeq) throws IOException {
        int partition = partition(key, key.length);
        if (partition == lastKeys.length || !filter(partition).mayContain(hash)) {
            return null;
        }
        BlockHandle handle = indexes[partition];
        try {
            Block index = block(handle);
            long at = index.ceiling(key, key.length);
            if (at == Block.NONE) {
                throw new MalformedBlockException("the index ends below the partition's last key");
            }
            int start = (int) (at >>> 32);
            handle = BlockHandle.get(index.bytes(), start, start + (int) at);
            Block data = block(handle);
            long value = data.find(key, maxSeq);
            if (value == Block.NONE) {
                return null;
            }
            int offset = (int) (value >>> 32);
            byte[] bytes = data.bytes();
            return new Found(
                    number(),
                    Bytes.getLong(bytes, offset),
                    bytes,
                    offset + Long.BYTES,
                    (int) value - Long.BYTES);
        } catch (MalformedBlockException e) {
            throw corrupt(handle, String.valueOf(e.getMessage()));
        }
    }

    /// Whether the table may hold a key; `false` is certain.
    ///
    /// @param hash of the key, see [#hash(byte[])]
    public boolean mayContain(byte[] key, long hash) throws IOException {
        int partition = partition(key, key.length);
        return partition < lastKeys.length && filter(partition).mayContain(hash);
    }

    /// A walk through the table.
    ///
    /// @param cached whether blocks come through the cache; if not, the file is read ahead in large
    ///   pieces, which suits a walk that is long and not repeated
    public TableCursor cursor(boolean cached) {
        return new TableCursor(this, cached);
    }

    /// The first partition that may hold keys from this one on; their count when none does.
    int partition(byte[] key, int length) {
        int low = 0;
        int high = lastKeys.length;
        while (low < high) {
            int middle = (low + high) >>> 1;
            byte[] last = lastKeys[middle];
            if (Arrays.compareUnsigned(last, 0, last.length, key, 0, length) < 0) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low;
    }

    int partitions() {
        return lastKeys.length;
    }

    BlockHandle index(int partition) {
        return indexes[partition];
    }

    private BloomFilter filter(int partition) throws IOException {
        BlockHandle handle = filters[partition];
        CachedBlock cached = cache.get(cacheId, handle.offset());
        if (cached instanceof BloomFilter filter) {
            return filter;
        }
        try {
            BloomFilter filter = BloomFilter.of(open(handle, NO_BYTES));
            cache.put(cacheId, handle.offset(), filter);
            return filter;
        } catch (MalformedBlockException e) {
            throw corrupt(handle, String.valueOf(e.getMessage()));
        }
    }

    /// An index or data block, by way of the cache.
    Block block(BlockHandle handle) throws IOException {
        CachedBlock cached = cache.get(cacheId, handle.offset());
        if (cached instanceof Block block) {
            return block;
        }
        byte[] raw = open(handle, NO_BYTES);
        try {
            Block block = new Block(raw, raw.length);
            cache.put(cacheId, handle.offset(), block);
            return block;
        } catch (MalformedBlockException e) {
            throw corrupt(handle, String.valueOf(e.getMessage()));
        }
    }

    private byte[] open(BlockHandle handle, byte[] reused) throws IOException {
        return open(BlockFormat.read(file, handle, size), 0, handle, reused);
    }

    /// Checks a block that was read, and gives its decompressed bytes.
    byte[] open(byte[] stored, int start, BlockHandle handle, byte[] reused) throws IOException {
        try {
            return BlockFormat.open(
                    stored, start, handle, number, reused, properties.maxBlockBytes());
        } catch (MalformedBlockException e) {
            throw corrupt(handle, String.valueOf(e.getMessage()));
        }
    }

    StoredFile file() {
        return file;
    }

    CorruptFileException corrupt(BlockHandle handle, String what) {
        return new CorruptFileException(file.name(), handle.offset(), what);
    }

    @Override
    public void close() throws IOException {
        file.close();
    }
}
