package dev.pairplane.storage.core.memtable;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.pairplane.storage.core.key.CompositeKey;
import dev.pairplane.storage.core.version.MergeLimits;
import dev.pairplane.storage.core.version.MergeResult;
import dev.pairplane.storage.core.version.VectorClock;
import dev.pairplane.storage.core.version.Version;
import dev.pairplane.storage.core.version.VersionSet;
import dev.pairplane.storage.core.version.VersionSetCodec;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;

/// What the memtable holds, in which order, and how large it says it is.
class MemtableTest {

    private final Memtable table = new Memtable();

    private static VersionSet set(int length) {
        VectorClock clock = VectorClock.of(List.of(new VectorClock.Entry("a", 1)));
        MergeResult result =
                VersionSet.EMPTY.merge(
                        Version.live(clock, new byte[length], 0, 1), MergeLimits.DEFAULT);
        return ((MergeResult.Stored) result).set();
    }

    private static long size(CompositeKey key, VersionSet set) {
        return Memtable.sizeOf(key, set.encodedSize());
    }

    /// Storage invariant 35.
    @Test
    void countsWhatIsThereAndGivesBackWhatWasReplaced() {
        SplittableRandom random = new SplittableRandom(3);
        Map<CompositeKey, VersionSet> model = new HashMap<>();
        for (int i = 1; i <= 5000; i++) {
            CompositeKey key = CompositeKey.of("t", "k" + random.nextInt(50));
            VersionSet set = set(1 + random.nextInt(1000));
            model.put(key, set);
            table.put(key, VersionSetCodec.encode(set), i);
        }

        long expected = 0;
        for (Map.Entry<CompositeKey, VersionSet> entry : model.entrySet()) {
            expected += size(entry.getKey(), entry.getValue());
            assertThat(table.get(entry.getKey())).isEqualTo(entry.getValue());
        }
        assertThat(table.bytes()).isEqualTo(expected);
        assertThat(table.count()).isEqualTo(50);
    }

    /// What somebody still reads at stays, and nothing else: no byte of it is forgotten or kept.
    @Test
    void keepsOfWhatIsReplacedWhatSnapshotsSee() {
        SplittableRandom random = new SplittableRandom(5);
        List<CompositeKey> keys = new ArrayList<>();
        Map<CompositeKey, TreeMap<Long, VersionSet>> all = new HashMap<>();
        TreeSet<Long> snapshots = new TreeSet<>();
        for (int i = 0; i < 8; i++) {
            keys.add(CompositeKey.of("t", "k" + i));
        }
        for (long seq = 1; seq <= 3000; seq++) {
            if (random.nextInt(20) == 0) {
                snapshots.add(seq - 1);
            }
            if (random.nextInt(25) == 0 && !snapshots.isEmpty()) {
                snapshots.remove(random.nextBoolean() ? snapshots.getFirst() : snapshots.getLast());
            }
            CompositeKey key = keys.get(random.nextInt(keys.size()));
            VersionSet set = set(1 + random.nextInt(100));
            all.computeIfAbsent(key, _ -> new TreeMap<>()).put(seq, set);
            table.put(
                    key,
                    VersionSetCodec.encode(set),
                    seq,
                    snapshots.stream().mapToLong(Long::longValue).toArray());

            for (long snapshot : snapshots) {
                Memtable.Entry newest = table.find(key);
                Memtable.Entry seen = newest == null ? null : newest.at(snapshot);
                Map.Entry<Long, VersionSet> expected = all.get(key).floorEntry(snapshot);
                assertThat(seen == null ? -1 : seen.seq())
                        .isEqualTo(expected == null ? -1 : expected.getKey());
            }
        }
        long kept = 0;
        for (Memtable.Entry newest : table.entries()) {
            for (Memtable.Entry entry = newest; entry != null; entry = entry.older()) {
                kept += size(entry.key(), entry.set());
            }
        }
        assertThat(table.bytes()).isEqualTo(kept);

        // The next write of each key frees what nobody reads any more.
        for (CompositeKey key : keys) {
            table.put(key, VersionSetCodec.encode(set(1)), 4000 + keys.indexOf(key));
        }
        assertThat(table.bytes()).isEqualTo(keys.size() * size(keys.getFirst(), set(1)));
    }

    @Test
    void aKeysSizeIsThatOfItsBytesItsVersionsAndItsOverhead() {
        CompositeKey key = CompositeKey.of("tenant", "key");
        VersionSet small = set(10);

        assertThat(size(key, small)).isGreaterThan(10 + small.encodedSize() + 100);
        assertThat(size(key, set(1010)) - size(key, small))
                .isEqualTo(set(1010).encodedSize() - small.encodedSize());
        assertThat(table.get(key).isEmpty()).isTrue();
    }

    /// Storage invariant 36.
    @Test
    void iteratesInTheOrderOfUnsignedBytes() {
        SplittableRandom random = new SplittableRandom(4);
        List<byte[]> keys = new ArrayList<>();
        for (int i = 0; i < 3000; i++) {
            StringBuilder text = new StringBuilder();
            for (int j = random.nextInt(12); j >= 0; j--) {
                text.appendCodePoint(codePoint(random));
            }
            CompositeKey key = CompositeKey.of("t", text.toString());
            keys.add(key.bytes());
            table.put(key, VersionSetCodec.encode(set(1)), i + 1);
        }

        List<byte[]> sorted =
                keys.stream()
                        .sorted(Arrays::compareUnsigned)
                        .map(String::new)
                        .distinct()
                        .map(text -> text.getBytes(UTF_8))
                        .toList();
        List<byte[]> found =
                StreamSupport.stream(table.entries().spliterator(), false)
                        .map(entry -> entry.key().bytes())
                        .toList();
        assertThat(found).usingElementComparator(Arrays::compareUnsigned).isEqualTo(sorted);
    }

    private static int codePoint(SplittableRandom random) {
        return switch (random.nextInt(4)) {
            case 0 -> random.nextInt('a', 'd');
            case 1 -> random.nextInt(0x80, 0x800);
            case 2 -> random.nextInt(0xE000, 0xFFFE);
            default -> random.nextInt(0x10000, 0x10FFFF);
        };
    }
}
