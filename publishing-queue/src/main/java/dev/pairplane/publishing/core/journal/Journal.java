package dev.pairplane.publishing.core.journal;

import dev.pairplane.publishing.core.call.Outcome;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/// What was accepted and is not finished.
///
/// Calls may be made from the serial executor; each gets exactly one outcome, on the serial
/// executor, within a few seconds. A call is one transaction.
public interface Journal {

    /// Stores submissions and their jobs, this replica being the owner of each job unless another
    /// one works an unfinished job of the same chain, which then gets it. Jobs get growing numbers
    /// in their order in the group.
    ///
    /// A submission with an idempotency key that was used in the last 24 h is not stored. One that
    /// cannot be stored spoils nothing for the others.
    ///
    /// A group whose answer was lost may be given again as it was: what is stored already is
    /// answered as [Appended.Stored] and not stored twice. Jobs belong to the identity that this
    /// replica had when the call was made, whenever it takes effect.
    ///
    /// A job whose chain has a job that was handed to its owner and is not taken yet is handed over
    /// too, to the same owner, so that the owner gets them in order.
    ///
    /// @param done one [Appended] a submission, in their order
    void append(List<Submission> group, Consumer<Outcome<List<Appended>>> done);

    /// Looks up what an idempotency key stands for, for who is not going to store anything.
    ///
    /// @param principal whose key it is
    /// @param done [Appended.Repeated] or [Appended.KeyReused]; empty when it was not used in the
    ///   last 24 h
    void used(String principal, Submission.Key key, Consumer<Outcome<Optional<Appended>>> done);

    /// Writes down what happened, in order. Nothing is applied for a replica that the others hold
    /// for dead, also where a job has not found a new owner yet: they take a chain in parts, and
    /// its later part must not end before its earlier one is sent again.
    ///
    /// @param done whether each change was applied; those that were not had lost their fence, or
    ///   had been written before; marks and retries that are written again apply to the same effect
    void record(List<Change> batch, Consumer<Outcome<List<Boolean>>> done);
}
