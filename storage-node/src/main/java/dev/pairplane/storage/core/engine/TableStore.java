package dev.pairplane.storage.core.engine;

import dev.pairplane.storage.core.compaction.Retention;
import dev.pairplane.storage.core.file.Directory;
import dev.pairplane.storage.core.file.StoredFile;
import dev.pairplane.storage.core.framing.CorruptFileException;
import dev.pairplane.storage.core.framing.FileHeader;
import dev.pairplane.storage.core.key.CompositeKey;
import dev.pairplane.storage.core.levels.LevelSet;
import dev.pairplane.storage.core.levels.LevelSets;
import dev.pairplane.storage.core.levels.OpenTables;
import dev.pairplane.storage.core.levels.TableEntry;
import dev.pairplane.storage.core.manifest.Manifest;
import dev.pairplane.storage.core.memtable.Memtable;
import dev.pairplane.storage.core.sstable.BlockCache;
import dev.pairplane.storage.core.sstable.Table;
import dev.pairplane.storage.core.sstable.TableName;
import dev.pairplane.storage.core.sstable.TableOptions;
import dev.pairplane.storage.core.sstable.TableWriter;
import dev.pairplane.storage.core.version.MalformedVersionSetException;
import dev.pairplane.storage.core.version.VersionSet;
import dev.pairplane.storage.core.version.VersionSetCodec;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicLong;

/// The tables on disk. Safe for several threads.
final class TableStore implements AutoCloseable {
    private static final String LOST = "lost";
    private static final String SINCE = "since-";
    private static final long LOST_MS = Duration.ofDays(1).toMillis();

    private final Directory directory;
    private final UUID store;
    private final TableOptions options;
    private final Environment environment;
    private final BlockCache cache;
    private final OpenTables open;
    private final LevelSets sets;
    private final AtomicLong nextNumber;

    /// Each read may hold a few values in memory before it ends.
    private final Semaphore reads;

    /// Tables that stood there at the start and were never in force, or are not any more.
    private final List<String> unlisted;

    private TableStore(
            Directory directory,
            UUID store,
            EngineOptions.Tables options,
            Environment environment,
            List<String> unlisted,
            long nextNumber) {
        this.directory = directory;
        this.unlisted = List.copyOf(unlisted);
        this.reads = new Semaphore(options.reads(), true);
        this.store = store;
        this.options = options.compaction().table();
        this.environment = environment;
        // Evictions are as quick as the thread that causes them.
        Executor direct = Runnable::run;
        this.cache = new BlockCache(options.blockCacheBytes(), direct);
        this.open = new OpenTables(directory, store, cache, options.maxOpenFiles());
        this.sets = new LevelSets(open, this::removeSoon);
        this.nextNumber = new AtomicLong(nextNumber);
    }

    /// Opens the tables that the manifest lists. Removes what was cut off while it was written;
    /// other tables that it does not list are left alone until [#setAside].
    ///
    /// @throws CorruptFileException when one is missing or is not as long as it was
    static TableStore open(
            Directory directory,
            Manifest manifest,
            UUID store,
            EngineOptions.Tables options,
            Environment environment)
            throws IOException {
        Map<String, TableEntry> listed = new HashMap<>();
        manifest.tables().forEach(table -> listed.put(TableName.of(table.number()), table));
        long highest = manifest.nextTable() - 1;
        Set<String> found = Set.copyOf(directory.list());
        List<String> unlisted = new ArrayList<>();
        for (Map.Entry<String, TableEntry> table : listed.entrySet()) {
            if (!found.contains(table.getKey())) {
                throw new CorruptFileException(
                        table.getKey(), 0, "the manifest lists it, and it is missing");
            }
            requireSize(directory, table.getKey(), table.getValue().size());
        }
        for (String name : found) {
            OptionalLong number = TableName.number(name);
            if (number.isPresent()) {
                highest = Math.max(highest, number.orElseThrow());
            }
            if (TableName.isTemporary(name)) {
                directory.delete(name);
            } else if (number.isPresent() && !listed.containsKey(name)) {
                unlisted.add(name);
            }
        }
        TableStore tables =
                new TableStore(directory, store, options, environment, unlisted, highest + 1);
        tables.requireOwn(unlisted);
        tables.install(Set.of(), manifest.tables());
        return tables;
    }

    /// Another store's tables mean that two nodes were given one directory.
    private void requireOwn(List<String> names) throws IOException {
        for (String name : names) {
            try (Table table =
                    Table.open(directory, TableName.number(name).orElseThrow(), store, cache)) {
                table.number();
            } catch (CorruptFileException | FileHeader.IncompatibleFileException e) {
                // Cut off while it was written; or of a version that was rolled back.
            }
        }
    }

    /// Moves the tables that the manifest does not list to `lost/`, where they stay for a day:
    /// nothing that was acknowledged is in them, unless somebody has brought back an older
    /// manifest. Called once everything was read and accepted.
    void setAside() throws IOException {
        Directory lost = directory.subdirectory(LOST);
        clear(lost);
        for (String name : unlisted) {
            directory.move(name, lost);
        }
        if (!unlisted.isEmpty()) {
            String marker = SINCE + environment.clockMs();
            if (!lost.list().contains(marker)) {
                lost.create(marker).close();
            }
            lost.sync();
            directory.sync();
        }
    }

    /// Removes what has been in `lost/` for a day. The youngest of the empty files that tell the
    /// time counts.
    private void clear(Directory lost) throws IOException {
        List<String> names = lost.list();
        long since =
                names.stream()
                        .filter(name -> name.matches(SINCE + "\\d{1,18}"))
                        .mapToLong(name -> Long.parseLong(name.substring(SINCE.length())))
                        .max()
                        .orElse(Long.MAX_VALUE);
        if (since < environment.clockMs() - LOST_MS) {
            for (String name : names) {
                lost.delete(name);
            }
        }
    }

    private static void requireSize(Directory directory, String name, long size)
            throws IOException {
        try (StoredFile file = directory.open(name)) {
            if (file.size() != size) {
                throw new CorruptFileException(
                        name,
                        Math.min(size, file.size()),
                        "it has %d bytes, and the manifest says %d".formatted(file.size(), size));
            }
        }
    }

    /// The versions of a key; empty when no table has it. Waits while as many read as may.
    ///
    /// @throws CorruptFileException when what would say so is damaged
    VersionSet read(CompositeKey key) throws IOException {
        reads.acquireUninterruptibly();
        try {
            return readAtOnce(key);
        } finally {
            reads.release();
        }
    }

    /// The same for somebody whom others wait for.
    VersionSet readAtOnce(CompositeKey key) throws IOException {
        byte[] bytes = key.bytes();
        try (LevelSets.Hold hold = sets.hold()) {
            Table.Found found = hold.set().get(bytes, Table.hash(bytes), Long.MAX_VALUE);
            return found == null ? VersionSet.EMPTY : decode(found);
        }
    }

    /// Something that is read while an arrangement is held.
    interface Reading<T> {
        T read(LevelSet set) throws IOException;
    }

    /// Reads from the tables there are. Waits while as many read as may.
    <T> T read(Reading<T> reading) throws IOException {
        reads.acquireUninterruptibly();
        try (LevelSets.Hold hold = sets.hold()) {
            return reading.read(hold.set());
        } finally {
            reads.release();
        }
    }

    private static VersionSet decode(Table.Found found) throws CorruptFileException {
        try {
            return VersionSetCodec.decode(
                    ByteBuffer.wrap(found.bytes(), found.offset(), found.length()).slice());
        } catch (MalformedVersionSetException e) {
            throw new CorruptFileException(
                    TableName.of(found.table()),
                    0,
                    "it holds an entry that cannot be decoded: " + e.getMessage());
        }
    }

    /// Writes what a memtable holds into a table of level 0, whose file and name are durable after.
    /// It counts for nothing until the manifest lists it; see [#install].
    TableEntry write(Memtable memtable, Retention retention) throws IOException {
        try (TableWriter writer =
                new TableWriter(directory, nextNumber.getAndIncrement(), store, options)) {
            for (Memtable.Entry newest : memtable.entries()) {
                byte[] key = newest.key().bytes();
                long newer = Long.MAX_VALUE;
                for (Memtable.Entry entry = newest; entry != null; entry = entry.older()) {
                    if (retention.seen(entry.seq(), newer)) {
                        add(writer, key, entry);
                    }
                    newer = entry.seq();
                }
            }
            TableEntry written = TableEntry.of(writer.finish(0, environment.clockMs()), 0);
            syncNames(written);
            return written;
        }
    }

    private void syncNames(TableEntry written) throws IOException {
        try {
            directory.sync();
        } catch (IOException e) {
            discard(List.of(written));
            throw e;
        }
    }

    private static void add(TableWriter writer, byte[] key, Memtable.Entry entry)
            throws IOException {
        byte[] set = entry.encoded();
        long deletedAt;
        try {
            deletedAt = VersionSetCodec.deletedAt(set, 0, set.length);
        } catch (MalformedVersionSetException e) {
            throw new IllegalStateException("a set that was encoded or checked before", e);
        }
        writer.add(key, key.length, entry.seq(), set, 0, set.length, deletedAt);
    }

    /// Lets readers see a change that the manifest has.
    void install(Set<Long> removed, List<TableEntry> added) {
        sets.change(removed, added);
    }

    /// Removes tables that never came into force.
    void discard(List<TableEntry> tables) {
        tables.forEach(table -> remove(table.number()));
    }

    LevelSets.Hold hold() {
        return sets.hold();
    }

    /// Below this, no number is given out again.
    long nextNumber() {
        return nextNumber.get();
    }

    long takeNumber() {
        return nextNumber.getAndIncrement();
    }

    Directory directory() {
        return directory;
    }

    UUID store() {
        return store;
    }

    /// Called by whoever reads last: it must not wait for the disk.
    private void removeSoon(long number) {
        try {
            environment.background().execute(() -> remove(number));
        } catch (RejectedExecutionException e) {
            // It is being shut down; the next start removes the file.
        }
    }

    private void remove(long number) {
        try {
            directory.delete(TableName.of(number));
        } catch (IOException e) {
            // The manifest does not list it; the next start removes it.
        }
    }

    /// Whether there is no table at all.
    boolean isEmpty() {
        return sets.now().isEmpty();
    }

    /// How many tables are on level 0.
    int levelZero() {
        return sets.now().level(0).size();
    }

    /// How the tables are.
    ///
    /// @param levels level 0 first
    /// @param entries in all of them; a key counts once for each table that has it
    /// @param cache the cache of their blocks
    record Figures(List<EngineStatus.Level> levels, long entries, BlockCache.Figures cache) {}

    Figures figures() {
        List<EngineStatus.Level> levels = new ArrayList<>();
        long entries = 0;
        LevelSet set = sets.now();
        for (int level = 0; level <= LevelSet.LAST; level++) {
            List<TableEntry> placed = set.entries(level);
            levels.add(
                    new EngineStatus.Level(
                            placed.size(), placed.stream().mapToLong(TableEntry::size).sum()));
            entries += placed.stream().mapToLong(TableEntry::entries).sum();
        }
        return new Figures(levels, entries, cache.figures());
    }

    @Override
    public void close() throws IOException {
        sets.close();
    }
}
