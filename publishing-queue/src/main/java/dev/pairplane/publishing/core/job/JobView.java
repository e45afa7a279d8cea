package dev.pairplane.publishing.core.job;

import dev.pairplane.publishing.core.alert.Tier;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.UUID;

/// A job as it is shown: an immutable picture of one moment.
///
/// @param attempts how many were made that count
/// @param attemptLog the last 20 attempts, oldest first
/// @param waited from submission to the first attempt
/// @param deferredReason why it waits although it could go: `circuit_open`, `hold`,
///   `target_disabled` or `target_missing` for its target, `ordering` for an earlier job
public record JobView(
        UUID id,
        UUID submissionId,
        String fingerprint,
        String target,
        String targetType,
        Tier tier,
        JobState state,
        int attempts,
        int maxRetries,
        Optional<String> lastError,
        Optional<ErrorType> errorType,
        OptionalInt lastStatus,
        Instant createdAt,
        Optional<Instant> startedAt,
        Optional<Instant> nextAttemptAt,
        Optional<Instant> completedAt,
        Optional<Duration> waited,
        Optional<UUID> deadLetterId,
        Optional<UUID> replayOf,
        Optional<String> deferredReason,
        List<Attempt> attemptLog) {

    public JobView {
        attemptLog = List.copyOf(attemptLog);
    }

    /// The same, waiting for this reason.
    public JobView deferred(Optional<String> reason) {
        return new JobView(
                id,
                submissionId,
                fingerprint,
                target,
                targetType,
                tier,
                state,
                attempts,
                maxRetries,
                lastError,
                errorType,
                lastStatus,
                createdAt,
                startedAt,
                nextAttemptAt,
                completedAt,
                waited,
                deadLetterId,
                replayOf,
                reason,
                attemptLog);
    }

    /// Attempts after the first one.
    public int retryCount() {
        return Math.max(0, attempts - 1);
    }
}
