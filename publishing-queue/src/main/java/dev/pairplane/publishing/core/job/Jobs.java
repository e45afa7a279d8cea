package dev.pairplane.publishing.core.job;

import dev.pairplane.publishing.core.alert.Tier;
import dev.pairplane.publishing.core.call.Outcome;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Consumer;

/// The jobs in the store: unfinished ones, those that were delivered or collapsed in the last day,
/// and those that are dead letters. May be called from any thread; each call gets exactly one
/// outcome, on any thread.
public interface Jobs {

    /// Looks one up, whichever replica works it.
    void find(UUID id, Consumer<Outcome<Optional<JobView>>> done);

    /// Lists some, without the logs of their attempts.
    void list(Filter filter, Sort sort, int limit, int offset, Consumer<Outcome<Page>> done);

    /// The states of jobs in the journal.
    List<JobState> UNFINISHED = List.of(JobState.QUEUED, JobState.PROCESSING, JobState.RETRYING);

    /// Counts those in the journal, whoever works them; a state that is not named has none.
    void unfinished(Consumer<Outcome<Map<JobState, Long>>> done);

    /// Which jobs; all conditions hold together, and absent ones always do.
    ///
    /// @param states empty for all
    /// @param createdAfter exclusive
    /// @param createdBefore exclusive
    record Filter(
            Set<JobState> states,
            Optional<String> target,
            Optional<Tier> tier,
            Optional<String> fingerprint,
            Optional<ErrorType> errorType,
            Optional<Instant> createdAfter,
            Optional<Instant> createdBefore) {
        /// Every job.
        public static final Filter ALL =
                new Filter(
                        Set.of(),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty());

        public Filter {
            states = Set.copyOf(states);
        }
    }

    /// In which order; equal ones by id.
    record Sort(Field field, boolean descending) {
        /// By what.
        public enum Field {
            CREATED_AT,
            COMPLETED_AT,
            PRIORITY,
            STATE
        }
    }

    /// A part of a list.
    ///
    /// @param total how many the filter lets through
    record Page(List<JobView> jobs, long total) {
        public Page {
            jobs = List.copyOf(jobs);
        }
    }
}
