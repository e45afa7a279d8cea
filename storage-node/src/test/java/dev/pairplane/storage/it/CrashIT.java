package dev.pairplane.storage.it;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pairplane.testkit.Seeds;
import io.grpc.ManagedChannel;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The process is killed under load, again and again, on one data directory; `kill -9` leaves what
/// was handed to the system, so this is about the process and not about power (S-8).
///
/// `-Dpairplane.crash.cycles=100` makes it longer.
class CrashIT {
    private static final int CYCLES = Integer.getInteger("pairplane.crash.cycles", 5);
    private static final int CLIENTS = 8;
    private static final int KEYS_EACH = 60;

    /// One start in so many is killed too.
    private static final int KILLED_STARTS = 4;

    @TempDir private Path folder;

    /// Storage invariants 1, 4, 5, 6 and 24.
    @Test
    void losesNothingThatItAcknowledgedWhenKilled() throws Exception {
        Seeds.once(seeds -> run("always", CYCLES, seeds));
    }

    /// Storage invariant 3: the system keeps what it was handed, synced or not.
    @Test
    void losesNothingInModeIntervalEither() throws Exception {
        Seeds.once(seeds -> run("interval", Math.max(1, CYCLES / 3), seeds));
    }

    private void run(String mode, int cycles, Seeds seeds) throws Exception {
        long begin = System.nanoTime();
        RandomGenerator random = seeds.random("kills");
        Load load = new Load(seeds, CLIENTS, KEYS_EACH);
        try (Node node =
                Node.in(folder)
                        .env("COMMIT_LOG_SYNC_MODE", mode)
                        .env("COMMIT_LOG_SEGMENT_SIZE", "1M")
                        .env("COMMIT_LOG_MAX_TOTAL", "8M")
                        // Small enough for flushes and merges in every cycle.
                        .env("MEM_TABLE_FLUSH_THRESHOLD", "256K")
                        .env("SSTABLE_L1_SIZE", "1M")
                        .env("SSTABLE_MAX_FILE_SIZE", "1M")
                        .env("COMPACTION_L0_TRIGGER", "2")
                        .start()) {
            long lastSeq = node.lastSeq();
            long merges = 0;
            for (int cycle = 1; cycle <= cycles; cycle++) {
                kill(node, load, random.nextInt(20, 1_500));
                if (random.nextInt(KILLED_STARTS) == 0) {
                    killStart(node, random.nextInt(300, 2_500));
                }
                node.restart();
                assertThat(node.lastSeq()).as("the last sequence number").isGreaterThan(lastSeq);
                lastSeq = node.lastSeq();
                verify(node, load, cycle);
                // What was verified came from tables, too.
                assertThat(node.metric("pairdb_sstable_count_by_level")).isPositive();
                merges += (long) node.metric("pairdb_compaction_jobs_total", "status", "completed");
            }
            assertThat(merges).as("merges").isGreaterThanOrEqualTo(cycles / 5);
        }
        Load.Totals totals = load.totals();
        System.out.printf(
                "CrashIT %s: %d cycles, %d acknowledged, %d in doubt (%d of them found), 0 lost,"
                        + " %d s%n",
                mode,
                cycles,
                totals.acknowledged(),
                totals.inDoubt(),
                totals.present(),
                Duration.ofNanos(System.nanoTime() - begin).toSeconds());
        assertThat(totals.acknowledged()).isGreaterThanOrEqualTo(20L * cycles);
    }

    private static void kill(Node node, Load load, int after) throws InterruptedException {
        ManagedChannel channel = node.channel();
        try {
            load.begin(channel);
            load.awaitAcknowledged(after);
            load.expectEnd();
            node.process().kill();
            load.end();
        } finally {
            channel.shutdownNow();
        }
    }

    /// Kills a start at some moment; there is no signal to wait for, any moment is right.
    private static void killStart(Node node, int afterMs) throws InterruptedException {
        node.process().startAgain();
        new CountDownLatch(1).await(afterMs, TimeUnit.MILLISECONDS);
        node.process().kill();
    }

    private static void verify(Node node, Load load, int cycle) throws InterruptedException {
        ManagedChannel channel = node.channel();
        try {
            assertThat(load.verify(channel)).as("cycle %d", cycle).isEmpty();
        } finally {
            channel.shutdownNow();
        }
    }
}
