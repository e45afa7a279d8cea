package dev.pairplane.storage.core.wal;

import static dev.pairplane.storage.core.wal.LoggedStore.key;
import static dev.pairplane.storage.core.wal.LoggedStore.path;
import static dev.pairplane.storage.core.wal.LoggedStore.value;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.pairplane.storage.core.engine.EngineSetup;
import dev.pairplane.storage.core.engine.SimulatedNode;
import dev.pairplane.storage.core.engine.StartRefusedException;
import dev.pairplane.storage.core.engine.SyncMode;
import dev.pairplane.storage.core.file.CrashPolicy;
import dev.pairplane.storage.core.file.FaultDisk;
import dev.pairplane.storage.core.framing.CorruptFileException;
import dev.pairplane.storage.core.framing.Frame;
import dev.pairplane.storage.core.key.CompositeKey;
import dev.pairplane.storage.core.wal.LoggedStore.Place;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/// What a start makes of a log in which bits have rotted, in each mode.
///
/// Storage invariants 18 and 25.
class LogDamageTest {

    /// Writes of each session; two to a group, one group to a block.
    private static final int WRITES = 4;

    private static final int ALL = 2 * WRITES;

    /// The room after the end that is looked at.
    private static final int ROOM = 100;

    private final LoggedStore store;
    private final String sealed;
    private final String last;

    LogDamageTest() throws Exception {
        LoggedStore made = new LoggedStore(new FaultDisk());
        for (int session = 0; session < 2; session++) {
            SimulatedNode node =
                    made.start(EngineSetup.standard().ahead(0).sync(SyncMode.INTERVAL));
            for (int i = 0; i < WRITES; i += 2) {
                // Both writes stand in one group. The interval syncs it before a silence would
                // have it vouched for.
                node.store(key(session * WRITES + i), value(i));
                node.advance(Duration.ofMillis(60));
                node.store(key(session * WRITES + i + 1), value(i + 1));
                node.advance(Duration.ofMillis(45));
                node.engine.maintain();
            }
            if (session == 0) {
                node.stop();
            }
        }
        store = new LoggedStore(made.disk.crash(CrashPolicy.DROP_ALL));
        List<String> names = store.numbers().stream().map(Segments::name).toList();
        sealed = names.getFirst();
        last = names.getLast();
    }

    /// The places of flipped bits: every bit where headers and records are, one bit a byte in what
    /// only fills.
    private LongStream bits(String segment) throws Exception {
        List<Place> places = store.places(segment);
        long end = Math.min(store.size(segment), block(places.getLast().end()) + ROOM);
        return LongStream.range(0, end)
                .flatMap(offset -> {
                    boolean dense = offset % Frame.BLOCK < 300 || offset % Frame.BLOCK > 4088;
                    return dense
                            ? LongStream.range(offset * 8, offset * 8 + 8)
                            : LongStream.of(offset * 8 + offset % 8);
                });
    }

    private static long block(long offset) {
        return (offset + Frame.BLOCK - 1) / Frame.BLOCK * Frame.BLOCK;
    }

    private interface Check {
        void run(long offset) throws Exception;
    }

    private void eachFlip(String segment, Check check) throws Exception {
        for (long bit : bits(segment).toArray()) {
            store.disk.flipBit(path(segment), bit / 8, (int) (bit % 8));
            try {
                check.run(bit / 8);
            } catch (AssertionError e) {
                throw new AssertionError("bit %d of byte %d".formatted(bit % 8, bit / 8), e);
            }
            store.disk.flipBit(path(segment), bit / 8, (int) (bit % 8));
        }
    }

    /// The first byte that no fence vouches for: that of the last group.
    private long lastGroup() throws Exception {
        long start = store.places(last).getLast().start();
        return start / Frame.BLOCK * Frame.BLOCK;
    }

    @Test
    void inASealedSegmentEveryFlippedBitRefusesTheStartAndIsNamed() throws Exception {
        long end = store.size(sealed);
        long sealEnd = sealEnd();
        eachFlip(
                sealed,
                offset -> {
                    if (offset >= sealEnd) {
                        // Nothing after the seal is looked at.
                        assertThat(store.replay(RecoveryMode.FAIL, new TreeMap<>()).records())
                                .isEqualTo(ALL);
                        return;
                    }
                    CorruptFileException refusal =
                            catchThrowableOfType(
                                    CorruptFileException.class,
                                    () -> store.replay(RecoveryMode.FAIL, new TreeMap<>()));
                    assertThat(refusal).isNotNull();
                    assertThat(refusal.file()).isEqualTo(sealed);
                    assertThat(refusal.offset()).isBetween(0L, offset);
                    assertThat(offset < Frame.BLOCK || refusal.offset() >= Frame.BLOCK).isTrue();
                });
        assertThat(end).isGreaterThan(sealEnd);
    }

    /// Where the seal of the sealed segment ends: in the block after the last group's.
    private long sealEnd() throws Exception {
        long block = block(store.places(sealed).getLast().end());
        return block + 2L * Frame.RECORD_HEADER + 16;
    }

    @Test
    void inTheLastSegmentWhatAFenceVouchesForIsDamageAndTheLastGroupIsTorn() throws Exception {
        long lastGroup = lastGroup();
        List<Place> places = store.places(last);
        eachFlip(
                last,
                offset -> {
                    Map<Long, CompositeKey> records = new TreeMap<>();
                    if (offset < lastGroup) {
                        CorruptFileException refusal =
                                catchThrowableOfType(
                                        CorruptFileException.class,
                                        () -> store.replay(RecoveryMode.FAIL, records));
                        assertThat(refusal).isNotNull();
                        assertThat(refusal.file()).isEqualTo(last);
                        assertThat(refusal.offset()).isBetween(0L, offset);
                    } else {
                        LogReplay.Result result = store.replay(RecoveryMode.FAIL, records);
                        long whole = places.stream().filter(place -> place.end() <= offset).count();
                        assertThat(records).hasSize((int) (WRITES + whole));
                        assertThat(result.tornBytes()).isPositive();
                        assertThat(result.damages()).isEmpty();
                    }
                });
    }

    @Test
    void skipKeepsAllButTheDamagedGroupAndCountsWhatItLost() throws Exception {
        for (String segment : List.of(sealed, last)) {
            long damageEnd = segment.equals(sealed) ? sealEnd() : lastGroup();
            List<Place> places = store.places(segment);
            eachFlip(
                    segment,
                    offset -> {
                        if (offset >= damageEnd) {
                            return;
                        }
                        Map<Long, CompositeKey> records = new TreeMap<>();
                        LogReplay.Result result = store.replay(RecoveryMode.SKIP, records);
                        long lost =
                                places.stream()
                                        .filter(place ->
                                                offset < Frame.BLOCK
                                                        || (place.end() > offset
                                                                && sameGroup(
                                                                        place.start(), offset)))
                                        .count();
                        assertThat(records).hasSize((int) (ALL - lost));
                        assertThat(result.records()).isEqualTo(records.size());
                        assertThat(result.damages()).hasSize(1);
                        assertThat(result.damages().getFirst().file()).isEqualTo(segment);
                        assertThat(result.damaged()).hasSize(1);
                        if (segment.equals(sealed) || offset >= Frame.BLOCK) {
                            assertThat(result.skipped()).isEqualTo(lost);
                        }
                    });
        }
    }

    private static boolean sameGroup(long place, long offset) {
        return place / Frame.BLOCK == offset / Frame.BLOCK;
    }

    @Test
    void pointInTimeKeepsWhatStandsBeforeAndCountsTheRest() throws Exception {
        for (String segment : List.of(sealed, last)) {
            long damageEnd = segment.equals(sealed) ? sealEnd() : lastGroup();
            int before = segment.equals(sealed) ? 0 : WRITES;
            List<Place> places = store.places(segment);
            eachFlip(
                    segment,
                    offset -> {
                        if (offset >= damageEnd) {
                            return;
                        }
                        Map<Long, CompositeKey> records = new TreeMap<>();
                        LogReplay.Result result = store.replay(RecoveryMode.POINT_IN_TIME, records);
                        long whole = places.stream().filter(place -> place.end() <= offset).count();
                        assertThat(records).hasSize((int) (before + whole));
                        assertThat(result.damages()).isNotEmpty();
                        assertThat(result.damaged()).hasSize(segment.equals(sealed) ? 2 : 1);
                        if (segment.equals(sealed) || offset >= Frame.BLOCK) {
                            assertThat(result.skipped()).isEqualTo(ALL - before - whole);
                        }
                    });
        }
    }

    @Test
    void bothModesSetDamagedSegmentsAsideAndTellWhatWasLost() throws Exception {
        Place damaged = store.places(sealed).get(1);
        for (RecoveryMode mode : List.of(RecoveryMode.SKIP, RecoveryMode.POINT_IN_TIME)) {
            boolean skip = mode == RecoveryMode.SKIP;
            LoggedStore image = store.fork();
            image.disk.flipBit(path(sealed), damaged.start() + 10, 1);
            assertThatThrownBy(() -> image.fork().start())
                    .isInstanceOf(StartRefusedException.class)
                    .hasMessageContainingAll(sealed, "offset " + damaged.start());

            SimulatedNode node = image.start(LoggedStore.SETUP.recovery(mode));

            assertThat(LoggedStore.contents(node, ALL)).hasSize(skip ? ALL - 1 : 1);
            assertThat(node.recovery().skipped()).isEqualTo(skip ? 1 : ALL - 1);
            assertThat(node.recovery().damages())
                    .hasSize(1)
                    .first()
                    .asString()
                    .contains(sealed, "offset " + damaged.start());
            assertThat(node.recovery().clean()).isFalse();
            assertThat(image.quarantined())
                    .isEqualTo(skip ? List.of(sealed) : List.of(sealed, last));
            Map<Integer, String> left = LoggedStore.contents(node, ALL);

            for (CrashPolicy policy : List.of(CrashPolicy.DROP_ALL, CrashPolicy.KEEP_ALL)) {
                LoggedStore again = new LoggedStore(image.disk.crash(policy));
                SimulatedNode next = again.start();
                assertThat(LoggedStore.contents(next, ALL)).isEqualTo(left);
                assertThat(again.quarantined()).contains(sealed);
            }
        }
    }

    /// A fence after a silence vouches for the last group, so damage in that is told from a tear.
    @Test
    void afterASilenceTheLastGroupIsVouchedForToo() throws Exception {
        LoggedStore made = new LoggedStore(new FaultDisk());
        SimulatedNode node = made.start();
        List<Integer> keys = IntStream.range(0, 3).boxed().toList();
        keys.forEach(i -> node.store(key(i), value(i)));
        node.settle();
        LoggedStore image = new LoggedStore(made.disk.crash(CrashPolicy.DROP_ALL));
        List<Place> places = image.places(image.last());
        for (Place place : places) {
            LoggedStore damaged = image.fork();
            damaged.disk.flipBit(path(image.last()), place.start() + 25, 4);

            assertThatThrownBy(damaged::start)
                    .hasMessageContainingAll(image.last(), "offset " + place.start());
        }
        LoggedStore fence = image.fork();
        fence.disk.flipBit(path(image.last()), block(places.getLast().end()) + 5, 4);
        assertThat(LoggedStore.contents(fence.start(), 3)).hasSize(3);
    }

    /// A flip in a group of several records keeps those before it.
    @Test
    void aTornGroupKeepsItsWholeRecordsInFront() throws Exception {
        LoggedStore made = new LoggedStore(new FaultDisk());
        SimulatedNode node = made.start(LoggedStore.SETUP.sync(SyncMode.NONE));
        for (int i = 0; i < 6; i++) {
            node.store(key(i), value(i));
        }
        LoggedStore image = new LoggedStore(made.disk.crash(CrashPolicy.KEEP_ALL));
        List<Place> places = image.places(image.last());
        for (int i = 0; i < 6; i++) {
            LoggedStore torn = image.fork();
            torn.disk.flipBit(path(image.last()), places.get(i).start() + 20, 4);

            SimulatedNode next = torn.start();

            assertThat(LoggedStore.contents(next, 6)).hasSize(i);
            assertThat(next.recovery().tornBytes())
                    .isEqualTo(places.getLast().end() - places.get(i).start());
        }
    }
}
