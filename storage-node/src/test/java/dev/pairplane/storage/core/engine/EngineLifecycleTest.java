package dev.pairplane.storage.core.engine;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.pairplane.storage.core.file.CrashPolicy;
import dev.pairplane.storage.core.file.Directory;
import dev.pairplane.storage.core.file.DiskOperation;
import dev.pairplane.storage.core.file.FaultDisk;
import dev.pairplane.storage.core.file.FaultRules.Calls;
import dev.pairplane.storage.core.file.FaultRules.Fault;
import dev.pairplane.storage.core.file.FileText;
import dev.pairplane.storage.core.key.CompositeKey;
import dev.pairplane.storage.core.version.VectorClock;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

/// Whose directory it is, how an engine starts and how it stops.
class EngineLifecycleTest {

    private static final CompositeKey KEY = CompositeKey.of("t", "k");

    private final FaultDisk disk = new FaultDisk();

    private static SimulatedNode start(FaultDisk disk, EngineSetup setup) throws Exception {
        return SimulatedNode.start(disk, setup.options(), 1);
    }

    private SimulatedNode start() throws Exception {
        return start(disk, EngineSetup.standard());
    }

    private static void refused(FaultDisk disk, EngineSetup setup, String... parts) {
        assertThatThrownBy(() -> start(disk, setup))
                .isInstanceOf(StartRefusedException.class)
                .hasMessageContainingAll(parts);
    }

    private static List<String> logFiles(FaultDisk disk) throws Exception {
        return disk.root().subdirectory("commitlog").list();
    }

    @Test
    void refusesEverythingBeforeItHasRecovered() throws Exception {
        SimulatedNode node = new SimulatedNode(disk, SimulatedNode.OPTIONS, 1);

        assertThat(SimulatedNode.reason(node.write(KEY, new byte[1])))
                .isEqualTo(Refusal.RECOVERING);
        assertThat(node.engine.read(KEY)).isInstanceOf(ReadOutcome.Refused.class);
        assertThat(node.engine.status().state()).isEqualTo(Engine.State.RECOVERING);
        node.engine.maintain();
    }

    /// Storage invariant 13.
    @Test
    void aSecondEngineOnTheDirectoryFailsFastAndChangesNothing() throws Exception {
        start().store(KEY, new byte[10]);
        long calls = disk.calls();

        refused(disk, EngineSetup.standard(), "LOCK", "node-1");

        // The attempts to create the sub-directories (done before the engine) and to lock.
        assertThat(disk.calls() - calls).isEqualTo(3);
    }

    /// Storage invariant 14.
    @Test
    void aDirectoryOfAnotherNodeIsRefused() throws Exception {
        SimulatedNode node = start();
        node.store(KEY, "v".getBytes(UTF_8));
        node.stop();

        refused(disk, EngineSetup.standard().node("node-2", false), "node-1", "node-2");

        assertThat(start().value(KEY)).isEqualTo("v");
    }

    @Test
    void aDirectoryOfAnotherNodeIsTakenOverWhenThatIsAsked() throws Exception {
        SimulatedNode node = start();
        node.store(KEY, "v".getBytes(UTF_8));
        node.stop();

        SimulatedNode adopted = start(disk, EngineSetup.standard().node("node-2", true));
        assertThat(adopted.value(KEY)).isEqualTo("v");
        adopted.stop();

        refused(disk, EngineSetup.standard(), "node-2");
        assertThat(start(disk, EngineSetup.standard().node("node-2", false)).value(KEY))
                .isEqualTo("v");
    }

    @Test
    void aStoreWithoutItsIdentityIsRefused() throws Exception {
        SimulatedNode node = start();
        node.store(KEY, new byte[10]);
        node.stop();
        disk.root().delete("IDENTITY");

        refused(disk, EngineSetup.standard(), "IDENTITY");
        assertThat(logFiles(disk)).isNotEmpty();
    }

    @Test
    void aDamagedIdentityIsRefused() throws Exception {
        start().stop();
        for (String text :
                List.of("format=1\nstore=xyz\nnode=node-1\n", "format=2\n", "", "\u0000\u0000")) {
            disk.root().delete("IDENTITY");
            FileText.durable(disk.root(), "IDENTITY", text).close();
            refused(disk, EngineSetup.standard(), "IDENTITY");
        }
    }

    @Test
    void logSegmentsWithoutCurrentAreRefused() throws Exception {
        start().store(KEY, new byte[10]);
        FaultDisk image = disk.crash(CrashPolicy.KEEP_ALL);
        image.root().delete("CURRENT");

        refused(image, EngineSetup.standard(), "CURRENT");
    }

    /// After a recovery all records stand in tables: they count as much.
    @Test
    void tablesWithoutCurrentAreRefusedToo() throws Exception {
        start().store(KEY, new byte[10]);
        FaultDisk image = disk.crash(CrashPolicy.KEEP_ALL);
        start(image, EngineSetup.standard());
        FaultDisk second = image.crash(CrashPolicy.KEEP_ALL);
        second.root().delete("CURRENT");
        List<String> before = logFiles(second);

        refused(second, EngineSetup.standard(), "CURRENT");
        assertThat(logFiles(second)).isEqualTo(before);
    }

    @Test
    void currentThatNamesNoManifestIsRefused() throws Exception {
        start().stop();
        for (String text :
                List.of(
                        "",
                        "MANIFEST-1\n",
                        "MANIFEST-00000000000000000099\n",
                        "MANIFEST-99999999999999999999\n")) {
            disk.root().delete("CURRENT");
            FileText.durable(disk.root(), "CURRENT", text).close();
            refused(disk, EngineSetup.standard(), "CURRENT");
        }
    }

    @Test
    void filesThatOnlyLookLikeSegmentsAreLeftAlone() throws Exception {
        start().stop();
        Directory log = disk.root().subdirectory("commitlog");
        for (String name : List.of("wal-99999999999999999999.log", "wal-1.log", "notes.txt")) {
            FileText.durable(log, name, "x").close();
        }

        start().stop();

        assertThat(log.list()).contains("wal-99999999999999999999.log", "wal-1.log", "notes.txt");
    }

    @Test
    void aStopInOrderSealsAndTheNextStartReplaysAllWithoutRewriting() throws Exception {
        SimulatedNode node = start();
        for (int i = 0; i < 100; i++) {
            node.store(CompositeKey.of("t", "k" + i), new byte[2000]);
        }
        node.stop();
        node.stop();
        assertThat(SimulatedNode.reason(node.write(KEY, new byte[1]))).isEqualTo(Refusal.STOPPING);
        // Reads go on until the listener closes.
        assertThat(node.engine.read(KEY)).isInstanceOf(ReadOutcome.Answer.class);

        SimulatedNode next = start(disk.crash(CrashPolicy.DROP_ALL), EngineSetup.standard());

        assertThat(next.recovery().clean()).isTrue();
        assertThat(next.recovery().flushed()).isFalse();
        assertThat(next.recovery().records()).isEqualTo(100);
        assertThat(next.engine.status().keys()).isEqualTo(100);
        assertThat(next.engine.status().lastSeq()).isEqualTo(100);
    }

    @Test
    void restartsOfAnIdleNodeLeaveNothingBehind() throws Exception {
        SimulatedNode node = start();
        node.store(KEY, new byte[10]);
        node.stop();
        long bytes = 0;
        for (int i = 0; i < 5; i++) {
            SimulatedNode next = start();
            assertThat(next.recovery().clean()).isTrue();
            assertThat(next.engine.status().segments()).isEqualTo(2);
            assertThat(bytes).isIn(0L, next.engine.status().logBytes());
            bytes = next.engine.status().logBytes();
            next.stop();
        }
        assertThat(logFiles(disk)).hasSize(2);
        assertThat(disk.root().list()).filteredOn(name -> name.startsWith("MANIFEST")).hasSize(1);
    }

    @Test
    void aLogAboveItsLimitIsRewrittenEvenAfterAnOrderlyStop() throws Exception {
        SimulatedNode node = start();
        for (int i = 0; i < 200; i++) {
            node.store(KEY, new byte[2000]);
        }
        node.stop();

        SimulatedNode next = start(disk, EngineSetup.standard().maxLog(100_000));

        assertThat(next.recovery().clean()).isTrue();
        assertThat(next.recovery().flushed()).isTrue();
        assertThat(next.engine.status().logBytes()).isLessThan(30_000);
        assertThat(next.read(KEY).versions().getFirst().value()).hasSize(2000);
    }

    /// A start that was refused has changed nothing: not even that the last stop was in order.
    @Test
    void aRefusedStartDoesNotMakeAnOrderlyStopLookLikeACrash() throws Exception {
        SimulatedNode node = start();
        node.store(KEY, new byte[10]);
        node.stop();
        String segment = "/commitlog/" + logFiles(disk).getFirst();
        disk.flipBit(segment, 4096 + 100, 3);
        refused(disk, EngineSetup.standard(), "wal-", "4130");
        disk.flipBit(segment, 4096 + 100, 3);

        SimulatedNode next = start();

        assertThat(next.recovery().clean()).isTrue();
        assertThat(next.recovery().flushed()).isFalse();
    }

    /// A seal may stand in the page cache alone: only the manifest says that its sync succeeded.
    @Test
    void aSealWhoseStopWasNotCompletedIsNotTrusted() throws Exception {
        SimulatedNode node = start();
        node.store(KEY, "v".getBytes(UTF_8));
        disk.faults().fail(Calls.nth(1).of(DiskOperation.WRITE).on("MANIFEST"), Fault.IO_ERROR);
        assertThat(node.engine.close(Duration.ofSeconds(1))).isFalse();

        SimulatedNode next = start(disk.crash(CrashPolicy.KEEP_ALL), EngineSetup.standard());

        assertThat(next.value(KEY)).isEqualTo("v");
        assertThat(next.recovery().clean()).isFalse();
        assertThat(next.recovery().flushed()).isTrue();
    }

    /// A write that is still queued when the engine gives the directory back comes too late.
    @Test
    void nothingIsWrittenAfterTheDirectoryWasGivenBack() throws Exception {
        SimulatedNode node = start();
        PendingWrite late =
                node.engine.enqueue(Mutation.write(KEY, VectorClock.EMPTY, new byte[10], 1));
        node.stop();
        long calls = disk.calls();

        node.engine.commitQueued();

        assertThat(SimulatedNode.reason(late.outcome())).isEqualTo(Refusal.STOPPING);
        assertThat(disk.calls()).isEqualTo(calls);
        assertThat(start().recovery().clean()).isTrue();
    }

    /// Who stops an engine that is still recovering gets one that takes nothing.
    @Test
    void anEngineStoppedWhileItRecoversNeverServes() throws Exception {
        SimulatedNode node = new SimulatedNode(disk, SimulatedNode.OPTIONS, 1);
        CountDownLatch closing = new CountDownLatch(1);
        AtomicReference<Boolean> closed = new AtomicReference<>();
        AtomicReference<Thread> closer = new AtomicReference<>();
        disk.listen(step -> {
            if (closer.get() == null && step.path().contains("MANIFEST")) {
                closer.set(
                        Thread.ofPlatform()
                                .start(() -> {
                                    closing.countDown();
                                    closed.set(node.engine.close(Duration.ofSeconds(5)));
                                }));
                awaitBlocked(closer.get(), closing);
            }
        });

        node.engine.recover();
        closer.get().join();

        assertThat(closed.get()).isTrue();
        assertThat(SimulatedNode.reason(node.write(KEY, new byte[1]))).isEqualTo(Refusal.STOPPING);
        assertThat(start().recovery().clean()).isTrue();
    }

    private static void awaitBlocked(Thread thread, CountDownLatch started) {
        try {
            started.await();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
        while (thread.getState() != Thread.State.BLOCKED) {
            Thread.onSpinWait();
        }
    }

    @Test
    void recoveringTwiceIsAMistake() throws Exception {
        SimulatedNode node = start();

        assertThatThrownBy(node.engine::recover).isInstanceOf(IllegalStateException.class);
    }

    /// A roll that finds no segment ready makes one; the one that the background was making then
    /// comes into use after it, and must come after it in the log.
    @Test
    void aSegmentThatWasMadeAheadTooLateStillComesAfterTheOneInUse() throws Exception {
        Deque<Runnable> background = new ArrayDeque<>();
        SimulatedNode node = new SimulatedNode(disk, SimulatedNode.OPTIONS, 1, background::add, 0);
        node.engine.recover();
        AtomicInteger stored = new AtomicInteger();
        List<Long> active = new ArrayList<>(List.of(node.engine.status().activeSegment()));
        disk.listen(step -> {
            if (step.done() && step.operation() == DiskOperation.CREATE && active.size() == 1) {
                storeUntilItRolls(node, stored, active);
            }
        });
        background.poll().run();
        assertThat(active).hasSize(2);
        for (int i = 0; i < 3; i++) {
            storeUntilItRolls(node, stored, active);
        }

        assertThat(active).isSorted().doesNotHaveDuplicates();
        SimulatedNode next = start(disk.crash(CrashPolicy.DROP_ALL), EngineSetup.standard());
        assertThat(next.engine.status().keys()).isEqualTo(stored.get());
    }

    private static void storeUntilItRolls(
            SimulatedNode node, AtomicInteger stored, List<Long> active) {
        while (node.engine.status().activeSegment() == active.getLast()) {
            node.store(CompositeKey.of("t", "k" + stored.getAndIncrement()), new byte[3000]);
        }
        active.add(node.engine.status().activeSegment());
    }

    @Test
    void aBackgroundThatTakesNothingMoreDoesNotHinderWritesOrTheStop() throws Exception {
        SimulatedNode node =
                new SimulatedNode(
                        disk,
                        SimulatedNode.OPTIONS,
                        1,
                        task -> {
                            throw new RejectedExecutionException("shut down");
                        },
                        0);
        node.engine.recover();
        for (int i = 0; i < 100; i++) {
            node.store(KEY, new byte[5000]);
        }
        node.stop();

        assertThat(start().recovery().clean()).isTrue();
    }

    /// Storage invariant 16: where the clocks stand, and what they do, decides nothing.
    @Test
    void theOriginOfTheMonotonicClockDoesNotMatter() throws Exception {
        for (long origin : new long[] {Long.MIN_VALUE / 2, -1, Long.MAX_VALUE - 1000}) {
            FaultDisk own = new FaultDisk();
            SimulatedNode node =
                    new SimulatedNode(
                            own,
                            EngineSetup.standard().sync(SyncMode.INTERVAL).options(),
                            1,
                            Runnable::run,
                            origin);
            node.engine.recover();
            for (int i = 0; i < 20; i++) {
                // Never silent for long: only the interval's own sync makes these durable.
                node.store(CompositeKey.of("t", "k" + i), new byte[10]);
                node.advance(Duration.ofMillis(20));
                node.engine.maintain();
            }

            SimulatedNode next = start(own.crash(CrashPolicy.DROP_ALL), EngineSetup.standard());
            assertThat(next.engine.status().keys()).isGreaterThanOrEqualTo(15);
        }
    }
}
