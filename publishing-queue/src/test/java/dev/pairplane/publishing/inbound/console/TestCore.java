package dev.pairplane.publishing.inbound.console;

import dev.pairplane.publishing.core.alert.Alert;
import dev.pairplane.publishing.core.alert.AlertStatus;
import dev.pairplane.publishing.core.alert.EnrichedAlert;
import dev.pairplane.publishing.core.breaker.BreakerSettings;
import dev.pairplane.publishing.core.deadletter.DeadLetter;
import dev.pairplane.publishing.core.intake.Listeners;
import dev.pairplane.publishing.core.intake.PublishingCore;
import dev.pairplane.publishing.core.intake.PublishingSettings;
import dev.pairplane.publishing.core.intake.SubmitRequest;
import dev.pairplane.publishing.core.intake.SubmitResult;
import dev.pairplane.publishing.core.journal.CommitterSettings;
import dev.pairplane.publishing.core.journal.MembershipSettings;
import dev.pairplane.publishing.core.journal.RecorderSettings;
import dev.pairplane.publishing.core.queue.SchedulerSettings;
import dev.pairplane.publishing.core.retry.RetryPolicy;
import dev.pairplane.publishing.core.send.SendResult;
import dev.pairplane.publishing.core.send.Sender;
import dev.pairplane.publishing.core.target.BodyFormat;
import dev.pairplane.publishing.core.target.Target;
import dev.pairplane.publishing.core.target.TargetSet;
import dev.pairplane.publishing.core.target.TargetType;
import dev.pairplane.publishing.core.time.Timers;
import dev.pairplane.publishing.store.MemoryStore;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;
import org.awaitility.Awaitility;

/// The real core in real time on the store's twin. Targets answer what a test says.
final class TestCore implements AutoCloseable {
    static final Duration SOON = Duration.ofSeconds(20);

    private final ScheduledExecutorService serial = Executors.newSingleThreadScheduledExecutor();
    private final Map<String, SendResult> answers = new ConcurrentHashMap<>();
    final MemoryStore store;
    final PublishingCore core;

    TestCore() throws Exception {
        Timers timers = new RealTimers(serial);
        store = new MemoryStore(timers);
        MemoryStore.Replica replica = store.replica("a");
        core =
                new PublishingCore(
                        settings(),
                        timers,
                        RandomGenerator.getDefault(),
                        serial,
                        sender(),
                        replica.journal(),
                        replica.replicas(),
                        replica.deadLetters(),
                        replica.jobs(),
                        UUID::randomUUID,
                        new Listeners(_ -> {}, _ -> {}, _ -> {}));
        CompletableFuture<Void> ready = new CompletableFuture<>();
        core.targets(
                new TargetSet(
                        List.of(target("good", true), target("bad", true), target("off", false))));
        core.start(() -> ready.complete(null));
        ready.get(SOON.toSeconds(), TimeUnit.SECONDS);
    }

    private static PublishingSettings settings() {
        SchedulerSettings usual = SchedulerSettings.DEFAULT;
        return new PublishingSettings(
                new SchedulerSettings(
                        usual.workers(),
                        usual.capacity(),
                        usual.maxBytes(),
                        usual.deferredPerTarget(),
                        usual.patience(),
                        usual.ageing(),
                        usual.maxAge(),
                        usual.tierMaxAge(),
                        usual.removedGrace(),
                        usual.poisonTakeovers(),
                        usual.poisonLosses(),
                        new RetryPolicy(
                                Duration.ofMillis(1), Duration.ofMillis(1), 1, Duration.ZERO),
                        BreakerSettings.DEFAULT),
                CommitterSettings.DEFAULT,
                RecorderSettings.DEFAULT,
                MembershipSettings.DEFAULT,
                PublishingSettings.Intake.DEFAULT);
    }

    static Target target(String name, boolean enabled) {
        return new Target(
                name,
                TargetType.WEBHOOK,
                BodyFormat.WEBHOOK,
                enabled,
                1,
                "https://" + name + ".example/hook",
                OptionalInt.of(1),
                OptionalInt.empty(),
                Duration.ofSeconds(5),
                1 << 20,
                false);
    }

    private Sender sender() {
        return (_, target, _, done) -> {
            SendResult result =
                    answers.getOrDefault(
                            target.name(), new SendResult.Answered(200, Optional.empty(), "ok"));
            serial.execute(() -> done.accept(result));
            return () -> {};
        };
    }

    /// From now on a target answers this.
    void answers(String target, int status, String body) {
        answers.put(target, new SendResult.Answered(status, Optional.empty(), body));
    }

    /// Submits a firing alert, and returns its job's id.
    UUID submit(String fingerprint, String target, String label) throws Exception {
        return submit(fingerprint, target, label, AlertStatus.FIRING);
    }

    UUID submit(String fingerprint, String target, String label, AlertStatus status)
            throws Exception {
        TreeMap<String, String> labels = new TreeMap<>(Map.of("alertname", "Demo", "text", label));
        Alert alert =
                new Alert(
                        fingerprint,
                        "Demo",
                        status,
                        labels,
                        new TreeMap<>(Map.of("summary", label)),
                        Instant.parse("2026-01-02T03:04:05Z"),
                        Optional.empty(),
                        Optional.of("https://prometheus.example/" + label.length()),
                        Instant.parse("2026-01-02T03:04:05Z"));
        CompletableFuture<SubmitResult> result = new CompletableFuture<>();
        core.submit(
                new SubmitRequest(
                        new EnrichedAlert(alert, Optional.empty(), Optional.of(label), 500),
                        Optional.of(target),
                        Optional.empty(),
                        "tests",
                        "request-1",
                        Optional.empty()),
                result::complete);
        return switch (result.get(SOON.toSeconds(), TimeUnit.SECONDS)) {
            case SubmitResult.Accepted accepted -> accepted.accepted().jobs().getFirst().id();
            case SubmitResult other -> throw new AssertionError("not accepted: " + other);
        };
    }

    /// Submits an alert that the target `bad` refuses, and waits for its dead letter.
    UUID deadLetter(String fingerprint, String label) throws Exception {
        answers("bad", 400, "refused " + label);
        UUID job = submit(fingerprint, "bad", label);
        Awaitility.await()
                .atMost(SOON)
                .until(() -> letters().anyMatch(letter -> letter.jobId().equals(job)));
        return letters()
                .filter(letter -> letter.jobId().equals(job))
                .findFirst()
                .orElseThrow()
                .id();
    }

    Stream<DeadLetter> letters() {
        return onSerial(() -> store.tables().deadLetters()).stream();
    }

    /// How many jobs were delivered.
    int delivered() {
        return onSerial(() -> store.tables().delivered().size());
    }

    <T> T onSerial(Supplier<T> question) {
        return CompletableFuture.supplyAsync(question, serial).join();
    }

    @Override
    public void close() {
        serial.shutdownNow();
    }

    private record RealTimers(ScheduledExecutorService serial) implements Timers {
        @Override
        public long nanos() {
            return System.nanoTime();
        }

        @Override
        public Instant now() {
            return Instant.now();
        }

        @Override
        public Timer after(Duration delay, Runnable task) {
            var future = serial.schedule(task, delay.toNanos(), TimeUnit.NANOSECONDS);
            return () -> future.cancel(false);
        }
    }
}
