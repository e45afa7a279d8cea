package dev.pairplane.publishing.core.journal;

import dev.pairplane.publishing.core.alert.Alert;
import dev.pairplane.publishing.core.alert.AlertStatus;
import dev.pairplane.publishing.core.alert.EnrichedAlert;
import dev.pairplane.publishing.core.alert.Tier;
import dev.pairplane.publishing.core.job.Attempt;
import dev.pairplane.publishing.core.job.ErrorType;
import dev.pairplane.publishing.core.job.Job;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.TreeMap;
import java.util.UUID;
import java.util.stream.IntStream;

/// Submissions, jobs and changes, told apart by a number.
final class Samples {

    private static final int SUBMISSION = 1 << 20;

    private Samples() {}

    static Submission submission(int number, int jobs, int bytes) {
        UUID id = new UUID(0, SUBMISSION + (long) number);
        return new Submission(
                id,
                "",
                Optional.empty(),
                Tier.MEDIUM,
                Instant.EPOCH,
                IntStream.range(0, jobs).mapToObj(i -> job(number * 100 + i, bytes)).toList(),
                List.of());
    }

    static Job job(int number, int bytes) {
        return new Job(
                new UUID(0, number),
                new UUID(0, SUBMISSION + (long) number / 100),
                alert("f" + number, AlertStatus.FIRING, bytes),
                "hook",
                "webhook",
                Tier.MEDIUM,
                3,
                Instant.EPOCH,
                Optional.empty(),
                "request",
                Optional.empty());
    }

    static EnrichedAlert alert(String fingerprint, AlertStatus status, int bytes) {
        return new EnrichedAlert(
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
                bytes);
    }

    static Attempt attempt() {
        return new Attempt(
                1,
                Instant.EPOCH,
                Duration.ofMillis(5),
                "delivered",
                OptionalInt.of(200),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                false);
    }

    static Change.Succeeded succeeded(int number) {
        return new Change.Succeeded(job(number, 100), 0, 1, attempt(), Instant.EPOCH);
    }

    static Change.Starting starting(int number) {
        return new Change.Starting(job(number, 100), 0);
    }

    static Change.DeadLettered dead(int number, int bytes) {
        return new Change.DeadLettered(
                job(number, bytes),
                0,
                1,
                new UUID(1, number),
                "permanent",
                ErrorType.PERMANENT,
                "no",
                OptionalInt.of(400),
                Optional.of(attempt()),
                List.of(attempt()),
                Optional.empty(),
                Instant.EPOCH);
    }
}
