package dev.pairplane.storage.core.sstable;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import dev.pairplane.storage.core.file.FaultDisk;
import dev.pairplane.storage.core.sstable.TableSetup.Entry;
import dev.pairplane.testkit.Seeds;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.TreeSet;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/// What is written into a table is found in it, and nothing else.
class TableTest {

    /// A table with everything about it drawn at random.
    private static final class Sample {
        private final FaultDisk disk = new FaultDisk();
        private final List<Entry> entries;
        private final List<byte[]> probes = new ArrayList<>();
        private final TableFacts facts;
        private final Table table;

        Sample(Seeds seeds) throws IOException {
            RandomGenerator random = seeds.random("table");
            TableOptions options = options(random);
            entries = entries(random);
            facts = TableSetup.write(disk, 7, options, entries);
            table = TableSetup.open(disk, 7, TableSetup.cache(random.nextBoolean() ? 0 : 16 << 10));
            entries.forEach(entry -> probes.add(entry.key()));
            for (int i = 0; i < 200; i++) {
                probes.add(
                        random.nextBoolean()
                                ? key(random)
                                : mutated(entries.get(random.nextInt(entries.size())), random));
            }
        }

        private static TableOptions options(RandomGenerator random) {
            Compression[] compressions = Compression.values();
            return new TableOptions(
                    64 << random.nextInt(9),
                    1 + random.nextInt(20),
                    1 + random.nextInt(12),
                    random.nextBoolean() ? 0.01 : 0.5,
                    compressions[random.nextInt(compressions.length)]);
        }

        private static List<Entry> entries(RandomGenerator random) {
            TreeSet<Entry> sorted = new TreeSet<>(Entry::compareTo);
            int count = 1 + random.nextInt(1 << random.nextInt(11));
            for (int i = 0; i < count; i++) {
                byte[] key = key(random);
                int versions = random.nextInt(8) == 0 ? 1 + random.nextInt(40) : 1;
                for (int j = 0; j < versions; j++) {
                    byte[] set = new byte[random.nextInt(random.nextInt(20) == 0 ? 9000 : 40)];
                    Arrays.fill(set, (byte) random.nextInt());
                    long deleted = random.nextInt(3) == 0 ? 1 + random.nextInt(1000) : 0;
                    sorted.add(new Entry(key, random.nextLong(1, 1 << 20), set, deleted));
                }
            }
            return List.copyOf(sorted);
        }

        /// Short keys of few different bytes, so that many share beginnings or are one.
        private static byte[] key(RandomGenerator random) {
            byte[] key = new byte[random.nextInt(12)];
            for (int i = 0; i < key.length; i++) {
                key[i] = (byte) (random.nextBoolean() ? 'a' + random.nextInt(2) : 0xFE);
            }
            return key;
        }

        private static byte[] mutated(Entry entry, RandomGenerator random) {
            byte[] key = Arrays.copyOf(entry.key(), entry.key().length + random.nextInt(2));
            if (key.length > 0) {
                key[random.nextInt(key.length)] += (byte) (1 - random.nextInt(3));
            }
            return key;
        }

        private @Nullable Entry expected(byte[] key, long maxSeq) {
            return entries.stream()
                    .filter(entry -> Arrays.equals(entry.key(), key) && entry.seq() <= maxSeq)
                    .findFirst()
                    .orElse(null);
        }

        private List<String> from(byte[] key) {
            return entries.stream()
                    .filter(entry -> Arrays.compareUnsigned(entry.key(), key) >= 0)
                    .map(Entry::toString)
                    .toList();
        }
    }

    /// Storage invariant 37, for each version of a key as well.
    @Test
    void findsEveryKeyThatWasWrittenAndNoOther() throws Exception {
        Seeds.forAbout(
                Duration.ofSeconds(2),
                seeds -> {
                    Sample sample = new Sample(seeds);
                    RandomGenerator random = seeds.random("bounds");
                    for (byte[] key : sample.probes) {
                        long maxSeq =
                                random.nextBoolean() ? Long.MAX_VALUE : random.nextLong(1, 1 << 20);
                        Table.Found found = sample.table.get(key, Table.hash(key), maxSeq);
                        Entry expected = sample.expected(key, maxSeq);
                        assertThat(found == null).isEqualTo(expected == null);
                        if (found != null && expected != null) {
                            assertThat(found.seq()).isEqualTo(expected.seq());
                            assertThat(set(found)).isEqualTo(expected.set());
                        }
                    }
                });
    }

    private static byte[] set(Table.Found found) {
        return Arrays.copyOfRange(found.bytes(), found.offset(), found.offset() + found.length());
    }

    /// Storage invariants 41 and 42.
    @Test
    void walksInOrderFromAnyKeyOn() throws Exception {
        Seeds.forAbout(
                Duration.ofSeconds(2),
                seeds -> {
                    Sample sample = new Sample(seeds);
                    RandomGenerator random = seeds.random("walks");
                    TableCursor cached = sample.table.cursor(true);
                    TableCursor ahead = sample.table.cursor(false);
                    cached.first();
                    ahead.first();
                    List<String> all = sample.entries.stream().map(Entry::toString).toList();
                    assertThat(TableSetup.rest(cached)).isEqualTo(all);
                    assertThat(TableSetup.rest(ahead)).isEqualTo(all);
                    for (int i = 0; i < 20; i++) {
                        byte[] key = sample.probes.get(random.nextInt(sample.probes.size()));
                        boolean found = cached.seek(key, key.length);
                        assertThat(ahead.seek(key, key.length)).isEqualTo(found);
                        List<String> expected = sample.from(key);
                        assertThat(found).isEqualTo(!expected.isEmpty());
                        assertThat(TableSetup.rest(cached)).isEqualTo(expected);
                        assertThat(TableSetup.rest(ahead)).isEqualTo(expected);
                    }
                });
    }

    /// Storage invariant 42: the properties match what is in the table.
    @Test
    void saysWhatItHolds() throws Exception {
        Seeds.forAbout(
                Duration.ofSeconds(1),
                seeds -> {
                    Sample sample = new Sample(seeds);
                    List<Entry> entries = sample.entries;
                    TableProperties said = sample.table.properties();
                    assertThat(said.entries()).isEqualTo(entries.size());
                    assertThat(said.smallest()).isEqualTo(entries.getFirst().key());
                    assertThat(said.largest()).isEqualTo(entries.getLast().key());
                    assertThat(said.smallestSeq())
                            .isEqualTo(entries.stream().mapToLong(Entry::seq).min().orElse(0));
                    assertThat(said.largestSeq())
                            .isEqualTo(entries.stream().mapToLong(Entry::seq).max().orElse(0));
                    assertThat(said.tombstones())
                            .isEqualTo(entries.stream().filter(e -> e.deletedAtMs() > 0).count());
                    assertThat(said.oldestTombstoneMs())
                            .isEqualTo(
                                    entries.stream()
                                            .mapToLong(Entry::deletedAtMs)
                                            .filter(ms -> ms > 0)
                                            .min()
                                            .orElse(0));
                    assertThat(said.newestTombstoneMs())
                            .isEqualTo(
                                    entries.stream().mapToLong(Entry::deletedAtMs).max().orElse(0));
                    assertThat(sample.facts.size()).isEqualTo(sample.table.size());
                    assertThat(sample.facts.digest()).isEqualTo(digest(sample));
                });
    }

    private static long digest(Sample sample) throws IOException {
        byte[] bytes = new byte[(int) sample.table.size()];
        sample.table.file().read(ByteBuffer.wrap(bytes), 0);
        return Table.hash(bytes);
    }

    /// Storage invariant 26, for tables.
    @Test
    void theLargestValueComesBack() throws Exception {
        FaultDisk disk = new FaultDisk();
        byte[] large = new byte[30 << 20];
        Seeds.once(seeds -> seeds.random("value").nextBytes(large));
        byte[] key = {'k'};
        long number = 0;
        for (Compression compression : Compression.values()) {
            number++;
            TableOptions options = new TableOptions(4096, 16, 100, 0.01, compression);
            TableSetup.write(
                    disk,
                    number,
                    options,
                    List.of(
                            Entry.of("a", 1, "small"),
                            new Entry(key, 2, large, 0),
                            Entry.of("z", 3, "small")));
            try (Table table = TableSetup.open(disk, number, TableSetup.cache(1 << 20))) {
                Table.Found found = requireNonNull(table.get(key, Table.hash(key), Long.MAX_VALUE));
                assertThat(set(found)).isEqualTo(large);
                TableCursor cursor = table.cursor(false);
                assertThat(cursor.first()).isTrue();
                assertThat(cursor.next()).isTrue();
                assertThat(cursor.setLength()).isEqualTo(large.length);
                assertThat(cursor.next()).isTrue();
                assertThat(TableSetup.rest(cursor)).containsExactly("z@3=small");
            }
        }
    }

    @Test
    void takesEntriesOnlyInOrder() throws Exception {
        FaultDisk disk = new FaultDisk();
        Entry first = Entry.of("b", 5, "x");
        for (Entry second :
                List.of(Entry.of("a", 9, "x"), Entry.of("b", 5, "x"), Entry.of("b", 6, "x"))) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() ->
                            TableSetup.write(disk, 1, TableOptions.DEFAULT, List.of(first, second)))
                    .withMessageContaining("not above");
        }
        assertThatIllegalStateException()
                .isThrownBy(() -> TableSetup.write(disk, 1, TableOptions.DEFAULT, List.of()));
        assertThat(disk.root().list()).as("nothing of the four is left").isEmpty();
    }

    @Test
    void refusesOptionsOutOfRange() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new TableOptions(63, 16, 100, 0.01, Compression.LZ4))
                .withMessageContaining("64 to 16777216");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new TableOptions(4096, 0, 100, 0.01, Compression.LZ4));
        for (double rate : new double[] {0, -1, 0.51, Double.NaN}) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> new TableOptions(4096, 16, 100, rate, Compression.LZ4))
                    .withMessageContaining("above 0 and at most 0.5");
        }
    }
}
