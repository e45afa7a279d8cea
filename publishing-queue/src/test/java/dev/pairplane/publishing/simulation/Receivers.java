package dev.pairplane.publishing.simulation;

import dev.pairplane.publishing.core.alert.AlertStatus;
import dev.pairplane.publishing.core.job.Job;
import dev.pairplane.publishing.core.send.SendResult;
import dev.pairplane.publishing.core.send.Sender;
import dev.pairplane.publishing.core.target.Target;
import dev.pairplane.publishing.store.MemoryTables;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;

/// The targets: take alerts, refuse them, are slow, hang, throttle; and see whether the replicas
/// keep to the rules when they send.
final class Receivers {

    /// No attempt starts later after the last committed heartbeat, that is after its sending.
    private static final long GRACE = Duration.ofSeconds(8).toNanos();

    /// A crash may repeat what was completed so shortly before it; and the way into the store.
    private static final long COMPLETIONS = Duration.ofMillis(50 + 30).toNanos();

    /// One that was taken.
    record Taken(Job job, long seq, AlertStatus status) {}

    private record Delivered(ReplicaProcess by, long at) {}

    private final World world;
    private final MemoryTables tables;
    private final RandomGenerator random;
    private final Map<Job.Chain, List<Taken>> chains = new LinkedHashMap<>();
    private final Map<UUID, Delivered> delivered = new HashMap<>();
    private final Map<UUID, Long> seqs = new HashMap<>();
    private final boolean calm;
    private double trouble;
    private int deliveries;
    private int repeats;

    /// @param calm whether nothing dies, freezes or is lost, so that order is strict
    Receivers(World world, MemoryTables tables, boolean calm, double trouble) {
        this.world = world;
        this.tables = tables;
        this.calm = calm;
        this.trouble = trouble;
        this.random = world.random("receivers");
    }

    /// From now on they take everything.
    void heal() {
        trouble = 0;
    }

    int deliveries() {
        return deliveries;
    }

    int repeats() {
        return repeats;
    }

    Map<Job.Chain, List<Taken>> chains() {
        return chains;
    }

    long seq(UUID job) {
        return seqs.getOrDefault(job, 0L);
    }

    Sender sender(ReplicaProcess process) {
        return (job, target, attempt, done) -> send(process, job, target, attempt, done);
    }

    private Sender.Sending send(
            ReplicaProcess process,
            Job job,
            Target target,
            int attempt,
            Consumer<SendResult> done) {
        world.say(
                "%s sends %s %s to %s, attempt %d",
                process, job.id(), job.alert().alert().status(), target.name(), attempt);
        checkStart(process, job);
        boolean[] over = {false};
        Consumer<SendResult> once =
                result -> {
                    if (!over[0]) {
                        over[0] = true;
                        world.say("%s hears of %s: %s", process, job.id(), result);
                        if (result instanceof SendResult.Answered answered
                                && answered.status() == 200
                                && process.alive()) {
                            delivered.put(job.id(), new Delivered(process, world.nanos()));
                        }
                        process.run(() -> done.accept(result));
                    }
                };
        boolean[] cancelled = {false};
        fate(job, target, once, cancelled);
        return () -> {
            if (!over[0]) {
                cancelled[0] = true;
                once.accept(new SendResult.Cancelled(true));
            }
        };
    }

    private void fate(Job job, Target target, Consumer<SendResult> done, boolean[] cancelled) {
        Duration delay = Duration.ofMillis(1 + random.nextInt(trouble > 0.3 ? 800 : 40));
        boolean bad = random.nextDouble() < trouble;
        int what = bad ? random.nextInt(8) : -1;
        switch (what) {
            case 0 -> answer(delay, 400, Optional.empty(), done);
            case 1 -> answer(delay, 503, Optional.empty(), done);
            case 2 -> answer(delay, 500, Optional.empty(), done);
            case 3 -> answer(delay, 429, Optional.of(Duration.ofSeconds(2)), done);
            case 4 ->
                    world.after(
                            delay,
                            () ->
                                    done.accept(
                                            new SendResult.NotConnected(
                                                    SendResult.Failure.REFUSED, "refused")));
            case 5, 6 -> {
                // It is taken or not, and the answer does not come.
                if (what == 5) {
                    world.after(delay, () -> take(job));
                }
                world.after(
                        target.timeout(),
                        () -> done.accept(new SendResult.Unanswered(true, "timed out")));
            }
            default ->
                    world.after(
                            delay,
                            () -> {
                                if (!cancelled[0]) {
                                    take(job);
                                    done.accept(new SendResult.Answered(200, Optional.empty(), ""));
                                }
                            });
        }
    }

    private void answer(
            Duration delay, int status, Optional<Duration> after, Consumer<SendResult> done) {
        world.after(delay, () -> done.accept(new SendResult.Answered(status, after, "")));
    }

    private void take(Job job) {
        deliveries++;
        List<Taken> chain = chains.computeIfAbsent(job.chain(), _ -> new ArrayList<>());
        Taken taken = new Taken(job, seq(job.id()), job.alert().alert().status());
        world.say("%s takes %s %s #%d", job.chain(), job.id(), taken.status(), taken.seq());
        for (Taken earlier : calm ? chain : List.<Taken>of()) {
            if (earlier.seq() > taken.seq() && earlier.status() != taken.status()) {
                world.violate("%s arrives after %s", taken, earlier);
            }
        }
        chain.add(taken);
    }

    private void checkStart(ReplicaProcess process, Job job) {
        long silent = world.nanos() - process.aliveSince();
        if (silent > GRACE) {
            world.violate(
                    "%s starts an attempt %d ms after its heartbeat", process, silent / 1_000_000);
        }
        Optional<MemoryTables.Unfinished> row = tables.find(job.id());
        if (row.isEmpty()) {
            world.violate("%s sends %s, which is not unfinished", process, job.id());
            return;
        }
        seqs.put(job.id(), row.orElseThrow().seq());
        if (!row.orElseThrow().owner().equals(Optional.of(process.identity()))) {
            world.violate(
                    "%s sends %s, which belongs to %s",
                    process, job.id(), row.orElseThrow().owner());
        }
        Delivered before = delivered.get(job.id());
        if (before != null) {
            repeats++;
            checkRepeat(process, job, before);
        }
    }

    /// What was delivered is sent again only by another identity; and where the store is well, only
    /// because of a crash shortly after.
    private void checkRepeat(ReplicaProcess process, Job job, Delivered before) {
        if (before.by() == process && before.by().identities() == 1) {
            world.violate("%s sends %s again, which it has delivered", process, job.id());
        }
        if (calm) {
            world.violate("%s sends %s again, and nothing had happened", process, job.id());
        }
        if (before.by().storeWell()
                && !before.by().wasFrozen()
                && before.by().diedAt() >= 0
                && before.by().diedAt() - before.at() > COMPLETIONS) {
            world.violate(
                    "%s sends %s again, %d ms before the crash delivered",
                    process, job.id(), (before.by().diedAt() - before.at()) / 1_000_000);
        }
    }
}
