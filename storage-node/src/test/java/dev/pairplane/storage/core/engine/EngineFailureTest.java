package dev.pairplane.storage.core.engine;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.pairplane.storage.core.file.CrashPolicy;
import dev.pairplane.storage.core.file.DiskOperation;
import dev.pairplane.storage.core.file.FaultDisk;
import dev.pairplane.storage.core.file.FaultRules.Calls;
import dev.pairplane.storage.core.file.FaultRules.Fault;
import dev.pairplane.storage.core.key.CompositeKey;
import dev.pairplane.storage.core.version.VectorClock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/// What a failing disk does to writes, and that the node recovers when it can.
class EngineFailureTest {

    private static final CompositeKey KEY = CompositeKey.of("t", "k");

    private final FaultDisk disk = new FaultDisk();

    private static SimulatedNode start(FaultDisk disk, EngineSetup setup) throws Exception {
        return SimulatedNode.start(disk, setup.options(), 1);
    }

    private SimulatedNode start() throws Exception {
        return start(disk, EngineSetup.standard());
    }

    private static SimulatedNode restarted(FaultDisk image) throws Exception {
        return start(image, EngineSetup.standard());
    }

    private static byte[] bytes(String text) {
        return text.getBytes(UTF_8);
    }

    private static CompositeKey key(int i) {
        return CompositeKey.of("t", "k" + i);
    }

    /// Storage invariant 9: nobody in the group is acknowledged, nothing is taken after, reads go
    /// on.
    @Test
    void aFailedSyncIsAcknowledgedToNobodyAndEndsAllWriting() throws Exception {
        SimulatedNode node = start();
        node.store(KEY, bytes("before"));
        disk.faults().fail(Calls.nth(1).of(DiskOperation.SYNC), Fault.IO_ERROR);
        List<PendingWrite> group = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            group.add(node.engine.enqueue(write(key(i), "v")));
        }
        node.engine.commitQueued();

        assertThat(group)
                .allMatch(write -> SimulatedNode.reason(write.outcome()) == Refusal.INDETERMINATE);
        assertThat(SimulatedNode.reason(node.write(KEY, bytes("after"))))
                .isEqualTo(Refusal.LOG_POISONED);
        assertThat(SimulatedNode.reason(queued(node))).isEqualTo(Refusal.LOG_POISONED);
        assertThat(node.value(KEY)).isEqualTo("before");
        assertThat(node.read(key(0)).isEmpty()).isTrue();
        assertThat(node.engine.status().poisoned()).isTrue();
        assertThat(node.events).filteredOn(EngineEvent.Poisoned.class::isInstance).hasSize(1);
        node.settle();
        assertThat(node.engine.close(Duration.ofSeconds(1))).isFalse();

        SimulatedNode next = restarted(disk.crash(CrashPolicy.DROP_ALL));
        assertThat(next.value(KEY)).isEqualTo("before");
        next.store(KEY, bytes("after"));
    }

    private static WriteOutcome queued(SimulatedNode node) throws Exception {
        PendingWrite write = node.engine.enqueue(write(KEY, "after"));
        node.engine.commitQueued();
        return write.outcome();
    }

    private static Mutation write(CompositeKey key, String value) {
        return Mutation.write(key, VectorClock.EMPTY, bytes(value), 0);
    }

    /// Storage invariant 10.
    @Test
    void aShortWriteIsUndoneAndLaterWritesStandOnFirmGround() throws Exception {
        for (int length : new int[] {0, 1, 17, 18, 60, 4095, 4096, 5000}) {
            FaultDisk own = new FaultDisk();
            SimulatedNode node = start(own, EngineSetup.standard());
            node.store(key(1), bytes("one"));
            own.faults().fail(Calls.nth(1).of(DiskOperation.WRITE), Fault.shortWrite(length));

            assertThat(SimulatedNode.reason(node.write(key(2), new byte[6000])))
                    .isEqualTo(Refusal.DISK_FULL);
            node.store(key(3), bytes("three"));

            for (FaultDisk image :
                    List.of(own.crash(CrashPolicy.DROP_ALL), own.crash(CrashPolicy.KEEP_ALL))) {
                SimulatedNode next = restarted(image);
                assertThat(next.value(key(1))).isEqualTo("one");
                assertThat(next.read(key(2)).isEmpty()).isTrue();
                assertThat(next.value(key(3))).isEqualTo("three");
            }
        }
    }

    @Test
    void anInputOutputErrorWhileAppendingIsToldAndUndone() throws Exception {
        SimulatedNode node = start();
        disk.faults().fail(Calls.nth(1).of(DiskOperation.WRITE), Fault.IO_ERROR);

        assertThat(SimulatedNode.reason(node.write(KEY, bytes("lost"))))
                .isEqualTo(Refusal.LOG_FAILED);
        assertThat(node.events).anyMatch(EngineEvent.AppendFailed.class::isInstance);
        node.store(KEY, bytes("kept"));
        assertThat(node.engine.status().lastSeq()).isEqualTo(1);
        assertThat(restarted(disk.crash(CrashPolicy.DROP_ALL)).value(KEY)).isEqualTo("kept");
    }

    @Test
    void aFailedWriteThatCannotBeUndoneEndsAllWriting() throws Exception {
        for (DiskOperation undo : List.of(DiskOperation.TRUNCATE, DiskOperation.SYNC)) {
            FaultDisk own = new FaultDisk();
            SimulatedNode node = start(own, EngineSetup.standard());
            node.store(key(1), bytes("one"));
            own.faults().fail(Calls.nth(1).of(DiskOperation.WRITE), Fault.shortWrite(3000));
            own.faults().fail(Calls.nth(1).of(undo), Fault.IO_ERROR);

            assertThat(SimulatedNode.reason(node.write(key(2), bytes("two"))))
                    .isEqualTo(Refusal.INDETERMINATE);
            assertThat(SimulatedNode.reason(node.write(key(3), bytes("three"))))
                    .isEqualTo(Refusal.LOG_POISONED);
            SimulatedNode next = restarted(own.crash(CrashPolicy.KEEP_ALL));
            assertThat(next.value(key(1))).isEqualTo("one");
            assertThat(next.read(key(3)).isEmpty()).isTrue();
        }
    }

    /// Storage invariant 11: whatever the disk is full for, nothing is lost, and writing goes on by
    /// itself when there is room again.
    @Test
    void aFullDiskRefusesWritesUntilThereIsRoomAgain() throws Exception {
        for (int ahead = 0; ahead < 3; ahead++) {
            FaultDisk own = new FaultDisk();
            SimulatedNode node = start(own, EngineSetup.standard().ahead(ahead));
            int stored = 0;
            for (int episode = 0; episode < 5; episode++) {
                own.limit(used(own));
                int refused = 0;
                while (refused < 3) {
                    WriteOutcome outcome = node.write(key(stored), new byte[3000]);
                    if (outcome instanceof WriteOutcome.Accepted) {
                        stored++;
                    } else {
                        assertThat(SimulatedNode.reason(outcome)).isEqualTo(Refusal.DISK_FULL);
                        refused++;
                    }
                }
                assertThat(node.read(key(stored)).isEmpty()).isTrue();
                own.limit(1L << 30);
                node.store(key(stored++), new byte[3000]);
            }
            own.limit(1L << 30);
            SimulatedNode next = restarted(own.crash(CrashPolicy.DROP_ALL));
            assertThat(next.engine.status().keys()).isEqualTo(stored);
        }
    }

    private static long used(FaultDisk disk) throws Exception {
        disk.limit(1L << 30);
        return (1L << 30) - disk.root().usableBytes();
    }

    /// A segment that the manifest could not take in must not keep the room it took.
    @Test
    void failedRollsDoNotUseUpTheDisk() throws Exception {
        SimulatedNode node = start(disk, EngineSetup.standard().ahead(0));
        disk.faults().fail(Calls.all().of(DiskOperation.WRITE).on("MANIFEST"), Fault.DISK_FULL);
        while (node.write(KEY, new byte[3000]) instanceof WriteOutcome.Accepted) {
            // until the segment is full
        }
        long used = used(disk);
        for (int i = 0; i < 10; i++) {
            assertThat(SimulatedNode.reason(node.write(KEY, new byte[3000])))
                    .isEqualTo(Refusal.DISK_FULL);
        }
        assertThat(used(disk)).isEqualTo(used);

        disk.faults().clear();
        node.store(KEY, bytes("back"));
        assertThat(restarted(disk.crash(CrashPolicy.DROP_ALL)).value(KEY)).isEqualTo("back");
    }

    @Test
    void aFailedSyncOfTheManifestEndsAllWriting() throws Exception {
        SimulatedNode node = start();
        disk.faults().fail(Calls.nth(1).of(DiskOperation.SYNC).on("MANIFEST"), Fault.IO_ERROR);
        int stored = 0;
        WriteOutcome outcome = node.write(key(stored), new byte[3000]);
        while (outcome instanceof WriteOutcome.Accepted) {
            outcome = node.write(key(++stored), new byte[3000]);
        }

        assertThat(SimulatedNode.reason(outcome)).isEqualTo(Refusal.INDETERMINATE);
        assertThat(SimulatedNode.reason(node.write(KEY, new byte[1])))
                .isEqualTo(Refusal.LOG_POISONED);
        disk.faults().clear();
        assertThat(restarted(disk.crash(CrashPolicy.DROP_ALL)).engine.status().keys())
                .isEqualTo(stored);
    }

    @Test
    void whatFailsInTheBackgroundHindersNobody() throws Exception {
        for (DiskOperation operation :
                List.of(DiskOperation.CREATE, DiskOperation.WRITE, DiskOperation.SYNC)) {
            FaultDisk own = new FaultDisk();
            SimulatedNode node = new SimulatedNode(own, SimulatedNode.OPTIONS, 1);
            // The second segment file is the one made ahead.
            own.faults()
                    .fail(
                            Calls.nth(1).of(operation).on("wal-00000000000000000002"),
                            Fault.IO_ERROR);
            node.engine.recover();
            for (int i = 0; i < 60; i++) {
                node.store(key(i), new byte[3000]);
            }
            assertThat(restarted(own.crash(CrashPolicy.DROP_ALL)).engine.status().keys())
                    .isEqualTo(60);
        }
    }

    /// What was refused because of a write that was never stored, was refused for nothing.
    @Test
    void aWriteThatLeansOnAFailedOneFailsWithIt() throws Exception {
        SimulatedNode node = start(disk, EngineSetup.standard().rejectObsolete());
        disk.faults().fail(Calls.nth(1).of(DiskOperation.WRITE), Fault.DISK_FULL);
        PendingWrite later = node.engine.enqueue(write(clock(2), "later"));
        PendingWrite same = node.engine.enqueue(write(clock(2), "later"));
        PendingWrite earlier = node.engine.enqueue(write(clock(1), "earlier"));
        node.engine.commitQueued();

        assertThat(List.of(later, same, earlier))
                .allMatch(write -> SimulatedNode.reason(write.outcome()) == Refusal.DISK_FULL);
    }

    private static VectorClock clock(long counter) {
        return VectorClock.of(List.of(new VectorClock.Entry("a", counter)));
    }

    private static Mutation write(VectorClock clock, String value) {
        return Mutation.write(KEY, clock, bytes(value), 1);
    }

    /// Storage invariant 3.
    @Test
    void aPowerLossCostsAtMostTheLastInterval() throws Exception {
        SimulatedNode node =
                start(disk, EngineSetup.standard().sync(SyncMode.INTERVAL).segments(1 << 20));
        for (int i = 0; i < 50; i++) {
            node.store(key(i), new byte[700]);
            if (i == 29) {
                node.settle();
            }
        }

        long kept = restarted(disk.crash(CrashPolicy.DROP_ALL)).engine.status().keys();
        long killed = restarted(disk.crash(CrashPolicy.KEEP_ALL)).engine.status().keys();

        assertThat(kept).isEqualTo(30);
        assertThat(killed).isEqualTo(50);
        for (int seed = 0; seed < 50; seed++) {
            SimulatedNode torn = restarted(disk.crash(CrashPolicy.random(seed)));
            long count = torn.engine.status().keys();
            assertThat(count).isBetween(30L, 50L);
            assertThat(torn.read(key((int) count - 1)).isEmpty()).isFalse();
        }
    }

    @Test
    void aFailedSyncOfTheIntervalEndsAllWriting() throws Exception {
        SimulatedNode node = start(disk, EngineSetup.standard().sync(SyncMode.INTERVAL));
        node.store(key(1), bytes("one"));
        node.settle();
        assertThat(node.events).anyMatch(EngineEvent.Synced.class::isInstance);
        node.store(key(2), bytes("two"));
        disk.faults().fail(Calls.nth(1).of(DiskOperation.SYNC), Fault.IO_ERROR);
        node.settle();

        assertThat(node.engine.status().poisoned()).isTrue();
        assertThat(SimulatedNode.reason(node.write(key(3), bytes("three"))))
                .isEqualTo(Refusal.LOG_POISONED);
        assertThat(node.value(key(2))).isEqualTo("two");
        assertThat(restarted(disk.crash(CrashPolicy.DROP_ALL)).value(key(1))).isEqualTo("one");
    }
}
