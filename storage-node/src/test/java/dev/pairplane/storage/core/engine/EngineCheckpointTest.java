package dev.pairplane.storage.core.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pairplane.storage.core.file.CrashPolicy;
import dev.pairplane.storage.core.file.Directory;
import dev.pairplane.storage.core.file.FaultDisk;
import dev.pairplane.storage.core.file.FaultRules;
import dev.pairplane.storage.core.key.CompositeKey;
import dev.pairplane.storage.core.manifest.Manifest;
import dev.pairplane.storage.core.store.StoreLayout;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.NavigableMap;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// Checkpoints, and the stores that they are.
@Timeout(60)
class EngineCheckpointTest {
    private static final Duration LONG = Duration.ofSeconds(10);

    private final FaultDisk disk = new FaultDisk();

    private static EngineOptions small() {
        return EngineSetup.standard().memtable(4000).options();
    }

    private static CompositeKey key(int i) {
        return CompositeKey.of("t", "k" + i);
    }

    private static CheckpointOutcome.Made made(SimulatedNode node, String name) {
        return switch (node.engine.checkpoint(name, LONG)) {
            case CheckpointOutcome.Made made -> made;
            case CheckpointOutcome outcome -> throw new AssertionError("not made: " + outcome);
        };
    }

    /// A node on a checkpoint, as if its directory had been put in the place of the store's.
    private static SimulatedNode restored(FaultDisk disk, String name, long seed) throws Exception {
        SimulatedNode node = SimulatedNode.at(disk, small(), seed, StoreLayout.CHECKPOINTS, name);
        node.engine.recover();
        return node;
    }

    private static NavigableMap<Integer, String> values(SimulatedNode node, int keys) {
        NavigableMap<Integer, String> values = new TreeMap<>();
        for (int i = 0; i < keys; i++) {
            String value = node.value(key(i));
            if (!value.isEmpty()) {
                values.put(i, value);
            }
        }
        return values;
    }

    private static void store(SimulatedNode node, int i, String value) {
        node.store(key(i), value.getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void holdsWhatWasAcknowledgedBefore() throws Exception {
        SimulatedNode node = SimulatedNode.start(disk, small(), 1);
        for (int i = 0; i < 100; i++) {
            store(node, i, "v" + i + "-" + "x".repeat(500));
        }
        NavigableMap<Integer, String> before = values(node, 200);

        CheckpointOutcome.Made made = made(node, "a");

        assertThat(made.path()).isEqualTo("/backup/a");
        assertThat(made.tables()).isPositive();
        assertThat(made.bytes()).isPositive();
        for (int i = 50; i < 200; i++) {
            store(node, i, "later-" + "y".repeat(500));
        }
        node.settle();
        node.stop();
        SimulatedNode other = restored(disk.crash(CrashPolicy.DROP_ALL), "a", 2);
        assertThat(values(other, 200)).isEqualTo(before);
        assertThat(other.recovery().clean()).isTrue();
        assertThat(other.recovery().records()).isZero();
        store(other, 0, "on it goes");
        assertThat(other.value(key(0))).isEqualTo("on it goes");
    }

    @Test
    void ofAnEmptyStoreIsOne() throws Exception {
        SimulatedNode node = SimulatedNode.start(disk, small(), 1);

        assertThat(made(node, "a").tables()).isZero();

        node.stop();
        assertThat(values(restored(disk, "a", 2), 10)).isEmpty();
    }

    @Test
    void whatIsDoneToOneOfTheTwoDoesNotChangeTheOther() throws Exception {
        SimulatedNode node = SimulatedNode.start(disk, small(), 1);
        for (int i = 0; i < 60; i++) {
            store(node, i, "first-" + "x".repeat(300));
        }
        made(node, "a");
        node.stop();
        SimulatedNode other = restored(disk, "a", 2);
        for (int i = 0; i < 60; i++) {
            store(other, i, "second-" + "y".repeat(300));
        }
        other.settle();
        other.stop();

        SimulatedNode again = SimulatedNode.start(disk, small(), 3);

        assertThat(values(again, 60).values()).allMatch(value -> value.startsWith("first"));
        again.stop();
        assertThat(values(restored(disk, "a", 4), 60).values())
                .allMatch(value -> value.startsWith("second"));
    }

    @Test
    void leavesOneOfThatNameAsItIs() throws Exception {
        SimulatedNode node = SimulatedNode.start(disk, small(), 1);
        store(node, 1, "one");
        made(node, "a");
        store(node, 2, "two");

        assertThat(node.engine.checkpoint("a", LONG))
                .isEqualTo(new CheckpointOutcome.Exists("/backup/a"));

        node.stop();
        assertThat(values(restored(disk, "a", 2), 10)).containsOnlyKeys(1);
    }

    @Test
    void saysSoWhenTheTimeIsOver() throws Exception {
        Deque<Runnable> waiting = new ArrayDeque<>();
        SimulatedNode node = new SimulatedNode(disk, small(), 1, Runnable::run, waiting::add, 0);
        node.engine.recover();
        store(node, 1, "one");

        CheckpointOutcome outcome = node.engine.checkpoint("a", Duration.ofMillis(50));

        assertThat(outcome).isInstanceOf(CheckpointOutcome.Refused.class);
        assertThat(((CheckpointOutcome.Refused) outcome).reason())
                .isEqualTo(Refusal.DEADLINE_EXCEEDED);
        while (!waiting.isEmpty()) {
            waiting.remove().run();
        }
        assertThat(made(node, "a").tables()).isEqualTo(1);
    }

    @Test
    void isMadeOfADrainedNodeAndNotOfAClosedOne() throws Exception {
        SimulatedNode node = SimulatedNode.start(disk, small(), 1);
        store(node, 1, "one");
        assertThat(node.engine.drain(Duration.ZERO).begun()).isTrue();
        node.settle();

        assertThat(made(node, "a").tables()).isEqualTo(1);

        node.stop();
        assertThat(node.engine.checkpoint("b", LONG))
                .isInstanceOfSatisfying(
                        CheckpointOutcome.Refused.class,
                        refused -> assertThat(refused.reason()).isEqualTo(Refusal.STOPPING));
    }

    /// Each call of the disk fails once: the checkpoint is there, or nothing is, and the store goes
    /// on.
    @Test
    void isWholeOrNotThereWhateverFails() throws Exception {
        int failures = 0;
        for (int call = 1; ; call++) {
            FaultDisk faulty = new FaultDisk();
            SimulatedNode node = SimulatedNode.start(faulty, small(), call);
            for (int i = 0; i < 20; i++) {
                store(node, i, "v" + "x".repeat(400));
            }
            node.engine.drain(Duration.ZERO);
            node.settle();
            int[] calls = new int[1];
            faulty.listen(step -> {
                if (!step.done() && step.path().contains("/backup")) {
                    calls[0]++;
                }
            });
            faulty.faults()
                    .fail(FaultRules.Calls.nth(call).on("/backup"), FaultRules.Fault.IO_ERROR);
            CheckpointOutcome outcome = node.engine.checkpoint("a", LONG);
            boolean failed = outcome instanceof CheckpointOutcome.Failed;
            if (failed) {
                failures++;
                assertThat(node.events)
                        .anyMatch(event -> event instanceof EngineEvent.CheckpointFailed);
            }
            if (calls[0] < call) {
                break;
            }
            faulty.faults().clear();
            CheckpointOutcome second = node.engine.checkpoint("a", LONG);
            assertThat(second)
                    .as("after call %d: %s", call, outcome)
                    .isInstanceOfAny(CheckpointOutcome.Made.class, CheckpointOutcome.Exists.class);
            node.stop();
            assertThat(values(restored(faulty.crash(CrashPolicy.DROP_ALL), "a", 2), 20))
                    .as("call %d", call)
                    .hasSize(20);
        }
        assertThat(failures).isGreaterThan(5);
    }

    /// At each step of the disk, power fails: what is there afterwards is whole.
    @Test
    void isWholeOrNoStoreWhenPowerFails() throws Exception {
        SimulatedNode node = SimulatedNode.start(disk, small(), 1);
        for (int i = 0; i < 20; i++) {
            store(node, i, "v" + "x".repeat(400));
        }
        List<FaultDisk> images = new ArrayList<>();
        SplittableRandom random = new SplittableRandom(5);
        disk.listen(_ -> {
            images.add(disk.crash(CrashPolicy.DROP_ALL));
            images.add(disk.crash(CrashPolicy.random(random.nextLong())));
        });
        made(node, "a");
        disk.listen(_ -> {});
        images.add(disk.crash(CrashPolicy.DROP_ALL));
        int whole = 0;
        for (FaultDisk image : images) {
            Directory copy = image.root().subdirectory(StoreLayout.CHECKPOINTS).subdirectory("a");
            if (Manifest.exists(copy)) {
                assertThat(values(restored(image, "a", 2), 20)).hasSize(20);
                whole++;
            }
            assertThat(values(SimulatedNode.start(image, small(), 3), 20)).hasSize(20);
        }
        assertThat(whole).isPositive();
    }

    /// While it is made, others write, flush and merge: it is what was acknowledged at some moment
    /// after it was asked for, and nothing else.
    @Test
    void isAPrefixOfWhatIsWrittenMeanwhile() throws Exception {
        SimulatedNode node = SimulatedNode.start(disk, small(), 1);
        for (int i = 0; i < 30; i++) {
            store(node, i, "0-" + "x".repeat(300));
        }
        AtomicReference<Integer> next = new AtomicReference<>(30);
        boolean[] writing = new boolean[1];
        disk.listen(step -> {
            if (!writing[0] && step.toString().contains("backup") && next.get() < 200) {
                writing[0] = true;
                for (int i = 0; i < 10; i++) {
                    store(node, next.get(), "0-" + "x".repeat(300));
                    next.set(next.get() + 1);
                }
                node.engine.maintain();
                writing[0] = false;
            }
        });

        made(node, "a");
        disk.listen(_ -> {});

        assertThat(next.get()).isGreaterThan(50);
        node.stop();
        NavigableMap<Integer, String> found = values(restored(disk, "a", 2), 300);
        assertThat(found.size()).isGreaterThanOrEqualTo(30);
        assertThat(found.lastKey()).as("without a gap").isEqualTo(found.size() - 1);
    }
}
