package dev.pairplane.publishing.core.intake;

import dev.pairplane.publishing.core.alert.Alert;
import dev.pairplane.publishing.core.alert.AlertStatus;
import dev.pairplane.publishing.core.alert.EnrichedAlert;
import dev.pairplane.publishing.core.alert.Tier;
import dev.pairplane.publishing.core.job.Job;
import dev.pairplane.publishing.core.journal.CommitterSettings;
import dev.pairplane.publishing.core.journal.JournalEvent;
import dev.pairplane.publishing.core.journal.MembershipSettings;
import dev.pairplane.publishing.core.journal.RecorderSettings;
import dev.pairplane.publishing.core.journal.RepeatPause;
import dev.pairplane.publishing.core.journal.Submission;
import dev.pairplane.publishing.core.queue.SchedulerSettings;
import dev.pairplane.publishing.core.send.SendResult;
import dev.pairplane.publishing.core.send.Sender;
import dev.pairplane.publishing.core.target.BodyFormat;
import dev.pairplane.publishing.core.target.Target;
import dev.pairplane.publishing.core.target.TargetSet;
import dev.pairplane.publishing.core.target.TargetType;
import dev.pairplane.publishing.core.time.VirtualTimers;
import dev.pairplane.publishing.store.Faults;
import dev.pairplane.publishing.store.MemoryStore;
import dev.pairplane.testkit.Seeds;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.TreeMap;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;

/// One core on a store in memory, and a receiver that answers what it is told.
final class CoreWorld {

    static final int MAX_BODY = 1000;

    final VirtualTimers timers = new VirtualTimers();
    final MemoryStore store = new MemoryStore(timers);
    final MemoryStore.Replica replica = store.replica("a");
    final List<IntakeEvent> events = new ArrayList<>();
    final List<JournalEvent> journal = new ArrayList<>();
    final List<SubmitResult> answers = new ArrayList<>();
    final List<ReplayResult> replays = new ArrayList<>();
    final List<Job> sent = new ArrayList<>();
    final List<Target> sentTo = new ArrayList<>();
    final List<Consumer<SendResult>> open = new ArrayList<>();
    final List<String> told = new ArrayList<>();
    final PublishingCore core;

    /// What the receiver answers at once; 0 for nothing yet.
    int status = 200;

    private final RandomGenerator ids = Seeds.of(1).random("ids");

    CoreWorld() {
        core = core(replica);
    }

    PublishingCore core(MemoryStore.Replica of) {
        return new PublishingCore(
                settings(),
                timers,
                Seeds.of(1).random("jitter"),
                timers.executor(),
                this::send,
                of.journal(),
                of.replicas(),
                of.deadLetters(),
                of.jobs(),
                () -> new UUID(ids.nextLong(), ids.nextLong()),
                new Listeners(_ -> {}, journal::add, events::add));
    }

    private static PublishingSettings settings() {
        SchedulerSettings base = SchedulerSettings.DEFAULT;
        return new PublishingSettings(
                new SchedulerSettings(
                        2,
                        Map.of(Tier.HIGH, 4, Tier.MEDIUM, 4, Tier.LOW, 4),
                        base.maxBytes(),
                        base.deferredPerTarget(),
                        base.patience(),
                        base.ageing(),
                        base.maxAge(),
                        base.tierMaxAge(),
                        base.removedGrace(),
                        base.poisonTakeovers(),
                        base.poisonLosses(),
                        base.retries(),
                        base.breaker()),
                CommitterSettings.DEFAULT,
                new RecorderSettings(Duration.ofMillis(50), 256, 1 << 20, 3, RepeatPause.DEFAULT),
                MembershipSettings.DEFAULT,
                PublishingSettings.Intake.DEFAULT);
    }

    private Sender.Sending send(Job job, Target target, int attempt, Consumer<SendResult> done) {
        sent.add(job);
        sentTo.add(target);
        int answer = status;
        if (answer == 0) {
            open.add(done);
            return () ->
                    timers.after(Duration.ZERO, () -> done.accept(new SendResult.Cancelled(true)));
        }
        timers.after(
                Duration.ofMillis(1),
                () -> done.accept(new SendResult.Answered(answer, Optional.empty(), "")));
        return () -> {};
    }

    static Target target(String name, boolean enabled) {
        return target(name, enabled, 1, "http://" + name);
    }

    static Target target(String name, boolean enabled, long generation, String url) {
        return target(name, enabled, generation, url, false);
    }

    static Target target(
            String name, boolean enabled, long generation, String url, boolean collapsePairs) {
        return new Target(
                name,
                TargetType.WEBHOOK,
                BodyFormat.WEBHOOK,
                enabled,
                generation,
                url,
                OptionalInt.empty(),
                OptionalInt.empty(),
                Duration.ofSeconds(5),
                MAX_BODY,
                collapsePairs);
    }

    static TargetSet targets(Target... all) {
        return new TargetSet(Arrays.asList(all));
    }

    /// Ready, with the targets `x` and `y`, and `off`, which is.
    CoreWorld started() {
        core.targets(targets(target("x", true), target("y", true), target("off", false)));
        core.start(() -> told.add("ready"));
        timers.pass(10);
        return this;
    }

    void faults(Faults.Call which, Faults.Fate fate) {
        store.faults((_, call) -> call == which ? fate : Faults.Fate.GOOD);
    }

    static SubmitRequest request(String fingerprint, Optional<String> target, int size) {
        return request(fingerprint, AlertStatus.FIRING, target, size);
    }

    static SubmitRequest resolved(String fingerprint, String target) {
        return request(fingerprint, AlertStatus.RESOLVED, Optional.of(target), 10);
    }

    private static SubmitRequest request(
            String fingerprint, AlertStatus status, Optional<String> target, int size) {
        return new SubmitRequest(
                new EnrichedAlert(
                        new Alert(
                                fingerprint,
                                "A",
                                status,
                                new TreeMap<>(),
                                new TreeMap<>(),
                                Instant.EPOCH,
                                Optional.empty(),
                                Optional.empty(),
                                Instant.EPOCH),
                        Optional.empty(),
                        Optional.empty(),
                        size),
                target,
                Optional.empty(),
                "p",
                "r",
                Optional.empty());
    }

    static SubmitRequest keyed(String fingerprint, String key, String body) {
        SubmitRequest plain = request(fingerprint, Optional.of("x"), 10);
        return new SubmitRequest(
                plain.alert(),
                plain.target(),
                Optional.of(new Submission.Key(key, body)),
                plain.principal(),
                plain.requestId(),
                plain.traceparent());
    }

    void submit(SubmitRequest request) {
        core.submit(request, answers::add);
    }

    SubmitResult submitted(SubmitRequest request) {
        submit(request);
        timers.pass(10);
        return answers.getLast();
    }

    SubmitResult to(String target) {
        return submitted(request("f", Optional.of(target), 10));
    }

    Submission.Accepted accepted(SubmitRequest request) {
        return ((SubmitResult.Accepted) submitted(request)).accepted();
    }

    void replay(UUID id, Optional<String> target, boolean force) {
        core.replay(id, target, "op", "r", force, replays::add);
    }
}
