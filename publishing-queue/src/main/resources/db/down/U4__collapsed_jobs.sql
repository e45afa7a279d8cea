-- Takes V4 back. What is known of collapsed jobs is lost.
delete from publishing_job_history where final_state = 'collapsed';
alter table publishing_job_history drop constraint publishing_job_history_final_state_check;
alter table publishing_job_history add constraint publishing_job_history_final_state_check
    check (final_state in ('succeeded'));

create or replace view publishing_job_view as
select id, submission_id, fingerprint, target_name, target_type, priority, state, attempts, max_retries,
    last_error, error_type, last_status, created_at, started_at,
    case when state = 2 then next_attempt_at end as next_attempt_at,
    null::timestamptz as completed_at, null::uuid as dead_letter_id, replay_of
from publishing_job
union all
select id, submission_id, fingerprint, target_name, target_type, priority, 3::smallint, attempts, max_retries,
    last_error, error_type, last_status, created_at, started_at, null, finished_at, null, replay_of
from publishing_job_history
union all
select job_id, submission_id, fingerprint, target_name, target_type,
    (case priority when 'high' then 0 when 'medium' then 1 else 2 end)::smallint, 5::smallint, attempts, max_retries,
    error_message, error_type, status_code, created_at, started_at, null, failed_at, id, replay_of
from publishing_dlq;

create or replace function publishing_replay(
    me uuid, letter uuid, forced boolean, who text,
    j_id uuid, j_submission uuid, j_fingerprint text, j_status text, j_target text, j_type text, j_priority int,
    j_retries int, j_at timestamptz, j_request text, j_trace text, j_alert text,
    out result text, out job_id uuid, out seq bigint, out ours boolean
) language plpgsql as $$
#variable_conflict use_column
declare
    known publishing_dlq;
begin
    perform publishing_require_instance(me);
    perform publishing_lock_chains(array[j_target], array[j_fingerprint]);
    select d.* into known from publishing_dlq d where d.id = letter for update;
    if not found then
        result := 'missing';
        return;
    end if;
    if known.replay_job_id = j_id then
        result := 'replayed';
        job_id := j_id;
        select p.seq, coalesce(p.lease_owner = me and p.given = 0, false) into seq, ours from (
            select j.seq, j.lease_owner, j.given from publishing_job j where j.id = j_id
            union all
            select h.seq, null, 0 from publishing_job_history h where h.id = j_id
            union all
            select d.seq, null, 0 from publishing_dlq d where d.job_id = j_id
        ) as p limit 1;
        return;
    end if;
    if not forced and known.replayed and known.replay_result is distinct from 'failed' then
        result := 'replayed_before';
        job_id := known.replay_job_id;
        return;
    end if;
    if not forced and known.alert_status = 'firing' and (
        exists (select from publishing_job_history h
            where h.target_name = j_target and h.fingerprint = j_fingerprint and h.alert_status = 'resolved'
                and coalesce(h.first_seq, h.seq) > known.first_seq)
        or exists (select from publishing_job j
            where j.target_name = j_target and j.fingerprint = j_fingerprint and j.alert_status = 'resolved'
                and coalesce(j.first_seq, j.seq) > known.first_seq)
    ) then
        result := 'superseded';
        return;
    end if;
    with last as (
        select x.lease_owner, x.given from publishing_job x
        where x.target_name = j_target and x.fingerprint = j_fingerprint
        order by x.seq desc limit 1
    ), job as (
        insert into publishing_job as i
            (id, submission_id, first_seq, fingerprint, alert_status, target_name, target_type, priority, max_retries,
             created_at, replay_of, request_id, traceparent, alert, lease_owner, given)
        select j_id, j_submission, known.first_seq, j_fingerprint, j_status, j_target, j_type, j_priority, j_retries,
            j_at, letter, j_request, j_trace, j_alert,
            case when last.given is not null then last.lease_owner else me end,
            case when last.given is not null and (last.given <> 0 or last.lease_owner is distinct from me)
                then 1 else 0 end
        from (select) as one left join last on true
        returning i.id, i.seq, coalesce(i.lease_owner = me and i.given = 0, false) as ours
    )
    select 'replayed', job.id, job.seq, job.ours into result, job_id, seq, ours from job;
    update publishing_dlq d
    set replayed = true, replayed_at = now(), replay_result = null, replay_job_id = j_id,
        replay_count = d.replay_count + 1, replayed_by = who
    where d.id = letter;
end $$;
