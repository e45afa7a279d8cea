package dev.pairplane.publishing.core.journal;

import java.util.List;
import java.util.UUID;

/// What became of one submission of a committed group.
public sealed interface Appended {

    /// It is stored.
    ///
    /// @param jobs in the submission's order
    record Stored(List<Place> jobs) implements Appended {
        public Stored {
            jobs = List.copyOf(jobs);
        }
    }

    /// Its idempotency key has been used for the same body: nothing new was stored.
    record Repeated(Submission.Accepted first) implements Appended {}

    /// Its idempotency key has been used for another body: nothing was stored.
    record KeyReused() implements Appended {}

    /// The store cannot hold it; nothing of it is stored, and the others of its group are.
    ///
    /// @param why for the caller
    record Rejected(String why) implements Appended {}

    /// Where a job stands in the journal.
    ///
    /// @param seq orders jobs by their acceptance
    /// @param ours whether this replica works it; otherwise it was handed to the replica that works
    ///   an unfinished job of the same chain
    record Place(UUID job, long seq, boolean ours) {}
}
