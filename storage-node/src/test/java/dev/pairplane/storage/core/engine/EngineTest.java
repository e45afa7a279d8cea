package dev.pairplane.storage.core.engine;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.pairplane.storage.core.file.FaultDisk;
import dev.pairplane.storage.core.key.CompositeKey;
import dev.pairplane.storage.core.version.MergeLimits;
import dev.pairplane.storage.core.version.VectorClock;
import dev.pairplane.storage.core.version.Version;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/// What a mutation comes to, and what it does to what is stored.
class EngineTest {

    private static final CompositeKey KEY = CompositeKey.of("t", "k");

    private final FaultDisk disk = new FaultDisk();

    private SimulatedNode start(EngineSetup setup) throws Exception {
        return SimulatedNode.start(disk, setup.options(), 1);
    }

    private static VectorClock clock(String actor, long counter) {
        return VectorClock.of(List.of(new VectorClock.Entry(actor, counter)));
    }

    private static Mutation write(VectorClock clock, String value) {
        return Mutation.write(KEY, clock, value.getBytes(UTF_8), 5);
    }

    private static WriteOutcome.Effect effect(WriteOutcome outcome) {
        assertThat(outcome).isInstanceOf(WriteOutcome.Accepted.class);
        return ((WriteOutcome.Accepted) outcome).effect();
    }

    @Test
    void anUnknownKeyReadsAsTheEmptySet() throws Exception {
        assertThat(start(EngineSetup.standard()).read(KEY).isEmpty()).isTrue();
    }

    /// Storage invariant 74.
    @Test
    void theAnsweredClockIsTheJoinOfAllThatIsStored() throws Exception {
        SimulatedNode node = start(EngineSetup.standard());
        node.apply(write(clock("a", 1), "one"));

        WriteOutcome second = node.apply(write(clock("b", 1), "two"));

        VectorClock both = clock("a", 1).join(clock("b", 1));
        assertThat(second).isEqualTo(new WriteOutcome.Accepted(both, WriteOutcome.Effect.STORED));
        assertThat(node.read(KEY).size()).isEqualTo(2);
        assertThat(node.read(KEY).join()).isEqualTo(both);
    }

    /// Storage invariant 75.
    @Test
    void writesWithoutAClockReplaceWhatIsThere() throws Exception {
        SimulatedNode node = start(EngineSetup.standard());
        node.apply(write(clock("a", 1), "sibling"));
        node.apply(write(clock("b", 1), "sibling"));

        for (int i = 0; i < 10; i++) {
            node.store(KEY, ("v" + i).getBytes(UTF_8));
            assertThat(node.value(KEY)).isEqualTo("v" + i);
            assertThat(node.read(KEY).size()).isEqualTo(1);
        }
    }

    @Test
    void anObsoleteWriteSucceedsWithoutEffect() throws Exception {
        SimulatedNode node = start(EngineSetup.standard());
        node.apply(write(clock("a", 2), "new"));
        long logged = node.engine.status().lastSeq();

        WriteOutcome late = node.apply(write(clock("a", 1), "old"));

        assertThat(late)
                .isEqualTo(new WriteOutcome.Accepted(clock("a", 2), WriteOutcome.Effect.OBSOLETE));
        assertThat(node.value(KEY)).isEqualTo("new");
        assertThat(node.engine.status().lastSeq()).isEqualTo(logged);
    }

    @Test
    void anObsoleteWriteIsRefusedWhereThatIsAsked() throws Exception {
        SimulatedNode node = start(EngineSetup.standard().rejectObsolete());
        node.apply(write(clock("a", 2), "new"));

        WriteOutcome late = node.apply(write(clock("a", 1), "old"));

        assertThat(SimulatedNode.reason(late)).isEqualTo(Refusal.OBSOLETE);
        assertThat(node.value(KEY)).isEqualTo("new");
    }

    @Test
    void theSameWriteTwiceIsIdenticalAndLoggedOnce() throws Exception {
        SimulatedNode node = start(EngineSetup.standard());
        node.apply(write(clock("a", 1), "v"));
        long logged = node.engine.status().lastSeq();
        node.advance(Duration.ofSeconds(5));

        assertThat(effect(node.apply(write(clock("a", 1), "v"))))
                .isEqualTo(WriteOutcome.Effect.IDENTICAL);
        assertThat(node.engine.status().lastSeq()).isEqualTo(logged);
    }

    @Test
    void atEqualClocksTheGreaterContentStaysWhicheverCameFirst() throws Exception {
        SimulatedNode node = start(EngineSetup.standard());
        node.apply(write(clock("a", 1), "b"));

        assertThat(effect(node.apply(write(clock("a", 1), "a"))))
                .isEqualTo(WriteOutcome.Effect.COLLISION);
        assertThat(node.value(KEY)).isEqualTo("b");
        assertThat(effect(node.apply(write(clock("a", 1), "c"))))
                .isEqualTo(WriteOutcome.Effect.COLLISION);
        assertThat(node.value(KEY)).isEqualTo("c");
        assertThat(node.read(KEY).size()).isEqualTo(1);
    }

    @Test
    void aDeleteLeavesATombstoneAndAConcurrentWriteStaysVisible() throws Exception {
        SimulatedNode node = start(EngineSetup.standard());
        node.apply(write(clock("a", 1), "v"));
        node.apply(Mutation.delete(KEY, clock("a", 2), 9, 8));
        assertThat(node.read(KEY).isDeleted()).isTrue();
        assertThat(node.read(KEY).versions().getFirst().deletedAtMs()).isEqualTo(8);

        node.apply(write(clock("b", 1), "concurrent"));

        assertThat(node.value(KEY)).isEqualTo("concurrent");
        assertThat(node.read(KEY).size()).isEqualTo(2);
    }

    @Test
    void aRepeatedDeleteWithoutATimeIsIdentical() throws Exception {
        SimulatedNode node = start(EngineSetup.standard());
        Mutation delete = Mutation.delete(KEY, clock("a", 2), 0, 0);
        node.apply(delete);
        node.advance(Duration.ofSeconds(3));

        assertThat(effect(node.apply(delete))).isEqualTo(WriteOutcome.Effect.IDENTICAL);
    }

    @Test
    void aDeleteIsDatedByItsTimestampWhenItNamesNoTimeOfDeletion() throws Exception {
        SimulatedNode node = start(EngineSetup.standard());
        node.apply(Mutation.delete(KEY, clock("a", 2), 77, 0));

        assertThat(node.read(KEY).versions().getFirst().deletedAtMs()).isEqualTo(77);
    }

    /// Storage invariant 76, by S-14: refused and told, never collapsed.
    @Test
    void oneSiblingTooManyIsRefusedAndAReplacingWriteIsNot() throws Exception {
        SimulatedNode node =
                start(EngineSetup.standard().limits(new MergeLimits(3, 1 << 20, 1000)));
        for (int i = 0; i < 3; i++) {
            node.apply(write(clock("a" + i, 1), "v" + i));
        }

        WriteOutcome fourth = node.apply(write(clock("b", 1), "v"));

        assertThat(SimulatedNode.reason(fourth)).isEqualTo(Refusal.SIBLING_LIMIT);
        assertThat(node.read(KEY).size()).isEqualTo(3);
        assertThat(node.events).contains(new EngineEvent.Refused(Refusal.SIBLING_LIMIT));
        assertThat(effect(node.apply(write(clock("a1", 2), "v"))))
                .isEqualTo(WriteOutcome.Effect.STORED);
    }

    /// Storage invariant 35.
    @Test
    void overwritingOneKeyDoesNotFillTheMemtable() throws Exception {
        SimulatedNode node =
                start(
                        EngineSetup.standard()
                                .sync(SyncMode.NONE)
                                .memtable(1000)
                                .segments(4 << 20)
                                .maxLog(1 << 30));
        node.store(KEY, new byte[100]);
        long one = node.engine.status().memtableBytes();

        for (int i = 0; i < 100_000; i++) {
            node.store(KEY, new byte[100]);
        }

        assertThat(node.engine.status().memtableBytes()).isEqualTo(one);
        assertThat(node.engine.status().keys()).isEqualTo(1);
    }

    /// What stands earlier in a group is taken into account, as if the writes came one by one.
    @Test
    void writersOfOneKeyInOneGroupAreMergedInOrder() throws Exception {
        SimulatedNode node = start(EngineSetup.standard());
        List<PendingWrite> group = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            group.add(node.engine.enqueue(write(clock("a" + i, 1), "v" + i)));
        }
        group.add(node.engine.enqueue(write(clock("a0", 1), "v0")));
        node.engine.commitQueued();

        assertThat(group).allMatch(write -> write.outcome() instanceof WriteOutcome.Accepted);
        assertThat(effect(group.getLast().outcome())).isEqualTo(WriteOutcome.Effect.IDENTICAL);
        assertThat(node.read(KEY).versions().stream().map(Version::clock)).hasSize(5);
        assertThat(node.events).filteredOn(EngineEvent.GroupCommitted.class::isInstance).hasSize(1);
    }

    /// A write prepared before another group published its key is merged again.
    @Test
    void aWritePreparedBeforeAnotherWasPublishedLosesNothing() throws Exception {
        SimulatedNode node = start(EngineSetup.standard());
        byte[] large = new byte[GroupCommit.MAX_BYTES];
        PendingWrite first = node.engine.enqueue(Mutation.write(KEY, clock("a", 1), large, 1));
        PendingWrite second = node.engine.enqueue(write(clock("b", 1), "second"));
        node.engine.commitQueued();
        assertThat(first.state).isEqualTo(PendingWrite.State.DONE);
        assertThat(second.state).isEqualTo(PendingWrite.State.LEADER);
        node.engine.commitQueued();

        assertThat(node.read(KEY).size()).isEqualTo(2);
    }

    /// Sets that grow by merging again must not make a group larger than memory.
    @Test
    void aGroupStaysSmallWhenItsKeyGrowsWhileItWaits() throws Exception {
        SimulatedNode node = start(EngineSetup.standard().memtable(64 << 20));
        List<PendingWrite> writes = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            byte[] large = new byte[GroupCommit.MAX_BYTES];
            writes.add(node.engine.enqueue(Mutation.write(KEY, clock("large" + i, 1), large, 1)));
        }
        for (int i = 0; i < 40; i++) {
            writes.add(node.engine.enqueue(write(clock("small" + i, 1), "v")));
        }
        while (writes.getLast().state != PendingWrite.State.DONE) {
            node.engine.commitQueued();
        }

        assertThat(node.read(KEY).size()).isEqualTo(43);
        assertThat(node.events)
                .filteredOn(EngineEvent.GroupCommitted.class::isInstance)
                .allSatisfy(event ->
                        assertThat(((EngineEvent.GroupCommitted) event).bytes())
                                .isLessThan(8L << 20));
    }

    /// Storage invariant 16.
    @Test
    void aWallClockBefore1970HindersNoWriteAndNoDelete() throws Exception {
        Engine engine =
                new Engine(
                        disk.root(),
                        disk.root().subdirectory("commitlog"),
                        disk.root().subdirectory("sstables"),
                        SimulatedNode.OPTIONS,
                        new Environment(
                                () -> -5_000_000,
                                System::nanoTime,
                                () -> 7,
                                "test",
                                Runnable::run,
                                Runnable::run,
                                _ -> {}),
                        event -> {});
        engine.recover();
        Duration patience = Duration.ofSeconds(1);

        assertThat(engine.apply(write(VectorClock.EMPTY, "v"), patience))
                .isInstanceOf(WriteOutcome.Accepted.class);
        assertThat(engine.apply(Mutation.delete(KEY, VectorClock.EMPTY, 0, 0), patience))
                .isInstanceOf(WriteOutcome.Accepted.class);
        engine.close();
    }

    @Test
    void eventsAndStatusTellWhatHappened() throws Exception {
        SimulatedNode node = start(EngineSetup.standard());
        node.store(KEY, new byte[10]);

        EngineStatus status = node.engine.status();
        assertThat(status.state()).isEqualTo(Engine.State.OPEN);
        assertThat(status.keys()).isEqualTo(1);
        assertThat(status.lastSeq()).isEqualTo(1);
        assertThat(status.unsyncedBytes()).isZero();
        assertThat(status.segments()).isEqualTo(1);
        assertThat(status.oldestWaitNanos()).isZero();
        assertThat(status.logBytes()).isPositive().isLessThan(5 * 4096);
        assertThat(node.events.getFirst()).isInstanceOf(EngineEvent.Recovered.class);
        assertThat(node.events).contains(new EngineEvent.Accepted(WriteOutcome.Effect.STORED));
        EngineEvent.GroupCommitted group =
                node.events.stream()
                        .filter(EngineEvent.GroupCommitted.class::isInstance)
                        .map(EngineEvent.GroupCommitted.class::cast)
                        .findFirst()
                        .orElseThrow();
        assertThat(group.writers()).isEqualTo(1);
        assertThat(group.records()).isEqualTo(1);
        assertThat(group.syncNanos()).isPositive();
    }
}
