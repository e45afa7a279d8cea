package dev.pairplane.publishing.core.intake;

import java.time.Duration;
import java.util.Optional;
import java.util.UUID;

/// What became of a request to send a dead letter again.
public sealed interface ReplayResult {

    /// It is committed.
    record Replayed(UUID jobId, UUID deadLetterId) implements ReplayResult {}

    /// There is no such letter.
    record Missing() implements ReplayResult {}

    /// It was replayed before, and that has not failed.
    record AlreadyReplayed(Optional<UUID> jobId) implements ReplayResult {}

    /// Its condition has been reported resolved to the target since.
    record Superseded() implements ReplayResult {}

    /// Its alert cannot be read, so there is nothing to send.
    record Unreadable() implements ReplayResult {}

    /// The target is not there, or switched off.
    record TargetUnavailable(String target) implements ReplayResult {}

    /// There is no room.
    record Full(String what, Duration retryAfter) implements ReplayResult {}

    /// The store did not answer, or the replica is starting or stopping.
    record Unavailable(String reason, String detail) implements ReplayResult {}
}
