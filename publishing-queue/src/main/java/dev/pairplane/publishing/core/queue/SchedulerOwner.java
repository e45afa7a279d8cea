package dev.pairplane.publishing.core.queue;

import dev.pairplane.publishing.core.job.JobView;
import dev.pairplane.publishing.core.journal.Change;

/// Whom the queue works for. Called on the serial executor.
public interface SchedulerOwner {

    /// Something happened to a job that has to be written down. Changes of one job come in order,
    /// and those of a chain in the order in which they happened.
    void happened(Change change);

    /// As [#happened], and runs `then` on the serial executor when it is committed; never if it was
    /// not applied.
    void before(Change.Starting change, Runnable then);

    /// A job looks different from now on.
    void looks(JobView view);
}
