package dev.pairplane.storage.core.wal;

import static dev.pairplane.storage.core.wal.LoggedStore.key;
import static dev.pairplane.storage.core.wal.LoggedStore.value;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.pairplane.storage.core.engine.EngineSetup;
import dev.pairplane.storage.core.engine.SimulatedNode;
import dev.pairplane.storage.core.engine.StartRefusedException;
import dev.pairplane.storage.core.file.CrashPolicy;
import dev.pairplane.storage.core.file.FaultDisk;
import dev.pairplane.storage.core.file.StoredFile;
import dev.pairplane.storage.core.framing.FileHeader;
import dev.pairplane.storage.core.framing.Frame;
import dev.pairplane.storage.core.framing.FramedWriter;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import java.util.UUID;
import java.util.zip.CRC32C;
import org.junit.jupiter.api.Test;

/// Which files count: those that the manifest names must be there and be right, and the others may
/// hold nothing that matters.
class UnnamedSegmentsTest {

    private static final int KEYS = 60;

    /// Several sealed segments and an open one.
    private static LoggedStore severalSegments() throws Exception {
        LoggedStore store = new LoggedStore(new FaultDisk());
        SimulatedNode node = store.start();
        for (int i = 0; i < KEYS; i++) {
            node.store(key(i), value(i));
        }
        assertThat(node.engine.status().segments()).isGreaterThan(3);
        return new LoggedStore(store.disk.crash(CrashPolicy.DROP_ALL));
    }

    private static void refused(LoggedStore store, RecoveryMode mode, String... parts) {
        assertThatThrownBy(() -> store.fork().start(LoggedStore.SETUP.recovery(mode)))
                .isInstanceOf(StartRefusedException.class)
                .hasMessageContainingAll(parts);
    }

    /// Storage invariant 20.
    @Test
    void aMissingSegmentIsNoticedWhereverItStood() throws Exception {
        for (long number : severalSegments().numbers()) {
            LoggedStore store = severalSegments();
            String missing = Segments.name(number);
            int lost = store.places(missing).size();
            store.log.delete(missing);

            refused(store, RecoveryMode.FAIL, missing, "missing");

            SimulatedNode node = store.start(LoggedStore.SETUP.recovery(RecoveryMode.SKIP));
            assertThat(LoggedStore.contents(node, KEYS)).hasSize(KEYS - lost);
            assertThat(node.recovery().damages()).hasSize(1);
        }
    }

    /// Storage invariant 21, in every mode, named or not.
    @Test
    void aSegmentOfAnotherStoreIsRefused() throws Exception {
        LoggedStore store = severalSegments();
        LoggedStore other = new LoggedStore(new FaultDisk());
        SimulatedNode node = SimulatedNode.start(other.disk, LoggedStore.SETUP.options(), 99);
        node.store(key(0), value(0));
        byte[] foreign = other.bytes(other.last());
        for (RecoveryMode mode : RecoveryMode.values()) {
            LoggedStore named = store.fork();
            named.overwrite(named.last(), 0, foreign);
            refused(named, mode, named.last(), other.store().toString());

            LoggedStore unnamed = store.fork();
            unnamed.put("wal-00000000000000000077.log", foreign);
            refused(unnamed, mode, "wal-00000000000000000077.log", other.store().toString());
        }
    }

    @Test
    void aSegmentUnderAnotherNumberIsRefused() throws Exception {
        LoggedStore store = severalSegments();
        String first = Segments.name(store.numbers().first());
        String second = Segments.name(store.numbers().higher(store.numbers().first()));
        byte[] bytes = store.bytes(first);
        store.log.delete(second);
        store.put(second, bytes);

        refused(store, RecoveryMode.FAIL, second, "number 1");
    }

    /// A renamed segment is missing under its own name, and must survive under the other.
    @Test
    void aRenamedSegmentIsNeverRemoved() throws Exception {
        for (long number : severalSegments().numbers()) {
            LoggedStore store = severalSegments();
            String name = "wal-00000000000000000088.log";
            byte[] bytes = store.bytes(Segments.name(number));
            store.log.rename(Segments.name(number), name);

            refused(store, RecoveryMode.FAIL, Segments.name(number));
            for (RecoveryMode mode : List.of(RecoveryMode.SKIP, RecoveryMode.POINT_IN_TIME)) {
                LoggedStore image = store.fork();
                SimulatedNode node = image.start(LoggedStore.SETUP.recovery(mode));
                assertThat(image.quarantined()).contains(name);
                assertThat(node.recovery().damages()).hasSizeGreaterThan(1);
                try (StoredFile kept = image.log.subdirectory("quarantine").open(name)) {
                    assertThat(kept.size()).isEqualTo(bytes.length);
                }
            }
        }
    }

    /// Records beyond what the manifest knows mean that it has lost an edit.
    @Test
    void anUnnamedSegmentWithNewRecordsIsRefusedOrSetAside() throws Exception {
        LoggedStore store = severalSegments();
        segment(store, 50, 1000, true);
        refused(store, RecoveryMode.FAIL, "wal-00000000000000000050.log", "records");

        SimulatedNode node = store.start(LoggedStore.SETUP.recovery(RecoveryMode.SKIP));
        assertThat(store.quarantined()).containsExactly("wal-00000000000000000050.log");
        assertThat(node.recovery().damages())
                .singleElement()
                .asString()
                .contains("wal-00000000000000000050.log");
        assertThat(LoggedStore.contents(node, KEYS)).hasSize(KEYS);
    }

    /// Its first record cannot be read, but a later fence proves that it was there.
    @Test
    void anUnnamedSegmentWhoseRecordsHaveRottedCountsAsHoldingRecords() throws Exception {
        LoggedStore store = severalSegments();
        segment(store, 50, 1000, true);
        store.disk.flipBit("/commitlog/wal-00000000000000000050.log", Frame.BLOCK + 40, 1);

        refused(store, RecoveryMode.FAIL, "wal-00000000000000000050.log");
    }

    @Test
    void anUnnamedSegmentWithARecordOfAnUnknownTypeIsNeverRemoved() throws Exception {
        LoggedStore store = severalSegments();
        segment(store, 50, 1000, true);
        retype(store, "wal-00000000000000000050.log");

        refused(store, RecoveryMode.FAIL, "wal-00000000000000000050.log");
    }

    /// Gives the first record another type, under a checksum that matches.
    private static void retype(LoggedStore store, String segment) throws Exception {
        FileHeader header = store.header(segment);
        LoggedStore.Place place = store.places(segment).getFirst();
        byte[] bytes = store.bytes(segment);
        int length = (int) (place.end() - place.start());
        ByteBuffer record =
                ByteBuffer.wrap(bytes, (int) place.start(), length)
                        .slice()
                        .order(ByteOrder.LITTLE_ENDIAN);
        record.put(8, (byte) 9);
        ByteBuffer seed = ByteBuffer.allocate(24).order(ByteOrder.LITTLE_ENDIAN);
        seed.putLong(header.nonce()).putLong(header.number()).putLong(place.start());
        CRC32C crc = new CRC32C();
        crc.update(seed.array());
        crc.update(record.duplicate().position(4));
        record.putInt(0, (int) crc.getValue());
        store.overwrite(segment, 0, bytes);
    }

    @Test
    void aRecordOfAnUnknownTypeInTheLogIsRefusedWithItsPlace() throws Exception {
        LoggedStore store = severalSegments();
        String first = Segments.name(store.numbers().first());
        long start = store.places(first).getFirst().start();
        retype(store, first);

        refused(store, RecoveryMode.FAIL, first, "offset " + start, "unknown type 9");
    }

    /// A retired segment that a crash kept, a torn creation and a prepared file are in nobody's
    /// way.
    ///
    /// Storage invariant 27, by S-19.
    @Test
    void filesThatHoldNothingOfValueAreRemoved() throws Exception {
        for (RecoveryMode mode : RecoveryMode.values()) {
            LoggedStore store = severalSegments();
            segment(store, 51, 1, true);
            segment(store, 52, 1000, false);
            store.put("wal-00000000000000000053.log", new byte[65536]);
            store.put("wal-00000000000000000054.log", new byte[0]);
            store.put("wal-00000000000000000055.log", new byte[] {1, 2, 3});
            byte[] torn = store.bytes(Segments.name(51));
            torn[100] ^= 1;
            store.put("wal-00000000000000000056.log", torn);

            SimulatedNode node = store.start(LoggedStore.SETUP.recovery(mode));

            assertThat(LoggedStore.contents(node, KEYS)).hasSize(KEYS);
            assertThat(node.recovery().damages()).isEmpty();
            assertThat(store.log.list())
                    .noneMatch(name -> name.matches("wal-0{18}5[0-6]\\.log"))
                    .hasSize(node.engine.status().segments());
        }
    }

    /// A segment file with four records, or none.
    private static void segment(LoggedStore store, long number, long firstSeq, boolean records)
            throws Exception {
        UUID id = store.store();
        FileHeader header =
                new FileHeader(FileHeader.Kind.SEGMENT, number, firstSeq, 1, id, 0, 4711);
        try (StoredFile file = store.log.create(Segments.name(number))) {
            file.write(header.encode(), 0);
            if (records) {
                FramedWriter writer = new FramedWriter(file, header, 0, firstSeq - 1);
                for (long seq = firstSeq; seq < firstSeq + 4; seq++) {
                    writer.begin(true);
                    writer.add(Frame.PUT, seq, new byte[20]);
                    writer.write(seq, true);
                    writer.sync();
                }
            }
            file.sync(true);
        }
        store.log.sync();
    }

    @Test
    void aHeaderOfANewerFormatOrFeatureIsRefusedInEveryMode() throws Exception {
        for (int field : new int[] {8, 12, 60, 80}) {
            LoggedStore store = severalSegments();
            byte[] header = new byte[Frame.BLOCK];
            System.arraycopy(store.bytes(store.last()), 0, header, 0, header.length);
            header[field] ^= 2;
            CRC32C crc = new CRC32C();
            crc.update(header, 0, Frame.BLOCK - 4);
            ByteBuffer.wrap(header)
                    .order(ByteOrder.LITTLE_ENDIAN)
                    .putInt(Frame.BLOCK - 4, (int) crc.getValue());
            store.overwrite(store.last(), 0, header);
            for (RecoveryMode mode : RecoveryMode.values()) {
                refused(store, mode, store.last(), "version");
            }
        }
    }

    @Test
    void aSegmentThatDoesNotFollowOnTheOneBeforeIsRefused() throws Exception {
        LoggedStore store = severalSegments();
        String last = store.last();
        FileHeader header = store.header(last);
        FileHeader later =
                new FileHeader(
                        FileHeader.Kind.SEGMENT,
                        header.number(),
                        header.firstSeq() + 1,
                        1,
                        header.store(),
                        0,
                        header.nonce());
        store.overwrite(last, 0, later.encode().array());

        refused(store, RecoveryMode.FAIL, last, "starts with sequence number");
    }

    /// Storage invariant 28: what was brought into tables is not replayed again.
    @Test
    void retiredSegmentsAreGoneAndNotReplayed() throws Exception {
        LoggedStore store = severalSegments();
        List<String> before = store.log.list();
        SimulatedNode node = store.start();
        assertThat(node.recovery().records()).isEqualTo(KEYS);
        assertThat(store.log.list()).doesNotContainAnyElementsOf(before);
        for (int i = 0; i < KEYS; i++) {
            node.store(key(0), value(i));
        }

        SimulatedNode again = new LoggedStore(store.disk.crash(CrashPolicy.DROP_ALL)).start();

        assertThat(again.recovery().records()).isEqualTo(KEYS);
        assertThat(LoggedStore.contents(again, KEYS)).hasSize(KEYS);
    }

    @Test
    void anEmptyStoreStartsAgainHoweverItEnded() throws Exception {
        LoggedStore store = new LoggedStore(new FaultDisk());
        store.start();
        for (CrashPolicy policy : List.of(CrashPolicy.DROP_ALL, CrashPolicy.KEEP_ALL)) {
            SimulatedNode node = new LoggedStore(store.disk.crash(policy)).start();
            assertThat(node.engine.status().keys()).isZero();
            node.store(key(0), value(0));
            node.stop();
            SimulatedNode next = new LoggedStore(node.disk).start(EngineSetup.standard());
            assertThat(LoggedStore.contents(next, 1)).hasSize(1);
        }
    }
}
