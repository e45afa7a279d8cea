package dev.pairplane.publishing.outbound.postgres;

import static dev.pairplane.publishing.outbound.postgres.Columns.flags;
import static dev.pairplane.publishing.outbound.postgres.Columns.free;
import static dev.pairplane.publishing.outbound.postgres.Columns.ids;
import static dev.pairplane.publishing.outbound.postgres.Columns.ints;
import static dev.pairplane.publishing.outbound.postgres.Columns.longs;
import static dev.pairplane.publishing.outbound.postgres.Columns.micros;
import static dev.pairplane.publishing.outbound.postgres.Columns.number;
import static dev.pairplane.publishing.outbound.postgres.Columns.texts;
import static dev.pairplane.publishing.outbound.postgres.Columns.times;

import dev.pairplane.publishing.core.job.Attempt;
import dev.pairplane.publishing.core.job.ErrorType;
import dev.pairplane.publishing.core.job.Job;
import dev.pairplane.publishing.core.journal.Change;
import dev.pairplane.publishing.outbound.json.AlertText;
import dev.pairplane.publishing.outbound.json.AttemptsText;
import dev.pairplane.publishing.outbound.json.ShownTargetText;
import io.vertx.sqlclient.Tuple;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// A batch of changes as one statement: changes of one job are folded into one row, because a
/// statement changes a row once; every attempt is a row of its own.
///
/// The replica's own row is locked first, against those who would declare it dead: either they wait
/// until this is committed, or nothing of this is applied.
final class RecordStatement {

    static final String SQL =
            """
            with change as (
                select * from unnest($2::uuid[], $3::bigint[], $4::int[], $5::int[], $6::bigint[],
                    $7::timestamptz[], $8::text[], $9::text[], $10::int[], $11::timestamptz[],
                    $12::uuid[], $13::text[], $14::text[], $15::text[], $16::int[], $17::text[],
                    $18::text[], $19::text[], $20::timestamptz[])
                as c(id, fence, kind, attempts, delay, first_at, error, error_type, status, ended_at,
                    letter, reason, message, letter_type, letter_status, log, shown, alert, retried_at)
            ), alive as (
                select 1 from publishing_instance i where i.id = $1 and i.taken_by is null for key share
            ), held as (
                select j.id, j.fence from publishing_job j
                join change c on c.id = j.id and c.fence = j.fence
                where (select count(*) from alive) = 1 and j.lease_owner = $1
                order by j.id for update of j
            ), moved as (
                update publishing_job j set
                    state = case c.kind when 0 then 1 else 2 end,
                    attempts = coalesce(c.attempts, j.attempts),
                    next_attempt_at = coalesce(now() + c.delay * interval '1 microsecond', j.next_attempt_at),
                    last_error = case when c.error_type is null then j.last_error else c.error end,
                    last_status = case when c.error_type is null then j.last_status else c.status end,
                    error_type = coalesce(c.error_type, j.error_type),
                    started_at = coalesce(j.started_at, c.first_at),
                    updated_at = now()
                from change c, held h
                where c.kind < 2 and j.id = c.id and h.id = c.id and h.fence = c.fence
                    and j.fence = c.fence and j.lease_owner = $1
                returning j.id, j.fence
            ), ended as (
                delete from publishing_job j using change c, held h
                where c.kind >= 2 and j.id = c.id and h.id = c.id and h.fence = c.fence
                    and j.fence = c.fence and j.lease_owner = $1
                returning j.*, c.kind, c.attempts as made, c.first_at, c.error, c.error_type as new_error_type,
                    c.status, c.ended_at, c.letter, c.reason, c.message, c.letter_type, c.letter_status,
                    c.log, c.shown, c.alert as letter_alert, c.retried_at
            ), history as (
                insert into publishing_job_history (id, submission_id, seq, first_seq, fingerprint,
                    alert_status, target_name, target_type, priority, final_state, attempts, max_retries,
                    last_error, error_type, last_status, replay_of, lease_owner, created_at, started_at,
                    finished_at)
                select id, submission_id, seq, first_seq, fingerprint, alert_status, target_name,
                    target_type, priority,
                    case kind when 2 then 'succeeded' else 'collapsed' end, made, max_retries,
                    case when new_error_type is null then last_error else error end,
                    coalesce(new_error_type, error_type), status, replay_of, lease_owner, created_at,
                    coalesce(started_at, first_at), ended_at
                from ended where kind in (2, 4)
            ), letter as (
                insert into publishing_dlq (id, job_id, submission_id, seq, first_seq, fingerprint,
                    target_name, target_type, alert_status, enriched_alert, target_config, reason,
                    error_message, error_type, status_code, attempts, max_retries, retry_count,
                    attempt_log, started_at, last_retry_at, priority, failed_at, created_at, replay_of)
                select letter, id, submission_id, seq, coalesce(first_seq, seq), fingerprint, target_name,
                    target_type, alert_status, letter_alert, shown, reason, message, letter_type,
                    letter_status, made, max_retries, greatest(0, made - 1), log,
                    coalesce(started_at, first_at), retried_at,
                    (array['high', 'medium', 'low'])[priority + 1], ended_at, created_at, replay_of
                from ended where kind = 3
                on conflict (job_id) do nothing
            ), replayed as (
                update publishing_dlq d set replay_result = case ended.kind when 2 then 'success' else 'failed' end
                from ended where d.id = ended.replay_of and d.replay_job_id = ended.id
            ), attempt as (
                insert into publishing_attempt (job_id, started_at, number, duration_us, outcome, status,
                    error_type, error, retry_after_us, ambiguous, late)
                select a.id, a.at, a.number, a.duration, a.outcome, a.status, a.error_type, a.error,
                    a.retry_after, a.ambiguous,
                    not exists (select from held h where h.id = a.id and h.fence = a.fence)
                from unnest($21::uuid[], $22::bigint[], $23::timestamptz[], $24::int[], $25::bigint[],
                    $26::text[], $27::int[], $28::text[], $29::text[], $30::bigint[], $31::boolean[])
                as a(id, fence, at, number, duration, outcome, status, error_type, error, retry_after, ambiguous)
                on conflict (job_id, started_at, number) do nothing
            )
            select id, fence from moved union all select id, fence from ended
            """;

    private RecordStatement() {}

    /// A job under a fence.
    record Held(UUID id, long fence) {
        static Held of(Change change) {
            return new Held(change.job().id(), change.fence());
        }
    }

    private record Made(UUID job, long fence, Attempt attempt) {}

    /// What all changes of a job in a batch come to.
    private static final class Row {
        final Job job;
        final long fence;
        int kind;
        @Nullable Integer attempts;
        @Nullable Long delay;
        @Nullable Instant firstAt;
        @Nullable String error;
        @Nullable ErrorType errorType;
        @Nullable Integer status;
        @Nullable Instant endedAt;
        Change.@Nullable DeadLettered dead;

        Row(Change change) {
            job = change.job();
            fence = change.fence();
        }

        void add(Change change) {
            if (ended()) {
                return;
            }
            change.attempt().ifPresent(this::saw);
            switch (change) {
                case Change.Starting _ -> kind = 0;
                case Change.Retrying retrying -> {
                    kind = 1;
                    attempts = retrying.attempts();
                    delay = micros(retrying.delay());
                }
                case Change.Succeeded succeeded -> {
                    kind = 2;
                    attempts = succeeded.attempts();
                    status = number(succeeded.made().status());
                    endedAt = succeeded.finishedAt();
                }
                case Change.Collapsed collapsed -> {
                    kind = 4;
                    attempts = 0;
                    endedAt = collapsed.finishedAt();
                }
                case Change.DeadLettered lettered -> {
                    kind = 3;
                    attempts = lettered.attempts();
                    endedAt = lettered.failedAt();
                    dead = lettered;
                }
            }
        }

        boolean ended() {
            return endedAt != null;
        }

        private void saw(Attempt attempt) {
            if (firstAt == null) {
                firstAt = attempt.startedAt();
            }
            if (attempt.errorType().isPresent()) {
                errorType = attempt.errorType().orElseThrow();
                error = attempt.error().map(Columns::free).orElse(null);
                status = number(attempt.status());
            }
        }

        <T> @Nullable T letter(Function<Change.DeadLettered, @Nullable T> column) {
            return dead == null ? null : column.apply(dead);
        }
    }

    static Tuple of(List<Change> batch, UUID me) {
        Map<Held, Row> folded = new LinkedHashMap<>();
        var made = new ArrayList<Made>();
        for (var change : batch) {
            folded.computeIfAbsent(Held.of(change), _ -> new Row(change)).add(change);
            change.attempt()
                    .ifPresent(a -> made.add(new Made(change.job().id(), change.fence(), a)));
        }
        var tuple = Tuple.tuple().addValue(me);
        changes(List.copyOf(folded.values()), tuple);
        attempts(made, tuple);
        return tuple;
    }

    private static void changes(List<Row> rows, Tuple tuple) {
        tuple.addValue(ids(rows, row -> row.job.id()))
                .addValue(longs(rows, row -> row.fence))
                .addValue(ints(rows, row -> row.kind))
                .addValue(ints(rows, row -> row.attempts))
                .addValue(longs(rows, row -> row.delay))
                .addValue(times(rows, row -> row.firstAt))
                .addValue(texts(rows, row -> row.error))
                .addValue(texts(rows, row -> row.errorType == null ? null : row.errorType.label()))
                .addValue(ints(rows, row -> row.status))
                .addValue(times(rows, row -> row.endedAt))
                .addValue(ids(rows, row -> row.letter(Change.DeadLettered::deadLetterId)))
                .addValue(texts(rows, row -> row.letter(Change.DeadLettered::reason)))
                .addValue(texts(rows, row -> row.letter(dead -> free(dead.message()))))
                .addValue(texts(rows, row -> row.letter(dead -> dead.errorType().label())))
                .addValue(ints(rows, row -> row.letter(dead -> number(dead.status()))))
                .addValue(texts(rows, row -> row.letter(dead -> AttemptsText.write(dead.log()))))
                .addValue(texts(rows, row -> row.letter(RecordStatement::shown)))
                .addValue(
                        texts(rows, row -> row.letter(dead -> AlertText.write(dead.job().alert()))))
                .addValue(times(rows, row -> row.letter(RecordStatement::retriedAt)));
    }

    private static @Nullable String shown(Change.DeadLettered dead) {
        return dead.shownTarget().map(ShownTargetText::write).orElse(null);
    }

    private static @Nullable Instant retriedAt(Change.DeadLettered dead) {
        Optional<Instant> last = dead.attempt().map(Attempt::startedAt);
        return dead.attempts() > 1 ? last.orElse(null) : null;
    }

    private static void attempts(List<Made> rows, Tuple tuple) {
        tuple.addValue(ids(rows, Made::job))
                .addValue(longs(rows, Made::fence))
                .addValue(times(rows, row -> row.attempt.startedAt()))
                .addValue(ints(rows, row -> row.attempt.number()))
                .addValue(longs(rows, row -> micros(row.attempt.duration())))
                .addValue(texts(rows, row -> free(row.attempt.outcome())))
                .addValue(ints(rows, row -> number(row.attempt.status())))
                .addValue(
                        texts(
                                rows,
                                row -> row.attempt.errorType().map(ErrorType::label).orElse(null)))
                .addValue(texts(rows, row -> row.attempt.error().map(Columns::free).orElse(null)))
                .addValue(
                        longs(
                                rows,
                                row -> row.attempt.retryAfter().map(Columns::micros).orElse(null)))
                .addValue(flags(rows, row -> row.attempt.ambiguous()));
    }
}
