package dev.pairplane.publishing.core.journal;

import dev.pairplane.publishing.core.job.Attempt;
import dev.pairplane.publishing.core.job.ErrorType;
import dev.pairplane.publishing.core.job.Job;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.UUID;

/// Something that happened to a job, to be written down. Applies only while the job has this fence;
/// written twice it applies once.
public sealed interface Change {

    Job job();

    /// The job's fence, as it was when this replica got it.
    long fence();

    /// The attempt that it is about; absent where a job ends without one.
    Optional<Attempt> attempt();

    /// An attempt is to be made that must not be made three times: the job is marked first.
    record Starting(Job job, long fence) implements Change {
        @Override
        public Optional<Attempt> attempt() {
            return Optional.empty();
        }
    }

    /// The job waits for its next attempt.
    ///
    /// @param attempts how many were made that count
    /// @param delay from now on, by the journal's clock
    record Retrying(Job job, long fence, int attempts, Duration delay, Attempt made)
            implements Change {
        @Override
        public Optional<Attempt> attempt() {
            return Optional.of(made);
        }
    }

    /// The job was delivered: it leaves the journal.
    ///
    /// @param attempts how many were made that count
    record Succeeded(Job job, long fence, int attempts, Attempt made, Instant finishedAt)
            implements Change {
        @Override
        public Optional<Attempt> attempt() {
            return Optional.of(made);
        }
    }

    /// The job was dropped before any attempt: it leaves the journal.
    record Collapsed(Job job, long fence, Instant finishedAt) implements Change {
        @Override
        public Optional<Attempt> attempt() {
            return Optional.empty();
        }
    }

    /// The job was given up: it leaves the journal and is a dead letter, in one step.
    ///
    /// @param deadLetterId the letter's
    /// @param reason from a closed list: `permanent`, `exhausted`, `expired`, `target_removed`,
    ///   `poisoned`
    /// @param message at most 4,096 characters, secrets masked
    /// @param log the last 20 attempts, oldest first
    /// @param shownTarget where it would have gone; no secrets
    record DeadLettered(
            Job job,
            long fence,
            int attempts,
            UUID deadLetterId,
            String reason,
            ErrorType errorType,
            String message,
            OptionalInt status,
            Optional<Attempt> attempt,
            List<Attempt> log,
            Optional<ShownTarget> shownTarget,
            Instant failedAt)
            implements Change {
        public DeadLettered {
            log = List.copyOf(log);
        }
    }

    /// A target without its secrets.
    record ShownTarget(String name, String type, String format, String url, long generation) {}
}
