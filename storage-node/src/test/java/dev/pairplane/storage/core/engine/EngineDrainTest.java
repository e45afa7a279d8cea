package dev.pairplane.storage.core.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pairplane.storage.core.file.CrashPolicy;
import dev.pairplane.storage.core.file.DiskOperation;
import dev.pairplane.storage.core.file.FaultDisk;
import dev.pairplane.storage.core.file.FaultRules;
import dev.pairplane.storage.core.key.CompositeKey;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// How an engine is brought to rest.
@Timeout(60)
class EngineDrainTest {
    private final FaultDisk disk = new FaultDisk();
    private final Deque<Runnable> waiting = new ArrayDeque<>();

    /// A node whose flushes and merges wait to be run.
    private SimulatedNode held() throws Exception {
        SimulatedNode node =
                new SimulatedNode(
                        disk,
                        EngineSetup.standard().memtable(4000).options(),
                        1,
                        Runnable::run,
                        waiting::add,
                        0);
        node.engine.recover();
        return node;
    }

    private void runAll() {
        while (!waiting.isEmpty()) {
            waiting.remove().run();
        }
    }

    private static CompositeKey key(int i) {
        return CompositeKey.of("t", "k" + i);
    }

    private static DrainState.Stage stage(SimulatedNode node) {
        return node.engine.drain(Duration.ZERO).stage();
    }

    private static int onLevelZero(SimulatedNode node) {
        return node.engine.status().levels().getFirst().tables();
    }

    /// Storage invariants 121, 122 and 123.
    @Test
    void afterItEverythingIsInTablesAndNothingChanges() throws Exception {
        SimulatedNode node = held();
        int written = 0;
        // The flush that a drain asks for makes a fourth table on level 0, where a merge is due.
        for (; written < 16; written++) {
            node.store(key(written), new byte[1000]);
            runAll();
        }
        assertThat(node.engine.status().memtableKeys()).isPositive();
        assertThat(onLevelZero(node)).isEqualTo(3);

        assertThat(stage(node)).isEqualTo(DrainState.Stage.DRAINING);
        assertThat(SimulatedNode.reason(node.write(key(99), new byte[1])))
                .isEqualTo(Refusal.DRAINING);
        node.settle();
        assertThat(stage(node)).as("the flush waits").isEqualTo(DrainState.Stage.DRAINING);
        assertThat(node.read(key(0)).isEmpty()).isFalse();
        runAll();
        node.settle();

        assertThat(stage(node)).isEqualTo(DrainState.Stage.DRAINED);
        assertThat(stage(node)).as("asked again").isEqualTo(DrainState.Stage.DRAINED);
        assertThat(node.engine.status().memtableKeys()).isZero();
        assertThat(waiting).isEmpty();
        node.settle();
        assertThat(waiting).as("no merge begins").isEmpty();
        assertThat(onLevelZero(node)).as("none has begun").isEqualTo(4);

        SimulatedNode next =
                SimulatedNode.start(
                        disk.crash(CrashPolicy.DROP_ALL), EngineSetup.standard().options(), 2);
        assertThat(next.recovery().records()).isZero();
        for (int i = 0; i < written; i++) {
            assertThat(next.read(key(i)).isEmpty()).as("k%d", i).isFalse();
        }
        assertThat(next.write(key(99), new byte[1])).isInstanceOf(WriteOutcome.Accepted.class);
    }

    /// Storage invariant 122: what is on its way is finished before anything is at rest.
    @Test
    void aMutationThatHasBegunIsTaken() throws Exception {
        SimulatedNode node = SimulatedNode.start(disk, EngineSetup.standard().options(), 1);
        AtomicBoolean met = new AtomicBoolean();
        disk.listen(step -> {
            boolean sync = step.operation() == DiskOperation.SYNC && !step.done();
            if (sync && step.toString().contains("commitlog") && met.compareAndSet(false, true)) {
                assertThat(stage(node)).isEqualTo(DrainState.Stage.DRAINING);
                node.engine.maintain();
                assertThat(stage(node)).isEqualTo(DrainState.Stage.DRAINING);
            }
        });

        WriteOutcome outcome = node.write(key(1), new byte[10]);

        assertThat(met).isTrue();
        assertThat(outcome).isInstanceOf(WriteOutcome.Accepted.class);
        node.settle();
        assertThat(stage(node)).isEqualTo(DrainState.Stage.DRAINED);
        assertThat(node.read(key(1)).isEmpty()).isFalse();
    }

    @Test
    void aFlushThatFailsHoldsItUpUntilItWorks() throws Exception {
        SimulatedNode node = SimulatedNode.start(disk, EngineSetup.standard().options(), 1);
        node.store(key(1), new byte[10]);
        disk.faults()
                .fail(
                        FaultRules.Calls.all().of(DiskOperation.CREATE).on("sstables"),
                        FaultRules.Fault.DISK_FULL);
        stage(node);
        node.settle();
        assertThat(stage(node)).isEqualTo(DrainState.Stage.DRAINING);

        disk.faults().clear();
        node.advance(Duration.ofSeconds(20));
        node.settle();
        node.settle();

        assertThat(stage(node)).isEqualTo(DrainState.Stage.DRAINED);
    }

    @Test
    void whereTheLogHasFailedItSaysSo() throws Exception {
        SimulatedNode node = SimulatedNode.start(disk, EngineSetup.standard().options(), 1);
        node.store(key(1), new byte[10]);
        disk.faults()
                .fail(
                        FaultRules.Calls.all().of(DiskOperation.SYNC).on("commitlog"),
                        FaultRules.Fault.IO_ERROR);
        node.write(key(2), new byte[10]);
        disk.faults().clear();

        stage(node);
        node.settle();

        DrainState state = node.engine.drain(Duration.ZERO);
        assertThat(state.stage()).isEqualTo(DrainState.Stage.FAILED);
        assertThat(state.reason()).contains("a sync failed", "the next start");
    }

    @Test
    void anEngineThatDoesNotServeIsNotDrained() throws Exception {
        SimulatedNode node = new SimulatedNode(disk, EngineSetup.standard().options(), 1);

        assertThat(stage(node)).isEqualTo(DrainState.Stage.FAILED);
    }
}
