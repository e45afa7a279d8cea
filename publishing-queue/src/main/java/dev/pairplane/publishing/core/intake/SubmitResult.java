package dev.pairplane.publishing.core.intake;

import dev.pairplane.publishing.core.journal.Submission;
import java.time.Duration;

/// What became of a request to deliver an alert.
public sealed interface SubmitResult {

    /// It is committed: the promise holds.
    ///
    /// @param repeated whether this is the answer to an earlier request with the same key
    record Accepted(Submission.Accepted accepted, boolean repeated) implements SubmitResult {}

    /// There is no target of that name.
    record UnknownTarget(String name) implements SubmitResult {}

    /// The target is switched off.
    record TargetDisabled(String name) implements SubmitResult {}

    /// No target is enabled at all: nothing is accepted.
    record MetricsOnly() implements SubmitResult {}

    /// The idempotency key was used for another body.
    record KeyReused() implements SubmitResult {}

    /// A request with the same key is not answered yet.
    record KeyInFlight() implements SubmitResult {}

    /// There is no room.
    ///
    /// @param what of which there is too much: the tier's name, `bytes`, or the target's name
    record Full(String what, Duration retryAfter) implements SubmitResult {}

    /// A target that it is for never takes a body so large. Nothing is accepted, for the others
    /// neither: half a broadcast is none.
    ///
    /// @param target the first that does not take it
    /// @param limit what that takes, in bytes
    record TooLarge(String target, int limit) implements SubmitResult {}

    /// The store cannot hold it.
    record Rejected(String why) implements SubmitResult {}

    /// It was not stored, as far as can be known: the store did not answer, or the replica is
    /// starting or stopping.
    ///
    /// @param reason from a closed list: `journal`, `starting`, `shutdown`
    record Unavailable(String reason, String detail) implements SubmitResult {}
}
