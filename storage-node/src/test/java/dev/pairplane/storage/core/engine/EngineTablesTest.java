package dev.pairplane.storage.core.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.pairplane.storage.core.file.CrashPolicy;
import dev.pairplane.storage.core.file.DiskOperation;
import dev.pairplane.storage.core.file.FaultDisk;
import dev.pairplane.storage.core.file.FaultRules;
import dev.pairplane.storage.core.key.CompositeKey;
import dev.pairplane.storage.core.memtable.Memtable;
import dev.pairplane.storage.core.sstable.TableOptions;
import dev.pairplane.storage.core.version.VectorClock;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/// How what is stored leaves memory, and comes back from tables.
class EngineTablesTest {
    private static final byte[] VALUE = new byte[1000];

    private final FaultDisk disk = new FaultDisk();
    private final Deque<Runnable> waiting = new ArrayDeque<>();

    private SimulatedNode start(EngineSetup setup) throws Exception {
        return SimulatedNode.start(disk, setup.options(), 1);
    }

    /// A node whose flushes and merges wait to be run.
    private SimulatedNode held(EngineSetup setup) throws Exception {
        SimulatedNode node =
                new SimulatedNode(disk, setup.options(), 1, Runnable::run, waiting::add, 0);
        node.engine.recover();
        return node;
    }

    private static Mutation write(String key) {
        return write(key, VALUE);
    }

    private static Mutation write(String key, byte[] value) {
        return Mutation.write(
                CompositeKey.of("t", key),
                VectorClock.of(List.of(new VectorClock.Entry("a", 1))),
                value,
                1);
    }

    private static long sizeOf(byte[] value) throws Exception {
        SimulatedNode node =
                SimulatedNode.start(new FaultDisk(), EngineSetup.standard().options(), 1);
        Mutation one = write("k1", value);
        node.apply(one);
        long size = Memtable.sizeOf(one.key(), node.read(one.key()).encodedSize());
        assertThat(node.engine.status().memtableBytes()).isEqualTo(size);
        return size;
    }

    private static void holdsAll(SimulatedNode node, int keys) {
        for (int i = 0; i < keys; i++) {
            assertThat(node.read(CompositeKey.of("t", "k" + i)).isEmpty()).as("k%d", i).isFalse();
        }
    }

    /// Storage invariant 30: what leaves memory is read from its table.
    @Test
    void aFullMemtableGoesIntoATableThatIsReadLikeIt() throws Exception {
        byte[] value = new byte[1000];
        SimulatedNode node = start(EngineSetup.standard().memtable(3 * sizeOf(value)));
        for (String key : List.of("k1", "k2", "k3")) {
            assertThat(node.apply(write(key, value))).isInstanceOf(WriteOutcome.Accepted.class);
        }
        assertThat(node.engine.status().tables()).isZero();

        node.apply(write("k4", value));

        assertThat(node.engine.status().tables()).isEqualTo(1);
        assertThat(node.engine.status().memtableBytes()).isEqualTo(sizeOf(value));
        for (String key : List.of("k1", "k2", "k3", "k4")) {
            assertThat(node.read(CompositeKey.of("t", key)).isEmpty()).isFalse();
        }
        // What is in a table counts for the next write of its key.
        assertThat(node.apply(write("k1", value)))
                .isInstanceOfSatisfying(
                        WriteOutcome.Accepted.class,
                        accepted ->
                                assertThat(accepted.effect())
                                        .isEqualTo(WriteOutcome.Effect.IDENTICAL));
    }

    /// Storage invariants 31 and 33: what cannot be flushed stays readable, and writes are refused
    /// before memory is full.
    @Test
    void writesAreRefusedWhileNoMemtableCanGo() throws Exception {
        Deque<Runnable> waiting = new ArrayDeque<>();
        byte[] value = new byte[1000];
        SimulatedNode node =
                new SimulatedNode(
                        disk,
                        EngineSetup.standard().memtable(sizeOf(value)).options(),
                        1,
                        Runnable::run,
                        waiting::add,
                        0);
        node.engine.recover();
        node.apply(write("k1", value));
        node.apply(write("k2", value));

        assertThat(SimulatedNode.reason(node.apply(write("k3", value))))
                .isEqualTo(Refusal.MEMORY_PRESSURE);
        assertThat(node.read(CompositeKey.of("t", "k3")).isEmpty()).isTrue();
        assertThat(node.read(CompositeKey.of("t", "k1")).isEmpty()).isFalse();

        waiting.remove().run();

        assertThat(node.apply(write("k3", value))).isInstanceOf(WriteOutcome.Accepted.class);
        assertThat(node.read(CompositeKey.of("t", "k1")).isEmpty()).isFalse();
    }

    /// Storage invariants 11 and 31.
    @Test
    void aFlushThatFailsIsTriedAgain() throws Exception {
        byte[] value = new byte[1000];
        SimulatedNode node = start(EngineSetup.standard().memtable(sizeOf(value)));
        node.apply(write("k1", value));
        disk.faults()
                .fail(
                        FaultRules.Calls.all().of(DiskOperation.CREATE).on("sstables"),
                        FaultRules.Fault.DISK_FULL);
        node.apply(write("k2", value));
        assertThat(node.events).anyMatch(EngineEvent.FlushFailed.class::isInstance);
        assertThat(node.engine.status().waitingMemtables()).isEqualTo(1);
        assertThat(node.read(CompositeKey.of("t", "k1")).isEmpty()).isFalse();

        disk.faults().clear();
        node.settle();

        assertThat(node.engine.status().waitingMemtables()).isZero();
        assertThat(node.engine.status().tables()).isEqualTo(1);
        assertThat(node.read(CompositeKey.of("t", "k1")).isEmpty()).isFalse();
    }

    /// Storage invariant 28: the log of what is in tables goes, and is not replayed.
    @Test
    void theLogOfWhatIsInTablesGoes() throws Exception {
        byte[] value = new byte[1000];
        SimulatedNode node = start(EngineSetup.standard().memtable(3 * sizeOf(value)));
        for (int i = 0; i < 100; i++) {
            node.apply(write("k" + i, value));
        }
        assertThat(node.engine.status().logBytes()).isLessThan(12L * 4096);
        assertThat(disk.root().subdirectory("commitlog").list()).hasSizeLessThan(5);
        node.stop();

        SimulatedNode next =
                SimulatedNode.start(
                        disk.crash(CrashPolicy.DROP_ALL),
                        EngineSetup.standard().memtable(3 * sizeOf(value)).options(),
                        2);

        assertThat(next.recovery().records()).isLessThan(5);
        for (int i = 0; i < 100; i++) {
            assertThat(next.read(CompositeKey.of("t", "k" + i)).isEmpty()).isFalse();
        }
    }

    /// Storage invariant 23: however long the log, a start holds a memtable of it, and the one
    /// before that while it is written into a table.
    @Test
    void aLogFarLargerThanAMemtableIsRecoveredAPartAtATime() throws Exception {
        SimulatedNode node = start(EngineSetup.standard());
        for (int i = 0; i < 100; i++) {
            node.apply(write("k" + i));
        }
        FaultDisk image = disk.crash(CrashPolicy.DROP_ALL);

        AtomicInteger written = new AtomicInteger();
        image.listen(step -> {
            boolean table = step.toString().contains("/sstables/");
            if (table && step.done() && step.operation() == DiskOperation.CREATE) {
                written.incrementAndGet();
            }
        });
        EngineSetup small = EngineSetup.standard().memtable(10 * sizeOf(VALUE));
        SimulatedNode next = SimulatedNode.start(image, small.options(), 2);

        assertThat(next.recovery().records()).isEqualTo(100);
        assertThat(next.engine.status().memtableKeys()).isZero();
        assertThat(written).hasValueGreaterThanOrEqualTo(10);
        holdsAll(next, 100);

        node.stop();
        SimulatedNode stopped = SimulatedNode.start(disk.fork(), small.options(), 3);
        assertThat(stopped.engine.status().memtableBytes()).isLessThan(11 * sizeOf(VALUE));
        assertThat(stopped.engine.status().tables()).isPositive();
        holdsAll(stopped, 100);
    }

    /// Storage invariant 29: the log has its limit, also where memtables never fill.
    @Test
    void theLogStaysBelowItsLimitUnderSteadyWrites() throws Exception {
        long limit = 40_000;
        EngineSetup setup = EngineSetup.standard().maxLog(limit);
        SimulatedNode node = start(setup);
        for (int i = 0; i < 300; i++) {
            node.store(CompositeKey.of("t", "one key"), VALUE);
            assertThat(node.engine.status().logBytes())
                    .isLessThanOrEqualTo(limit + setup.options().segmentBytes());
        }
        assertThat(node.value(CompositeKey.of("t", "one key"))).hasSize(VALUE.length);
    }

    /// Storage invariant 32.
    @Test
    void howeverOftenItIsAskedForAFlushMakesOneTable() throws Exception {
        SimulatedNode node = held(EngineSetup.standard().memtable(sizeOf(VALUE)));
        node.apply(write("k0"));
        node.settle();
        assertThat(waiting).as("nothing is full").isEmpty();
        node.apply(write("k1"));
        node.settle();
        node.settle();
        assertThat(waiting).hasSize(1);

        waiting.remove().run();

        assertThat(waiting).isEmpty();
        assertThat(node.engine.status().tables()).isEqualTo(1);
        assertThat(node.engine.status().waitingMemtables()).isZero();
    }

    /// Storage invariant 58, the stop: level 0 does not grow without end where merging cannot keep
    /// up, and reads go on.
    @Test
    void writesStopWhileTooManyTablesAreOnLevelZero() throws Exception {
        EngineOptions.Tables tables = SimulatedNode.tables(TableOptions.DEFAULT);
        SimulatedNode node = held(EngineSetup.standard().memtable(sizeOf(VALUE)));
        int written = 0;
        while (node.apply(write("k" + written)) instanceof WriteOutcome.Accepted) {
            written++;
            // The flush, which was asked for last; merges are left waiting.
            if (node.engine.status().waitingMemtables() > 0) {
                waiting.removeLast().run();
            }
            assertThat(written).isLessThan(100);
        }
        assertThat(SimulatedNode.reason(node.apply(write("k" + written))))
                .isEqualTo(Refusal.MEMORY_PRESSURE);
        assertThat(node.engine.status().level(0).tables()).isEqualTo(tables.levelZeroStop());
        assertThat(node.events).anyMatch(EngineEvent.Stalled.class::isInstance);
        holdsAll(node, written);

        runAll();

        assertThat(node.engine.status().level(0).tables()).isLessThan(tables.levelZeroStop());
        assertThat(node.apply(write("k" + written))).isInstanceOf(WriteOutcome.Accepted.class);
        holdsAll(node, written + 1);
    }

    /// Storage invariant 57: a merge takes its time, until writes would wait for it.
    @Test
    void mergesAreSlowedDownUntilWritesWouldWait() throws Exception {
        EngineSetup setup = EngineSetup.standard().memtable(sizeOf(VALUE)).throttle(10_000);
        EngineOptions.Tables tables = setup.options().tables();
        SimulatedNode calm = withTablesOnLevelZero(setup, tables.compaction().l0Trigger());
        runAll();
        assertThat(calm.rested).isGreaterThan(Duration.ofMillis(100).toNanos());
        assertThat(calm.engine.status().level(0).tables()).isZero();
        calm.stop();

        SimulatedNode hurried = withTablesOnLevelZero(setup, tables.levelZeroHurry());
        // The merge that was due first, with all the tables still there.
        waiting.remove().run();
        assertThat(hurried.engine.status().level(0).tables()).isLessThan(tables.levelZeroHurry());
        assertThat(hurried.rested).isZero();
    }

    private SimulatedNode withTablesOnLevelZero(EngineSetup setup, int tables) throws Exception {
        SimulatedNode node = held(setup);
        while (node.engine.status().level(0).tables() < tables) {
            node.store(CompositeKey.of("t", "k"), VALUE);
            // The flush, which was asked for last; merges are left waiting.
            if (node.engine.status().waitingMemtables() > 0) {
                waiting.removeLast().run();
            }
        }
        return node;
    }

    private void runAll() {
        while (!waiting.isEmpty()) {
            waiting.remove().run();
        }
    }

    /// Storage invariants 63 and 40, for what the manifest lists.
    @Test
    void aListedTableThatIsMissingOrCutRefusesTheStart() throws Exception {
        SimulatedNode node = start(EngineSetup.standard().memtable(sizeOf(VALUE)));
        node.apply(write("k0"));
        node.apply(write("k1"));
        String table = node.disk.root().subdirectory("sstables").list().getFirst();

        FaultDisk missing = disk.crash(CrashPolicy.DROP_ALL);
        missing.root().subdirectory("sstables").delete(table);
        assertThatThrownBy(() -> SimulatedNode.start(missing, EngineSetup.standard().options(), 2))
                .isInstanceOf(StartRefusedException.class)
                .hasMessageContainingAll(table, "missing");

        FaultDisk cut = disk.crash(CrashPolicy.DROP_ALL);
        try (var file = cut.root().subdirectory("sstables").open(table)) {
            file.truncate(file.size() - 1);
        }
        assertThatThrownBy(() -> SimulatedNode.start(cut, EngineSetup.standard().options(), 2))
                .isInstanceOf(StartRefusedException.class)
                .hasMessageContainingAll(table, "the manifest says");
    }
}
