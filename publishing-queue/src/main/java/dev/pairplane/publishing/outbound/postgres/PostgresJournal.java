package dev.pairplane.publishing.outbound.postgres;

import static dev.pairplane.publishing.outbound.postgres.Columns.ids;
import static dev.pairplane.publishing.outbound.postgres.Columns.micros;
import static dev.pairplane.publishing.outbound.postgres.Columns.texts;
import static dev.pairplane.publishing.outbound.postgres.Columns.times;

import dev.pairplane.publishing.core.call.Outcome;
import dev.pairplane.publishing.core.job.Job;
import dev.pairplane.publishing.core.journal.Appended;
import dev.pairplane.publishing.core.journal.Change;
import dev.pairplane.publishing.core.journal.Journal;
import dev.pairplane.publishing.core.journal.Submission;
import dev.pairplane.publishing.outbound.json.AcceptedText;
import dev.pairplane.publishing.outbound.postgres.Calls.Effect;
import io.vertx.core.Future;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.Tuple;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.StreamSupport;

/// The journal in PostgreSQL. Groups and batches are one statement each, prepared once per
/// connection.
///
/// What has been stored by an earlier try of the same group is found by its ids, so a group may be
/// tried again after any failure; while the earlier try still runs, the later one waits for it.
public final class PostgresJournal implements Journal {

    private static final String STORED =
            "select s.id from publishing_submission s join unnest($1::uuid[], $2::timestamptz[]) as"
                    + " w(id, at) on w.id = s.id and w.at = s.created_at";
    private static final String PLACES =
            """
            select p.id, p.seq, coalesce(p.lease_owner = $2 and p.given = 0, false) as ours from (
                select id, seq, lease_owner, given from publishing_job where id = any($1)
                union all
                select id, seq, null, 0 from publishing_job_history where id = any($1)
                union all
                select job_id, seq, null, 0 from publishing_dlq where job_id = any($1)
            ) as p
            """;
    private static final String KEYS =
            "select k.principal, k.idempotency_key, k.body_sha256, k.response from"
                + " publishing_idempotency k join unnest($1::text[], $2::text[]) as w(principal,"
                + " key) on w.principal = k.principal and w.key = k.idempotency_key";
    private static final String USED =
            "select body_sha256, response from publishing_idempotency where principal = $1 and"
                + " idempotency_key = $2 and created_at >= now() - $3 * interval '1 microsecond'";

    private final Pool pool;
    private final Calls calls;
    private final Identity identity;
    private final long keysBind;

    /// @param serial where answers go
    public PostgresJournal(
            Pool pool, Executor serial, Identity identity, PostgresSettings settings) {
        this.pool = pool;
        this.identity = identity;
        calls = new Calls(serial, settings.callTimeout());
        keysBind = micros(settings.keysBind());
    }

    @Override
    public void append(List<Submission> group, Consumer<Outcome<List<Appended>>> done) {
        var copy = List.copyOf(group);
        var me = identity.id();
        calls.answer(
                Effect.WRITES,
                () -> connected(connection -> appendGroup(connection, copy, me)),
                done);
    }

    @Override
    public void used(
            String principal, Submission.Key key, Consumer<Outcome<Optional<Appended>>> done) {
        calls.answer(
                Effect.READS,
                () ->
                        connected(connection ->
                                connection
                                        .preparedQuery(USED)
                                        .execute(Tuple.of(principal, key.text(), keysBind))
                                        .map(rows ->
                                                StreamSupport.stream(rows.spliterator(), false)
                                                        .findFirst()
                                                        .map(row -> used(key, row)))),
                done);
    }

    @Override
    public void record(List<Change> batch, Consumer<Outcome<List<Boolean>>> done) {
        var copy = List.copyOf(batch);
        var me = identity.id();
        calls.answer(
                Effect.WRITES,
                () -> connected(connection -> recordBatch(connection, copy, me)),
                done);
    }

    /// What fails before there is a connection was not sent.
    private <T> Future<T> connected(Function<SqlConnection, Future<T>> work) {
        return pool.getConnection()
                .recover(e -> Future.failedFuture(new Calls.NotSentException(e)))
                .compose(connection -> work.apply(connection).onComplete(_ -> connection.close()));
    }

    private Future<List<Appended>> appendGroup(
            SqlConnection connection, List<Submission> group, UUID me) {
        if (group.isEmpty()) {
            return Future.succeededFuture(List.of());
        }
        return appendOnce(connection, group, me)
                .recover(e -> {
                    if (!Calls.dataFault(e)) {
                        return Future.failedFuture(e);
                    }
                    return group.size() == 1
                            ? Future.succeededFuture(List.of(new Appended.Rejected(Calls.text(e))))
                            : oneByOne(connection, group, me);
                });
    }

    /// Only the guilty one is refused. Should the database fail in between, some are stored and
    /// nobody can say that nothing is.
    private Future<List<Appended>> oneByOne(
            SqlConnection connection, List<Submission> group, UUID me) {
        Future<List<Appended>> all = Future.succeededFuture(new ArrayList<>());
        for (var submission : group) {
            all =
                    all.compose(before ->
                            appendGroup(connection, List.of(submission), me)
                                    .recover(e ->
                                            Future.failedFuture(
                                                    new IllegalStateException(Calls.text(e), e)))
                                    .map(one -> {
                                        before.addAll(one);
                                        return before;
                                    }));
        }
        return all;
    }

    private Future<List<Appended>> appendOnce(
            SqlConnection connection, List<Submission> group, UUID me) {
        return connection
                .preparedQuery(AppendStatement.SQL)
                .execute(AppendStatement.of(group, me, keysBind))
                .compose(rows -> {
                    var stored = stored(rows);
                    var others = group.stream().filter(s -> !stored.contains(s.id())).toList();
                    var places = places(rows);
                    return others.isEmpty()
                            ? Future.succeededFuture(
                                    group.stream().map(s -> place(s, places)).toList())
                            : earlier(connection, group, others, stored, places, me)
                                    .recover(e ->
                                            Future.failedFuture(
                                                    new IllegalStateException(Calls.text(e), e)));
                });
    }

    private static Set<UUID> stored(RowSet<Row> rows) {
        var stored = new HashSet<UUID>();
        rows.forEach(row -> stored.add(row.getUUID("submission_id")));
        return stored;
    }

    private static Map<UUID, Appended.Place> places(RowSet<Row> rows) {
        var places = new HashMap<UUID, Appended.Place>();
        for (var row : rows) {
            var id = row.getUUID("job_id");
            if (id != null) {
                places.put(id, new Appended.Place(id, row.getLong("seq"), row.getBoolean("ours")));
            }
        }
        return places;
    }

    private static Appended place(Submission submission, Map<UUID, Appended.Place> places) {
        var found = new ArrayList<Appended.Place>();
        for (var job : submission.jobs()) {
            var place = places.get(job.id());
            if (place == null) {
                throw new IllegalStateException("job " + job.id() + " is not in the journal");
            }
            found.add(place);
        }
        return new Appended.Stored(found);
    }

    /// Those that this statement did not store: an earlier try did, or their keys are used.
    private Future<List<Appended>> earlier(
            SqlConnection connection,
            List<Submission> group,
            List<Submission> others,
            Set<UUID> stored,
            Map<UUID, Appended.Place> places,
            UUID me) {
        return connection
                .preparedQuery(STORED)
                .execute(
                        Tuple.tuple()
                                .addValue(ids(others, Submission::id))
                                .addValue(times(others, Submission::createdAt)))
                .compose(rows -> {
                    rows.forEach(row -> stored.add(row.getUUID("id")));
                    var jobs =
                            others.stream()
                                    .filter(s -> stored.contains(s.id()))
                                    .flatMap(s -> s.jobs().stream())
                                    .toList();
                    return jobs.isEmpty()
                            ? Future.succeededFuture()
                            : connection
                                    .preparedQuery(PLACES)
                                    .execute(Tuple.of(ids(jobs, Job::id), me))
                                    .onSuccess(found -> found.forEach(row -> add(places, row)))
                                    .mapEmpty();
                })
                .compose(_ -> keyed(connection, group, stored, places));
    }

    private static void add(Map<UUID, Appended.Place> places, Row row) {
        var id = row.getUUID("id");
        places.put(id, new Appended.Place(id, row.getLong("seq"), row.getBoolean("ours")));
    }

    private record Key(String principal, String text) {}

    private static Future<List<Appended>> keyed(
            SqlConnection connection,
            List<Submission> group,
            Set<UUID> stored,
            Map<UUID, Appended.Place> places) {
        var asked = group.stream().filter(s -> !stored.contains(s.id())).toList();
        if (asked.isEmpty()) {
            return Future.succeededFuture(group.stream().map(s -> place(s, places)).toList());
        }
        return connection
                .preparedQuery(KEYS)
                .execute(
                        Tuple.tuple()
                                .addValue(texts(asked, Submission::principal))
                                .addValue(
                                        texts(
                                                asked,
                                                s ->
                                                        s.key()
                                                                .map(Submission.Key::text)
                                                                .orElse(null))))
                .map(rows -> {
                    var known = new HashMap<Key, Row>();
                    rows.forEach(row ->
                            known.put(
                                    new Key(
                                            row.getString("principal"),
                                            row.getString("idempotency_key")),
                                    row));
                    return group.stream()
                            .map(s -> stored.contains(s.id()) ? place(s, places) : used(s, known))
                            .toList();
                });
    }

    private static Appended used(Submission submission, Map<Key, Row> known) {
        var key = submission.key().orElseThrow();
        var row = known.get(new Key(submission.principal(), key.text()));
        if (row == null) {
            // It expired in between: nobody can say yet, and asked again it is stored.
            throw new IllegalStateException("the key's first answer is gone");
        }
        return used(key, row);
    }

    private static Appended used(Submission.Key key, Row row) {
        return row.getString("body_sha256").equals(key.bodySha256())
                ? new Appended.Repeated(AcceptedText.read(row.getString("response")))
                : new Appended.KeyReused();
    }

    private static Future<List<Boolean>> recordBatch(
            SqlConnection connection, List<Change> batch, UUID me) {
        if (batch.isEmpty()) {
            return Future.succeededFuture(List.of());
        }
        return connection
                .preparedQuery(RecordStatement.SQL)
                .execute(RecordStatement.of(batch, me))
                .map(rows -> applied(batch, rows));
    }

    /// All changes of a job up to its end were applied, or none.
    private static List<Boolean> applied(List<Change> batch, RowSet<Row> rows) {
        var left = new HashSet<RecordStatement.Held>();
        rows.forEach(
                row -> left.add(new RecordStatement.Held(row.getUUID("id"), row.getLong("fence"))));
        var applied = new ArrayList<Boolean>();
        for (var change : batch) {
            var held = RecordStatement.Held.of(change);
            applied.add(left.contains(held));
            switch (change) {
                case Change.Starting _, Change.Retrying _ -> {}
                case Change.Succeeded _, Change.Collapsed _, Change.DeadLettered _ ->
                        left.remove(held);
            }
        }
        return List.copyOf(applied);
    }
}
