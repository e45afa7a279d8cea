package dev.pairplane.publishing.it;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pairplane.testkit.Seeds;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The service is killed again and again while alerts come in and a target misbehaves, and so is
/// PostgreSQL, a fifth as often; left alone in the end, each job that a 202 named was delivered or
/// is among the dead letters, and nothing is left over.
///
/// `-Dpairplane.crash.cycles=100` makes it about ten minutes long.
class PublishingCrashIT {
    private static final int CYCLES = Integer.getInteger("pairplane.crash.cycles", 5);
    private static final int SHORT_RUN = 10;
    private static final int DATABASE_KILLS = Math.max(2, CYCLES / 5);

    /// One life in so many is cut short, whether it has started or not.
    private static final int SHORT_LIVES = 4;

    /// What [dev.pairplane.publishing.config.JournalConfig#recordDelay] lets wait; the commit
    /// itself, and the way of the answer to the sender, come on top.
    private static final Duration WINDOW = Duration.ofMillis(20);

    /// On an idle machine a tenth of this; starting services keep this one busy.
    private static final Duration COMMIT = Duration.ofMillis(100);

    /// What was not written down while PostgreSQL was away is, so soon after it is back.
    private static final Duration CATCH_UP = Duration.ofSeconds(5);

    private static final Duration PATIENCE = Duration.ofMinutes(3);

    @TempDir private Path folder;

    private final List<Kill> kills = new ArrayList<>();
    private final List<Duplicates.Outage> outages = new ArrayList<>();
    private final List<String> orphans = new ArrayList<>();
    private final Set<QueueProcess> up = new HashSet<>();
    private int early;
    private int pairs;

    /// Publishing invariants 14, 21, 28, 54, 65, 67, 68, 69 and 72
    @Test
    void keepsEveryPromiseHoweverOftenItOrItsDatabaseIsKilled() throws Exception {
        Seeds.once(this::run);
    }

    private void run(Seeds seeds) throws Exception {
        long begin = System.nanoTime();
        try (World world = World.start(folder, CYCLES > SHORT_RUN)) {
            assertThat(world.postgres().settings()).isEqualTo(PostgresProcess.DURABLE);
            up.addAll(world.running());
            Load load = new Load(world, seeds);
            Moods moods = new Moods(world, seeds.random("moods"));
            moods.begin();
            load.begin();
            killAgainAndAgain(world, moods, seeds.random("kills"));
            moods.calm();
            load.end();
            long quiet = System.nanoTime();
            settle(world);
            long settled = System.nanoTime();
            judge(world, load, begin, quiet, settled);
        }
    }

    private void judge(World world, Load load, long begin, long quiet, long settled)
            throws InterruptedException {
        Verdict verdict = new Verdict(world, load.accepted());
        Duplicates duplicates = new Duplicates(verdict, kills, outages, WINDOW.plus(COMMIT));
        ChainOrder order = new ChainOrder(verdict, load.accepted());
        System.out.printf(
                "PublishingCrashIT: %d kills of the service, %d of them before it was ready, %d"
                    + " times of two replicas at once, %d kills of PostgreSQL, in %d s;%n  %s;%n "
                    + " %d jobs ended as %s, after %d requests; settled in %d s;%n  %s;%n  %d pairs"
                    + " in order%n",
                kills.size(),
                early,
                pairs,
                outages.size(),
                Duration.ofNanos(quiet - begin).toSeconds(),
                load.counts(),
                verdict.ended().size(),
                verdict.ends(),
                verdict.requests(),
                Duration.ofNanos(settled - quiet).toSeconds(),
                duplicates,
                order.pairs());
        assertThat(load.faults()).as("answers").isEmpty();
        assertThat(orphans).as("orphans under way").isEmpty();
        assertThat(new Orphans(world.postgres()).atRest()).as("orphans").isEmpty();
        assertThat(verdict.differences()).as("promises").isEmpty();
        assertThat(duplicates.inexcusable()).as("duplicates").isEmpty();
        assertThat(order.broken()).as("order").isEmpty();
        assertThat(order.pairs()).isPositive();
        assertThat(load.accepted()).hasSizeGreaterThan(10 * CYCLES);
        assertThat(kills).hasSize(CYCLES);
    }

    private void killAgainAndAgain(World world, Moods moods, RandomGenerator random)
            throws IOException, InterruptedException {
        Orphans check = new Orphans(world.postgres());
        while (kills.size() < CYCLES) {
            if (random.nextInt(SHORT_LIVES) > 0) {
                world.running().forEach(QueueProcess::awaitReady);
            }
            live(moods, random, random.nextInt(100, 2_500));
            if (outages.size() * CYCLES < kills.size() * DATABASE_KILLS + DATABASE_KILLS) {
                killDatabase(world, moods, random);
            }
            orphans.addAll(check.any());
            killService(world, moods, random);
        }
        while (outages.size() < DATABASE_KILLS) {
            killDatabase(world, moods, random);
        }
    }

    private static void live(Moods moods, RandomGenerator random, long millis)
            throws InterruptedException {
        long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(millis);
        do {
            if (random.nextInt(3) == 0) {
                moods.change();
            }
            Load.pause(Math.min(millis, random.nextInt(50, 400)));
        } while (System.nanoTime() < end);
    }

    private void killDatabase(World world, Moods moods, RandomGenerator random)
            throws IOException, InterruptedException {
        Instant from = Instant.now();
        world.postgres().kill();
        live(moods, random, random.nextInt(1_500));
        world.postgres().startAgain();
        outages.add(new Duplicates.Outage(from, Instant.now().plus(CATCH_UP)));
        // Some replicas die before they have written down what waited, some do not.
        if (random.nextInt(3) > 0) {
            live(moods, random, random.nextLong(500, 3_000));
        }
    }

    /// Kills one replica, or both; starts the first again, and the second one or leaves it.
    private void killService(World world, Moods moods, RandomGenerator random)
            throws InterruptedException {
        List<QueueProcess> running = world.running();
        assertThat(running).as("none ends by itself").containsExactlyInAnyOrderElementsOf(up);
        boolean all = running.size() > 1 && random.nextInt(3) == 0;
        int one = random.nextInt(running.size());
        for (QueueProcess victim : all ? running : List.of(running.get(one))) {
            if (kills.size() < CYCLES) {
                early += victim.isReady() ? 0 : 1;
                Instant before = Instant.now();
                victim.process().kill();
                kills.add(new Kill(before, Instant.now()));
                up.remove(victim);
            }
        }
        if (random.nextInt(3) == 0) {
            live(moods, random, random.nextInt(600));
        }
        for (QueueProcess replica : world.replicas()) {
            boolean first = replica.equals(world.replicas().getFirst());
            if (!replica.process().isRunning() && (first || random.nextBoolean())) {
                replica.process().startAgain();
                up.add(replica);
            }
        }
        pairs += world.running().size() > 1 ? 1 : 0;
    }

    /// All that was accepted comes to an end, and the dead are forgotten.
    private static void settle(World world) {
        world.running().forEach(QueueProcess::awaitReady);
        Orphans orphans = new Orphans(world.postgres());
        Awaitility.await()
                .atMost(PATIENCE)
                .pollInterval(Duration.ofMillis(200))
                .untilAsserted(() -> assertThat(orphans.atRest()).isEmpty());
    }
}
