package dev.pairplane.publishing.core.deadletter;

import dev.pairplane.publishing.core.alert.EnrichedAlert;
import dev.pairplane.publishing.core.alert.Tier;
import dev.pairplane.publishing.core.job.Attempt;
import dev.pairplane.publishing.core.job.ErrorType;
import dev.pairplane.publishing.core.journal.Change;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.UUID;

/// A job that was given up.
///
/// @param alert its own copy, so that it outlives the submission; empty when what is stored cannot
///   be read
/// @param reason as in [Change.DeadLettered]
/// @param retryCount attempts after the first
public record DeadLetter(
        UUID id,
        UUID jobId,
        UUID submissionId,
        String fingerprint,
        String target,
        String targetType,
        Optional<EnrichedAlert> alert,
        Optional<Change.ShownTarget> shownTarget,
        Tier tier,
        String reason,
        ErrorType errorType,
        String message,
        OptionalInt status,
        int retryCount,
        List<Attempt> attemptLog,
        Instant createdAt,
        Instant failedAt,
        Optional<Instant> lastRetryAt,
        Replays replays) {

    public DeadLetter {
        attemptLog = List.copyOf(attemptLog);
    }

    /// What was done to send it again.
    ///
    /// @param result how the last one ended: `success` or `failed`; empty while it is under way
    /// @param jobId the last one's job
    /// @param by who did it last
    public record Replays(
            int count,
            Optional<Instant> lastAt,
            Optional<String> result,
            Optional<UUID> jobId,
            Optional<String> by) {

        /// None yet.
        public static final Replays NONE =
                new Replays(
                        0, Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty());
    }
}
