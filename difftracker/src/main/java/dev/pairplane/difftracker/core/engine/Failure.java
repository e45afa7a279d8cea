package dev.pairplane.difftracker.core.engine;

import java.time.Duration;
import java.util.Optional;

/// Why an operation did not get to its end, as the state machine tells them apart.
sealed interface Failure {

    /// For people: what failed, and what was said.
    String message();

    /// For metrics.
    ErrorCode code();

    /// It may go well next time.
    record Transient(String message, ErrorCode code) implements Failure {}

    /// It was not really tried, or was asked to come back later: no attempt is used up.
    ///
    /// @param after when to come back, if that is known
    record NoAttempt(String message, ErrorCode code, Optional<Duration> after) implements Failure {}

    /// Azure will not have it, however often it is tried.
    record Terminal(String message, ErrorCode code) implements Failure {}

    /// Something that is not ours has the name.
    record Foreign(String message) implements Failure {

        @Override
        public ErrorCode code() {
            return ErrorCode.CONFLICT;
        }
    }

    /// The gateway still has addresses of a service that is to be unregistered.
    record StillHasAddresses(String message) implements Failure {

        @Override
        public ErrorCode code() {
            return ErrorCode.CONFLICT;
        }
    }

    /// Everything was done, but a call whose answer was lost may still take effect: it has to be
    /// done once more after that, and only then may it count.
    ///
    /// @param untilNanos when it can no longer
    record InDoubt(String message, long untilNanos) implements Failure {

        @Override
        public ErrorCode code() {
            return ErrorCode.IN_DOUBT;
        }
    }
}
