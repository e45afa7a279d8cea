package dev.pairplane.publishing.core.job;

import dev.pairplane.publishing.core.alert.EnrichedAlert;
import dev.pairplane.publishing.core.alert.Tier;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;

/// One alert to be delivered to one target; what never changes about it.
///
/// @param id version 7, so that ids sort by time
/// @param tier as it was decided when it was submitted
/// @param maxRetries retries after the first attempt
/// @param replayOf the dead letter that this job sends again
/// @param traceparent the trace that it was submitted in
public record Job(
        UUID id,
        UUID submissionId,
        EnrichedAlert alert,
        String target,
        String targetType,
        Tier tier,
        int maxRetries,
        Instant createdAt,
        Optional<UUID> replayOf,
        String requestId,
        Optional<String> traceparent) {

    /// What must arrive in order: alerts of one condition at one target.
    public Chain chain() {
        return new Chain(target, alert.alert().fingerprint());
    }

    /// The same job as a part of another span.
    public Job within(Optional<String> span) {
        return new Job(
                id,
                submissionId,
                alert,
                target,
                targetType,
                tier,
                maxRetries,
                createdAt,
                replayOf,
                requestId,
                span);
    }

    /// The key of a chain.
    public record Chain(String target, String fingerprint) {}
}
