package dev.pairplane.storage.core.wal;

import static dev.pairplane.storage.core.wal.LoggedStore.key;
import static dev.pairplane.storage.core.wal.LoggedStore.value;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.pairplane.storage.core.engine.EngineSetup;
import dev.pairplane.storage.core.engine.Mutation;
import dev.pairplane.storage.core.engine.SimulatedNode;
import dev.pairplane.storage.core.engine.WriteOutcome;
import dev.pairplane.storage.core.file.CrashPolicy;
import dev.pairplane.storage.core.file.FaultDisk;
import dev.pairplane.storage.core.framing.CorruptFileException;
import dev.pairplane.storage.core.framing.Frame;
import dev.pairplane.storage.core.key.CompositeKey;
import dev.pairplane.storage.core.version.VectorClock;
import dev.pairplane.storage.core.version.Version;
import dev.pairplane.storage.core.version.VersionSet;
import dev.pairplane.storage.core.wal.LoggedStore.Place;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/// What a start makes of a log that was cut, torn, or holds bytes that were never records.
class LogRecoveryTest {

    private static final int KEYS = 12;

    /// Two sealed segments and an open one, with four writes each; the last writes stand in the
    /// room made ahead.
    private static LoggedStore threeSegments() throws Exception {
        LoggedStore store = new LoggedStore(new FaultDisk());
        for (int session = 0; session < 3; session++) {
            SimulatedNode node = store.start();
            for (int i = 0; i < 4; i++) {
                node.store(key(session * 4 + i), value(i));
            }
            if (session < 2) {
                node.stop();
            }
        }
        return new LoggedStore(store.disk.crash(CrashPolicy.DROP_ALL));
    }

    /// Storage invariant 17, by S-19 from the end of the header on.
    @Test
    void cutAtAnyByteTheLastSegmentGivesTheLongestPrefixOfWholeRecords() throws Exception {
        LoggedStore store = threeSegments();
        String last = store.last();
        List<Place> places = store.places(last);
        assertThat(places).hasSize(4);
        for (long size = store.size(last) - 1; size >= Frame.BLOCK; size--) {
            store.truncate(last, size);
            Map<Long, CompositeKey> records = new TreeMap<>();
            LogReplay.Result result = store.replay(RecoveryMode.FAIL, records);
            long cut = size;
            long kept = 8 + places.stream().filter(place -> place.end() <= cut).count();
            assertThat(records).as("cut to %d", size).hasSize((int) kept);
            assertThat(result.lastSeq()).as("cut to %d", size).isEqualTo(kept);
            assertThat(result.clean()).isFalse();
        }
    }

    @Test
    void cutInItsHeaderTheLastSegmentRefusesTheStart() throws Exception {
        LoggedStore store = threeSegments();
        String last = store.last();
        for (int size : new int[] {4095, 4092, 100, 8, 1, 0}) {
            store.truncate(last, size);

            assertThatThrownBy(() -> store.fork().start()).hasMessageContaining(last);
            assertThatThrownBy(() -> store.replay(RecoveryMode.FAIL, new TreeMap<>()))
                    .isInstanceOf(CorruptFileException.class);
        }
    }

    /// As above, through the whole engine: it goes on from there, and a second start agrees.
    @Test
    void aStoreWhoseLastSegmentWasCutGoesOnFromWhatIsLeft() throws Exception {
        LoggedStore store = threeSegments();
        String last = store.last();
        List<Place> places = store.places(last);
        for (Place place : places) {
            for (long size : new long[] {place.start(), place.start() + 1, place.end() - 1}) {
                LoggedStore cut = store.fork();
                cut.truncate(last, size);
                SimulatedNode node = cut.start();
                int kept = (int) place.seq() - 1;
                assertThat(LoggedStore.contents(node, KEYS)).hasSize(kept);
                node.store(key(KEYS), value(1));
                assertThat(node.engine.status().lastSeq()).isGreaterThanOrEqualTo(1L << 32);

                LoggedStore again = new LoggedStore(cut.disk.crash(CrashPolicy.DROP_ALL));
                assertThat(LoggedStore.contents(again.start(), KEYS + 1)).hasSize(kept + 1);
            }
        }
    }

    @Test
    void aSegmentSealedByAnOrderlyStopGivesItsPrefixWhenCutToo() throws Exception {
        LoggedStore store = threeSegments();
        SimulatedNode node = store.start();
        node.store(key(KEYS), value(1));
        node.stop();
        String last = store.last();
        Place place = store.places(last).getFirst();
        for (long size = store.size(last) - 1; size >= Frame.BLOCK; size--) {
            store.truncate(last, size);
            Map<Long, CompositeKey> records = new TreeMap<>();
            LogReplay.Result result = store.replay(RecoveryMode.FAIL, records);
            // All before it were brought into tables.
            assertThat(records).hasSize(size < place.end() ? 0 : 1);
            assertThat(result.clean() && size < place.end()).isFalse();
        }
    }

    /// A crash cannot have cut it: the manifest was closed after the seal was synced.
    @Test
    void aLogThatWasClosedInOrderIsMissedIfItIsCut() throws Exception {
        LoggedStore store = threeSegments();
        SimulatedNode node = store.start();
        node.store(key(KEYS), value(1));
        node.stop();
        String last = store.last();
        store.truncate(last, store.places(last).getFirst().start());

        assertThatThrownBy(() -> store.fork().start())
                .hasMessageContaining("sequence number")
                .hasMessageContaining("manifest");
    }

    /// Storage invariants 19 and 22: neither garbage nor the bytes of a retired segment, at their
    /// old place or elsewhere, count for anything after the end.
    @Test
    void bytesThatWereNeverWrittenHereAreNoRecords() throws Exception {
        LoggedStore store = threeSegments();
        String last = store.last();
        byte[] old = store.bytes(store.numbers().stream().map(Segments::name).toList().getFirst());
        long end = blockAfter(store.places(last).getLast().end());
        List<byte[]> tails = new ArrayList<>();
        tails.add(Arrays.copyOfRange(old, Frame.BLOCK, old.length));
        tails.add(Arrays.copyOfRange(old, (int) Math.min(end, Frame.BLOCK * 2), old.length));
        byte[] own = store.bytes(last);
        tails.add(Arrays.copyOfRange(own, Frame.BLOCK, (int) end));
        SplittableRandom random = new SplittableRandom(5);
        for (int i = 0; i < 50; i++) {
            byte[] garbage = new byte[random.nextInt(1, 20_000)];
            random.nextBytes(garbage);
            tails.add(garbage);
        }
        for (byte[] tail : tails) {
            for (long at : new long[] {end, end + 1, end + Frame.BLOCK}) {
                LoggedStore image = store.fork();
                image.overwrite(last, at, tail);
                SimulatedNode node = image.start();
                assertThat(LoggedStore.contents(node, KEYS)).hasSize(KEYS);
                assertThat(node.recovery().tornBytes()).isPositive();
            }
        }
    }

    private static long blockAfter(long offset) {
        return (offset + Frame.BLOCK - 1) / Frame.BLOCK * Frame.BLOCK;
    }

    /// Values made of log bytes, fences and whole segments, at block boundaries, change nothing:
    /// not when they are whole, and not when they are torn.
    @Test
    void valuesThatLookLikeTheLogChangeNothing() throws Exception {
        LoggedStore store = new LoggedStore(new FaultDisk());
        EngineSetup setup = LoggedStore.SETUP.segments(1 << 20);
        SimulatedNode node = store.start(setup);
        for (int i = 0; i < 4; i++) {
            node.store(key(i), value(i));
        }
        byte[] segment = Arrays.copyOf(store.bytes(store.last()), 6 * Frame.BLOCK);
        for (int shift = 0; shift < Frame.BLOCK; shift += shift < 128 ? 1 : 64) {
            byte[] value = new byte[shift + segment.length];
            System.arraycopy(segment, 0, value, shift, segment.length);
            node.store(key(4), value);
            byte[] log = store.bytes(store.last());
            Place place = store.places(store.last()).getLast();
            int at = indexOf(log, segment, (int) place.start());
            assertThat(at).isPositive();
            if (shift % 64 == 0 || at % Frame.BLOCK == 0) {
                tearAndRecover(store, setup, place, value);
            }
            if (at % Frame.BLOCK == 0) {
                // The one alignment at which the bytes would count.
                return;
            }
            if (log.length - place.end() < 100_000) {
                node.stop();
                store = new LoggedStore(store.disk.fork());
                node = store.start(setup);
            }
        }
    }

    private static void tearAndRecover(
            LoggedStore store, EngineSetup setup, Place place, byte[] value) throws Exception {
        SimulatedNode whole = new LoggedStore(store.disk.crash(CrashPolicy.DROP_ALL)).start(setup);
        assertThat(whole.read(key(4)).winner().map(Version::value)).contains(value);
        LoggedStore torn = new LoggedStore(store.disk.crash(CrashPolicy.DROP_ALL));
        torn.overwrite(torn.last(), place.start() + 20, new byte[8]);
        SimulatedNode node = torn.start(setup);
        assertThat(node.recovery().tornBytes()).isPositive();
        assertThat(LoggedStore.contents(node, 4)).hasSize(4);
    }

    private static int indexOf(byte[] all, byte[] part, int from) {
        for (int at = from; at <= all.length - part.length; at++) {
            if (Arrays.equals(all, at, at + part.length, part, 0, part.length)) {
                return at;
            }
        }
        return -1;
    }

    /// The value's bytes begin so that every block of the copied log lies on a block boundary.
    @Test
    void aValueOfFencesAtBlockBoundariesNeverProvesDamage() throws Exception {
        LoggedStore store = new LoggedStore(new FaultDisk());
        EngineSetup setup = LoggedStore.SETUP.segments(1 << 20);
        SimulatedNode node = store.start(setup);
        for (int i = 0; i < 4; i++) {
            node.store(key(i), value(i));
        }
        byte[] segment = Arrays.copyOf(store.bytes(store.last()), 6 * Frame.BLOCK);
        node.store(key(4), segment);
        Place probe = store.places(store.last()).getLast();
        int begin = indexOf(store.bytes(store.last()), segment, (int) probe.start());
        byte[] aligned = new byte[Frame.BLOCK - begin % Frame.BLOCK + segment.length];
        System.arraycopy(segment, 0, aligned, aligned.length - segment.length, segment.length);
        node.store(key(4), aligned);

        Place place = store.places(store.last()).getLast();
        byte[] log = store.bytes(store.last());
        assertThat(indexOf(log, segment, (int) place.start()) % Frame.BLOCK).isZero();
        tearAndRecover(store, setup, place, aligned);
    }

    /// Storage invariant 24: recovery can be cut off at any step, again and again.
    @Test
    void recoveryCutOffAtAnyStepComesToTheSameState() throws Exception {
        LoggedStore store = threeSegments();
        store.truncate(store.last(), store.places(store.last()).getLast().end() - 1);
        Map<Integer, String> expected = LoggedStore.contents(store.fork().start(), KEYS);
        assertThat(expected).hasSize(KEYS - 1);
        List<FaultDisk> images = imagesOfAStart(store.disk, 1);
        assertThat(images).hasSizeGreaterThan(50);
        int taken = 0;
        for (FaultDisk image : images) {
            List<FaultDisk> next = taken++ % 10 == 0 ? imagesOfAStart(image.fork(), 7) : List.of();
            for (FaultDisk again : next) {
                assertThat(LoggedStore.contents(new LoggedStore(again).start(), KEYS))
                        .isEqualTo(expected);
            }
            assertThat(LoggedStore.contents(new LoggedStore(image).start(), KEYS))
                    .isEqualTo(expected);
        }
    }

    /// What power losses and a kill at every `every`-th step of a start leave.
    private static List<FaultDisk> imagesOfAStart(FaultDisk disk, int every) throws Exception {
        List<FaultDisk> images = new ArrayList<>();
        FaultDisk starting = disk.fork();
        starting.listen(step -> {
            if (step.number() % every == 0) {
                images.add(starting.crash(CrashPolicy.DROP_ALL));
                images.add(starting.crash(CrashPolicy.KEEP_ALL));
                images.add(starting.crash(CrashPolicy.random(step.number())));
            }
        });
        new LoggedStore(starting).start();
        return images;
    }

    /// Storage invariant 26, as far as the log goes: a value of 10 MiB under a clock of 1,000
    /// entries, in segments of 64 KiB.
    @Test
    void theLargestValueUnderTheLargestClockComesBack() throws Exception {
        List<VectorClock.Entry> entries = new ArrayList<>();
        for (int i = 0; i < 1000; i++) {
            entries.add(new VectorClock.Entry("coordinator-" + i, Long.MAX_VALUE - i));
        }
        VectorClock clock = VectorClock.of(entries);
        byte[] value = new byte[Version.MAX_VALUE_BYTES];
        new SplittableRandom(1).nextBytes(value);
        LoggedStore store = new LoggedStore(new FaultDisk());
        EngineSetup setup = LoggedStore.SETUP.memtable(64 << 20).maxLog(64 << 20);
        SimulatedNode node = store.start(setup);
        node.store(key(1), value(1));
        assertThat(node.apply(Mutation.write(key(0), clock, value.clone(), 9)))
                .isInstanceOf(WriteOutcome.Accepted.class);
        node.store(key(2), value(2));
        VersionSet expected = node.read(key(0));

        LoggedStore crashed = new LoggedStore(store.disk.crash(CrashPolicy.DROP_ALL));
        SimulatedNode next = crashed.start(setup);
        assertThat(next.read(key(0))).isEqualTo(expected);
        assertThat(next.read(key(0)).versions().getFirst().value()).isEqualTo(value);
        next.stop();
        SimulatedNode last = new LoggedStore(crashed.disk.fork()).start(setup);
        assertThat(last.read(key(0))).isEqualTo(expected);
        assertThat(last.recovery().clean()).isTrue();
        assertThat(LoggedStore.contents(last, 3)).hasSize(3);
    }

    /// Storage invariant 6: no number of a process that did not end in order is given out again.
    @Test
    void numbersAfterACrashStartAboveAllThatMayHaveBeenUsed() throws Exception {
        LoggedStore store = threeSegments();
        long before = 0;
        for (int i = 1; i <= 3; i++) {
            SimulatedNode node = store.start();
            node.store(key(i), value(9));
            long first = node.engine.status().lastSeq();
            assertThat(first).isGreaterThanOrEqualTo(i * LogReplay.JUMP).isGreaterThan(before);
            before = first;
            assertThat(store.header(store.last()).firstSeq()).isEqualTo(before);
            store = new LoggedStore(store.disk.crash(CrashPolicy.DROP_ALL));
        }
    }
}
