package dev.pairplane.publishing.core.queue;

import dev.pairplane.publishing.core.alert.Tier;
import dev.pairplane.publishing.core.breaker.CircuitBreaker;
import dev.pairplane.publishing.core.job.Attempt;
import dev.pairplane.publishing.core.job.ErrorType;
import dev.pairplane.publishing.core.job.Job;
import dev.pairplane.publishing.core.retry.Reason;
import dev.pairplane.publishing.core.retry.Verdict;
import java.time.Duration;
import java.util.UUID;

/// What happens in the queue, for telemetry. Told on the serial executor; whoever listens must not
/// call back.
public sealed interface QueueEvent {

    /// A job is in the queue.
    ///
    /// @param fresh whether it was just accepted; otherwise it was recovered, handed over or
    ///   replayed
    record Accepted(Job job, boolean fresh) implements QueueEvent {}

    /// A job was given to the queue that it has already. Nothing changed.
    record AlreadyThere(UUID id) implements QueueEvent {}

    /// There was no room for a submission.
    ///
    /// @param what as in [Admission.Full]
    record Refused(Tier tier, String what) implements QueueEvent {}

    /// A target was left out of a broadcast.
    ///
    /// @param reason `target_backlog_full`
    record TargetSkipped(String target, String reason) implements QueueEvent {}

    /// An attempt goes out.
    ///
    /// @param number from 1
    /// @param waited since the job could have gone
    /// @param probe whether it finds out if the target works again
    record AttemptStarted(Job job, int number, Duration waited, boolean probe)
            implements QueueEvent {}

    /// An attempt came back.
    ///
    /// @param probe whether it was a probe
    record AttemptEnded(Job job, Attempt attempt, Verdict verdict, boolean probe)
            implements QueueEvent {}

    /// A job will be tried again.
    ///
    /// @param retry which one, from 1; an attempt that did not count repeats the number
    /// @param counted whether the attempt used up a retry
    /// @param delay at least so long from now
    record RetryScheduled(Job job, int retry, boolean counted, Reason reason, Duration delay)
            implements QueueEvent {}

    /// An attempt was given up by us; its job waits again.
    record Withdrawn(Job job, boolean written) implements QueueEvent {}

    /// A job was delivered.
    ///
    /// @param attempts that counted
    /// @param total since it was created
    record Delivered(Job job, int attempts, Duration total) implements QueueEvent {}

    /// A job was given up.
    ///
    /// @param reason as in a dead letter
    record GivenUp(
            Job job,
            UUID deadLetterId,
            String reason,
            ErrorType type,
            int attempts,
            String message,
            Duration total)
            implements QueueEvent {}

    /// A job was dropped, because a later one of its chain says all that matters.
    record Collapsed(Job job) implements QueueEvent {}

    /// A lane opened, and jobs that waited in it were dropped; each was told of before.
    ///
    /// @param firing how many of them
    /// @param resolved how many of them
    record LaneCollapsed(String target, int firing, int resolved) implements QueueEvent {}

    /// A breaker changed.
    ///
    /// @param message the last failure; empty when there was none
    record BreakerChanged(
            String target, CircuitBreaker.State from, CircuitBreaker.State to, String message)
            implements QueueEvent {}

    /// A target asked to be left alone.
    record LaneHeld(String target, Duration duration) implements QueueEvent {}

    /// A target is no longer left alone.
    record LaneReleased(String target) implements QueueEvent {}

    /// Jobs wait for a target that is not there; they are given up when the grace is over.
    record TargetMissing(String target, int waiting, Duration grace) implements QueueEvent {}

    /// An attempt came back for a job that this queue has given away. Nothing changed.
    record LateResult(Job job, Attempt attempt) implements QueueEvent {}

    /// Every job was forgotten, because others have them now.
    record Discarded(int waiting, int inFlight) implements QueueEvent {}
}
