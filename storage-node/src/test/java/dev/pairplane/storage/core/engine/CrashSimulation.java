package dev.pairplane.storage.core.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pairplane.storage.core.compaction.CompactionOptions;
import dev.pairplane.storage.core.file.CrashPolicy;
import dev.pairplane.storage.core.file.DiskOperation;
import dev.pairplane.storage.core.file.FaultDisk;
import dev.pairplane.storage.core.file.FaultRules;
import dev.pairplane.storage.core.key.CompositeKey;
import dev.pairplane.storage.core.sstable.Compression;
import dev.pairplane.storage.core.sstable.TableOptions;
import dev.pairplane.storage.core.version.MergeResult;
import dev.pairplane.storage.core.version.VectorClock;
import dev.pairplane.storage.core.version.Version;
import dev.pairplane.storage.core.version.VersionSet;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicLong;

/// One seeded life of a node: sessions of writes, ended by orderly stops, kills and power losses.
final class CrashSimulation {
    static final AtomicLong IMAGES = new AtomicLong();

    private final SplittableRandom random;
    private final long seed;
    private final EngineOptions options;
    private final List<CompositeKey> keys = new ArrayList<>();

    /// Whether tombstones are collected as soon as nothing is below them. A key that was deleted
    /// then is not written again: what comes of that depends on whether its tombstone was still
    /// there.
    private final boolean collecting;

    /// What is certainly durable, and the writes after it that may be, in order.
    private final Map<CompositeKey, VersionSet> base = new TreeMap<>();

    private final List<Stored> since = new ArrayList<>();

    /// How many of `since` survive a power loss for certain, and a kill.
    private int durable;

    private int acknowledged;
    private int writes;
    private boolean verifying;

    /// A write of this session may or may not be there; all later ones must be refused.
    private boolean unclear;

    private record Stored(CompositeKey key, VersionSet set) {}

    CrashSimulation(long seed) {
        this.seed = seed;
        this.random = new SplittableRandom(seed);
        this.collecting = random.nextInt(3) == 0;
        SyncMode mode = random.nextInt(4) == 0 ? SyncMode.INTERVAL : SyncMode.ALWAYS;
        EngineOptions defaults = SimulatedNode.OPTIONS;
        this.options =
                new EngineOptions(
                        defaults.nodeId(),
                        false,
                        mode,
                        Duration.ofMillis(100),
                        (16 + random.nextInt(8)) * 4096L,
                        random.nextInt(3),
                        random.nextBoolean() ? 1 << 20 : 40_000,
                        defaults.recoveryMode(),
                        random.nextInt(3) == 0
                                ? defaults.memtableBytes()
                                : 1500L + random.nextInt(8) * 1500L,
                        tables(random, collecting),
                        defaults.limits(),
                        false);
        for (int i = 0; i < 5; i++) {
            keys.add(CompositeKey.of("t" + i % 2, "k" + i));
        }
    }

    /// Tables and levels so small that a few writes fill them.
    private static EngineOptions.Tables tables(SplittableRandom random, boolean collecting) {
        TableOptions table =
                new TableOptions(
                        256 << random.nextInt(4),
                        1 + random.nextInt(8),
                        1 + random.nextInt(4),
                        0.01,
                        List.of(Compression.values()).get(random.nextInt(3)));
        return new EngineOptions.Tables(
                2 + random.nextInt(2),
                5 + random.nextInt(10),
                Duration.ZERO,
                64 << 10,
                1,
                2 + random.nextInt(6),
                1 + random.nextInt(2),
                0,
                collecting ? Duration.ZERO : Duration.ofDays(365 * 100),
                new CompactionOptions(
                        2 + random.nextInt(3), 1 << 20, 3000, 2, 2048 << random.nextInt(2), table));
    }

    void go() {
        try {
            FaultDisk disk = new FaultDisk();
            int sessions = 1 + random.nextInt(3);
            for (int i = 0; i < sessions; i++) {
                disk = session(disk, i);
            }
        } catch (IOException | StartRefusedException e) {
            throw new AssertionError("seed " + seed + ": " + e.getMessage(), e);
        }
    }

    private FaultDisk session(FaultDisk disk, int number)
            throws IOException, StartRefusedException {
        // Crash images during recovery are as good as those during writing.
        listen(disk);
        SimulatedNode node = SimulatedNode.start(disk, options, random.nextLong());
        settle(SimulatedNode.contents(node.engine, keys), "start " + number);
        if (random.nextInt(3) == 0) {
            fault(disk);
        }
        int rounds = 1 + random.nextInt(5);
        for (int i = 0; i < rounds; i++) {
            round(node);
        }
        disk.faults().clear();
        return end(disk, node);
    }

    private FaultDisk end(FaultDisk disk, SimulatedNode node) {
        int kind = random.nextInt(4);
        if (kind > 1) {
            acknowledged = durable;
        }
        return switch (kind) {
            case 0 -> {
                boolean clean = node.engine.close(Duration.ofSeconds(1));
                if (!node.engine.status().poisoned()) {
                    durable = clean ? acknowledged : durable;
                }
                yield disk.fork();
            }
            case 1 -> disk.crash(CrashPolicy.KEEP_ALL);
            case 2 -> disk.crash(CrashPolicy.DROP_ALL);
            default -> disk.crash(CrashPolicy.random(random.nextLong()));
        };
    }

    private void fault(FaultDisk disk) {
        FaultRules.Fault what =
                switch (random.nextInt(3)) {
                    case 0 -> FaultRules.Fault.IO_ERROR;
                    case 1 -> FaultRules.Fault.DISK_FULL;
                    default -> FaultRules.Fault.shortWrite(random.nextInt(6000));
                };
        FaultRules.Calls which = FaultRules.Calls.nth(1 + random.nextInt(20));
        disk.faults().fail(random.nextBoolean() ? which : which.andLater(), what);
    }

    private void listen(FaultDisk disk) {
        disk.listen(step -> {
            if (verifying || !step.done() || step.operation() == DiskOperation.LOCK) {
                return;
            }
            verifying = true;
            try {
                CrashPolicy random = CrashPolicy.random(seed * 31 + step.number());
                verify(disk.crash(CrashPolicy.DROP_ALL), durable, step + ", dropped");
                verify(disk.crash(random), durable, step + ", torn");
                if (step.number() % 8 == 0) {
                    verify(disk.crash(CrashPolicy.KEEP_ALL), acknowledged, step + ", killed");
                }
            } finally {
                verifying = false;
            }
        });
    }

    /// One group of writes, in one or more groups of the commit.
    private void round(SimulatedNode node) {
        if (options.syncMode() == SyncMode.INTERVAL) {
            intervalRound(node);
            return;
        }
        List<PendingWrite> pending = new ArrayList<>();
        int before = since.size();
        int count = 1 + random.nextInt(6);
        for (int i = 0; i < count; i++) {
            try {
                PendingWrite write = node.engine.enqueue(mutation());
                pending.add(write);
                expect(write.mutation);
            } catch (IOException e) {
                // What is stored cannot be read just now: as good as never asked.
            }
        }
        if (pending.isEmpty()) {
            return;
        }
        while (pending.getLast().state != PendingWrite.State.DONE) {
            node.engine.commitQueued();
        }
        learn(before, pending.stream().map(PendingWrite::outcome).toList(), pending);
        if (random.nextInt(3) == 0) {
            node.advance(Duration.ofMillis(60));
            node.engine.maintain();
        }
    }

    private void intervalRound(SimulatedNode node) {
        int before = since.size();
        Mutation mutation = mutation();
        expect(mutation);
        WriteOutcome outcome = node.apply(mutation);
        learn(before, List.of(outcome), List.of());
        node.advance(Duration.ofMillis(random.nextInt(80)));
        boolean poisoned = node.engine.status().poisoned();
        int written = acknowledged;
        node.engine.maintain();
        if (!poisoned
                && node.engine.status().unsyncedBytes() == 0
                && !node.engine.status().poisoned()) {
            durable = written;
        }
    }

    /// Clocks from a small pool, so that all orders between versions come up; every write has its
    /// own value.
    private Mutation mutation() {
        CompositeKey key = keys.get(random.nextInt(keys.size()));
        if (collecting && expected(key).isDeleted()) {
            key = CompositeKey.of("t", "more" + keys.size());
            keys.add(key);
        }
        VectorClock clock =
                VectorClock.of(
                        List.of(
                                new VectorClock.Entry("a", random.nextInt(4)),
                                new VectorClock.Entry("b", random.nextInt(4)),
                                new VectorClock.Entry("c", 1 + random.nextInt(3))));
        long time = random.nextLong(1, 4);
        if (random.nextInt(4) == 0) {
            return Mutation.delete(key, clock, time, time);
        }
        int size = random.nextInt(8) == 0 ? 9000 : random.nextInt(300);
        byte[] value = new byte[8 + size];
        random.nextBytes(value);
        value[0] = (byte) ++writes;
        return Mutation.write(key, clock, value, time);
    }

    private VersionSet expected(CompositeKey key) {
        VersionSet set = base.getOrDefault(key, VersionSet.EMPTY);
        for (Stored write : since) {
            set = write.key.equals(key) ? write.set : set;
        }
        return set;
    }

    /// Adds what a write will store, if it is taken, to what a crash from now on may leave.
    private void expect(Mutation mutation) {
        VersionSet stored = expected(mutation.key());
        Version version =
                mutation.operation() == Mutation.Operation.DELETE
                        ? Version.tombstone(
                                mutation.clock(), mutation.timestamp(), mutation.deletedAtMs(), 0)
                        : Version.live(mutation.clock(), mutation.value(), mutation.timestamp(), 0);
        if (stored.merge(version, options.limits()) instanceof MergeResult.Stored(var set, _)
                && !set.equals(stored)) {
            since.add(new Stored(mutation.key(), set));
        }
    }

    /// Takes in what the writes of a round came to.
    private void learn(int before, List<WriteOutcome> outcomes, List<PendingWrite> pending) {
        boolean accepted =
                outcomes.stream().allMatch(outcome -> outcome instanceof WriteOutcome.Accepted);
        assertThat(pending.size() <= 1 || accepted || changedNothing(outcomes))
                .as("seed %d: a group fails as a whole: %s", seed, outcomes)
                .isTrue();
        if (unclear) {
            // Poisoned: what is not refused must have changed nothing.
            since.subList(before, since.size()).clear();
        } else if (accepted) {
            acknowledged = since.size();
            durable = options.syncMode() == SyncMode.ALWAYS ? since.size() : durable;
        } else if (outcomes.stream().anyMatch(CrashSimulation::indeterminate)) {
            unclear = true;
        } else {
            // Refused without a trace: it must never show up.
            since.subList(before, since.size()).clear();
        }
    }

    private static boolean indeterminate(WriteOutcome outcome) {
        return outcome instanceof WriteOutcome.Refused refused
                && refused.reason() == Refusal.INDETERMINATE;
    }

    private static boolean changedNothing(List<WriteOutcome> outcomes) {
        return outcomes.stream()
                .filter(outcome -> outcome instanceof WriteOutcome.Accepted)
                .map(outcome -> ((WriteOutcome.Accepted) outcome).effect())
                .allMatch(effect ->
                        effect == WriteOutcome.Effect.OBSOLETE
                                || effect == WriteOutcome.Effect.IDENTICAL
                                || effect == WriteOutcome.Effect.COLLISION);
    }

    /// A start has shown which of the possible states is the real one.
    private void settle(Map<CompositeKey, VersionSet> found, String where) {
        check(found, Math.min(durable, since.size()), where);
        base.clear();
        base.putAll(found);
        since.clear();
        unclear = false;
        durable = 0;
        acknowledged = 0;
    }

    private void verify(FaultDisk image, int floor, String where) {
        IMAGES.incrementAndGet();
        Map<CompositeKey, VersionSet> found;
        try {
            SimulatedNode node = SimulatedNode.start(image, options, seed);
            found = SimulatedNode.contents(node.engine, keys);
            if (IMAGES.get() % 3 == 0) {
                recoverAgain(image.crash(CrashPolicy.DROP_ALL), found, where);
            }
        } catch (IOException | StartRefusedException e) {
            throw new AssertionError("seed " + seed + ", " + where + ": " + e.getMessage(), e);
        }
        check(found, floor, where);
    }

    /// What was recovered once stays, whatever happens to the disk next.
    private void recoverAgain(FaultDisk image, Map<CompositeKey, VersionSet> found, String where)
            throws IOException, StartRefusedException {
        SimulatedNode again = SimulatedNode.start(image, options, seed);
        assertThat(visible(SimulatedNode.contents(again.engine, keys)))
                .as("seed %d, %s, recovered twice", seed, where)
                .isEqualTo(visible(found));
    }

    /// What must be there: all of it, or what is alive where tombstones are collected.
    private Map<CompositeKey, VersionSet> visible(Map<CompositeKey, VersionSet> state) {
        if (!collecting) {
            return state;
        }
        Map<CompositeKey, VersionSet> alive = new TreeMap<>(state);
        alive.values().removeIf(VersionSet::isDeleted);
        return alive;
    }

    /// The state must be that after some number of writes, no fewer than are known to be safe.
    private void check(Map<CompositeKey, VersionSet> found, int floor, String where) {
        Map<CompositeKey, VersionSet> state = new TreeMap<>(base);
        for (int i = 0; i <= since.size(); i++) {
            if (i >= floor && visible(state).equals(visible(found))) {
                return;
            }
            if (i < since.size()) {
                state.put(since.get(i).key, since.get(i).set);
            }
        }
        throw new AssertionError(
                "seed %d, %s: found %s, which is no state after %d to %d of %s on %s"
                        .formatted(seed, where, found, floor, since.size(), since, base));
    }
}
