package dev.pairplane.publishing.outbound.postgres;

import static dev.pairplane.publishing.outbound.postgres.Columns.micros;

import dev.pairplane.publishing.core.call.Outcome;
import dev.pairplane.publishing.core.job.Job;
import dev.pairplane.publishing.core.journal.Replicas;
import dev.pairplane.publishing.outbound.json.AlertText;
import dev.pairplane.publishing.outbound.postgres.Calls.Effect;
import io.vertx.core.Future;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.SqlClient;
import io.vertx.sqlclient.Tuple;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;

/// The replicas that share a database: a row each, with a heartbeat, and a lock each.
///
/// What was taken counts as got when its answer came; the next call says so to the database. Until
/// then its rows are answered again, so no job is lost with an answer. A job that cannot be read
/// becomes a dead letter instead of being taken. Used on the serial executor.
public final class PostgresReplicas implements Replicas {

    private static final String JOIN =
            "insert into publishing_instance (id, lock_key, version, host) values ($1, $2, $3, $4)";
    private static final String BEAT =
            "update publishing_instance set heartbeat_at = now() where id = $1 and taken_by is"
                    + " null";
    private static final String TAKE =
            "select * from publishing_take($1, $2, $3, $4::bigint * interval '1 microsecond',"
                    + " $5::bigint * interval '1 microsecond', $6::bigint * interval '1"
                    + " microsecond')";
    private static final String LEAVE =
            """
            with released as (
                update publishing_job set lease_owner = null, given = 0, updated_at = now()
                where lease_owner = $1 returning 1
            )
            delete from publishing_instance where id = $1
            """;

    private final Pool pool;
    private final Calls calls;
    private final Identity identity;
    private final PostgresSettings settings;
    private final Supplier<UUID> ids;
    private final String version;
    private final String host;
    private final ReplicaLock lock;
    private final Consumer<UnreadableJob> unreadable;

    /// Jobs whose answer came and of which the database has not been told.
    private final Set<UUID> got = new HashSet<>();

    /// @param serial where answers go
    /// @param ids a new identity at each call, by chance
    /// @param unreadable told of jobs that became dead letters because they cannot be read; on any
    ///   thread
    public PostgresReplicas(
            Pool pool,
            Connections connections,
            Executor serial,
            Identity identity,
            PostgresSettings settings,
            Supplier<UUID> ids,
            String version,
            String host,
            Consumer<UnreadableJob> unreadable) {
        this.pool = pool;
        this.identity = identity;
        this.settings = settings;
        this.ids = ids;
        this.version = version;
        this.host = host;
        this.unreadable = unreadable;
        calls = new Calls(serial, settings.callTimeout());
        lock = new ReplicaLock(connections::single);
    }

    @Override
    public void join(Consumer<Outcome<Void>> done) {
        var id = ids.get();
        var key = id.getMostSignificantBits() ^ id.getLeastSignificantBits();
        got.clear();
        calls.answer(
                Effect.WRITES,
                () ->
                        lock.take(key)
                                .recover(e -> Future.failedFuture(new Calls.NotSentException(e)))
                                .compose(_ -> execute(JOIN, Tuple.of(id, key, version, host)))
                                .<Void>mapEmpty(),
                outcome -> {
                    // One whose answer was lost, or came too late, is an identity nobody uses.
                    if (outcome instanceof Outcome.Done) {
                        identity.become(id);
                    }
                    done.accept(outcome);
                });
    }

    @Override
    public void beat(Consumer<Outcome<Boolean>> done) {
        lock.keep();
        var id = identity.id();
        calls.answer(Effect.WRITES, () -> execute(BEAT, Tuple.of(id)).map(n -> n == 1), done);
    }

    @Override
    public void take(int limit, Consumer<Outcome<List<TakenJob>>> done) {
        var said = got.toArray(UUID[]::new);
        var me = identity.id();
        var arguments =
                Tuple.of(
                        me,
                        said,
                        limit,
                        micros(settings.lockFreeAfter()),
                        micros(settings.silentAfter()),
                        micros(settings.startGrace()));
        calls.answer(
                Effect.WRITES,
                () -> connected(client -> taken(client, me, arguments)),
                outcome -> {
                    if (outcome instanceof Outcome.Done<List<TakenJob>>(var jobs)) {
                        got.removeAll(List.of(said));
                        jobs.forEach(taken -> got.add(taken.job().id()));
                    }
                    done.accept(outcome);
                });
    }

    @Override
    public void leave(Consumer<Outcome<Void>> done) {
        var id = identity.id();
        calls.answer(
                Effect.WRITES,
                () ->
                        execute(LEAVE, Tuple.of(id))
                                .onSuccess(_ -> {
                                    identity.none();
                                    lock.free();
                                })
                                .<Void>mapEmpty(),
                done);
    }

    /// The session that holds this replica's lock; empty when it is lost, until a heartbeat got it
    /// back.
    public Optional<Integer> lockSession() {
        return lock.session();
    }

    /// Frees the lock without leaving, as the end of the process would.
    public void close() {
        lock.free();
    }

    private Future<Integer> execute(String sql, Tuple arguments) {
        return connected(client ->
                client.preparedQuery(sql).execute(arguments).map(rows -> rows.rowCount()));
    }

    private <T> Future<T> connected(Function<SqlClient, Future<T>> work) {
        return pool.getConnection()
                .recover(e -> Future.failedFuture(new Calls.NotSentException(e)))
                .compose(connection -> work.apply(connection).onComplete(_ -> connection.close()));
    }

    private Future<List<TakenJob>> taken(SqlClient client, UUID me, Tuple arguments) {
        return client.preparedQuery(TAKE)
                .execute(arguments)
                .compose(rows -> {
                    var jobs = new ArrayList<TakenJob>();
                    var others = new ArrayList<UnreadableJobs.Held>();
                    for (var row : rows) {
                        try {
                            jobs.add(taken(row));
                        } catch (IllegalArgumentException e) {
                            others.add(UnreadableJobs.Held.of(row, ids.get(), e));
                        }
                    }
                    return others.isEmpty()
                            ? Future.succeededFuture(jobs)
                            : UnreadableJobs.end(client, me, others)
                                    .compose(ended -> again(client, me, arguments, ended));
                });
    }

    /// Asks once more, because an answer with fewer than were asked for says that nothing is left.
    private Future<List<TakenJob>> again(
            SqlClient client, UUID me, Tuple arguments, List<UnreadableJob> ended) {
        ended.forEach(unreadable);
        return ended.isEmpty()
                ? Future.failedFuture("jobs that cannot be read are another replica's by now")
                : taken(client, me, arguments);
    }

    private static TakenJob taken(Row row) {
        var alert = row.getString("alert");
        if (alert == null) {
            throw new IllegalArgumentException("its submission is not there");
        }
        var job =
                new Job(
                        row.getUUID("id"),
                        row.getUUID("submission_id"),
                        AlertText.read(alert),
                        row.getString("target_name"),
                        row.getString("target_type"),
                        Columns.tier(row.getInteger("priority")),
                        row.getInteger("max_retries"),
                        row.getOffsetDateTime("created_at").toInstant(),
                        Optional.ofNullable(row.getUUID("replay_of")),
                        row.getString("request_id"),
                        Optional.ofNullable(row.getString("traceparent")));
        return new TakenJob(
                job,
                row.getLong("seq"),
                row.getLong("fence"),
                row.getInteger("attempts"),
                Columns.ofMicros(row.getLong("delay_us")),
                row.getInteger("takeovers"),
                row.getInteger("lost_marked"),
                row.getBoolean("handed"));
    }
}
