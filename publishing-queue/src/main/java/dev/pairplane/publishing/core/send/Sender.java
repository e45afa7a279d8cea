package dev.pairplane.publishing.core.send;

import dev.pairplane.publishing.core.job.Job;
import dev.pairplane.publishing.core.target.Target;
import java.util.function.Consumer;

/// Sends alerts to targets.
public interface Sender {

    /// Makes one attempt. Exactly one result comes for it, on the serial executor, within the
    /// target's timeout and a second. Never throws.
    ///
    /// @param target as the queue knows it; when the sender knows a newer generation, it sends by
    ///   that one
    /// @param attempt from 1, told to the target
    Sending send(Job job, Target target, int attempt, Consumer<SendResult> done);

    /// An attempt under way.
    interface Sending {

        /// Gives the attempt up; a result still comes.
        void cancel();
    }
}
