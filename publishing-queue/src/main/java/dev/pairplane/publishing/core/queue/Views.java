package dev.pairplane.publishing.core.queue;

import dev.pairplane.publishing.core.job.Attempt;
import dev.pairplane.publishing.core.job.ErrorType;
import dev.pairplane.publishing.core.job.JobState;
import dev.pairplane.publishing.core.job.JobView;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.UUID;

/// Pictures of jobs.
final class Views {
    private Views() {}

    /// A job that is not finished.
    ///
    /// @param left until its next attempt, if it is in backoff
    static JobView unfinished(JobEntry entry, Instant now, Duration left) {
        var state =
                switch (entry.place) {
                    case FLYING -> JobState.PROCESSING;
                    case DELAYED -> JobState.RETRYING;
                    case NONE, ORDERING, READY, STARTING, ENDED -> JobState.QUEUED;
                };
        var last = entry.lastAttempt();
        return view(
                entry,
                state,
                last.flatMap(Attempt::error),
                last.flatMap(Attempt::errorType),
                state == JobState.RETRYING ? Optional.of(now.plus(left)) : Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                deferred(entry));
    }

    /// A job that was delivered.
    static JobView delivered(JobEntry entry, Instant now) {
        return done(entry, JobState.SUCCEEDED, now);
    }

    /// A job that was dropped.
    static JobView collapsed(JobEntry entry, Instant now) {
        return done(entry, JobState.COLLAPSED, now);
    }

    private static JobView done(JobEntry entry, JobState state, Instant now) {
        return view(
                entry,
                state,
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.of(now),
                Optional.empty(),
                Optional.empty());
    }

    /// A job that was given up.
    static JobView failed(
            JobEntry entry, Instant now, UUID deadLetterId, ErrorType type, String message) {
        return view(
                entry,
                JobState.FAILED,
                Optional.of(message),
                Optional.of(type),
                Optional.empty(),
                Optional.of(now),
                Optional.of(deadLetterId),
                Optional.empty());
    }

    /// Why a job waits although it could go by itself.
    static Optional<String> deferred(JobEntry entry) {
        return switch (entry.place) {
            case ORDERING -> Optional.of("ordering");
            case READY, DELAYED -> entry.lane.obstacle();
            case NONE, STARTING, FLYING, ENDED -> Optional.empty();
        };
    }

    private static JobView view(
            JobEntry entry,
            JobState state,
            Optional<String> lastError,
            Optional<ErrorType> errorType,
            Optional<Instant> nextAttemptAt,
            Optional<Instant> completedAt,
            Optional<UUID> deadLetterId,
            Optional<String> deferred) {
        var job = entry.job;
        var last = entry.lastAttempt();
        return new JobView(
                job.id(),
                job.submissionId(),
                job.alert().alert().fingerprint(),
                job.target(),
                job.targetType(),
                job.tier(),
                state,
                entry.attempts,
                job.maxRetries(),
                lastError,
                errorType,
                last.map(Attempt::status).orElse(OptionalInt.empty()),
                job.createdAt(),
                entry.firstStart,
                nextAttemptAt,
                completedAt,
                entry.firstStart.map(start -> Duration.between(job.createdAt(), start)),
                deadLetterId,
                job.replayOf(),
                deferred,
                entry.log());
    }
}
