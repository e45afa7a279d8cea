package dev.pairplane.storage.bench.engine;

import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.rocksdb.BlockBasedTableConfig;
import org.rocksdb.BloomFilter;
import org.rocksdb.CompressionType;
import org.rocksdb.FlushOptions;
import org.rocksdb.LRUCache;
import org.rocksdb.Options;
import org.rocksdb.ReadOptions;
import org.rocksdb.RocksDB;
import org.rocksdb.RocksDBException;
import org.rocksdb.RocksIterator;
import org.rocksdb.RocksObject;
import org.rocksdb.WriteOptions;

/// RocksDB, through its own Java binding.
final class RocksStore implements Store {
    /// One flush and one merge at a time.
    private static final int BACKGROUND_JOBS = 2;

    private static final List<String> WORK =
            List.of(
                    "rocksdb.num-running-flushes",
                    "rocksdb.mem-table-flush-pending",
                    "rocksdb.num-running-compactions",
                    "rocksdb.compaction-pending");

    private final RocksDB db;
    private final WriteOptions writes;
    private final ReadOptions reads = new ReadOptions();
    private final List<RocksObject> owned;

    private RocksStore(RocksDB db, WriteOptions writes, List<RocksObject> owned) {
        this.db = db;
        this.writes = writes;
        this.owned = owned;
    }

    /// Loads the native library.
    static void load() {
        RocksDB.loadLibrary();
    }

    @SuppressWarnings("resource") // The store closes them.
    static RocksStore open(Path directory, StoreSettings settings) throws RocksDBException {
        load();
        var cache = new LRUCache(settings.cacheBytes());
        var filter = new BloomFilter(StoreSettings.FILTER_BITS);
        var options =
                new Options()
                        .setCreateIfMissing(true)
                        .setCompressionType(CompressionType.LZ4_COMPRESSION)
                        .setWriteBufferSize(settings.memtableBytes())
                        .setMaxWriteBufferNumber(StoreSettings.MEMTABLES)
                        .setMaxBackgroundJobs(BACKGROUND_JOBS)
                        .setLevel0FileNumCompactionTrigger(StoreSettings.LEVEL_ZERO_TRIGGER)
                        .setLevel0SlowdownWritesTrigger(StoreSettings.LEVEL_ZERO_STOP)
                        .setLevel0StopWritesTrigger(StoreSettings.LEVEL_ZERO_STOP)
                        .setLevelCompactionDynamicLevelBytes(true)
                        .setMaxBytesForLevelBase(StoreSettings.BASE_BYTES)
                        .setMaxBytesForLevelMultiplier(StoreSettings.MULTIPLIER)
                        .setTargetFileSizeBase(StoreSettings.TABLE_BYTES)
                        .setTableFormatConfig(
                                new BlockBasedTableConfig()
                                        .setBlockSize(StoreSettings.BLOCK_BYTES)
                                        .setBlockRestartInterval(StoreSettings.RESTART_INTERVAL)
                                        .setBlockCache(cache)
                                        .setFilterPolicy(filter));
        var writes = new WriteOptions().setSync(settings.synced());
        return new RocksStore(
                RocksDB.open(options, directory.toString()),
                writes,
                List.of(writes, options, filter, cache));
    }

    @Override
    public void put(byte[] key, byte[] encoded) throws RocksDBException {
        db.put(writes, key, encoded);
    }

    @Override
    public byte @Nullable [] get(byte[] key) throws RocksDBException {
        return db.get(reads, key);
    }

    @Override
    public void clockedWrite(byte[] key, Sample sample) throws RocksDBException {
        byte[] stored = db.get(reads, key);
        if (stored != null && stored.length == 0) {
            throw new IllegalStateException("an empty value is stored");
        }
        db.put(writes, key, sample.encoded());
    }

    @Override
    public Optional<Walk> walk() {
        return Optional.of(new Copying(db.newIterator(reads)));
    }

    @Override
    public void settle() throws RocksDBException, InterruptedException {
        try (var flush = new FlushOptions().setWaitForFlush(true)) {
            db.flush(flush);
        }
        Quiet.await(() -> {
            for (String property : WORK) {
                if (db.getLongProperty(property) != 0) {
                    return false;
                }
            }
            return true;
        });
    }

    @Override
    public void close() {
        reads.close();
        db.close();
        owned.forEach(RocksObject::close);
    }

    /// Direct buffers are what the binding copies into fastest.
    private static final class Copying implements Walk {
        private final RocksIterator iterator;
        private final ByteBuffer key = ByteBuffer.allocateDirect(64);
        private final ByteBuffer value = ByteBuffer.allocateDirect(16 << 10);

        Copying(RocksIterator iterator) {
            this.iterator = iterator;
        }

        @Override
        public boolean first() throws RocksDBException {
            iterator.seekToFirst();
            return valid();
        }

        @Override
        public boolean seek(byte[] sought) throws RocksDBException {
            iterator.seek(sought);
            return valid();
        }

        @Override
        public boolean next() throws RocksDBException {
            iterator.next();
            return valid();
        }

        private boolean valid() throws RocksDBException {
            if (iterator.isValid()) {
                return true;
            }
            iterator.status();
            return false;
        }

        @Override
        public int copy() {
            return iterator.key(key.clear()) + iterator.value(value.clear());
        }

        @Override
        public void close() {
            iterator.close();
        }
    }
}
