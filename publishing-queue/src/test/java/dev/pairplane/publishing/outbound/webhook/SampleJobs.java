package dev.pairplane.publishing.outbound.webhook;

import dev.pairplane.publishing.core.alert.Alert;
import dev.pairplane.publishing.core.alert.AlertStatus;
import dev.pairplane.publishing.core.alert.Classification;
import dev.pairplane.publishing.core.alert.EnrichedAlert;
import dev.pairplane.publishing.core.alert.Severity;
import dev.pairplane.publishing.core.alert.Tier;
import dev.pairplane.publishing.core.job.Job;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;

/// Jobs to be sent.
public final class SampleJobs {

    /// When all of it happens.
    public static final Instant NOW = Instant.parse("2026-03-04T05:06:07.250Z");

    private static final UUID ID = UUID.fromString("01960000-0000-7000-8000-00000000000a");
    private static final UUID SUBMISSION = UUID.fromString("01960000-0000-7000-8000-00000000000b");

    private SampleJobs() {}

    /// One with everything in it.
    public static Job full(String target) {
        var alert =
                new Alert(
                        "a1b2c3",
                        "DiskFull",
                        AlertStatus.FIRING,
                        new TreeMap<>(
                                Map.of("severity", "critical", "zone", "b", "namespace", "db")),
                        new TreeMap<>(Map.of("summary", "\"97 %\" voll – schnell \uD83D\uDD25\n")),
                        Instant.parse("2026-03-04T05:00:00Z"),
                        Optional.empty(),
                        Optional.of("https://prometheus.example/graph?g0=1"),
                        NOW);
        var classification =
                new Classification(
                        Severity.WARNING, 0.875, "ö".repeat(600), List.of("a", "b", "c", "d"));
        return job(
                new EnrichedAlert(
                        alert,
                        Optional.of(classification),
                        Optional.of("{\"n\":1.50,\"x\":[true,null]}"),
                        900),
                target);
    }

    /// A resolved one with as little in it as possible.
    public static Job resolved(String target) {
        var alert =
                new Alert(
                        "f",
                        "Gone",
                        AlertStatus.RESOLVED,
                        new TreeMap<>(),
                        new TreeMap<>(),
                        Instant.parse("2026-03-04T05:00:00Z"),
                        Optional.empty(),
                        Optional.empty(),
                        NOW);
        return job(new EnrichedAlert(alert, Optional.empty(), Optional.empty(), 100), target);
    }

    /// The same job with another id, as a replay makes it.
    public static Job withId(Job job, UUID id) {
        return new Job(
                id,
                job.submissionId(),
                job.alert(),
                job.target(),
                job.targetType(),
                job.tier(),
                job.maxRetries(),
                job.createdAt(),
                Optional.of(UUID.fromString("01960000-0000-7000-8000-00000000000c")),
                job.requestId(),
                job.traceparent());
    }

    /// The same job, asked for by another request.
    public static Job withRequest(Job job, String requestId, Optional<String> traceparent) {
        return new Job(
                job.id(),
                job.submissionId(),
                job.alert(),
                job.target(),
                job.targetType(),
                job.tier(),
                job.maxRetries(),
                job.createdAt(),
                job.replayOf(),
                requestId,
                traceparent);
    }

    private static Job job(EnrichedAlert alert, String target) {
        return new Job(
                ID,
                SUBMISSION,
                alert,
                target,
                "webhook",
                Tier.HIGH,
                3,
                NOW,
                Optional.empty(),
                "request-1",
                Optional.of("00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01"));
    }
}
