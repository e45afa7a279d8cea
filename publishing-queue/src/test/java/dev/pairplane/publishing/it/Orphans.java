package dev.pairplane.publishing.it;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Looks in the journal for rows whose counterparts are missing.
final class Orphans {
    private static final int SHOWN = 5;

    /// What holds in every state that is committed.
    private static final Map<String, String> ALWAYS = new LinkedHashMap<>();

    /// What holds besides when no job waits any more.
    private static final Map<String, String> AT_REST = new LinkedHashMap<>();

    static {
        ALWAYS.put(
                "jobs whose owner is no replica",
                """
                select j.id, j.lease_owner from publishing_job j where j.lease_owner is not null
                and not exists (select from publishing_instance i where i.id = j.lease_owner)
                """);
        ALWAYS.put(
                "jobs that are in two places, or twice in one",
                "select id, count(*) from publishing_job_view group by id having count(*) > 1");
        ALWAYS.put(
                "jobs without a submission",
                """
                select v.id, v.state from publishing_job_view v where v.replay_of is null
                and not exists (select from publishing_submission s where s.id = v.submission_id)
                """);
        ALWAYS.put(
                "jobs that cannot find their alert",
                """
                select j.id from publishing_job j where j.alert is null and not exists (
                    select from publishing_submission s
                    where s.id = j.submission_id and s.created_at = j.submission_at
                        and s.alert is not null)
                """);
        ALWAYS.put(
                "submissions without a job",
                """
                select s.id from publishing_submission s
                where not exists (select from publishing_job_view v where v.submission_id = s.id)
                """);
        ALWAYS.put(
                "submissions that are there twice",
                "select id, count(*) from publishing_submission group by id having count(*) > 1");
        ALWAYS.put(
                "keys without their submission",
                """
                select k.idempotency_key from publishing_idempotency k where not exists (
                    select from publishing_submission s
                    where s.id = k.submission_id and s.idempotency_key = k.idempotency_key)
                """);
        ALWAYS.put(
                "submissions without their key",
                """
                select s.id, s.idempotency_key from publishing_submission s
                where s.idempotency_key is not null and not exists (
                    select from publishing_idempotency k
                    where k.submission_id = s.id and k.idempotency_key = s.idempotency_key)
                """);
        ALWAYS.put(
                "attempts of no job",
                """
                select a.job_id, a.number from publishing_attempt a
                where not exists (select from publishing_job_view v where v.id = a.job_id)
                """);
        ALWAYS.put(
                "delivered jobs without a delivery among their attempts",
                """
                select h.id from publishing_job_history h
                where h.final_state = 'succeeded' and not exists (
                    select from publishing_attempt a
                    where a.job_id = h.id and a.status between 200 and 299)
                """);
        ALWAYS.put(
                "collapsed jobs with an attempt",
                """
                select h.id from publishing_job_history h
                where h.final_state = 'collapsed' and (h.attempts > 0 or h.started_at is not null
                    or exists (select from publishing_attempt a where a.job_id = h.id))
                """);
        ALWAYS.put(
                "dead letters without an attempt",
                """
                select d.id, d.reason from publishing_dlq d
                where d.reason in ('permanent', 'exhausted') and (d.attempt_log = '[]'
                    or not exists (select from publishing_attempt a where a.job_id = d.job_id))
                """);
        ALWAYS.put(
                "places in the order that are taken twice",
                """
                select seq, count(*) from (
                    select seq from publishing_job
                    union all select seq from publishing_job_history
                    union all select seq from publishing_dlq) as places
                group by seq having count(*) > 1
                """);
        AT_REST.put("jobs that are not finished", "select id, state from publishing_job");
        AT_REST.put(
                "replicas that are dead and still there",
                """
                select id, heartbeat_at, taken_by from publishing_instance
                where taken_by is not null or heartbeat_at < now() - interval '20 s'
                """);
    }

    private final PostgresProcess postgres;

    Orphans(PostgresProcess postgres) {
        this.postgres = postgres;
    }

    /// What is wrong at any moment.
    List<String> any() {
        return look(ALWAYS);
    }

    /// What is wrong when all is quiet.
    List<String> atRest() {
        List<String> found = look(ALWAYS);
        found.addAll(look(AT_REST));
        return found;
    }

    private List<String> look(Map<String, String> checks) {
        List<String> found = new ArrayList<>();
        checks.forEach((what, sql) -> {
            List<String> rows = postgres.query(sql);
            if (!rows.isEmpty()) {
                found.add(
                        "%d %s, such as %s"
                                .formatted(
                                        rows.size(),
                                        what,
                                        rows.subList(0, Math.min(SHOWN, rows.size()))));
            }
        });
        return found;
    }
}
