package dev.pairplane.publishing.outbound.postgres;

import static dev.pairplane.publishing.outbound.postgres.Columns.micros;

import dev.pairplane.publishing.core.call.Outcome;
import dev.pairplane.publishing.outbound.postgres.Calls.Effect;
import io.vertx.core.Future;
import io.vertx.pgclient.PgException;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.Tuple;
import java.time.Duration;
import java.util.concurrent.Executor;
import java.util.function.Consumer;

/// Keeps the tables small: makes the partitions of the next hours, drops those that are old, and
/// deletes keys and dead letters that are. To be called every few minutes; replicas that call at
/// once do not disturb each other, because only one of them works.
///
/// Each hour's partition and each batch of rows is a statement of its own, so that no lock is held
/// for long, and a failure leaves what was done before it.
public final class PostgresMaintenance {

    private static final String LOCK_NOT_AVAILABLE = "55P03";
    private static final int BATCH = 10_000;
    private static final String MAKE = "select publishing_make_partition($1, $2) as done";
    private static final String DROP =
            "select publishing_drop_partitions($1, $2::bigint * interval '1 microsecond') as done";
    private static final String KEYS =
            "with old as (delete from publishing_idempotency where ctid in (select ctid from"
                    + " publishing_idempotency where created_at < now() - $1::bigint * interval '1"
                    + " microsecond' limit $2 for update skip locked) returning 1) select"
                    + " count(*)::int as done from old";
    private static final String LETTERS =
            """
            with old as (
                delete from publishing_dlq where id in (
                    select d.id from publishing_dlq d
                    where d.failed_at < now() - $1::bigint * interval '1 microsecond'
                        and not exists (select from publishing_job j where j.id = d.replay_job_id)
                    limit $2 for update of d skip locked)
                returning 1
            )
            select count(*)::int as done from old
            """;
    private static final String[] TABLES = {
        "publishing_submission", "publishing_attempt", "publishing_job_history"
    };

    private final Pool pool;
    private final PostgresSettings settings;
    private final Calls calls;
    private final int batch;
    private final Duration deleting;

    /// @param answers where answers go
    public PostgresMaintenance(Pool pool, Executor answers, PostgresSettings settings) {
        this(pool, answers, settings, BATCH, settings.callTimeout().multipliedBy(5));
    }

    /// @param batch how many rows are deleted at once
    /// @param deleting how long one table's rows are deleted; the batch that was begun is finished
    PostgresMaintenance(
            Pool pool, Executor answers, PostgresSettings settings, int batch, Duration deleting) {
        this.pool = pool;
        this.settings = settings;
        this.batch = batch;
        this.deleting = deleting;
        // Many statements, each of which is bounded.
        calls = new Calls(answers, settings.callTimeout().multipliedBy(20));
    }

    /// What was done.
    ///
    /// @param made partitions
    /// @param dropped partitions
    /// @param keys idempotency keys that bound no more
    /// @param letters dead letters that were too old
    /// @param left whether there is more to do: there was no time for it, or others were in the way
    public record Done(int made, int dropped, int keys, int letters, boolean left) {}

    private record Part(int done, boolean left) {}

    /// Does what is due. [Outcome.Failed] when some of it could not be done; the next call does it.
    public void run(Consumer<Outcome<Done>> done) {
        calls.answer(Effect.READS, this::all, done);
    }

    private Future<Done> all() {
        return made().compose(made -> dropped().compose(dropped -> rest(made, dropped)));
    }

    private Future<Done> rest(int made, Part dropped) {
        return delete(KEYS, settings.keysBind())
                .compose(keys ->
                        delete(LETTERS, settings.deadLetterRetention())
                                .map(letters ->
                                        new Done(
                                                made,
                                                dropped.done,
                                                keys.done,
                                                letters.done,
                                                dropped.left || keys.left || letters.left)));
    }

    /// As much comes in between two runs as a batch holds and far more, so there are as many as it
    /// takes.
    private Future<Part> delete(String sql, Duration kept) {
        return delete(sql, kept, 0, System.nanoTime() + deleting.toNanos());
    }

    private Future<Part> delete(String sql, Duration kept, int before, long deadline) {
        return one(sql, Tuple.of(micros(kept), batch))
                .compose(rows -> {
                    var all = before + rows;
                    var left = rows == batch;
                    return left && System.nanoTime() - deadline < 0
                            ? delete(sql, kept, all, deadline)
                            : Future.succeededFuture(new Part(all, left));
                });
    }

    private Future<Integer> made() {
        var sum = Future.succeededFuture(0);
        for (var table : TABLES) {
            for (int hour = 0; hour <= settings.partitionsAhead(); hour++) {
                var arguments = Tuple.of(table, hour);
                sum = sum.compose(before -> one(MAKE, arguments).map(n -> before + n));
            }
        }
        return sum;
    }

    /// A table that somebody reads is left to the next run: whoever waits for its lock has every
    /// append wait behind him.
    private Future<Part> dropped() {
        var sum = Future.succeededFuture(new Part(0, false));
        for (var table : TABLES) {
            var arguments = Tuple.of(table, micros(settings.historyRetention()));
            sum =
                    sum.compose(before ->
                            one(DROP, arguments)
                                    .map(n -> new Part(before.done + n, before.left))
                                    .recover(e ->
                                            inUse(e)
                                                    ? Future.succeededFuture(
                                                            new Part(before.done, true))
                                                    : Future.failedFuture(e)));
        }
        return sum;
    }

    private static boolean inUse(Throwable failure) {
        return failure instanceof PgException e && e.getSqlState().equals(LOCK_NOT_AVAILABLE);
    }

    private Future<Integer> one(String sql, Tuple arguments) {
        return pool.preparedQuery(sql)
                .execute(arguments)
                .map(rows -> {
                    Row row = rows.iterator().next();
                    return row.getInteger("done");
                });
    }
}
