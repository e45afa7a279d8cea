package dev.pairplane.storage.core.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.pairplane.storage.core.file.CrashPolicy;
import dev.pairplane.storage.core.file.DiskOperation;
import dev.pairplane.storage.core.file.FaultDisk;
import dev.pairplane.storage.core.file.FaultRules.Calls;
import dev.pairplane.storage.core.file.FaultRules.Fault;
import dev.pairplane.storage.core.key.CompositeKey;
import dev.pairplane.storage.core.version.ClockOrder;
import dev.pairplane.storage.core.version.VectorClock;
import dev.pairplane.storage.core.version.VersionSet;
import dev.pairplane.testkit.Seeds;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.SplittableRandom;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;

/// Many threads on few keys.
///
/// Storage invariant 78: each key is linearizable. Every accepted write of a clock stays visible,
/// by itself or by one that dominates it, to every read that begins after it was acknowledged, and
/// nobody ever sees a key go backwards.
class GroupCommitStressTest {

    private static final int THREADS = 64;
    private static final int KEYS = 16;
    private static final int WRITES = 150;

    /// A key, and the join of all clocks that were acknowledged for it: a read may not be below.
    private static final class Register {
        private final CompositeKey key;
        private final AtomicLong[] acknowledged = new AtomicLong[THREADS];

        Register(int number) {
            this.key = CompositeKey.of("t", "k" + number);
            for (int i = 0; i < THREADS; i++) {
                acknowledged[i] = new AtomicLong();
            }
        }
    }

    private final FaultDisk disk = new FaultDisk();
    private final List<Register> registers = new ArrayList<>();
    private final Queue<String> wrong = new ConcurrentLinkedQueue<>();
    private final AtomicInteger accepted = new AtomicInteger();
    private final Map<Refusal, Integer> refused = new ConcurrentHashMap<>();

    GroupCommitStressTest() {
        for (int i = 0; i < KEYS; i++) {
            registers.add(new Register(i));
        }
    }

    private Engine engine(FaultDisk on, ExecutorService background) throws Exception {
        AtomicLong randoms = new AtomicLong();
        EngineOptions options =
                EngineSetup.standard()
                        .segments(1 << 20)
                        .memtable(48 << 10)
                        .stall(Duration.ofSeconds(20))
                        .options();
        Engine engine =
                new Engine(
                        on.root(),
                        on.root().subdirectory("commitlog"),
                        on.root().subdirectory("sstables"),
                        options,
                        new Environment(
                                () -> System.currentTimeMillis() * 1000,
                                System::nanoTime,
                                randoms::incrementAndGet,
                                "test",
                                background,
                                background,
                                LockSupport::parkNanos),
                        event -> {});
        engine.recover();
        return engine;
    }

    /// Reads, then writes a clock above what was read; now and then deletes.
    private void client(Engine engine, int number, long seed, Duration patience) {
        SplittableRandom random = new SplittableRandom(seed * 1000 + number);
        for (int i = 1; i <= WRITES; i++) {
            Register register = registers.get(random.nextInt(KEYS));
            VectorClock floor = floor(register);
            VectorClock before = look(engine, register, floor);
            long counter = before.counterOf("c" + number) + 1;
            VectorClock clock = before.withAtLeast("c" + number, counter);
            Mutation mutation =
                    random.nextInt(8) == 0
                            ? Mutation.delete(register.key, clock, i, System.currentTimeMillis())
                            : Mutation.write(
                                    register.key, clock, new byte[1 + random.nextInt(400)], i);
            Duration most = random.nextInt(4) == 0 ? patience : Duration.ofSeconds(20);
            switch (engine.apply(mutation, most)) {
                case WriteOutcome.Accepted outcome -> {
                    accepted.incrementAndGet();
                    register.acknowledged[number].accumulateAndGet(counter, Math::max);
                    require(outcome.clock(), clock, "the answered clock");
                    require(look(engine, register, clock), before, "a later read");
                }
                case WriteOutcome.Refused outcome ->
                        refused.merge(outcome.reason(), 1, Integer::sum);
            }
        }
    }

    private VectorClock floor(Register register) {
        VectorClock floor = VectorClock.EMPTY;
        for (int i = 0; i < THREADS; i++) {
            floor = floor.withAtLeast("c" + i, register.acknowledged[i].get());
        }
        return floor;
    }

    private VectorClock look(Engine engine, Register register, VectorClock floor) {
        if (engine.read(register.key) instanceof ReadOutcome.Answer(VersionSet versions)) {
            require(versions.join(), floor, "a read");
            return versions.join();
        }
        return floor;
    }

    private void require(VectorClock found, VectorClock floor, String what) {
        ClockOrder order = found.compare(floor);
        if (order != ClockOrder.AFTER && order != ClockOrder.EQUAL) {
            wrong.add(what + " shows " + found + ", below " + floor);
        }
    }

    private interface During {
        void run(Engine engine) throws Exception;
    }

    private void stress(long seed, ExecutorService threads, Duration patience, During during)
            throws Exception {
        try (ExecutorService background = Executors.newSingleThreadExecutor()) {
            Engine engine = engine(disk, background);
            List<Future<?>> clients = new ArrayList<>();
            for (int i = 0; i < THREADS; i++) {
                int number = i;
                clients.add(threads.submit(() -> client(engine, number, seed, patience)));
            }
            during.run(engine);
            for (Future<?> client : clients) {
                client.get();
            }
            threads.close();
            engine.close(Duration.ofSeconds(20));
        }
        assertThat(wrong).isEmpty();
        assertThat(accepted).hasPositiveValue();
    }

    private void nothingAcknowledgedIsLost(FaultDisk image) throws Exception {
        try (ExecutorService background = Executors.newSingleThreadExecutor()) {
            Engine engine = engine(image, background);
            registers.forEach(register -> look(engine, register, floor(register)));
            engine.close();
        }
        assertThat(wrong).isEmpty();
    }

    @Test
    void platformThreadsSeeEveryKeyAsOneRegister() throws Exception {
        Seeds.once(seeds ->
                stress(
                        seeds.value(),
                        Executors.newFixedThreadPool(THREADS),
                        Duration.ofSeconds(20),
                        engine -> {}));

        assertThat(refused).isEmpty();
        assertThat(accepted).hasValue(THREADS * WRITES);
        nothingAcknowledgedIsLost(disk.crash(CrashPolicy.DROP_ALL));
    }

    /// With patience that often runs out: what was given up is there in full or not at all.
    ///
    /// Storage invariant 86.
    @Test
    void virtualThreadsThatGiveUpLoseNothing() throws Exception {
        Seeds.once(seeds ->
                stress(
                        seeds.value(),
                        Executors.newVirtualThreadPerTaskExecutor(),
                        Duration.ofNanos(20_000),
                        engine -> {}));

        assertThat(refused.keySet()).isSubsetOf(Refusal.DEADLINE_EXCEEDED, Refusal.INDETERMINATE);
        nothingAcknowledgedIsLost(disk.crash(CrashPolicy.DROP_ALL));
    }

    @Test
    void closingUnderLoadEndsInOrder() throws Exception {
        AtomicBoolean closed = new AtomicBoolean();
        Seeds.once(seeds ->
                stress(
                        seeds.value(),
                        Executors.newFixedThreadPool(THREADS),
                        Duration.ofSeconds(20),
                        engine -> {
                            await().pollInterval(Duration.ofMillis(1))
                                    .pollDelay(Duration.ZERO)
                                    .until(() -> accepted.get() >= THREADS);
                            closed.set(engine.close(Duration.ofSeconds(20)));
                        }));

        assertThat(closed).isTrue();
        assertThat(refused.keySet()).isSubsetOf(Refusal.STOPPING);
        nothingAcknowledgedIsLost(disk.crash(CrashPolicy.DROP_ALL));
    }

    /// Storage invariant 9, under load.
    @Test
    void afterAFailedSyncNobodyIsAcknowledged() throws Exception {
        AtomicInteger late = new AtomicInteger();
        Seeds.once(seeds ->
                stress(
                        seeds.value(),
                        Executors.newFixedThreadPool(THREADS),
                        Duration.ofSeconds(20),
                        engine -> {
                            await().pollInterval(Duration.ofMillis(1))
                                    .pollDelay(Duration.ZERO)
                                    .until(() -> accepted.get() >= THREADS);
                            disk.faults()
                                    .fail(
                                            Calls.nth(1)
                                                    .andLater()
                                                    .of(DiskOperation.SYNC)
                                                    .on("wal-"),
                                            Fault.IO_ERROR);
                            late.set(lateWrites(engine));
                        }));

        assertThat(late).hasValue(0);
        assertThat(refused.keySet())
                .isSubsetOf(Refusal.INDETERMINATE, Refusal.LOG_POISONED, Refusal.LOG_FAILED);
        nothingAcknowledgedIsLost(disk.crash(CrashPolicy.DROP_ALL));
    }

    private static int lateWrites(Engine engine) {
        int taken = 0;
        for (int i = 0; i < 100; i++) {
            Mutation mutation =
                    Mutation.write(
                            CompositeKey.of("late", "k" + i), VectorClock.EMPTY, new byte[1], 0);
            if (engine.apply(mutation, Duration.ofSeconds(20)) instanceof WriteOutcome.Accepted) {
                taken++;
            }
        }
        return taken;
    }
}
