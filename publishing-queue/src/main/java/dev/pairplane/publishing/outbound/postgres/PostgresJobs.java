package dev.pairplane.publishing.outbound.postgres;

import dev.pairplane.publishing.core.alert.Tier;
import dev.pairplane.publishing.core.call.Outcome;
import dev.pairplane.publishing.core.job.Attempt;
import dev.pairplane.publishing.core.job.ErrorType;
import dev.pairplane.publishing.core.job.JobState;
import dev.pairplane.publishing.core.job.JobView;
import dev.pairplane.publishing.core.job.Jobs;
import dev.pairplane.publishing.outbound.json.AttemptsText;
import dev.pairplane.publishing.outbound.postgres.Calls.Effect;
import io.smallrye.mutiny.Uni;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import org.hibernate.reactive.mutiny.Mutiny;
import org.jspecify.annotations.Nullable;

/// The jobs in PostgreSQL, through one view over journal, history and dead letters: one statement
/// sees each job in exactly one of them.
public final class PostgresJobs implements Jobs {

    private static final int LOG = 20;
    private static final String UNFINISHED =
            "select state, count(*) as jobs from publishing_job group by state";

    private final Pool pool;
    private final Mutiny.SessionFactory sessions;
    private final Calls calls;

    /// @param answers where answers go; they may take time there
    public PostgresJobs(
            Pool pool,
            Mutiny.SessionFactory sessions,
            Executor answers,
            PostgresSettings settings) {
        this.pool = pool;
        this.sessions = sessions;
        calls = new Calls(answers, settings.callTimeout());
    }

    @Override
    public void find(UUID id, Consumer<Outcome<Optional<JobView>>> done) {
        calls.answer(
                Effect.READS,
                () -> Unis.future(Unis.within(sessions, session -> find(session, id))),
                done);
    }

    private static Uni<Optional<JobView>> find(Mutiny.Session session, UUID id) {
        return session.createSelectionQuery("from Job where id = :id", JobRow.class)
                .setParameter("id", id)
                .getSingleResultOrNull()
                .chain(row ->
                        row == null
                                ? Uni.createFrom().item(Optional.empty())
                                : log(session, row).map(log -> Optional.of(row.view(log))));
    }

    /// A dead letter has its own log, which outlives the attempts' rows.
    private static Uni<List<Attempt>> log(Mutiny.Session session, JobRow row) {
        if (row.deadLetterId != null) {
            return session.createSelectionQuery(
                            "select attemptLog from DeadLetter where id = :id", String.class)
                    .setParameter("id", row.deadLetterId)
                    .getSingleResultOrNull()
                    .map(PostgresJobs::read);
        }
        return session.createSelectionQuery(
                        "from Attempt where jobId = :id order by startedAt desc, number desc",
                        AttemptRow.class)
                .setParameter("id", row.id)
                .setMaxResults(LOG)
                .getResultList()
                .map(rows -> rows.reversed().stream().map(AttemptRow::attempt).toList());
    }

    private static List<Attempt> read(@Nullable String text) {
        return Columns.readable(text, AttemptsText::read).orElse(List.of());
    }

    @Override
    public void list(
            Filter filter, Sort sort, int limit, int offset, Consumer<Outcome<Page>> done) {
        var condition = condition(filter);
        var query = "from Job" + condition.clause();
        calls.answer(
                Effect.READS,
                () ->
                        Unis.future(
                                Unis.within(
                                        sessions,
                                        session ->
                                                condition
                                                        .bind(
                                                                session.createSelectionQuery(
                                                                        "select count(*) " + query,
                                                                        Long.class))
                                                        .getSingleResult()
                                                        .chain(total ->
                                                                condition
                                                                        .bind(
                                                                                session
                                                                                        .createSelectionQuery(
                                                                                                query
                                                                                                        + order(
                                                                                                                sort),
                                                                                                JobRow
                                                                                                        .class))
                                                                        .setMaxResults(limit)
                                                                        .setFirstResult(offset)
                                                                        .getResultList()
                                                                        .map(rows ->
                                                                                page(
                                                                                        rows,
                                                                                        total))))),
                done);
    }

    @Override
    public void unfinished(Consumer<Outcome<Map<JobState, Long>>> done) {
        calls.answer(
                Effect.READS,
                () -> pool.preparedQuery(UNFINISHED).execute().map(PostgresJobs::counts),
                done);
    }

    private static Map<JobState, Long> counts(RowSet<Row> rows) {
        Map<JobState, Long> counts = new EnumMap<>(JobState.class);
        rows.forEach(
                row -> counts.put(JobRow.STATES.get(row.getInteger("state")), row.getLong("jobs")));
        return counts;
    }

    private static Page page(List<JobRow> rows, long total) {
        return new Page(rows.stream().map(row -> row.view(List.of())).toList(), total);
    }

    private static Condition condition(Filter filter) {
        var states =
                filter.states().stream()
                        .map(state -> (short) JobRow.STATES.indexOf(state))
                        .toList();
        return new Condition()
                .and(
                        "state in :states",
                        "states",
                        states.isEmpty() ? Optional.empty() : Optional.of(states))
                .and("targetName = :target", "target", filter.target())
                .and("priority = :priority", "priority", filter.tier().map(PostgresJobs::number))
                .and("fingerprint = :fingerprint", "fingerprint", filter.fingerprint())
                .and(
                        "errorType = :errorType",
                        "errorType",
                        filter.errorType().map(ErrorType::label))
                .and("createdAt > :after", "after", filter.createdAfter().map(Columns::time))
                .and("createdAt < :before", "before", filter.createdBefore().map(Columns::time));
    }

    private static short number(Tier tier) {
        return (short) Columns.number(tier);
    }

    private static String order(Sort sort) {
        var field =
                switch (sort.field()) {
                    case CREATED_AT -> "createdAt";
                    case COMPLETED_AT -> "completedAt";
                    case PRIORITY -> "priority";
                    case STATE -> "state";
                };
        // Only what can be absent is told where it goes then: an index has one place for it.
        var nulls = sort.field() == Jobs.Sort.Field.COMPLETED_AT ? " nulls last" : "";
        return " order by " + field + (sort.descending() ? " desc" : " asc") + nulls + ", id";
    }
}
