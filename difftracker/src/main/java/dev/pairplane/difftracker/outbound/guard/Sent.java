package dev.pairplane.difftracker.outbound.guard;

import dev.pairplane.difftracker.core.call.Outcome;
import java.time.Duration;
import java.util.Optional;

/// What one exchange came to.
///
/// @param <A> an answer, whatever it says
public sealed interface Sent<A> {

    /// It was answered.
    ///
    /// @param answer how
    record Answered<A>(A answer) implements Sent<A> {}

    /// It may have been sent, and no whole answer came.
    ///
    /// @param why what was seen instead
    record Lost<A>(String why) implements Sent<A> {}

    /// It was not sent.
    ///
    /// @param reason why
    /// @param retryAfter when trying again makes sense, if that is known
    record Held<A>(Outcome.Reason reason, Optional<Duration> retryAfter) implements Sent<A> {}
}
