package dev.pairplane.publishing.store;

import dev.pairplane.publishing.core.call.Outcome;
import dev.pairplane.publishing.core.job.Attempt;
import dev.pairplane.publishing.core.job.ErrorType;
import dev.pairplane.publishing.core.job.Job;
import dev.pairplane.publishing.core.job.JobState;
import dev.pairplane.publishing.core.job.JobView;
import dev.pairplane.publishing.core.job.Jobs;
import dev.pairplane.publishing.store.MemoryTables.Ended;
import dev.pairplane.publishing.store.MemoryTables.JobRow;
import dev.pairplane.publishing.store.MemoryTables.Letter;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.UUID;
import java.util.function.Consumer;

/// One replica's way to the jobs: those in the journal, those delivered and the dead letters.
final class MemoryJobs implements Jobs {

    private static final int LOG = 20;

    private final MemoryStore.Replica replica;
    private final MemoryTables tables;

    MemoryJobs(MemoryStore.Replica replica, MemoryTables tables) {
        this.replica = replica;
        this.tables = tables;
    }

    @Override
    public void find(UUID id, Consumer<Outcome<Optional<JobView>>> done) {
        replica.call(
                Faults.Call.FIND_JOB,
                () ->
                        new Outcome.Done<>(
                                all(true).stream().filter(view -> view.id().equals(id)).findAny()),
                done);
    }

    @Override
    public void list(
            Filter filter, Sort sort, int limit, int offset, Consumer<Outcome<Page>> done) {
        replica.call(
                Faults.Call.LIST_JOBS,
                () -> {
                    var matching =
                            all(false).stream().filter(view -> matches(view, filter)).toList();
                    return new Outcome.Done<>(
                            new Page(
                                    matching.stream()
                                            .sorted(order(sort))
                                            .skip(offset)
                                            .limit(limit)
                                            .toList(),
                                    matching.size()));
                },
                done);
    }

    @Override
    public void unfinished(Consumer<Outcome<Map<JobState, Long>>> done) {
        replica.call(
                Faults.Call.COUNT_JOBS,
                () -> {
                    var counts = new EnumMap<JobState, Long>(JobState.class);
                    tables.rows().forEach(row -> counts.merge(row.state, 1L, Long::sum));
                    return new Outcome.Done<>(counts);
                },
                done);
    }

    private static boolean matches(JobView view, Filter filter) {
        return (filter.states().isEmpty() || filter.states().contains(view.state()))
                && filter.target().map(view.target()::equals).orElse(true)
                && filter.tier().map(view.tier()::equals).orElse(true)
                && filter.fingerprint().map(view.fingerprint()::equals).orElse(true)
                && filter.errorType().map(t -> view.errorType().equals(Optional.of(t))).orElse(true)
                && filter.createdAfter().map(view.createdAt()::isAfter).orElse(true)
                && filter.createdBefore().map(view.createdAt()::isBefore).orElse(true);
    }

    private static Comparator<JobView> order(Sort sort) {
        Comparator<JobView> by =
                switch (sort.field()) {
                    case CREATED_AT -> directed(Comparator.comparing(JobView::createdAt), sort);
                    case PRIORITY -> directed(Comparator.comparing(JobView::tier), sort);
                    case STATE -> directed(Comparator.comparing(JobView::state), sort);
                    case COMPLETED_AT ->
                            Comparator.<JobView, Boolean>comparing(v -> v.completedAt().isEmpty())
                                    .thenComparing(
                                            directed(
                                                    Comparator.comparing(v ->
                                                            v.completedAt().orElse(Instant.MAX)),
                                                    sort));
                };
        return by.thenComparing(view -> view.id().toString());
    }

    private static Comparator<JobView> directed(Comparator<JobView> ascending, Sort sort) {
        return sort.descending() ? ascending.reversed() : ascending;
    }

    private List<JobView> all(boolean logs) {
        var views = new ArrayList<JobView>();
        tables.rows().forEach(row -> views.add(unfinished(row, logs)));
        tables.history().values().forEach(ended -> views.add(ended(ended, logs)));
        tables.letters().values().forEach(letter -> views.add(dead(letter, logs)));
        return views;
    }

    private JobView unfinished(JobRow row, boolean logs) {
        var next =
                row.state == JobState.RETRYING
                        ? Optional.of(replica.now().plusNanos(row.nextAttempt - replica.nanos()))
                        : Optional.<Instant>empty();
        return view(
                row,
                row.state,
                row.lastError,
                row.errorType,
                row.lastStatus,
                next,
                Optional.empty(),
                Optional.empty(),
                log(row.job, logs));
    }

    private JobView ended(Ended ended, boolean logs) {
        var row = ended.row();
        return view(
                row,
                ended.state(),
                row.lastError,
                row.errorType,
                row.lastStatus,
                Optional.empty(),
                Optional.of(ended.finishedAt()),
                Optional.empty(),
                log(row.job, logs));
    }

    private static JobView dead(Letter letter, boolean logs) {
        var shown = letter.shown();
        return view(
                letter.row(),
                JobState.DLQ,
                Optional.of(shown.message()),
                Optional.of(shown.errorType()),
                shown.status(),
                Optional.empty(),
                Optional.of(shown.failedAt()),
                Optional.of(shown.id()),
                logs ? shown.attemptLog() : List.of());
    }

    private List<Attempt> log(Job job, boolean logs) {
        var all = logs ? tables.attempts(job.id()) : List.<Attempt>of();
        return all.stream()
                .sorted(Comparator.comparing(Attempt::startedAt).thenComparingInt(Attempt::number))
                .skip(Math.max(0, all.size() - LOG))
                .toList();
    }

    private static JobView view(
            JobRow row,
            JobState state,
            Optional<String> lastError,
            Optional<ErrorType> errorType,
            OptionalInt lastStatus,
            Optional<Instant> nextAttemptAt,
            Optional<Instant> completedAt,
            Optional<UUID> deadLetterId,
            List<Attempt> log) {
        var job = row.job;
        return new JobView(
                job.id(),
                job.submissionId(),
                job.alert().alert().fingerprint(),
                job.target(),
                job.targetType(),
                job.tier(),
                state,
                row.attempts,
                job.maxRetries(),
                lastError,
                errorType,
                lastStatus,
                job.createdAt(),
                row.startedAt,
                nextAttemptAt,
                completedAt,
                row.startedAt.map(at -> Duration.between(job.createdAt(), at)),
                deadLetterId,
                job.replayOf(),
                Optional.empty(),
                log);
    }
}
