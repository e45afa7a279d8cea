package dev.pairplane.publishing.core.queue;

import dev.pairplane.publishing.core.alert.Alert;
import dev.pairplane.publishing.core.alert.AlertStatus;
import dev.pairplane.publishing.core.alert.EnrichedAlert;
import dev.pairplane.publishing.core.alert.Tier;
import dev.pairplane.publishing.core.job.Job;
import dev.pairplane.publishing.core.job.JobView;
import dev.pairplane.publishing.core.journal.Change;
import dev.pairplane.publishing.core.retry.RetryPolicy;
import dev.pairplane.publishing.core.send.SendResult;
import dev.pairplane.publishing.core.send.Sender;
import dev.pairplane.publishing.core.target.BodyFormat;
import dev.pairplane.publishing.core.target.Target;
import dev.pairplane.publishing.core.target.TargetSet;
import dev.pairplane.publishing.core.target.TargetType;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.UUID;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Stream;

/// A scheduler on virtual time, with targets that answer what the test says and an owner that
/// remembers what it is told.
final class Stage implements Sender, SchedulerOwner {
    static final SchedulerSettings SETTINGS = SchedulerSettings.DEFAULT;

    final SteppedTime time = new SteppedTime();
    final List<QueueEvent> events = new ArrayList<>();
    final List<Change> changes = new ArrayList<>();
    final Map<UUID, JobView> views = new HashMap<>();
    final List<Sent> sent = new ArrayList<>();

    /// Attempts without an answer, in order.
    final List<Sent> open = new ArrayList<>();

    /// Marks that are not committed.
    final Deque<Marking> marking = new ArrayDeque<>();

    final Scheduler scheduler;

    private final Map<String, Function<Sent, SendResult>> answers = new HashMap<>();
    private final Map<String, Duration> delays = new HashMap<>();
    private final Map<String, Target> targets = new LinkedHashMap<>();
    private Consumer<Sent> sending = _ -> {};
    private BiConsumer<Sent, SendResult> answering = (_, _) -> {};
    private long seq;
    private long ids;

    Stage(SchedulerSettings settings) {
        scheduler =
                new Scheduler(
                        settings,
                        time,
                        new SplittableRandom(1),
                        () -> new UUID(1, ids++),
                        this,
                        this,
                        events::add);
    }

    /// A mark that is not committed.
    record Marking(UUID job, Runnable then) {
        void commit() {
            then.run();
        }
    }

    /// Runs before every attempt.
    void onSend(Consumer<Sent> check) {
        sending = check;
    }

    /// Runs before every result.
    void onAnswer(BiConsumer<Sent, SendResult> check) {
        answering = check;
    }

    /// A scheduler that sends to these targets.
    static Stage with(SchedulerSettings settings, String... targets) {
        var stage = new Stage(settings);
        stage.targets(Arrays.stream(targets).map(Stage::target).toArray(Target[]::new));
        stage.scheduler.gate(true);
        return stage;
    }

    static SchedulerSettings settings(int workers, int capacity) {
        return settings(workers, capacity, SETTINGS.tierMaxAge());
    }

    static SchedulerSettings settings(int workers, int capacity, Map<Tier, Duration> tierMaxAge) {
        return new SchedulerSettings(
                workers,
                Map.of(Tier.HIGH, capacity, Tier.MEDIUM, capacity, Tier.LOW, capacity),
                SETTINGS.maxBytes(),
                SETTINGS.deferredPerTarget(),
                SETTINGS.patience(),
                SETTINGS.ageing(),
                SETTINGS.maxAge(),
                tierMaxAge,
                SETTINGS.removedGrace(),
                SETTINGS.poisonTakeovers(),
                SETTINGS.poisonLosses(),
                RetryPolicy.DEFAULT,
                SETTINGS.breaker());
    }

    static Target target(String name) {
        return target(name, true, 1, OptionalInt.empty());
    }

    static Target target(String name, boolean enabled, long generation, OptionalInt concurrency) {
        return target(name, enabled, generation, concurrency, false);
    }

    static Target target(
            String name,
            boolean enabled,
            long generation,
            OptionalInt concurrency,
            boolean collapsePairs) {
        return new Target(
                name,
                TargetType.WEBHOOK,
                BodyFormat.WEBHOOK,
                enabled,
                generation,
                "https://" + name + ".example/***",
                OptionalInt.empty(),
                concurrency,
                Duration.ofSeconds(10),
                1 << 20,
                collapsePairs);
    }

    void targets(Target... all) {
        targets.clear();
        for (Target target : all) {
            targets.put(target.name(), target);
        }
        scheduler.targets(new TargetSet(targets.values()));
    }

    Job job(String target, String fingerprint, AlertStatus status, Tier tier, int maxRetries) {
        var alert =
                new Alert(
                        fingerprint,
                        "Alert",
                        status,
                        Collections.unmodifiableSortedMap(new TreeMap<>()),
                        Collections.unmodifiableSortedMap(new TreeMap<>()),
                        Instant.EPOCH,
                        Optional.empty(),
                        Optional.empty(),
                        Instant.EPOCH);
        return new Job(
                new UUID(0, ids++),
                new UUID(2, ids),
                new EnrichedAlert(alert, Optional.empty(), Optional.empty(), 100),
                target,
                "webhook",
                tier,
                maxRetries,
                time.now(),
                Optional.empty(),
                "request",
                Optional.empty());
    }

    /// The same job, as one that somebody asked for who saw a dead letter.
    static Job replay(Job job) {
        return new Job(
                job.id(),
                job.submissionId(),
                job.alert(),
                job.target(),
                job.targetType(),
                job.tier(),
                job.maxRetries(),
                job.createdAt(),
                Optional.of(new UUID(3, 3)),
                job.requestId(),
                job.traceparent());
    }

    /// Submits an alert to one target, which must have room.
    Job submit(String target, String fingerprint, AlertStatus status, Tier tier) {
        return submit(job(target, fingerprint, status, tier, 3));
    }

    Job submit(String target, String fingerprint, Tier tier) {
        return submit(target, fingerprint, AlertStatus.FIRING, tier);
    }

    Job submit(Job job) {
        var wanted = List.of(targets.getOrDefault(job.target(), target(job.target())));
        var admission = scheduler.admit(job.tier(), wanted, true, job.alert().size());
        if (!(admission instanceof Admission.Admitted admitted)) {
            throw new AssertionError("no room: " + admission);
        }
        scheduler.add(admitted, List.of(QueuedJob.fresh(job, nextSeq())));
        return job;
    }

    long nextSeq() {
        return ++seq;
    }

    /// A target answers by itself from now on.
    void answers(String target, Duration after, Function<Sent, SendResult> how) {
        answers.put(target, how);
        delays.put(target, after);
    }

    /// A target answers at once, with these in turn; the last for ever.
    void answers(String target, SendResult... results) {
        var next = new ArrayDeque<>(List.of(results));
        answers(target, Duration.ZERO, _ -> next.size() > 1 ? next.removeFirst() : next.getFirst());
    }

    @Override
    public Sending send(Job job, Target target, int attempt, Consumer<SendResult> done) {
        var one = new Sent(job, target, attempt, time.nanos(), done);
        sending.accept(one);
        sent.add(one);
        open.add(one);
        var how = answers.get(target.name());
        if (how != null) {
            time.after(
                    delays.getOrDefault(target.name(), Duration.ZERO),
                    () -> answer(one, how.apply(one)));
        }
        return () -> time.after(Duration.ZERO, () -> answer(one, new SendResult.Cancelled(true)));
    }

    /// Answers an attempt that has no answer yet.
    void answer(Sent one, SendResult result) {
        if (open.remove(one)) {
            answering.accept(one, result);
            one.done().accept(result);
        }
    }

    /// Answers the oldest open attempt.
    Sent answer(SendResult result) {
        var one = open.getFirst();
        answer(one, result);
        return one;
    }

    @Override
    public void happened(Change change) {
        changes.add(change);
    }

    @Override
    public void before(Change.Starting change, Runnable then) {
        changes.add(change);
        marking.add(new Marking(change.job().id(), then));
    }

    @Override
    public void looks(JobView view) {
        views.put(view.id(), view);
    }

    JobView view(Job job) {
        var view = views.get(job.id());
        if (view == null) {
            throw new AssertionError("never shown: " + job.id());
        }
        return view;
    }

    List<String> sentFingerprints() {
        return sent.stream().map(Sent::fingerprint).toList();
    }

    /// What became of a job, by its last change.
    Optional<Change> last(Job job) {
        return changes.stream()
                .filter(change -> change.job().equals(job))
                .reduce((_, last) -> last);
    }

    Change.DeadLettered deadLetter(Job job) {
        if (last(job).orElseThrow() instanceof Change.DeadLettered letter) {
            return letter;
        }
        throw new AssertionError("not given up: " + last(job));
    }

    <T extends QueueEvent> Stream<T> events(Class<T> kind) {
        return events.stream().filter(kind::isInstance).map(kind::cast);
    }

    QueueFigures figures() {
        return scheduler.figures();
    }

    QueueFigures.LaneFigures lane(String target) {
        return figures().lanes().stream()
                .filter(lane -> lane.target().equals(target))
                .findFirst()
                .orElseThrow();
    }

    void pass(Duration duration) {
        time.pass(duration);
    }
}
