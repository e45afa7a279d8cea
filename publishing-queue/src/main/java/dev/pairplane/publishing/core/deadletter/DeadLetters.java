package dev.pairplane.publishing.core.deadletter;

import dev.pairplane.publishing.core.alert.Tier;
import dev.pairplane.publishing.core.call.Outcome;
import dev.pairplane.publishing.core.job.ErrorType;
import dev.pairplane.publishing.core.job.Job;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Consumer;

/// The dead letters in the store. May be called from any thread; each call gets exactly one
/// outcome, on any thread.
public interface DeadLetters {

    /// Looks one up.
    void find(UUID id, Consumer<Outcome<Optional<DeadLetter>>> done);

    /// Lists some, the latest failure first, then by id.
    void list(Filter filter, int limit, int offset, Consumer<Outcome<Page>> done);

    /// Counts what a filter lets through.
    void stats(Filter filter, Consumer<Outcome<Stats>> done);

    /// How many were never replayed, by target.
    void pending(Consumer<Outcome<Map<String, Long>>> done);

    /// Those that were never replayed, the latest failure first.
    void newest(int limit, Consumer<Outcome<List<Newest>>> done);

    /// In one transaction: locks the letter, checks that it may be replayed, stores the job (this
    /// replica owns it, unless another one works its chain, see
    /// [dev.pairplane.publishing.core.journal.Journal#append]), and marks the letter. Asked again
    /// with the same job, because an answer was lost, it answers what it has answered, and stores
    /// the job once, even if that has ended by then.
    ///
    /// @param force also when it was replayed before and that has not failed, or when a resolved
    ///   was delivered since for the firing that it holds, or waits to be
    void replay(UUID id, Job job, String by, boolean force, Consumer<Outcome<ReplayOutcome>> done);

    /// Which letters; all conditions hold together, and absent ones always do.
    ///
    /// @param failedAfter exclusive
    /// @param failedBefore exclusive
    record Filter(
            Optional<String> target,
            Optional<ErrorType> errorType,
            Optional<Tier> tier,
            Optional<Boolean> replayed,
            Optional<String> fingerprint,
            Optional<Instant> failedAfter,
            Optional<Instant> failedBefore) {

        /// Every letter.
        public static final Filter ALL =
                new Filter(
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty());
    }

    /// What a dead letter is of.
    record Newest(String target, ErrorType errorType, String fingerprint) {}

    /// A part of a list.
    ///
    /// @param total how many the filter lets through
    record Page(List<DeadLetter> letters, long total) {
        public Page {
            letters = List.copyOf(letters);
        }
    }

    /// Counts of letters.
    ///
    /// @param pending never replayed
    record Stats(
            long total,
            long pending,
            long replayed,
            Map<String, Long> byErrorType,
            Map<String, Long> byTarget,
            Map<String, Long> byTier,
            Optional<Instant> oldest,
            Optional<Instant> newest) {}

    /// What became of a replay.
    sealed interface ReplayOutcome {

        /// The job is stored.
        ///
        /// @param seq its number
        /// @param ours whether this replica works it
        record Replayed(long seq, boolean ours) implements ReplayOutcome {}

        /// There is no such letter.
        record Missing() implements ReplayOutcome {}

        /// It was replayed, and that has not failed.
        record AlreadyReplayed(Optional<UUID> jobId) implements ReplayOutcome {}

        /// Its condition has been reported resolved to the target since.
        record Superseded() implements ReplayOutcome {}
    }
}
