package dev.pairplane.publishing.outbound.postgres;

import dev.pairplane.publishing.core.alert.Tier;
import dev.pairplane.publishing.core.call.Outcome;
import dev.pairplane.publishing.core.deadletter.DeadLetter;
import dev.pairplane.publishing.core.deadletter.DeadLetters;
import dev.pairplane.publishing.core.job.ErrorType;
import dev.pairplane.publishing.core.job.Job;
import dev.pairplane.publishing.outbound.json.AlertText;
import dev.pairplane.publishing.outbound.postgres.Calls.Effect;
import io.smallrye.mutiny.Uni;
import io.vertx.core.Future;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.Tuple;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import org.hibernate.reactive.mutiny.Mutiny;
import org.jspecify.annotations.Nullable;

/// The dead letters in PostgreSQL. Lists and counts are Hibernate's; a replay is one statement of
/// the migration's, so that it locks, looks and writes within one commit.
public final class PostgresDeadLetters implements DeadLetters {

    private static final String REPLAY =
            "select * from publishing_replay($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12,"
                    + " $13, $14, $15, $16)";

    private final Pool pool;
    private final Mutiny.SessionFactory sessions;
    private final Identity identity;
    private final Calls calls;

    /// @param answers where answers go; they may take time there
    public PostgresDeadLetters(
            Pool pool,
            Mutiny.SessionFactory sessions,
            Executor answers,
            Identity identity,
            PostgresSettings settings) {
        this.pool = pool;
        this.sessions = sessions;
        this.identity = identity;
        calls = new Calls(answers, settings.callTimeout());
    }

    @Override
    public void find(UUID id, Consumer<Outcome<Optional<DeadLetter>>> done) {
        calls.answer(
                Effect.READS,
                () ->
                        Unis.future(
                                Unis.within(
                                                sessions,
                                                session ->
                                                        session.createSelectionQuery(
                                                                        "from DeadLetter where id ="
                                                                                + " :id",
                                                                        DeadLetterRow.class)
                                                                .setParameter("id", id)
                                                                .getSingleResultOrNull())
                                        .map(PostgresDeadLetters::letter)),
                done);
    }

    private static Optional<DeadLetter> letter(@Nullable DeadLetterRow row) {
        return Optional.ofNullable(row).map(DeadLetterRow::letter);
    }

    @Override
    public void list(Filter filter, int limit, int offset, Consumer<Outcome<Page>> done) {
        var condition = condition(filter);
        calls.answer(
                Effect.READS,
                () ->
                        Unis.future(
                                Unis.within(
                                        sessions,
                                        session ->
                                                count(session, condition)
                                                        .chain(total ->
                                                                page(
                                                                        session, condition, limit,
                                                                        offset, total)))),
                done);
    }

    private static Uni<Long> count(Mutiny.Session session, Condition condition) {
        return condition
                .bind(
                        session.createSelectionQuery(
                                "select count(*) from DeadLetter" + condition.clause(), Long.class))
                .getSingleResult();
    }

    private static Uni<Page> page(
            Mutiny.Session session, Condition condition, int limit, int offset, long total) {
        return condition
                .bind(
                        session.createSelectionQuery(
                                "from DeadLetter"
                                        + condition.clause()
                                        + " order by failedAt desc, id desc",
                                DeadLetterRow.class))
                .setMaxResults(limit)
                .setFirstResult(offset)
                .getResultList()
                .map(rows -> new Page(rows.stream().map(DeadLetterRow::letter).toList(), total));
    }

    @Override
    public void stats(Filter filter, Consumer<Outcome<Stats>> done) {
        var condition = condition(filter);
        calls.answer(
                Effect.READS,
                () -> Unis.future(Unis.within(sessions, session -> stats(session, condition))),
                done);
    }

    private static Uni<Stats> stats(Mutiny.Session session, Condition condition) {
        return condition
                .bind(
                        session.createSelectionQuery(
                                "select errorType, targetName, priority, replayed, count(*),"
                                        + " min(failedAt), max(failedAt) from DeadLetter"
                                        + condition.clause()
                                        + " group by errorType, targetName, priority, replayed",
                                Object[].class))
                .getResultList()
                .map(PostgresDeadLetters::stats);
    }

    private static Stats stats(List<Object[]> groups) {
        Map<String, Long> byErrorType = new TreeMap<>();
        Map<String, Long> byTarget = new TreeMap<>();
        Map<String, Long> byTier = new TreeMap<>();
        var pending = 0L;
        var replayed = 0L;
        Optional<OffsetDateTime> oldest = Optional.empty();
        Optional<OffsetDateTime> newest = Optional.empty();
        for (var group : groups) {
            var count = (Long) group[4];
            byErrorType.merge((String) group[0], count, Long::sum);
            byTarget.merge((String) group[1], count, Long::sum);
            byTier.merge((String) group[2], count, Long::sum);
            if ((Boolean) group[3]) {
                replayed += count;
            } else {
                pending += count;
            }
            var first = (OffsetDateTime) group[5];
            var last = (OffsetDateTime) group[6];
            oldest = oldest.filter(at -> at.isBefore(first)).or(() -> Optional.of(first));
            newest = newest.filter(at -> at.isAfter(last)).or(() -> Optional.of(last));
        }
        return new Stats(
                pending + replayed,
                pending,
                replayed,
                byErrorType,
                byTarget,
                byTier,
                oldest.map(OffsetDateTime::toInstant),
                newest.map(OffsetDateTime::toInstant));
    }

    @Override
    public void pending(Consumer<Outcome<Map<String, Long>>> done) {
        calls.answer(
                Effect.READS,
                () ->
                        Unis.future(
                                Unis.within(
                                        sessions,
                                        session ->
                                                session.createSelectionQuery(
                                                                "select targetName, count(*) from"
                                                                        + " DeadLetter where not"
                                                                        + " replayed group by"
                                                                        + " targetName",
                                                                Object[].class)
                                                        .getResultList()
                                                        .map(PostgresDeadLetters::counts))),
                done);
    }

    private static Map<String, Long> counts(List<Object[]> groups) {
        Map<String, Long> counts = new TreeMap<>();
        groups.forEach(group -> counts.put((String) group[0], (Long) group[1]));
        return counts;
    }

    @Override
    public void newest(int limit, Consumer<Outcome<List<Newest>>> done) {
        calls.answer(
                Effect.READS,
                () ->
                        Unis.future(
                                Unis.within(
                                        sessions,
                                        session ->
                                                session.createSelectionQuery(
                                                                "select targetName, errorType,"
                                                                        + " fingerprint from"
                                                                        + " DeadLetter where not"
                                                                        + " replayed order by"
                                                                        + " failedAt desc, id desc",
                                                                Object[].class)
                                                        .setMaxResults(limit)
                                                        .getResultList()
                                                        .map(PostgresDeadLetters::newest))),
                done);
    }

    private static List<Newest> newest(List<Object[]> rows) {
        return rows.stream()
                .map(row ->
                        new Newest(
                                (String) row[0],
                                Columns.errorType((String) row[1]).orElse(ErrorType.UNKNOWN),
                                (String) row[2]))
                .toList();
    }

    private static Condition condition(Filter filter) {
        return new Condition()
                .and("targetName = :target", "target", filter.target())
                .and(
                        "errorType = :errorType",
                        "errorType",
                        filter.errorType().map(ErrorType::label))
                .and("priority = :priority", "priority", filter.tier().map(Tier::label))
                .and("replayed = :replayed", "replayed", filter.replayed())
                .and("fingerprint = :fingerprint", "fingerprint", filter.fingerprint())
                .and("failedAt > :after", "after", filter.failedAfter().map(Columns::time))
                .and("failedAt < :before", "before", filter.failedBefore().map(Columns::time));
    }

    @Override
    public void replay(
            UUID id, Job job, String by, boolean force, Consumer<Outcome<ReplayOutcome>> done) {
        var arguments = arguments(id, job, by, force);
        calls.answer(
                Effect.WRITES,
                () ->
                        pool.getConnection()
                                .recover(e -> Future.failedFuture(new Calls.NotSentException(e)))
                                .compose(connection ->
                                        connection
                                                .preparedQuery(REPLAY)
                                                .execute(arguments)
                                                .map(rows -> outcome(rows.iterator().next()))
                                                .onComplete(_ -> connection.close())),
                done);
    }

    private Tuple arguments(UUID id, Job job, String by, boolean force) {
        return Tuple.tuple()
                .addValue(identity.id())
                .addValue(id)
                .addValue(force)
                .addValue(by)
                .addValue(job.id())
                .addValue(job.submissionId())
                .addValue(job.alert().alert().fingerprint())
                .addValue(job.alert().alert().status().label())
                .addValue(job.target())
                .addValue(job.targetType())
                .addValue(Columns.number(job.tier()))
                .addValue(job.maxRetries())
                .addValue(Columns.time(job.createdAt()))
                .addValue(job.requestId())
                .addValue(job.traceparent().orElse(null))
                .addValue(AlertText.write(job.alert()));
    }

    private static ReplayOutcome outcome(Row row) {
        return switch (row.getString("result")) {
            case "missing" -> new ReplayOutcome.Missing();
            case "superseded" -> new ReplayOutcome.Superseded();
            case "replayed_before" ->
                    new ReplayOutcome.AlreadyReplayed(Optional.ofNullable(row.getUUID("job_id")));
            case "replayed" ->
                    new ReplayOutcome.Replayed(row.getLong("seq"), row.getBoolean("ours"));
            case String other -> throw new IllegalStateException("unknown result " + other);
        };
    }
}
