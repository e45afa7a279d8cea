package dev.pairplane.publishing.core.retry;

import dev.pairplane.publishing.core.breaker.Vote;
import dev.pairplane.publishing.core.job.ErrorType;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalInt;

/// What an attempt's result means for its job, its lane and its breaker.
public sealed interface Verdict {

    /// What the breaker is told.
    Vote vote();

    /// The target confirmed.
    record Delivered(int status) implements Verdict {
        @Override
        public Vote vote() {
            return Vote.SUCCESS;
        }
    }

    /// Another attempt may help.
    ///
    /// @param counts whether the attempt uses up a retry
    /// @param hold how long nothing at all is sent to the target
    record Retry(Failure failure, Vote vote, boolean counts, Optional<Duration> hold)
            implements Verdict {}

    /// Another attempt would not help.
    record GiveUp(Failure failure, Vote vote) implements Verdict {}

    /// No outcome: we gave the attempt up.
    ///
    /// @param written whether something had been written, so that the target may have taken it
    record Withdrawn(boolean written) implements Verdict {
        @Override
        public Vote vote() {
            return Vote.NEUTRAL;
        }
    }

    /// How an attempt failed.
    ///
    /// @param message for people
    /// @param ambiguous whether the target may have taken it all the same
    /// @param retryAfter how long the target asked to be left alone, whether or not it matters
    record Failure(
            Reason reason,
            ErrorType type,
            OptionalInt status,
            String message,
            boolean ambiguous,
            Optional<Duration> retryAfter) {}
}
