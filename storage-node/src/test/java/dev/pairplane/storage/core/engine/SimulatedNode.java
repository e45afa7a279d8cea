package dev.pairplane.storage.core.engine;

import dev.pairplane.storage.core.compaction.CompactionOptions;
import dev.pairplane.storage.core.file.Directory;
import dev.pairplane.storage.core.file.FaultDisk;
import dev.pairplane.storage.core.key.CompositeKey;
import dev.pairplane.storage.core.sstable.TableOptions;
import dev.pairplane.storage.core.version.MergeLimits;
import dev.pairplane.storage.core.version.VectorClock;
import dev.pairplane.storage.core.version.VersionSet;
import dev.pairplane.storage.core.wal.RecoveryMode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.concurrent.Executor;

/// An engine on a simulated disk, with a simulated clock, in one thread.
public final class SimulatedNode {

    public static final EngineOptions OPTIONS =
            new EngineOptions(
                    "node-1",
                    false,
                    SyncMode.ALWAYS,
                    Duration.ofMillis(100),
                    16 * 4096,
                    1,
                    1 << 20,
                    RecoveryMode.FAIL,
                    8 << 20,
                    tables(TableOptions.DEFAULT),
                    MergeLimits.DEFAULT,
                    false);

    /// Small tables, and merges that are due soon.
    public static EngineOptions.Tables tables(TableOptions table) {
        return new EngineOptions.Tables(
                2,
                20,
                Duration.ZERO,
                1 << 20,
                4,
                8,
                2,
                0,
                Duration.ofDays(10),
                new CompactionOptions(4, 1 << 20, 16 << 10, 4, 16 << 10, table));
    }

    public final FaultDisk disk;
    public final Engine engine;
    public final List<EngineEvent> events = Collections.synchronizedList(new ArrayList<>());
    private final SplittableRandom random;
    private long nanos;

    /// How long tasks have rested.
    public long rested;

    /// A node that has not recovered yet.
    public SimulatedNode(FaultDisk disk, EngineOptions options, long seed) throws IOException {
        this(disk, options, seed, Runnable::run, 0);
    }

    /// As above, with another background and another origin of the monotonic clock.
    SimulatedNode(FaultDisk disk, EngineOptions options, long seed, Executor background, long nanos)
            throws IOException {
        this(disk, options, seed, background, Runnable::run, nanos);
    }

    /// As above, with another executor of flushes and merges.
    SimulatedNode(
            FaultDisk disk,
            EngineOptions options,
            long seed,
            Executor background,
            Executor tables,
            long nanos)
            throws IOException {
        this(disk, disk.root(), options, seed, background, tables, nanos);
    }

    /// A node that has not recovered yet, whose data directory is a path of the disk's.
    static SimulatedNode at(FaultDisk disk, EngineOptions options, long seed, String... path)
            throws IOException {
        Directory root = disk.root();
        for (String name : path) {
            root = root.subdirectory(name);
        }
        return new SimulatedNode(disk, root, options, seed, Runnable::run, Runnable::run, 0);
    }

    private SimulatedNode(
            FaultDisk disk,
            Directory root,
            EngineOptions options,
            long seed,
            Executor background,
            Executor tables,
            long nanos)
            throws IOException {
        this.disk = disk;
        this.random = new SplittableRandom(seed);
        this.nanos = nanos;
        this.engine =
                new Engine(
                        root,
                        root.subdirectory("commitlog"),
                        root.subdirectory("sstables"),
                        options,
                        new Environment(
                                () -> 1_700_000_000_000_000L + (this.nanos - nanos) / 1000,
                                () -> this.nanos += 1000,
                                random::nextLong,
                                "test",
                                background,
                                tables,
                                this::rest),
                        events::add);
    }

    /// A node that has recovered what is on the disk.
    public static SimulatedNode start(FaultDisk disk, EngineOptions options, long seed)
            throws IOException, StartRefusedException {
        SimulatedNode node = new SimulatedNode(disk, options, seed);
        node.engine.recover();
        return node;
    }

    public WriteOutcome apply(Mutation mutation) {
        return engine.apply(mutation, Duration.ofSeconds(1));
    }

    /// Writes without a clock.
    public WriteOutcome write(CompositeKey key, byte[] value) {
        return apply(Mutation.write(key, VectorClock.EMPTY, value, 0));
    }

    /// Writes without a clock, and insists that it succeeds.
    public void store(CompositeKey key, byte[] value) {
        WriteOutcome outcome = write(key, value);
        if (!(outcome instanceof WriteOutcome.Accepted)) {
            throw new AssertionError("not stored: " + outcome);
        }
    }

    /// What a key holds.
    public VersionSet read(CompositeKey key) {
        return switch (engine.read(key)) {
            case ReadOutcome.Answer(VersionSet versions) -> versions;
            case ReadOutcome.Refused refused -> throw new AssertionError("not read: " + refused);
        };
    }

    /// The value that a read answers, as text; empty when there is none.
    public String value(CompositeKey key) {
        return read(key)
                .winner()
                .map(version -> new String(version.value(), StandardCharsets.UTF_8))
                .orElse("");
    }

    /// The reason of a refusal; fails when there was none.
    public static Refusal reason(WriteOutcome outcome) {
        return switch (outcome) {
            case WriteOutcome.Refused refused -> refused.reason();
            case WriteOutcome.Accepted accepted ->
                    throw new AssertionError("not refused: " + accepted);
        };
    }

    /// Lets time pass by which a fence or a sync is due, and has it done.
    public void settle() {
        advance(Duration.ofMillis(200));
        engine.maintain();
    }

    /// Stops in order, and insists that it works.
    public void stop() {
        if (!engine.close(Duration.ofSeconds(1))) {
            throw new AssertionError("not closed in order: " + events);
        }
    }

    private void rest(long time) {
        nanos += time;
        rested += time;
    }

    public void advance(Duration time) {
        nanos += time.toNanos();
    }

    /// Everything that is readable.
    public static Map<CompositeKey, VersionSet> contents(
            Engine engine, Iterable<CompositeKey> keys) {
        Map<CompositeKey, VersionSet> contents = new TreeMap<>();
        for (CompositeKey key : keys) {
            switch (engine.read(key)) {
                case ReadOutcome.Answer(VersionSet set) -> {
                    if (!set.isEmpty()) {
                        contents.put(key, set);
                    }
                }
                case ReadOutcome.Refused refused ->
                        throw new AssertionError("not read: " + refused);
            }
        }
        return contents;
    }

    public EngineEvent.Recovery recovery() {
        return engine.status().recovery().orElseThrow();
    }
}
