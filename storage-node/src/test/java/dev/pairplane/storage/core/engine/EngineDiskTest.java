package dev.pairplane.storage.core.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.pairplane.storage.core.file.FaultDisk;
import dev.pairplane.storage.core.file.StoredFile;
import dev.pairplane.storage.core.key.CompositeKey;
import dev.pairplane.storage.core.version.VectorClock;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.SplittableRandom;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// What an engine does while its disk fills up, long before that is full.
@Timeout(60)
class EngineDiskTest {
    private static final int FILLER = 20 << 20;
    private static final long PLENTY = 1L << 40;
    private static final CompositeKey KEY = CompositeKey.of("t", "k");

    private final FaultDisk disk = new FaultDisk();
    private final Deque<Runnable> waiting = new ArrayDeque<>();

    @BeforeEach
    void fill() throws Exception {
        try (StoredFile file = disk.root().create("filler")) {
            file.write(ByteBuffer.allocate(FILLER), 0);
        }
    }

    private SimulatedNode start(EngineSetup setup) throws Exception {
        SimulatedNode node =
                new SimulatedNode(disk, setup.options(), 1, Runnable::run, waiting::add, 0);
        node.engine.recover();
        return node;
    }

    /// Makes the disk so large that this share of it is used, and lets that be seen.
    private void use(SimulatedNode node, double percent) throws Exception {
        disk.limit(PLENTY);
        long used = PLENTY - disk.root().usableBytes();
        disk.limit((long) (used * 100 / percent));
        node.advance(Duration.ofSeconds(11));
        node.engine.maintain();
    }

    private static DiskLevel level(SimulatedNode node) {
        return node.engine.status().disk();
    }

    /// Storage invariant 104: levels, and how they are left.
    @Test
    void levelsAreEnteredAtTheirLimitAndLeftTwoPointsBelow() throws Exception {
        SimulatedNode node = start(EngineSetup.standard());
        double[] used = {
            50, 79.8, 80.1, 78.2, 77.9, 89.9, 90.1, 88.2, 87.9, 94.9, 95.1, 93.2, 92.9
        };
        DiskLevel[] expected = {
            DiskLevel.NORMAL,
            DiskLevel.NORMAL,
            DiskLevel.WARNING,
            DiskLevel.WARNING,
            DiskLevel.NORMAL,
            DiskLevel.WARNING,
            DiskLevel.THROTTLED,
            DiskLevel.THROTTLED,
            DiskLevel.WARNING,
            DiskLevel.THROTTLED,
            DiskLevel.FULL,
            DiskLevel.FULL,
            DiskLevel.THROTTLED
        };
        for (int i = 0; i < used.length; i++) {
            use(node, used[i]);
            assertThat(level(node)).as("%s %%", used[i]).isEqualTo(expected[i]);
        }
        use(node, 30);
        assertThat(level(node)).isEqualTo(DiskLevel.NORMAL);
        assertThat(node.events)
                .filteredOn(EngineEvent.DiskLevelChanged.class::isInstance)
                .hasSize(9);
    }

    /// Storage invariant 104: deletions are taken where writes are not, and writes again once there
    /// is room.
    @Test
    void aDiskThatIsNearlyFullTakesDeletionsOnly() throws Exception {
        SimulatedNode node = start(EngineSetup.standard());
        node.store(KEY, new byte[10]);

        use(node, 95.5);

        assertThat(SimulatedNode.reason(node.write(KEY, new byte[10])))
                .isEqualTo(Refusal.DISK_FULL);
        assertThat(
                        SimulatedNode.reason(
                                node.apply(
                                        Mutation.repair(KEY, VectorClock.EMPTY, new byte[1], 0))))
                .isEqualTo(Refusal.DISK_FULL);
        assertThat(node.apply(Mutation.delete(KEY, VectorClock.EMPTY, 0, 0)))
                .isInstanceOf(WriteOutcome.Accepted.class);
        assertThat(node.value(KEY)).isEmpty();

        use(node, 60);

        node.store(KEY, new byte[10]);
    }

    /// Storage invariant 105.
    @Test
    void aDiskThatFillsUpTakesSmallWrites() throws Exception {
        SimulatedNode node = start(EngineSetup.standard());

        use(node, 90.5);

        assertThat(SimulatedNode.reason(node.write(KEY, new byte[100_000])))
                .isEqualTo(Refusal.DISK_THROTTLED);
        node.store(KEY, new byte[10_000]);

        use(node, 85);

        node.store(KEY, new byte[100_000]);
    }

    @Test
    void whatTheDiskCannotHoldIsRefusedWhateverItsShare() throws Exception {
        SimulatedNode node = start(EngineSetup.standard());
        use(node, 79);
        long free = disk.root().usableBytes();
        int larger = (int) (free / 3);

        assertThat(SimulatedNode.reason(node.write(KEY, new byte[larger])))
                .isEqualTo(Refusal.DISK_FULL);
        assertThat(DiskWatch.estimate(Mutation.write(KEY, VectorClock.EMPTY, new byte[1000], 0)))
                .isEqualTo((3 * (1000 + 3) + 350) * 6 / 5);
    }

    /// Has the flush run that was asked for last; merges are left waiting.
    private void flush(SimulatedNode node) {
        while (node.engine.status().waitingMemtables() > 0) {
            waiting.removeLast().run();
        }
    }

    /// Storage invariant 106.
    @Test
    void mergesBeginOnlyWhereTheirOutputHasRoom() throws Exception {
        SimulatedNode node = start(EngineSetup.standard().memtable(1_000_000));
        int keys = 0;
        while (node.engine.status().level(0).tables() < 2) {
            node.store(CompositeKey.of("t", "k" + keys++), incompressible(10_000, keys));
            flush(node);
            use(node, 94.8);
            assertThat(keys).isLessThan(1000);
        }
        assertThat(level(node)).isEqualTo(DiskLevel.THROTTLED);
        for (int i = 0; i < 5; i++) {
            node.advance(Duration.ofSeconds(11));
            node.settle();
        }
        assertThat(waiting).as("no merge").isEmpty();

        use(node, 50);
        node.advance(Duration.ofSeconds(11));
        node.settle();
        runAll();

        assertThat(node.events).anyMatch(EngineEvent.Compacted.class::isInstance);
        for (int i = 0; i < keys; i++) {
            assertThat(node.read(CompositeKey.of("t", "k" + i)).isEmpty()).isFalse();
        }
    }

    /// Storage invariant 106: what has room is merged also on a disk that takes deletions only.
    @Test
    void aDiskThatIsNearlyFullIsFreedByMerges() throws Exception {
        SimulatedNode node = start(EngineSetup.standard().memtable(4000));
        int keys = 0;
        while (node.engine.status().level(0).tables() < 3) {
            node.store(CompositeKey.of("t", "k" + keys++), new byte[1000]);
            flush(node);
        }

        use(node, 95.5);
        for (int i = 0; i < 60; i++) {
            node.apply(
                    Mutation.delete(CompositeKey.of("t", "k" + i % keys), VectorClock.EMPTY, 0, 0));
            runAll();
        }
        for (int i = 0; i < 200; i++) {
            node.apply(Mutation.delete(CompositeKey.of("t", "x" + i), VectorClock.EMPTY, 0, 0));
            runAll();
        }

        assertThat(level(node)).isEqualTo(DiskLevel.FULL);
        assertThat(node.events).anyMatch(EngineEvent.Compacted.class::isInstance);
    }

    private void runAll() {
        while (!waiting.isEmpty()) {
            waiting.remove().run();
        }
    }

    private static byte[] incompressible(int length, long seed) {
        byte[] bytes = new byte[length];
        new SplittableRandom(seed).nextBytes(bytes);
        return bytes;
    }

    @Test
    void limitsAscend() {
        assertThatThrownBy(() -> new DiskLimits(80, 80, 95, 1, Duration.ofSeconds(1)))
                .hasMessageContaining("limits of 80.0, 80.0 and 95.0 percent");
    }
}
