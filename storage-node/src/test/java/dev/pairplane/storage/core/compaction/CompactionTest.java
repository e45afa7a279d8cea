package dev.pairplane.storage.core.compaction;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.pairplane.storage.core.file.DiskOperation;
import dev.pairplane.storage.core.file.FaultRules.Calls;
import dev.pairplane.storage.core.file.FaultRules.Fault;
import dev.pairplane.storage.core.file.StoredFile;
import dev.pairplane.storage.core.framing.CorruptFileException;
import dev.pairplane.storage.core.levels.LevelSet;
import dev.pairplane.storage.core.levels.TableEntry;
import dev.pairplane.storage.core.sstable.Compression;
import dev.pairplane.storage.core.sstable.Table;
import dev.pairplane.storage.core.sstable.TableName;
import dev.pairplane.storage.core.sstable.TableOptions;
import dev.pairplane.testkit.Seeds;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;

/// What is stored is the same before and after any compaction.
class CompactionTest {

    private static LevelStore store(RandomGenerator random) {
        TableOptions table =
                new TableOptions(
                        64 << random.nextInt(4),
                        1 + random.nextInt(16),
                        1 + random.nextInt(4),
                        0.01,
                        List.of(Compression.values()).get(random.nextInt(3)));
        return new LevelStore(
                new CompactionOptions(
                        2 + random.nextInt(3),
                        1 << 20,
                        1000 << random.nextInt(4),
                        2 + random.nextInt(4),
                        1024 << random.nextInt(3),
                        table),
                2 + random.nextInt(6));
    }

    /// Storage invariants 44, 46, 47, 49, 53, 54, 61: whatever is merged, and however few tables
    /// may be open.
    @Test
    void nobodySeesADifference() throws Exception {
        Seeds.forAbout(
                Duration.ofSeconds(4),
                seeds -> {
                    RandomGenerator random = seeds.random("store");
                    LevelStore store = store(random);
                    int steps = 20 + random.nextInt(150);
                    for (int i = 0; i < steps; i++) {
                        step(store, random, i);
                    }
                    store.flush();
                    check(store);
                    while (store.compact()) {
                        check(store);
                    }
                });
    }

    private static void step(LevelStore store, RandomGenerator random, int time)
            throws IOException {
        String key = "t:" + random.nextInt(1 + random.nextInt(120));
        switch (random.nextInt(12)) {
            case 0, 1 -> {
                store.flush();
                check(store);
            }
            case 2, 3 -> {
                store.flush();
                store.compact();
                check(store);
            }
            case 4 -> {
                store.flush();
                store.snapshot();
            }
            case 5 -> {
                if (!store.snapshots.isEmpty()) {
                    store.snapshots.remove(random.nextInt(store.snapshots.size()));
                }
            }
            case 6 -> store.collectableBefore = Math.max(0, time - random.nextInt(30));
            case 7, 8 -> store.delete(key, 1 + time);
            default -> store.put(key, "value " + time + " ".repeat(random.nextInt(60)));
        }
    }

    private static void check(LevelStore store) throws IOException {
        for (long snapshot : store.snapshots) {
            assertThat(store.visible(snapshot))
                    .as("at %d after %s", snapshot, store.log)
                    .isEqualTo(store.expected(snapshot));
        }
        assertThat(store.visible(Long.MAX_VALUE))
                .as("after %s", store.log)
                .isEqualTo(store.expected(Long.MAX_VALUE));
        List<String> files = store.disk.root().list();
        assertThat(files).containsExactlyElementsOf(expectedFiles(store));
    }

    private static List<String> expectedFiles(LevelStore store) {
        return store.sets.numbers().stream().sorted().map(TableName::of).toList();
    }

    /// Storage invariant 55: after the time for which deletions are kept, they take no room.
    @Test
    void deletedKeysAreGoneInTheEnd() throws Exception {
        LevelStore store = small();
        for (int round = 0; round < 12; round++) {
            for (int i = 0; i < 20; i++) {
                if (round % 2 == 0) {
                    store.put("t:" + i, "value " + round);
                } else {
                    store.delete("t:" + i, 100 + round);
                }
            }
            store.flush();
            store.compact();
        }
        store.collectableBefore = 1000;
        int merges = 0;
        while (store.compact()) {
            merges++;
        }
        assertThat(merges).isPositive();
        assertThat(store.entries()).isEmpty();
        assertThat(store.disk.root().list()).isEmpty();
    }

    private static LevelStore small() {
        return new LevelStore(
                new CompactionOptions(
                        2,
                        1 << 20,
                        600,
                        3,
                        1024,
                        new TableOptions(128, 4, 2, 0.01, Compression.LZ4)),
                4);
    }

    /// Storage invariant 53: what a deletion hides may be in a table that is not merged.
    @Test
    void aDeletionStaysWhileOlderDataMayBeBelow() throws Exception {
        LevelStore store = small();
        store.put("t:a", "old");
        store.flush();
        store.put("t:z", "old");
        store.flush();
        while (store.compact()) {
            // everything into the last level
        }
        store.delete("t:a", 5);
        store.flush();
        store.collectableBefore = 10;
        TableEntry deletion = store.level(0).getFirst();
        try (var hold = store.sets.hold()) {
            store.carryOut(
                    new CompactionPlan(
                            0, 1, List.of(deletion), List.of(), CompactionPlan.Reason.TOMBSTONES),
                    hold.set());
        }
        assertThat(store.entries()).contains("t:a@3");
        assertThat(store.visible(Long.MAX_VALUE)).doesNotContainKey("t:a");
    }

    /// Storage invariant 48: one key in two tenants is two keys.
    @Test
    void tenantsAreApart() throws Exception {
        LevelStore store = small();
        store.put("a:key", "of a");
        store.flush();
        store.put("b:key", "of b");
        store.flush();
        while (store.compact()) {
            // until nothing is due
        }
        assertThat(store.visible(Long.MAX_VALUE))
                .isEqualTo(Map.of("a:key", "of a", "b:key", "of b"));
    }

    /// Storage invariant 51: damage stops the merge, and costs nothing.
    @Test
    void damageInAnInputKeepsAllInputs() throws Exception {
        LevelStore store = small();
        for (int round = 0; round < 2; round++) {
            for (int i = 0; i < 30; i++) {
                store.put("t:" + i, "value " + round);
            }
            store.flush();
        }
        TableEntry damaged = store.level(0).getFirst();
        try (StoredFile file = store.disk.root().open(TableName.of(damaged.number()))) {
            file.write(ByteBuffer.wrap(new byte[] {1, 2, 3}), 30);
        }
        List<String> before = store.disk.root().list();
        assertThatExceptionOfType(CorruptFileException.class).isThrownBy(store::compact);
        assertThat(store.disk.root().list()).isEqualTo(before);
        assertThat(store.tables(0)).isEqualTo(2);
    }

    /// Storage invariants 50 and 11: whichever call fails, inputs stay and nothing is left over.
    @Test
    void aFailureAnywhereLeavesTheInputsAndNothingElse() throws Exception {
        int failures = 0;
        for (int call = 1; ; call++) {
            LevelStore store = small();
            for (int round = 0; round < 2; round++) {
                for (int i = 0; i < 60; i++) {
                    store.put("t:" + i, "value %d of a round".formatted(round));
                }
                store.flush();
            }
            List<String> before = store.disk.root().list();
            store.disk
                    .faults()
                    .fail(
                            Calls.nth(call)
                                    .of(
                                            DiskOperation.CREATE,
                                            DiskOperation.WRITE,
                                            DiskOperation.SYNC,
                                            DiskOperation.RENAME),
                            Fault.DISK_FULL);
            try {
                store.compact();
                break;
            } catch (IOException e) {
                failures++;
            }
            assertThat(store.disk.root().list()).as("call %d", call).isEqualTo(before);
            store.disk.faults().clear();
            store.compact();
            assertThat(store.visible(Long.MAX_VALUE)).isEqualTo(store.expected(Long.MAX_VALUE));
        }
        assertThat(failures).isGreaterThan(4);
    }

    /// Storage invariant 60, the part that needs no clock.
    @Test
    void stopsWhenItIsToldToAndLeavesNothing() throws Exception {
        LevelStore store = small();
        for (int round = 0; round < 2; round++) {
            for (int i = 0; i < 100; i++) {
                store.put("t:" + i, "value " + round);
            }
            store.flush();
        }
        List<String> before = store.disk.root().list();
        store.stop = true;
        assertThatExceptionOfType(Compaction.StoppedException.class).isThrownBy(store::compact);
        assertThat(store.disk.root().list()).isEqualTo(before);
    }

    /// Storage invariant 59.
    @Test
    void splitsItsOutputsAtTheirSize() throws Exception {
        LevelStore store = small();
        for (int round = 0; round < 2; round++) {
            for (int i = 0; i < 400; i++) {
                store.put("t:%03d".formatted(i), "value %d %d".formatted(i * 7919, round));
            }
            store.put("t:200", incompressible(100_000) + round);
            store.flush();
        }
        store.compact();
        List<TableEntry> tables = store.level(LevelSet.LAST);
        assertThat(tables).hasSizeGreaterThan(4);
        assertThat(tables.subList(0, tables.size() - 1))
                .allSatisfy(table -> assertThat(table.size()).isGreaterThan(1024));
        assertThat(tables.stream().filter(table -> table.size() > 2048)).hasSizeLessThan(3);
    }

    private static String incompressible(int length) {
        return new Random(length)
                .ints(length, ' ', '~')
                .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                .toString();
    }

    /// Storage invariant 43: who holds an arrangement reads on, whatever happens to its tables.
    @Test
    void aTableStaysWhileSomebodyHoldsIt() throws Exception {
        LevelStore store = small();
        store.put("t:a", "one");
        store.flush();
        store.put("t:a", "two");
        store.flush();
        List<String> before = store.disk.root().list();
        try (var hold = store.sets.hold()) {
            while (store.compact()) {
                // until nothing is due
            }
            assertThat(store.disk.root().list()).containsAll(before).hasSize(3);
            byte[] key = {'t', ':', 'a'};
            assertThat(hold.set().get(key, Table.hash(key), Long.MAX_VALUE)).isNotNull();
        }
        assertThat(store.disk.root().list()).hasSize(1);
        assertThat(store.open.count()).isZero();
    }
}
