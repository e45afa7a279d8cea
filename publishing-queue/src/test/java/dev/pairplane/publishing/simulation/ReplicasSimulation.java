package dev.pairplane.publishing.simulation;

import dev.pairplane.publishing.core.alert.Alert;
import dev.pairplane.publishing.core.alert.AlertStatus;
import dev.pairplane.publishing.core.alert.EnrichedAlert;
import dev.pairplane.publishing.core.deadletter.DeadLetter;
import dev.pairplane.publishing.core.intake.PublishingSettings;
import dev.pairplane.publishing.core.intake.ReplayResult;
import dev.pairplane.publishing.core.intake.SubmitRequest;
import dev.pairplane.publishing.core.intake.SubmitResult;
import dev.pairplane.publishing.core.job.Job;
import dev.pairplane.publishing.core.journal.Submission;
import dev.pairplane.publishing.core.target.BodyFormat;
import dev.pairplane.publishing.core.target.Target;
import dev.pairplane.publishing.core.target.TargetSet;
import dev.pairplane.publishing.core.target.TargetType;
import dev.pairplane.publishing.store.Faults;
import dev.pairplane.publishing.store.MemoryStore;
import dev.pairplane.publishing.store.MemoryTables;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import java.util.random.RandomGenerator;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// One seeded life of one to three replicas: some minutes in which the store fails, targets fail,
/// processes die, freeze and are replaced; then everything heals, and every promise is looked at.
final class ReplicasSimulation {

    /// What all runs together have come to; a check that never looked is no check.
    static final class Tally {
        long seeds;
        long promised;
        long refused;
        long deliveries;
        long repeats;
        long letters;
        long collapsed;
        long replays;
        long kills;
        long freezes;
        long keyRepeats;

        @Override
        public String toString() {
            return ("%d seeds: %d jobs promised, %d submissions refused, %d deliveries of which %d"
                        + " again, %d dead letters, %d collapsed, %d replays, %d kills, %d freezes,"
                        + " %d repeated keys")
                    .formatted(
                            seeds,
                            promised,
                            refused,
                            deliveries,
                            repeats,
                            letters,
                            collapsed,
                            replays,
                            kills,
                            freezes,
                            keyRepeats);
        }
    }

    private static final List<String> NAMES = List.of("a", "b", "c");
    private static final Comparator<Receivers.Taken> BY_SEQ =
            Comparator.comparingLong(Receivers.Taken::seq);

    private final long seed;
    private final World world;
    private final RandomGenerator random;
    private final Tally tally;
    private final MemoryStore store;
    private final Receivers receivers;
    private final ReplicaProcess[] processes;
    private final PublishingSettings settings;
    private final boolean crashes;
    private final double storeTrouble;
    private final boolean calm;
    private final int conditions;
    private final int collapsing;

    private final Set<UUID> promised = new LinkedHashSet<>();
    private final Map<String, Submission.Accepted> keys = new HashMap<>();
    private TargetSet targets;
    private int lives;
    private boolean outage;

    ReplicasSimulation(long seed, Tally tally) {
        this(seed, tally, true);
    }

    /// @param collapse whether chance has some targets collapse pairs
    ReplicasSimulation(long seed, Tally tally, boolean collapse) {
        this.seed = seed;
        this.tally = tally;
        world = new World(seed);
        random = world.random("simulation");
        store = new MemoryStore(world);
        crashes = random.nextInt(3) > 0;
        storeTrouble = random.nextInt(3) == 0 ? 0 : random.nextDouble() * 0.3;
        calm = !crashes && storeTrouble == 0;
        double trouble = List.of(0.0, 0.1, 0.4, 0.8).get(random.nextInt(4));
        receivers = new Receivers(world, store.tables(), calm, trouble);
        processes = new ReplicaProcess[1 + random.nextInt(3)];
        conditions = 1 + random.nextInt(6);
        settings = SimulationSettings.of(random);
        collapsing = collapse ? world.random("collapse").nextInt(8) : 0;
        targets = targets(0);
    }

    private TargetSet targets(int disabled) {
        List<Target> all = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            all.add(
                    new Target(
                            "t" + i,
                            TargetType.WEBHOOK,
                            BodyFormat.WEBHOOK,
                            (disabled & (1 << i)) == 0,
                            1,
                            "http://t" + i,
                            OptionalInt.empty(),
                            OptionalInt.empty(),
                            Duration.ofSeconds(5),
                            1 << 20,
                            (collapsing & (1 << i)) != 0));
        }
        return new TargetSet(all);
    }

    /// @throws AssertionError when a promise was broken, with the last things that happened
    void go() {
        store.faults(this::fate);
        for (int i = 0; i < processes.length; i++) {
            start(i);
        }
        world.pass(Duration.ofSeconds(1));
        int strikes = 30 + random.nextInt(120);
        for (int i = 0; i < strikes; i++) {
            world.pass(
                    Duration.ofMillis(
                            random.nextInt(5) == 0 ? random.nextInt(8000) : random.nextInt(300)));
            strike();
        }
        heal();
        checkEnding();
        end();
        tally.seeds++;
        tally.promised += promised.size();
        tally.deliveries += receivers.deliveries();
        tally.repeats += receivers.repeats();
        tally.letters += store.tables().deadLetters().size();
        tally.collapsed += store.tables().collapsed().size();
    }

    private void start(int i) {
        String name = NAMES.get(i) + ++lives;
        world.say("%s starts", name);
        processes[i] =
                new ReplicaProcess(
                        world,
                        name,
                        store.replica(name),
                        receivers,
                        settings,
                        targets,
                        storeTrouble == 0);
    }

    private Faults.Fate fate(String replica, Faults.Call call) {
        Duration time = Duration.ofMillis(random.nextInt(storeTrouble > 0 ? 200 : 10));
        if (outage) {
            return new Faults.Fate(
                    random.nextInt(4) == 0 ? Faults.Ending.LOST_BEFORE : Faults.Ending.FAILED,
                    time,
                    time.multipliedBy(random.nextInt(10)));
        }
        if (random.nextDouble() >= storeTrouble) {
            return Faults.Fate.within(time);
        }
        Duration late = Duration.ofMillis(random.nextInt(4000));
        return switch (random.nextInt(4)) {
            case 0 -> new Faults.Fate(Faults.Ending.FAILED, time, time);
            case 1 -> new Faults.Fate(Faults.Ending.LOST_BEFORE, time, late);
            case 2 -> new Faults.Fate(Faults.Ending.LOST_AFTER, late, time);
            default -> new Faults.Fate(Faults.Ending.DONE, late.dividedBy(2), late);
        };
    }

    private void strike() {
        int i = random.nextInt(processes.length);
        ReplicaProcess process = processes[i];
        int what = random.nextInt(40);
        if (!process.alive()) {
            start(i);
        } else if (!process.running()) {
            world.say("%s is left alone", process);
        } else if (what < 28) {
            submit(process);
        } else if (what < 32) {
            replay(process);
        } else if (what < 34) {
            rollTargets();
        } else if (what < 38 && crashes) {
            disturb(process, what);
        } else if (what == 38 && storeTrouble > 0) {
            outage = true;
            world.say("the store is away");
            world.after(Duration.ofMillis(random.nextInt(40_000)), () -> outage = false);
        } else if (what == 39 && storeTrouble > 0) {
            store.restart();
            world.say("the store starts again");
        }
    }

    private void disturb(ReplicaProcess process, int what) {
        switch (what) {
            case 34 -> {
                tally.kills++;
                process.kill();
            }
            case 35 -> {
                tally.freezes++;
                process.freeze(Duration.ofMillis(random.nextInt(40_000)));
            }
            case 36 -> process.stop(Duration.ofSeconds(5 + random.nextInt(25)));
            default -> process.loseLock();
        }
    }

    private void rollTargets() {
        targets = targets(random.nextInt(8));
        for (ReplicaProcess process : processes) {
            TargetSet now = targets;
            world.after(
                    Duration.ofMillis(random.nextInt(3000)),
                    () -> process.run(() -> process.core().targets(now)));
        }
    }

    private void submit(ReplicaProcess process) {
        int burst = 1 + random.nextInt(6);
        for (int i = 0; i < burst; i++) {
            String fingerprint = "f" + random.nextInt(conditions);
            AlertStatus status = random.nextBoolean() ? AlertStatus.FIRING : AlertStatus.RESOLVED;
            int key = random.nextInt(30);
            Optional<Submission.Key> submitted =
                    random.nextInt(4) > 0
                            ? Optional.empty()
                            : Optional.of(
                                    new Submission.Key("k" + key, fingerprint + status.label()));
            request(
                    random.nextInt(4) == 0 ? other(process) : process,
                    new SubmitRequest(
                            alert(fingerprint, status),
                            random.nextBoolean()
                                    ? Optional.empty()
                                    : Optional.of("t" + random.nextInt(4)),
                            submitted,
                            "p",
                            "r",
                            Optional.empty()));
        }
    }

    private ReplicaProcess other(ReplicaProcess process) {
        ReplicaProcess other = processes[random.nextInt(processes.length)];
        return other.running() ? other : process;
    }

    private void request(ReplicaProcess process, SubmitRequest request) {
        int[] answers = {0};
        process.core()
                .submit(
                        request,
                        result -> {
                            if (++answers[0] > 1) {
                                world.violate("%s is answered twice", request);
                            }
                            answered(process, request, result);
                        });
    }

    private void answered(ReplicaProcess process, SubmitRequest request, SubmitResult result) {
        if (!(result
                instanceof SubmitResult.Accepted(Submission.Accepted accepted, boolean again))) {
            tally.refused++;
            return;
        }
        world.say(
                "%s accepts %s",
                process, accepted.jobs().stream().map(job -> job.id().toString()).toList());
        accepted.jobs().forEach(job -> promised.add(job.id()));
        tally.keyRepeats += again ? 1 : 0;
        for (Submission.JobRef job : accepted.jobs()) {
            if (!again && !stored(job.id())) {
                world.violate("%s is promised and not stored", job.id());
            }
        }
        request.key()
                .ifPresent(key -> {
                    String id = key.text();
                    Submission.Accepted first = keys.putIfAbsent(id, accepted);
                    if (first != null && !first.equals(accepted)) {
                        world.violate("key %s stands for two submissions", id);
                    }
                });
    }

    private boolean stored(UUID job) {
        return store.tables().find(job).isPresent() || ended(job) > 0;
    }

    private long ended(UUID job) {
        return Stream.concat(
                                store.tables().delivered().stream(),
                                store.tables().collapsed().stream())
                        .filter(d -> d.id().equals(job))
                        .count()
                + store.tables().deadLetters().stream()
                        .filter(letter -> letter.jobId().equals(job))
                        .count();
    }

    private static EnrichedAlert alert(String fingerprint, AlertStatus status) {
        TreeMap<String, String> labels = new TreeMap<>();
        labels.put("severity", fingerprint.endsWith("0") ? "critical" : "warning");
        return new EnrichedAlert(
                new Alert(
                        fingerprint,
                        "A",
                        status,
                        labels,
                        new TreeMap<>(),
                        java.time.Instant.EPOCH,
                        Optional.empty(),
                        Optional.empty(),
                        java.time.Instant.EPOCH),
                Optional.empty(),
                Optional.empty(),
                200);
    }

    private void replay(ReplicaProcess process) {
        List<DeadLetter> letters = store.tables().deadLetters();
        if (letters.isEmpty()) {
            return;
        }
        UUID id = letters.get(random.nextInt(letters.size())).id();
        boolean force = random.nextInt(4) == 0;
        Stream.of(process, other(process))
                .forEach(asked ->
                        asked.core()
                                .replay(
                                        id,
                                        Optional.empty(),
                                        "op",
                                        "r",
                                        force,
                                        result -> {
                                            if (result instanceof ReplayResult.Replayed replayed) {
                                                tally.replays++;
                                                promised.add(replayed.jobId());
                                            }
                                        }));
    }

    private void heal() {
        world.say("everything heals");
        store.faults((_, _) -> Faults.Fate.within(Duration.ofMillis(4)));
        receivers.heal();
        targets = targets(0);
        for (int i = 0; i < processes.length; i++) {
            if (!processes[i].alive()) {
                start(i);
            }
        }
        world.pass(Duration.ofSeconds(90));
        for (int i = 0; i < processes.length; i++) {
            if (!processes[i].alive()) {
                start(i);
            }
            processes[i].core().targets(targets);
        }
        for (int i = 0; i < 120 && !store.tables().unfinished().isEmpty(); i++) {
            world.pass(Duration.ofSeconds(10));
        }
        world.pass(Duration.ofSeconds(5));
    }

    private void checkEnding() {
        for (var left : store.tables().unfinished()) {
            world.violate("left in the store: %s", left);
        }
        Set<UUID> delivered =
                store.tables().delivered().stream().map(Job::id).collect(Collectors.toSet());
        Set<UUID> collapsed =
                store.tables().collapsed().stream().map(Job::id).collect(Collectors.toSet());
        store.tables().collapsed().forEach(this::checkCollapsed);
        Map<UUID, Long> letters =
                store.tables().deadLetters().stream()
                        .collect(Collectors.groupingBy(DeadLetter::jobId, Collectors.counting()));
        for (UUID job : promised) {
            long ends =
                    (delivered.contains(job) ? 1 : 0)
                            + (collapsed.contains(job) ? 1 : 0)
                            + letters.getOrDefault(job, 0L);
            if (ends != 1) {
                world.violate("%s was promised and ended %d times", job, ends);
            }
        }
        receivers.chains().forEach((chain, taken) -> checkChain(chain, taken, delivered));
        for (ReplicaProcess process : processes) {
            var figures = process.core().figures();
            int waiting = figures.waiting().values().stream().mapToInt(n -> n).sum();
            int admitted = figures.admitted().values().stream().mapToInt(n -> n).sum();
            if (waiting + admitted + figures.active() > 0 || figures.bytes() > 0) {
                world.violate("%s still holds something: %s", process, figures);
            }
            if (!process.core().ready().ready()) {
                world.violate("%s is not ready: %s", process, process.core().ready());
            }
        }
        world.check();
    }

    /// A dropped job was never sent, nobody asked for it by hand, and a resolved came after it that
    /// was not dropped.
    private void checkCollapsed(Job job) {
        MemoryTables tables = store.tables();
        if ((collapsing & (1 << (job.target().charAt(1) - '0'))) == 0) {
            world.violate("%s is collapsed, and its target does not want that", job.id());
        }
        if (receivers.seq(job.id()) != 0 || !tables.attempts(job.id()).isEmpty()) {
            world.violate("%s is collapsed, and was sent", job.id());
        }
        if (job.replayOf().isPresent()) {
            world.violate("%s is collapsed, and is a replay", job.id());
        }
        if (!tables.resolvedAfter(job)) {
            world.violate("%s is collapsed, and no resolved came after it", job.id());
        }
    }

    /// What stands at the target is what the latest job says that it took. A dead letter may have
    /// been taken although its answer was lost; where it counts as the latest, and where it does
    /// not because a crash had an earlier one sent again, are both right.
    private void checkChain(Job.Chain chain, List<Receivers.Taken> taken, Set<UUID> delivered) {
        AlertStatus stands = taken.getLast().status();
        Optional<Receivers.Taken> latest = taken.stream().max(BY_SEQ);
        Optional<Receivers.Taken> confirmed =
                taken.stream().filter(one -> delivered.contains(one.job().id())).max(BY_SEQ);
        if (Stream.of(latest, confirmed)
                .flatMap(Optional::stream)
                .noneMatch(one -> one.status() == stands)) {
            world.violate(
                    "%s stands as %s, and the latest says otherwise: %s",
                    chain,
                    stands,
                    taken.stream().map(one -> one.seq() + " " + one.status()).toList());
        }
    }

    /// All leave in order, and nothing is in the way.
    private void end() {
        for (ReplicaProcess process : processes) {
            process.stop(Duration.ofSeconds(30));
        }
        world.pass(Duration.ofSeconds(31));
        for (ReplicaProcess process : processes) {
            if (process.stopped().filter(report -> report.clean()).isEmpty()) {
                world.violate("%s did not stop cleanly: %s", process, process.stopped());
            }
        }
        world.check();
    }

    @Override
    public String toString() {
        return "simulation of seed " + seed;
    }
}
