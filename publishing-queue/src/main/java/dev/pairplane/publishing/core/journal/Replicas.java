package dev.pairplane.publishing.core.journal;

import dev.pairplane.publishing.core.call.Outcome;
import dev.pairplane.publishing.core.job.Job;
import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;

/// The replicas that share the journal, this one among them. Same rules as for [Journal].
///
/// A replica is dead when its lock is free and its last heartbeat older than 10 s, or when its last
/// heartbeat is older than 20 s, whatever the lock says; nobody is for 10 s after the database's
/// own start. All by the database's clock.
public interface Replicas {

    /// Enters this replica under a new identity, and takes its lock. Again after its identity was
    /// lost.
    void join(Consumer<Outcome<Void>> done);

    /// Says that this replica lives.
    ///
    /// @param done false when the others have declared it dead: whatever it holds is theirs, and it
    ///   has to [#join] again
    void beat(Consumer<Outcome<Boolean>> done);

    /// Takes jobs over from replicas that are dead, that left, or that are unknown, and those that
    /// were handed to this one; each take-over from another owner raises the job's fence and the
    /// count of its take-overs. All unfinished jobs of a chain go to one replica, and no job comes
    /// before an earlier one of its chain.
    ///
    /// What an answer held that was lost is given again by a later call.
    ///
    /// @param limit at most so many; more may be left
    void take(int limit, Consumer<Outcome<List<TakenJob>>> done);

    /// Leaves: what this replica holds is free for the others at once.
    void leave(Consumer<Outcome<Void>> done);

    /// A job that this replica got from the journal.
    ///
    /// @param seq its number
    /// @param attempts how many were made that count
    /// @param delay how long until its next attempt; zero for at once
    /// @param takeovers how often it changed owners because one died
    /// @param lostMarked how often it was lost while it was marked by [Change.Starting]
    /// @param handed whether it was handed over rather than taken
    record TakenJob(
            Job job,
            long seq,
            long fence,
            int attempts,
            Duration delay,
            int takeovers,
            int lostMarked,
            boolean handed) {}
}
