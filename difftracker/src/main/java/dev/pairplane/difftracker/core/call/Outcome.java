package dev.pairplane.difftracker.core.call;

import java.time.Duration;
import java.util.Optional;

/// How a call ended.
///
/// @param <T> what an answer carries
public sealed interface Outcome<T> {

    /// Answered, and done.
    ///
    /// @param value the answer
    record Done<T>(T value) implements Outcome<T> {}

    /// Answered with an error. Whether it changed anything: [CallError#leavesDoubt()].
    ///
    /// @param error what the other side said
    record Refused<T>(CallError error) implements Outcome<T> {}

    /// Sent, and no answer came in time: whether it had, has or will have its effect is unknown.
    ///
    /// @param why what was seen instead, for people
    record Unanswered<T>(String why) implements Outcome<T> {}

    /// Never left this process: it has no effect, and says nothing about the other side.
    ///
    /// @param reason why
    /// @param retryAfter when trying again makes sense, if that is known
    record NotSent<T>(Reason reason, Optional<Duration> retryAfter) implements Outcome<T> {}

    /// Why a call was not sent.
    enum Reason {
        /// A circuit breaker is open.
        BREAKER_OPEN,
        /// Too many calls are under way.
        BULKHEAD_FULL,
        /// The process is stopping.
        SHUTDOWN,
        /// No connection could be made.
        UNREACHABLE,
        /// There is no token to send.
        NO_TOKEN
    }

    /// The same ending for a call that would have carried something else.
    ///
    /// @throws IllegalStateException when it was done
    default <R> Outcome<R> failure() {
        return switch (this) {
            case Done<T> _ -> throw new IllegalStateException("it was done");
            case Refused<T>(var error) -> new Refused<>(error);
            case Unanswered<T>(var why) -> new Unanswered<>(why);
            case NotSent<T>(var reason, var retryAfter) -> new NotSent<>(reason, retryAfter);
        };
    }
}
