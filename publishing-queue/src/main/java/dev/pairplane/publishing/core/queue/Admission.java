package dev.pairplane.publishing.core.queue;

import dev.pairplane.publishing.core.alert.Tier;
import dev.pairplane.publishing.core.journal.Submission;
import dev.pairplane.publishing.core.target.Target;
import java.time.Duration;
import java.util.List;

/// Whether the queue has room for a submission.
public sealed interface Admission {

    /// It has; the places are kept until the jobs are added or the places given back.
    ///
    /// @param targets who gets a job
    /// @param skipped who does not, for want of room
    record Admitted(Tier tier, List<Target> targets, List<Submission.Skipped> skipped, long bytes)
            implements Admission {
        public Admitted {
            targets = List.copyOf(targets);
            skipped = List.copyOf(skipped);
        }
    }

    /// It has not.
    ///
    /// @param what of which there is too much: the tier's name, `bytes`, or the target's name
    /// @param retryAfter when there will be room, about; 1 to 30 s
    record Full(String what, Duration retryAfter) implements Admission {}
}
