package dev.pairplane.publishing.core.queue;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pairplane.publishing.core.alert.AlertStatus;
import dev.pairplane.publishing.core.alert.Tier;
import dev.pairplane.publishing.core.breaker.BreakerSettings;
import dev.pairplane.publishing.core.job.Job;
import dev.pairplane.publishing.core.retry.RetryPolicy;
import dev.pairplane.publishing.core.send.SendResult;
import dev.pairplane.publishing.core.target.Target;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;
import java.util.TreeMap;
import java.util.random.RandomGenerator;

/// One history: chance acts on the queue, and [Promises] are checked after every step.
final class SimulatedRun {
    private static final List<String> NAMES = List.of("a", "b", "c");
    private static final List<Integer> STATUSES =
            List.of(200, 200, 200, 400, 404, 408, 425, 429, 500, 503, 503, 302);

    private final RandomGenerator random;
    private final Stage stage;
    private final Promises promises;
    private final Map<String, Target> targets = new TreeMap<>();
    private final List<Admission.Admitted> places = new ArrayList<>();
    private final List<QueuedJob> given = new ArrayList<>();
    private final Set<String> collapsing = new HashSet<>();
    private final double faults;
    private boolean gate;

    SimulatedRun(RandomGenerator random) {
        this.random = random;
        faults = random.nextDouble();
        int capacity = 5 + random.nextInt(30);
        var day = Duration.ofHours(24);
        var low = random.nextBoolean() ? day : Duration.ofMinutes(20);
        var settings =
                new SchedulerSettings(
                        1 + random.nextInt(8),
                        Map.of(Tier.HIGH, capacity, Tier.MEDIUM, capacity, Tier.LOW, capacity),
                        20_000,
                        40,
                        1 + random.nextInt(10),
                        Duration.ofMinutes(5),
                        day,
                        Map.of(Tier.HIGH, day, Tier.MEDIUM, day, Tier.LOW, low),
                        Duration.ofMinutes(10),
                        3,
                        3,
                        RetryPolicy.DEFAULT,
                        BreakerSettings.DEFAULT);
        NAMES.stream().filter(_ -> random.nextBoolean()).forEach(collapsing::add);
        stage = new Stage(settings);
        promises = new Promises(stage, settings, targets);
        stage.onSend(promises::sent);
        stage.onAnswer(promises::answering);
        stage.time.afterEach(promises::check);
        NAMES.forEach(name -> targets.put(name, target(name, true, 1, OptionalInt.empty())));
    }

    void play() {
        int steps = 100 + random.nextInt(200);
        for (int i = 0; i < steps; i++) {
            act();
            promises.check();
            if (random.nextInt(3) > 0) {
                stage.pass(
                        Duration.ofMillis(random.nextInt(random.nextInt(5) == 0 ? 40_000 : 900)));
            }
        }
    }

    private void act() {
        switch (random.nextInt(20)) {
            case 0, 1, 2, 3, 4, 5 -> submit();
            case 6, 7, 8, 9, 10, 11 -> answer();
            case 12 -> change();
            case 13 -> gate(random.nextInt(3) > 0);
            case 14 -> recover();
            case 15 -> usePlaces();
            case 16 -> mark();
            case 17 -> {
                var name = pick(NAMES);
                promises.resetting(name);
                stage.scheduler.resetBreaker(name);
            }
            case 18 -> {
                if (random.nextInt(10) == 0) {
                    promises.discarding();
                    stage.scheduler.discard();
                }
            }
            default -> stage.scheduler.cancelAll();
        }
    }

    private void submit() {
        for (int i = random.nextInt(8); i >= 0; i--) {
            var tier = pick(List.of(Tier.values()));
            var wanted =
                    targets.values().stream()
                            .filter(_ -> random.nextInt(3) > 0)
                            .filter(Target::enabled)
                            .toList();
            if (stage.scheduler.admit(tier, wanted, wanted.size() == 1, 100)
                    instanceof Admission.Admitted admitted) {
                promises.admitted(admitted);
                places.add(admitted);
                if (random.nextBoolean()) {
                    usePlaces();
                }
            }
        }
    }

    private void usePlaces() {
        if (places.isEmpty()) {
            return;
        }
        var admitted = places.remove(random.nextInt(places.size()));
        promises.used(admitted);
        if (random.nextInt(5) == 0) {
            stage.scheduler.giveBack(admitted);
            return;
        }
        var fingerprint = "f" + random.nextInt(6);
        var status = pick(List.of(AlertStatus.values()));
        var jobs =
                admitted.targets().stream()
                        .map(target ->
                                QueuedJob.fresh(
                                        replayed(
                                                stage.job(
                                                        target.name(),
                                                        fingerprint,
                                                        status,
                                                        admitted.tier(),
                                                        random.nextInt(4))),
                                        stage.nextSeq()))
                        // Some may have been handed to another replica.
                        .filter(_ -> random.nextInt(10) > 0)
                        .toList();
        jobs.forEach(promises::added);
        given.addAll(jobs);
        stage.scheduler.add(admitted, jobs);
    }

    private Job replayed(Job job) {
        return random.nextInt(20) == 0 ? Stage.replay(job) : job;
    }

    /// Jobs of other owners, some twice, some with numbers from before.
    private void recover() {
        if (!given.isEmpty() && random.nextInt(3) == 0) {
            var again = pick(given);
            if (promises.unfinished(again)) {
                stage.scheduler.add(again);
                return;
            }
        }
        var status = pick(List.of(AlertStatus.values()));
        var job =
                stage.job(
                        pick(NAMES),
                        "f" + random.nextInt(6),
                        status,
                        pick(List.of(Tier.values())),
                        3);
        var queued =
                new QueuedJob(
                        job,
                        promises.freeNumber(random),
                        1,
                        random.nextInt(3),
                        Duration.ofMillis(random.nextInt(3_000)),
                        random.nextInt(5),
                        random.nextInt(10) == 0 ? 3 : random.nextInt(3));
        given.add(queued);
        promises.added(queued);
        stage.scheduler.add(queued);
    }

    private void answer() {
        for (int i = random.nextInt(6); i >= 0 && !stage.open.isEmpty(); i--) {
            var one = pick(stage.open);
            stage.answer(one, random.nextDouble() < faults ? result() : Sent.OK);
        }
    }

    private SendResult result() {
        int status = pick(STATUSES);
        return switch (random.nextInt(8)) {
            case 0 -> new SendResult.NotConnected(pick(List.of(SendResult.Failure.values())), "no");
            case 1 -> new SendResult.Unanswered(random.nextBoolean(), "lost");
            case 2 -> new SendResult.Cancelled(random.nextBoolean());
            case 3 -> new SendResult.Failed("what");
            case 4 -> Sent.status(status, Duration.ofSeconds(random.nextInt(60)));
            default -> Sent.status(status);
        };
    }

    private void change() {
        var name = pick(NAMES);
        var before = targets.getOrDefault(name, target(name, true, 1, OptionalInt.empty()));
        switch (random.nextInt(4)) {
            case 0 -> targets.remove(name);
            case 1 ->
                    targets.put(
                            name, target(name, false, before.generation(), OptionalInt.empty()));
            case 2 ->
                    targets.put(
                            name, target(name, true, before.generation() + 1, OptionalInt.empty()));
            default ->
                    targets.put(
                            name,
                            target(
                                    name,
                                    true,
                                    before.generation(),
                                    OptionalInt.of(1 + random.nextInt(3))));
        }
        promises.changing(name);
        stage.targets(targets.values().toArray(Target[]::new));
    }

    private Target target(String name, boolean enabled, long generation, OptionalInt concurrency) {
        return Stage.target(name, enabled, generation, concurrency, collapsing.contains(name));
    }

    /// How many jobs were dropped.
    int collapsed() {
        return promises.collapsed();
    }

    private void gate(boolean open) {
        gate = open;
        promises.gate(open);
        stage.scheduler.gate(open);
    }

    private void mark() {
        if (!stage.marking.isEmpty()) {
            stage.marking.removeFirst().commit();
        }
    }

    /// All targets work, and everything is delivered or given up.
    void settle() {
        for (Admission.Admitted admitted : places) {
            promises.used(admitted);
            stage.scheduler.giveBack(admitted);
        }
        NAMES.forEach(name -> {
            var before = targets.getOrDefault(name, target(name, true, 1, OptionalInt.empty()));
            targets.put(name, target(name, true, before.generation(), OptionalInt.empty()));
            promises.changing(name);
            stage.answers(name, Duration.ofMillis(20), _ -> Sent.OK);
        });
        stage.targets(targets.values().toArray(Target[]::new));
        gate(true);
        for (int i = 0; i < 400 && (i < 3 || !promises.drained()); i++) {
            while (!stage.open.isEmpty()) {
                stage.answer(Sent.OK);
            }
            while (!stage.marking.isEmpty()) {
                mark();
            }
            stage.pass(Duration.ofSeconds(10));
            promises.check();
        }
        promises.checkDrained();
        assertThat(gate).isTrue();
    }

    private <T> T pick(List<T> some) {
        return some.get(random.nextInt(some.size()));
    }
}
