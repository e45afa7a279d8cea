package dev.pairplane.storage.core.compaction;

import dev.pairplane.storage.core.file.FaultDisk;
import dev.pairplane.storage.core.levels.LevelCursor;
import dev.pairplane.storage.core.levels.LevelSet;
import dev.pairplane.storage.core.levels.LevelSets;
import dev.pairplane.storage.core.levels.OpenTables;
import dev.pairplane.storage.core.levels.TableEntry;
import dev.pairplane.storage.core.sstable.BlockCache;
import dev.pairplane.storage.core.sstable.MergingCursor;
import dev.pairplane.storage.core.sstable.Table;
import dev.pairplane.storage.core.sstable.TableName;
import dev.pairplane.storage.core.sstable.TableWriter;
import dev.pairplane.storage.core.version.MalformedVersionSetException;
import dev.pairplane.storage.core.version.MergeLimits;
import dev.pairplane.storage.core.version.MergeResult;
import dev.pairplane.storage.core.version.VectorClock;
import dev.pairplane.storage.core.version.Version;
import dev.pairplane.storage.core.version.VersionSet;
import dev.pairplane.storage.core.version.VersionSetCodec;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;

/// Tables on levels, without a log, and beside them everything that was ever put in.
final class LevelStore {
    static final UUID STORE = new UUID(11, 12);

    final FaultDisk disk = new FaultDisk();
    final OpenTables open;
    final LevelSets sets;
    final CompactionOptions options;
    final CompactionPicker picker;
    final List<String> log = new ArrayList<>();

    /// Snapshots that are held, and the time before which tombstones may go.
    final List<Long> snapshots = new ArrayList<>();

    long collectableBefore;
    boolean stop;
    final Set<Long> damaged = new HashSet<>();

    /// By key, what was written under which number: the text, or when it was deleted.
    private final TreeMap<String, TreeMap<Long, Object>> written = new TreeMap<>();

    private final TreeMap<String, TreeMap<Long, Object>> unflushed = new TreeMap<>();
    private long lastSeq;
    private long lastNumber;

    LevelStore(CompactionOptions options, int maxOpen) {
        this.options = options;
        this.picker = new CompactionPicker(options);
        this.open =
                new OpenTables(
                        disk.root(), STORE, new BlockCache(64 << 10, Runnable::run), maxOpen);
        this.sets = new LevelSets(open, this::removeFile);
    }

    private void removeFile(long number) {
        try {
            disk.root().delete(TableName.of(number));
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    long put(String key, String value) {
        return write(key, value);
    }

    long delete(String key, long atMs) {
        return write(key, atMs);
    }

    private long write(String key, Object what) {
        lastSeq++;
        written.computeIfAbsent(key, _ -> new TreeMap<>()).put(lastSeq, what);
        unflushed.computeIfAbsent(key, _ -> new TreeMap<>()).put(lastSeq, what);
        return lastSeq;
    }

    long snapshot() {
        snapshots.add(lastSeq);
        return lastSeq;
    }

    /// Writes what was put in since the last flush into a table of level 0.
    void flush() throws IOException {
        if (unflushed.isEmpty()) {
            return;
        }
        try (TableWriter writer =
                new TableWriter(disk.root(), ++lastNumber, STORE, options.table())) {
            for (Map.Entry<String, TreeMap<Long, Object>> key : unflushed.entrySet()) {
                byte[] bytes = bytes(key.getKey());
                for (Map.Entry<Long, Object> version : key.getValue().descendingMap().entrySet()) {
                    byte[] set = encode(version.getValue());
                    long deleted = version.getValue() instanceof Long at ? at : 0;
                    writer.add(bytes, bytes.length, version.getKey(), set, 0, set.length, deleted);
                }
            }
            sets.change(Set.of(), List.of(TableEntry.of(writer.finish(0, 1), 0)));
        }
        unflushed.clear();
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static byte[] encode(Object what) {
        VectorClock clock = VectorClock.of(List.of(new VectorClock.Entry("a", 1)));
        Version version =
                what instanceof Long at
                        ? Version.tombstone(clock, 0, at, 1)
                        : Version.live(clock, bytes((String) what), 0, 1);
        MergeResult merged = VersionSet.EMPTY.merge(version, MergeLimits.DEFAULT);
        return VersionSetCodec.encode(((MergeResult.Stored) merged).set());
    }

    /// Carries out the next compaction.
    ///
    /// @return whether there was one
    boolean compact() throws IOException {
        try (LevelSets.Hold hold = sets.hold()) {
            var picked =
                    picker.pick(
                            hold.set(),
                            List.of(),
                            collectableBefore,
                            snapshots.stream()
                                    .mapToLong(Long::longValue)
                                    .min()
                                    .orElse(Long.MAX_VALUE),
                            damaged);
            if (picked.isEmpty()) {
                return false;
            }
            carryOut(picked.orElseThrow(), hold.set());
            return true;
        }
    }

    void carryOut(CompactionPlan plan, LevelSet set) throws IOException {
        log.add(plan.reason() + " " + plan.inputLevel() + " to " + plan.outputLevel());
        if (plan.isMove(set, options)) {
            TableEntry moved = plan.upper().getFirst().on(plan.outputLevel());
            sets.change(plan.numbers(), List.of(moved));
            return;
        }
        Compaction compaction =
                new Compaction(
                        plan,
                        set,
                        options,
                        new Retention(
                                snapshots.stream().mapToLong(Long::longValue).toArray(),
                                collectableBefore),
                        new Compaction.Environment(
                                disk.root(),
                                STORE,
                                () -> ++lastNumber,
                                () -> 1,
                                () -> stop,
                                _ -> {}));
        sets.change(plan.numbers(), compaction.run().outputs());
    }

    /// What the tables say of every key that was ever written, as somebody sees it who reads at a
    /// sequence number; keys without a value are left out.
    Map<String, String> visible(long seq) throws IOException {
        Map<String, String> visible = new TreeMap<>();
        try (LevelSets.Hold hold = sets.hold()) {
            for (String key : written.keySet()) {
                byte[] bytes = bytes(key);
                Table.Found found = hold.set().get(bytes, Table.hash(bytes), seq);
                if (found != null) {
                    value(
                                    Arrays.copyOfRange(
                                            found.bytes(),
                                            found.offset(),
                                            found.offset() + found.length()))
                            .ifPresent(value -> visible.put(key, value));
                }
            }
        }
        return visible;
    }

    private static Optional<String> value(byte[] set) {
        try {
            return VersionSetCodec.decode(ByteBuffer.wrap(set))
                    .winner()
                    .map(version -> new String(version.value(), StandardCharsets.UTF_8));
        } catch (MalformedVersionSetException e) {
            throw new AssertionError(e);
        }
    }

    /// The same, as it should be.
    Map<String, String> expected(long seq) {
        Map<String, String> expected = new TreeMap<>();
        written.forEach((key, versions) -> {
            var newest = versions.floorEntry(seq);
            if (newest != null && newest.getValue() instanceof String value) {
                expected.put(key, value);
            }
        });
        return expected;
    }

    /// All entries of all tables, in order, as `key@seq`.
    List<String> entries() throws IOException {
        List<String> entries = new ArrayList<>();
        try (LevelSets.Hold hold = sets.hold()) {
            List<LevelCursor> cursors = hold.set().cursors(false);
            MergingCursor cursor = new MergingCursor(cursors);
            for (boolean more = cursor.first(); more; more = cursor.next()) {
                entries.add(
                        new String(cursor.key(), 0, cursor.keyLength(), StandardCharsets.UTF_8)
                                + "@"
                                + cursor.seq());
            }
            cursors.forEach(LevelCursor::close);
        }
        return entries;
    }

    int tables(int level) {
        try (LevelSets.Hold hold = sets.hold()) {
            return hold.set().level(level).size();
        }
    }

    List<TableEntry> level(int level) {
        try (LevelSets.Hold hold = sets.hold()) {
            return hold.set().entries(level);
        }
    }
}
