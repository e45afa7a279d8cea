package dev.pairplane.publishing.core.queue;

import dev.pairplane.publishing.core.job.Job;
import dev.pairplane.publishing.core.journal.Replicas;
import java.time.Duration;

/// A job as the queue gets it.
///
/// @param seq orders jobs by their acceptance
/// @param fence see [dev.pairplane.publishing.core.journal.Change]
/// @param attempts how many were made that count
/// @param delay until its next attempt; zero for at once
/// @param takeovers how often it changed owners because one died
/// @param lostMarked how often it was lost in an attempt that was marked beforehand
public record QueuedJob(
        Job job,
        long seq,
        long fence,
        int attempts,
        Duration delay,
        int takeovers,
        int lostMarked) {

    /// A job that was just accepted.
    public static QueuedJob fresh(Job job, long seq) {
        return new QueuedJob(job, seq, 0, 0, Duration.ZERO, 0, 0);
    }

    /// A job that came from the journal.
    public static QueuedJob of(Replicas.TakenJob taken) {
        return new QueuedJob(
                taken.job(),
                taken.seq(),
                taken.fence(),
                taken.attempts(),
                taken.delay(),
                taken.takeovers(),
                taken.lostMarked());
    }
}
