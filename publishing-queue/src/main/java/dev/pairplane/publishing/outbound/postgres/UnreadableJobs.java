package dev.pairplane.publishing.outbound.postgres;

import static dev.pairplane.publishing.outbound.postgres.Columns.ids;
import static dev.pairplane.publishing.outbound.postgres.Columns.longs;
import static dev.pairplane.publishing.outbound.postgres.Columns.texts;

import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.SqlClient;
import io.vertx.sqlclient.Tuple;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/// Makes dead letters of jobs that were taken and cannot be read: left where they are, they would
/// be answered at every call, and keep the others from being worked.
///
/// The core never sees these jobs, for it has none without an alert. That the replica is a member,
/// and that it holds the job, is checked as in [RecordStatement].
final class UnreadableJobs {

    private static final int CAUSE_LENGTH = 1_024;

    private static final String SQL =
            """
            with alive as (
                select 1 from publishing_instance i where i.id = $1 and i.taken_by is null for key share
            ), unreadable as (
                select * from unnest($2::uuid[], $3::bigint[], $4::uuid[], $5::text[])
                as u(id, fence, letter, message)
            ), ended as (
                delete from publishing_job j using unreadable u
                where (select count(*) from alive) = 1 and j.id = u.id and j.fence = u.fence
                    and j.lease_owner = $1
                returning j.*, u.letter, u.message
            ), letter as (
                insert into publishing_dlq (id, job_id, submission_id, seq, first_seq, fingerprint,
                    target_name, target_type, alert_status, enriched_alert, reason, error_message,
                    error_type, status_code, attempts, max_retries, retry_count, started_at, priority,
                    failed_at, created_at, replay_of)
                select e.letter, e.id, e.submission_id, e.seq, coalesce(e.first_seq, e.seq),
                    e.fingerprint, e.target_name, e.target_type, e.alert_status,
                    coalesce(e.alert, s.alert, ''), 'poisoned', e.message, 'unknown', e.last_status,
                    e.attempts, e.max_retries, greatest(0, e.attempts - 1), e.started_at,
                    (array['high', 'medium', 'low'])[e.priority + 1], now(), e.created_at, e.replay_of
                from ended e
                left join publishing_submission s
                    on s.id = e.submission_id and s.created_at = e.submission_at
                on conflict (job_id) do nothing
            ), replayed as (
                update publishing_dlq d set replay_result = 'failed'
                from ended where d.id = ended.replay_of and d.replay_job_id = ended.id
            )
            select id from ended
            """;

    private UnreadableJobs() {}

    /// A job under its fence.
    record Held(UnreadableJob job, long fence) {

        /// @param letter the id of the letter that it becomes
        static Held of(Row row, UUID letter, RuntimeException unreadable) {
            return new Held(
                    new UnreadableJob(
                            row.getUUID("id"),
                            letter,
                            row.getString("target_name"),
                            Optional.ofNullable(row.getUUID("replay_of")),
                            cause(unreadable)),
                    row.getLong("fence"));
        }

        /// The reader's further lines say where in a text that nobody sees.
        private static String cause(RuntimeException unreadable) {
            var root = unreadable.getCause() == null ? unreadable : unreadable.getCause();
            var text = String.valueOf(root.getMessage()).lines().findFirst().orElse("");
            return Columns.free(
                    text.length() <= CAUSE_LENGTH ? text : text.substring(0, CAUSE_LENGTH));
        }
    }

    /// Ends them.
    ///
    /// @return those that were this replica's still
    static Future<List<UnreadableJob>> end(SqlClient client, UUID me, List<Held> held) {
        var arguments =
                Tuple.of(
                        me,
                        ids(held, each -> each.job.id()),
                        longs(held, Held::fence),
                        ids(held, each -> each.job.letter()),
                        texts(
                                held,
                                each -> "the stored alert cannot be read: " + each.job.cause()));
        return client.preparedQuery(SQL)
                .execute(arguments)
                .map(rows -> {
                    var ended = new HashSet<UUID>();
                    rows.forEach(row -> ended.add(row.getUUID("id")));
                    return held.stream()
                            .map(Held::job)
                            .filter(job -> ended.contains(job.id()))
                            .toList();
                });
    }
}
