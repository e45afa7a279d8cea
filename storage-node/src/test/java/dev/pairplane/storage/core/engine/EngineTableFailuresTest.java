package dev.pairplane.storage.core.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.pairplane.storage.core.file.CrashPolicy;
import dev.pairplane.storage.core.file.Directory;
import dev.pairplane.storage.core.file.DiskOperation;
import dev.pairplane.storage.core.file.FaultDisk;
import dev.pairplane.storage.core.file.FaultRules;
import dev.pairplane.storage.core.key.CompositeKey;
import dev.pairplane.storage.core.memtable.Memtable;
import dev.pairplane.storage.core.sstable.TableName;
import dev.pairplane.storage.core.version.VectorClock;
import dev.pairplane.storage.core.version.VersionSet;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.Test;

/// What goes wrong around tables, and what it must not cost.
class EngineTableFailuresTest {
    private static final byte[] VALUE = new byte[1000];

    private final FaultDisk disk = new FaultDisk();

    /// Each write of another key fills a memtable.
    private static EngineSetup setup() {
        return EngineSetup.standard().memtable(Memtable.sizeOf(key(0), set().encodedSize()));
    }

    private static VersionSet set() {
        try {
            SimulatedNode node =
                    SimulatedNode.start(new FaultDisk(), EngineSetup.standard().options(), 1);
            node.apply(write(0));
            return node.read(key(0));
        } catch (IOException | StartRefusedException e) {
            throw new AssertionError(e);
        }
    }

    private static CompositeKey key(int i) {
        return CompositeKey.of("t", "k" + i);
    }

    private static Mutation write(int i) {
        return Mutation.write(
                key(i), VectorClock.of(List.of(new VectorClock.Entry("a", 1))), VALUE, 1);
    }

    private SimulatedNode written(int keys) throws Exception {
        SimulatedNode node = SimulatedNode.start(disk, setup().options(), 1);
        for (int i = 0; i < keys; i++) {
            assertThat(node.apply(write(i))).isInstanceOf(WriteOutcome.Accepted.class);
        }
        return node;
    }

    private static void holdsAll(SimulatedNode node, int keys) {
        for (int i = 0; i < keys; i++) {
            assertThat(node.read(key(i)).isEmpty()).as("k%d", i).isFalse();
        }
    }

    private static Directory tables(FaultDisk image) throws IOException {
        return image.root().subdirectory("sstables");
    }

    /// Storage invariants 34 and 64, by S-12: what no edit lists is put aside once the start is
    /// accepted, and removed a day later; its number is not given out again.
    @Test
    void tablesThatTheManifestDoesNotListArePutAside() throws Exception {
        written(2);
        FaultDisk image = disk.crash(CrashPolicy.DROP_ALL);
        List<String> listed = tables(image).list();
        tables(image).create(TableName.of(77)).close();
        tables(image).create(TableName.of(5) + ".tmp").close();
        tables(image).create("notes.txt").close();

        SimulatedNode next = SimulatedNode.start(image, setup().options(), 2);

        List<String> left = tables(image).list();
        assertThat(left).containsAll(listed).contains("notes.txt");
        assertThat(left).doesNotContain(TableName.of(77), TableName.of(5) + ".tmp");
        assertThat(left).anyMatch(name -> name.compareTo(TableName.of(77)) > 0);
        assertThat(tables(image).subdirectory("lost").list()).contains(TableName.of(77));
        holdsAll(next, 2);
        next.stop();

        SimulatedNode later = new SimulatedNode(image, setup().options(), 3);
        later.engine.recover();
        assertThat(tables(image).subdirectory("lost").list()).contains(TableName.of(77));
        later.stop();
        SimulatedNode nextDay = new SimulatedNode(image, setup().options(), 3);
        nextDay.advance(Duration.ofHours(25));
        nextDay.engine.recover();
        assertThat(tables(image).subdirectory("lost").list()).isEmpty();
        holdsAll(nextDay, 2);
    }

    /// A mistyped data directory beside the right directory of tables must not cost them.
    @Test
    void tablesWithoutTheirStoreRefuseTheStartAndStay() throws Exception {
        written(5);
        FaultDisk image = disk.crash(CrashPolicy.DROP_ALL);
        List<String> there = tables(image).list();
        assertThat(there).isNotEmpty();
        for (String name : image.root().list()) {
            image.root().delete(name);
        }

        assertThatThrownBy(() -> SimulatedNode.start(image, setup().options(), 2))
                .isInstanceOf(StartRefusedException.class)
                .hasMessageContaining("holds tables");
        assertThat(tables(image).list()).isEqualTo(there);
    }

    /// An older manifest, brought back by mistake, lists less than there is.
    @Test
    void aRefusedStartLeavesUnlistedTablesWhereTheyAre() throws Exception {
        written(3);
        FaultDisk image = disk.crash(CrashPolicy.DROP_ALL);
        tables(image).create(TableName.of(77)).close();
        Directory log = image.root().subdirectory("commitlog");
        String segment = log.list().stream().max(String::compareTo).orElseThrow();
        log.delete(segment);

        assertThatThrownBy(() -> SimulatedNode.start(image, setup().options(), 2))
                .isInstanceOf(StartRefusedException.class);
        assertThat(tables(image).list()).contains(TableName.of(77));
    }

    /// Storage invariant 51: one damaged table costs its own keys, not the writes of all others.
    @Test
    void oneDamagedTableDoesNotStopWrites() throws Exception {
        SimulatedNode node = SimulatedNode.start(disk, setup().options(), 1);
        for (int i = 0; i < 5; i++) {
            node.apply(write(1000 + 40 * i));
        }
        String damaged = tables(disk).list().getFirst();
        node.stop();
        // Within the only data block.
        disk.flipBit("/sstables/" + damaged, 20, 3);

        SimulatedNode next = SimulatedNode.start(disk, setup().options(), 2);
        for (int i = 0; i < 300; i++) {
            assertThat(next.write(key(1000 + i % 200), VALUE))
                    .as("write %d, levels %s", i, next.engine.status().levels())
                    .isInstanceOf(WriteOutcome.Accepted.class);
        }

        assertThat(next.engine.status().damagedTables()).containsExactly(damaged);
        assertThat(next.events).anyMatch(EngineEvent.CompactionFailed.class::isInstance);
        for (int i = 0; i < 200; i++) {
            assertThat(next.read(key(1000 + i)).isEmpty()).isFalse();
        }
    }

    @Test
    void nothingIsWrittenThatTheManifestCouldNotList() throws Exception {
        SimulatedNode node = SimulatedNode.start(disk, setup().options(), 1);
        node.apply(write(0));
        disk.faults()
                .fail(
                        FaultRules.Calls.all().of(DiskOperation.SYNC).on("MANIFEST"),
                        FaultRules.Fault.IO_ERROR);
        node.apply(write(1));
        int files = tables(disk).list().size();

        for (int i = 0; i < 20; i++) {
            node.advance(Duration.ofMinutes(1));
            node.engine.maintain();
        }

        assertThat(tables(disk).list()).hasSizeLessThanOrEqualTo(files);
        assertThat(node.engine.status().poisoned()).isTrue();
        holdsAll(node, 1);
        disk.faults().clear();
        holdsAll(SimulatedNode.start(disk.crash(CrashPolicy.DROP_ALL), setup().options(), 2), 1);
    }

    /// A memtable was just given up for a new one, and the log has no segment in use.
    @Test
    void aStopRightAfterARotationIsInOrder() throws Exception {
        SimulatedNode node = written(1);
        // The first write to the log is the seal of the segment.
        disk.faults()
                .fail(
                        FaultRules.Calls.nth(2).andLater().of(DiskOperation.WRITE).on("wal-"),
                        FaultRules.Fault.DISK_FULL);
        assertThat(SimulatedNode.reason(node.apply(write(1)))).isEqualTo(Refusal.DISK_FULL);
        assertThat(node.engine.status().tables()).isEqualTo(1);
        disk.faults().clear();
        node.stop();

        SimulatedNode next = SimulatedNode.start(disk.fork(), setup().options(), 2);

        assertThat(next.recovery().clean()).isTrue();
        assertThat(next.recovery().records()).isZero();
        holdsAll(next, 1);
    }

    /// However many writers wait for room, one of them makes it.
    @Test
    void writersThatWaitedTogetherShareTheNextMemtable() throws Exception {
        Queue<Runnable> waiting = new ConcurrentLinkedQueue<>();
        SimulatedNode node =
                new SimulatedNode(
                        disk,
                        EngineSetup.standard()
                                .memtable(10_000)
                                .sync(SyncMode.NONE)
                                .stall(Duration.ofSeconds(60))
                                .options(),
                        1,
                        Runnable::run,
                        waiting::add,
                        0);
        node.engine.recover();
        int keys = 0;
        while (node.engine.status().waitingMemtables() == 0
                || node.engine.status().memtableBytes() < 20_000) {
            node.store(key(keys++), VALUE);
        }
        List<Thread> writers = new ArrayList<>();
        for (int i = 0; i < 8; i++) {
            int number = keys + i;
            writers.add(Thread.ofPlatform().start(() -> node.write(key(number), VALUE)));
        }
        await().until(() ->
                writers.stream()
                        .map(Thread::getState)
                        .allMatch(state ->
                                state == Thread.State.TIMED_WAITING
                                        || state == Thread.State.TERMINATED));
        assertThat(writers).filteredOn(Thread::isAlive).hasSizeGreaterThanOrEqualTo(6);

        waiting.remove().run();
        for (Thread writer : writers) {
            writer.join();
        }

        // Nobody made a memtable for itself alone.
        assertThat(node.engine.status().memtableKeys()).isGreaterThanOrEqualTo(6);
        assertThat(node.events)
                .filteredOn(EngineEvent.Flushed.class::isInstance)
                .isNotEmpty()
                .allMatch(event -> ((EngineEvent.Flushed) event).keys() > 5);
        holdsAll(node, keys + 8);
    }
}
