package dev.pairplane.publishing.store;

import dev.pairplane.publishing.core.alert.Alert;
import dev.pairplane.publishing.core.alert.AlertStatus;
import dev.pairplane.publishing.core.alert.Classification;
import dev.pairplane.publishing.core.alert.EnrichedAlert;
import dev.pairplane.publishing.core.alert.Severity;
import dev.pairplane.publishing.core.alert.Tier;
import dev.pairplane.publishing.core.job.Attempt;
import dev.pairplane.publishing.core.job.ErrorType;
import dev.pairplane.publishing.core.job.Job;
import dev.pairplane.publishing.core.journal.Change;
import dev.pairplane.publishing.core.journal.Submission;
import dev.pairplane.publishing.outbound.json.AlertText;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.TreeMap;
import java.util.UUID;
import java.util.stream.Stream;

/// Things to be stored; each has ids of its own.
public final class Samples {

    private final Instant now;
    private long ids;

    /// @param now when everything was created; to the microsecond
    public Samples(Instant now) {
        this.now = now.truncatedTo(ChronoUnit.MICROS);
    }

    /// A new id; ids sort by their making.
    public UUID id() {
        return new UUID((now.toEpochMilli() << 16) | 0x7000, 0x8000_0000_0000_0000L | ++ids);
    }

    /// An alert with everything that it can have.
    public EnrichedAlert alert(String fingerprint, AlertStatus status) {
        var labels = new TreeMap<String, String>();
        labels.put("severity", "critical");
        labels.put("alertname", "Söme \"name\"");
        return AlertText.sized(
                new Alert(
                        fingerprint,
                        "Some name",
                        status,
                        labels,
                        new TreeMap<>(),
                        now.minusSeconds(60),
                        Optional.empty(),
                        Optional.of("https://example.org/graph"),
                        now),
                Optional.of(new Classification(Severity.WARNING, 0.25, "why", List.of("do"))),
                Optional.of("{\"a\":1.10,\"b\":[1e3]}"));
    }

    /// A submission of one firing alert for some targets.
    public Submission firing(String fingerprint, String... targets) {
        return submission(alert(fingerprint, AlertStatus.FIRING), Tier.HIGH, targets);
    }

    /// A submission of its end.
    public Submission resolved(String fingerprint, String... targets) {
        return submission(alert(fingerprint, AlertStatus.RESOLVED), Tier.LOW, targets);
    }

    /// A submission for some targets.
    public Submission submission(EnrichedAlert alert, Tier tier, String... targets) {
        var id = id();
        return new Submission(
                id,
                "somebody",
                Optional.empty(),
                tier,
                now,
                Stream.of(targets).map(target -> job(id, alert, target, tier)).toList(),
                List.of(new Submission.Skipped("off", "filtered")));
    }

    /// A job.
    public Job job(UUID submission, EnrichedAlert alert, String target, Tier tier) {
        return new Job(
                id(),
                submission,
                alert,
                target,
                "webhook",
                tier,
                3,
                now,
                Optional.empty(),
                "request",
                Optional.of("00-trace-1-01"));
    }

    /// A job that sends a letter's alert again.
    public Job again(Job job, UUID letter) {
        return new Job(
                id(),
                job.submissionId(),
                job.alert(),
                job.target(),
                job.targetType(),
                job.tier(),
                3,
                now,
                Optional.of(letter),
                "replay",
                Optional.empty());
    }

    /// The same submission with an idempotency key.
    public static Submission keyed(Submission submission, String key, String digest) {
        return new Submission(
                submission.id(),
                submission.principal(),
                Optional.of(new Submission.Key(key, digest)),
                submission.tier(),
                submission.createdAt(),
                submission.jobs(),
                submission.skipped());
    }

    /// A delivered attempt.
    public Attempt delivered(int number) {
        return new Attempt(
                number,
                now.plusSeconds(number),
                Duration.ofMillis(12),
                "delivered",
                OptionalInt.of(204),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                false);
    }

    /// A failed attempt.
    public Attempt failed(int number) {
        return new Attempt(
                number,
                now.plusSeconds(number),
                Duration.ofMillis(34),
                "http_503",
                OptionalInt.of(503),
                Optional.of(ErrorType.TRANSIENT),
                Optional.of("no \0 room"),
                Optional.of(Duration.ofSeconds(2)),
                true);
    }

    /// Delivered at the first attempt.
    public Change.Succeeded succeeded(Job job, long fence) {
        return new Change.Succeeded(job, fence, 1, delivered(1), now.plusSeconds(2));
    }

    /// Dropped unsent.
    public Change.Collapsed collapsed(Job job, long fence) {
        return new Change.Collapsed(job, fence, now.plusSeconds(3));
    }

    /// To be tried again.
    public Change.Retrying retrying(Job job, long fence, int attempts) {
        return new Change.Retrying(job, fence, attempts, Duration.ofSeconds(30), failed(attempts));
    }

    /// Given up after some attempts.
    public Change.DeadLettered dead(Job job, long fence, int attempts) {
        return new Change.DeadLettered(
                job,
                fence,
                attempts,
                id(),
                "exhausted",
                ErrorType.TRANSIENT,
                "gave up",
                OptionalInt.of(503),
                Optional.of(failed(attempts)),
                List.of(failed(attempts)),
                Optional.of(
                        new Change.ShownTarget(
                                job.target(), "webhook", "generic", "https://example.org", 7)),
                now.plusSeconds(ids));
    }
}
