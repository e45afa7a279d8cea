-- The journal: what was accepted and is not finished, what became of the rest, and who shares it.
-- Described in docs/formats/publishing-journal.md.

create table publishing_instance (
    id uuid primary key,
    started_at timestamptz not null default now(),
    heartbeat_at timestamptz not null default now(),
    lock_key bigint not null,
    taken_by uuid,
    version text not null,
    host text not null
) with (fillfactor = 50);

create table publishing_idempotency (
    principal text not null default '',
    idempotency_key text not null,
    body_sha256 text not null,
    submission_id uuid not null,
    response text not null,
    created_at timestamptz not null default now(),
    primary key (principal, idempotency_key)
);
create index publishing_idempotency_age on publishing_idempotency (created_at);

create table publishing_submission (
    id uuid not null,
    created_at timestamptz not null,
    principal text not null default '',
    idempotency_key text,
    priority smallint not null check (priority between 0 and 2),
    fingerprint text,
    alert text,
    primary key (id, created_at)
) partition by range (created_at);
create table publishing_submission_default partition of publishing_submission default;

-- state: 0 queued, 1 processing (marked before an attempt), 2 retrying.
-- given: 0 its owner works it, 1 handed over with its chain, 2 taken; 1 and 2 until its owner says it has it.
-- alert, first_seq: of replays only, which outlive their submission and stand where their first job stood.
create table publishing_job (
    id uuid primary key,
    submission_id uuid not null,
    submission_at timestamptz,
    seq bigint not null generated always as identity,
    first_seq bigint,
    fingerprint text not null,
    alert_status text not null check (alert_status in ('firing', 'resolved')),
    target_name text not null,
    target_type text not null,
    priority smallint not null check (priority between 0 and 2),
    state smallint not null default 0 check (state between 0 and 2),
    attempts int not null default 0,
    max_retries int not null,
    next_attempt_at timestamptz not null default now(),
    lease_owner uuid,
    given smallint not null default 0 check (given between 0 and 2),
    fence bigint not null default 0,
    takeovers int not null default 0,
    lost_marked int not null default 0,
    last_error text,
    error_type text,
    last_status int,
    started_at timestamptz,
    replay_of uuid,
    request_id text not null,
    traceparent text,
    alert text,
    created_at timestamptz not null,
    updated_at timestamptz not null default now()
) with (fillfactor = 70, autovacuum_vacuum_scale_factor = 0.01, autovacuum_analyze_scale_factor = 0.02);
create index publishing_job_owner on publishing_job (lease_owner, seq);
create index publishing_job_given on publishing_job (lease_owner, seq) where given <> 0;
create index publishing_job_chain on publishing_job (target_name, fingerprint, seq);

create table publishing_job_history (
    id uuid not null,
    submission_id uuid not null,
    seq bigint not null,
    first_seq bigint,
    fingerprint text not null,
    alert_status text not null,
    target_name text not null,
    target_type text not null,
    priority smallint not null,
    final_state text not null check (final_state in ('succeeded')),
    attempts int not null,
    max_retries int not null,
    last_error text,
    error_type text,
    last_status int,
    replay_of uuid,
    lease_owner uuid,
    created_at timestamptz not null,
    started_at timestamptz,
    finished_at timestamptz not null,
    primary key (id, finished_at)
) partition by range (finished_at);
create index publishing_job_history_resolved on publishing_job_history (target_name, fingerprint)
    where alert_status = 'resolved';
create table publishing_job_history_default partition of publishing_job_history default;

create table publishing_attempt (
    job_id uuid not null,
    started_at timestamptz not null,
    number int not null,
    duration_us bigint not null,
    outcome text not null,
    status int,
    error_type text,
    error text,
    retry_after_us bigint,
    ambiguous boolean not null,
    late boolean not null,
    primary key (job_id, started_at, number)
) partition by range (started_at);
create table publishing_attempt_default partition of publishing_attempt default;

create table publishing_dlq (
    id uuid primary key,
    job_id uuid not null unique,
    submission_id uuid not null,
    seq bigint not null,
    first_seq bigint not null,
    fingerprint text not null,
    target_name text not null,
    target_type text not null,
    alert_status text not null,
    enriched_alert text not null,
    target_config text,
    reason text not null check (reason in ('permanent', 'exhausted', 'expired', 'target_removed', 'poisoned')),
    error_message text not null check (length(error_message) <= 4096),
    error_type text not null check (error_type in ('transient', 'permanent', 'unknown')),
    status_code int,
    attempts int not null,
    max_retries int not null,
    retry_count int not null default 0,
    attempt_log text not null default '[]',
    started_at timestamptz,
    last_retry_at timestamptz,
    priority text not null default 'medium' check (priority in ('high', 'medium', 'low')),
    failed_at timestamptz not null default now(),
    created_at timestamptz not null default now(),
    updated_at timestamptz not null default now(),
    replayed boolean not null default false,
    replayed_at timestamptz,
    replay_result text check (replay_result is null or replay_result in ('success', 'failed', 'skipped')),
    replay_job_id uuid,
    replay_count int not null default 0,
    replayed_by text,
    replay_of uuid
);
create index publishing_dlq_failed on publishing_dlq (failed_at desc, id desc);
create index publishing_dlq_target on publishing_dlq (target_name, failed_at desc);
create index publishing_dlq_pending on publishing_dlq (target_name) where not replayed;
create index publishing_dlq_fingerprint on publishing_dlq (fingerprint);
create index publishing_dlq_error_type on publishing_dlq (error_type);
create index publishing_dlq_priority on publishing_dlq (priority);

create function publishing_touch() returns trigger language plpgsql as $$
begin
    new.updated_at := now();
    return new;
end $$;
create trigger publishing_dlq_touch before update on publishing_dlq
    for each row execute function publishing_touch();

-- Jobs wherever they are; states are numbered as the service's states are.
create view publishing_job_view as
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

-- Appends of one chain go one after another, so that the later one sees the earlier one's owner. Few locks, because the
-- table of locks is small; taken in one order, because otherwise two appends could wait for each other.
create function publishing_lock_chains(targets text[], fingerprints text[]) returns void language plpgsql as $$
declare
    bucket int;
begin
    for bucket in
        select distinct hashtext(c.target || chr(10) || c.fingerprint) & 63
        from unnest(targets, fingerprints) as c(target, fingerprint)
        order by 1
    loop
        perform pg_advisory_xact_lock(7421, bucket);
    end loop;
end $$;

-- Who writes is a member until the commit: one who would declare it dead waits for that.
create function publishing_require_instance(me uuid) returns void language plpgsql as $$
begin
    perform from publishing_instance i where i.id = me and i.taken_by is null for key share;
    if not found then
        raise exception using errcode = 'PQ001',
            message = 'this replica has not joined, or was declared dead';
    end if;
end $$;

-- Stores a group in one statement and one commit. A function, because each of its statements sees what was committed
-- while the one before waited for locks.
create function publishing_append(
    me uuid, keys_bind interval,
    s_id uuid[], s_at timestamptz[], s_principal text[], s_key text[], s_digest text[], s_response text[],
    s_priority int[], s_fingerprint text[], s_alert text[],
    j_submission uuid[], j_id uuid[], j_fingerprint text[], j_status text[], j_target text[], j_type text[],
    j_priority int[], j_retries int[], j_at timestamptz[], j_replay uuid[], j_request text[], j_trace text[]
) returns table (submission_id uuid, job_id uuid, seq bigint, ours boolean) language plpgsql as $$
#variable_conflict use_column
begin
    perform publishing_require_instance(me);
    perform publishing_lock_chains(j_target, j_fingerprint);
    return query
    with submission as (
        select * from unnest(s_id, s_at, s_principal, s_key, s_digest, s_response, s_priority, s_fingerprint, s_alert)
            with ordinality as s(id, at, principal, key, digest, response, priority, fingerprint, alert, place)
    ), key as (
        insert into publishing_idempotency as k
            (principal, idempotency_key, body_sha256, submission_id, response, created_at)
        select principal, key, digest, id, response, now() from submission where key is not null order by principal, key
        on conflict (principal, idempotency_key) do update
            set body_sha256 = excluded.body_sha256, submission_id = excluded.submission_id,
                response = excluded.response, created_at = excluded.created_at
            where k.created_at < now() - keys_bind
        returning k.submission_id
    ), stored as (
        insert into publishing_submission as p
            (id, created_at, principal, idempotency_key, priority, fingerprint, alert)
        select id, at, principal, key, priority, fingerprint, alert from submission
        where key is null or id in (select key.submission_id from key)
        order by place
        on conflict (id, created_at) do nothing
        returning p.id, p.created_at
    ), job as (
        insert into publishing_job as i
            (id, submission_id, submission_at, fingerprint, alert_status, target_name, target_type, priority,
             max_retries, created_at, replay_of, request_id, traceparent, lease_owner, given)
        select j.id, j.submission, stored.created_at, j.fingerprint, j.status, j.target, j.type, j.priority,
            j.retries, j.at, j.replay, j.request, j.trace,
            case when last.found then last.lease_owner else me end,
            case when last.found and (last.given <> 0 or last.lease_owner is distinct from me) then 1 else 0 end
        from unnest(j_submission, j_id, j_fingerprint, j_status, j_target, j_type, j_priority, j_retries, j_at,
                j_replay, j_request, j_trace)
            with ordinality as j(submission, id, fingerprint, status, target, type, priority, retries, at, replay,
                request, trace, place)
        join stored on stored.id = j.submission
        left join lateral (
            select true as found, x.lease_owner, x.given from publishing_job x
            where x.target_name = j.target and x.fingerprint = j.fingerprint
            order by x.seq desc limit 1
        ) as last on true
        order by j.place
        returning i.submission_id, i.id, i.seq, i.lease_owner, i.given
    )
    select job.submission_id, job.id, job.seq, coalesce(job.lease_owner = me and job.given = 0, false) from job
    union all
    select stored.id, null, null, null from stored;
end $$;

-- Sends a dead letter again. result: missing, replayed_before, superseded or replayed.
create function publishing_replay(
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

-- Which session holds a replica's lock.
create function publishing_lock_holder(key bigint) returns table (pid int) language sql as $$
    select l.pid from pg_locks l
    where l.locktype = 'advisory' and l.objsubid = 1 and l.granted
        and ((l.classid::bigint << 32) | l.objid::bigint) = key
        and l.database = (select d.oid from pg_database d where d.datname = current_database())
$$;

-- Finds the dead, gives each of them one taker, and gives that one their jobs, some at a time; gives jobs without a known
-- owner to whoever works their chain, else to the caller. One caller at a time, so that no chain has two owners.
-- Answers what the caller owns and has not said that it has; said: what it has now.
create function publishing_take(
    me uuid, said uuid[], most int, lock_free interval, silent interval, grace interval
) returns table (
    id uuid, submission_id uuid, target_name text, target_type text, priority int, max_retries int,
    created_at timestamptz, replay_of uuid, request_id text, traceparent text, alert text,
    seq bigint, fence bigint, attempts int, delay_us bigint, takeovers int, lost_marked int, handed boolean
) language plpgsql as $$
#variable_conflict use_column
declare
    dead record;
begin
    perform publishing_require_instance(me);
    perform pg_advisory_xact_lock(7422, 0);
    update publishing_job j set given = 0 where j.lease_owner = me and j.given <> 0 and j.id = any(said);

    if now() - pg_postmaster_start_time() >= grace then
        for dead in
            select i.id, i.lock_key from publishing_instance i
            where i.id <> me and i.taken_by is null
                and (i.heartbeat_at < now() - silent
                    or (i.heartbeat_at < now() - lock_free
                        and not exists (select from publishing_lock_holder(i.lock_key))))
            order by i.id
            for update
        loop
            begin
                perform pg_terminate_backend(h.pid) from publishing_lock_holder(dead.lock_key) as h(pid);
            exception when insufficient_privilege then
                null; -- Its fence keeps what it writes out all the same.
            end;
            update publishing_instance i set taken_by = me where i.id = dead.id;
        end loop;
    end if;
    update publishing_instance i set taken_by = me
    where i.taken_by is not null and i.taken_by <> me
        and not exists (select from publishing_instance t where t.id = i.taken_by and t.taken_by is null);

    update publishing_job j
    set lease_owner = me, given = 2, fence = j.fence + 1, takeovers = j.takeovers + 1,
        lost_marked = j.lost_marked + (j.state = 1)::int, state = case j.state when 1 then 0 else j.state end,
        updated_at = now()
    from (
        select x.id from publishing_job x
        where x.lease_owner in (select i.id from publishing_instance i where i.taken_by = me)
        order by x.seq limit most for update
    ) as p
    where j.id = p.id;
    delete from publishing_instance i
    where i.taken_by = me and not exists (select from publishing_job j where j.lease_owner = i.id);

    with recursive owner(id) as (
        (select x.lease_owner from publishing_job x where x.lease_owner is not null order by x.lease_owner limit 1)
        union all
        select (select x.lease_owner from publishing_job x where x.lease_owner > owner.id order by x.lease_owner limit 1)
        from owner where owner.id is not null
    ), gone as (
        select owner.id from owner
        where owner.id is not null and not exists (select from publishing_instance i where i.id = owner.id)
    ), orphan as (
        (select x.target_name, x.fingerprint from publishing_job x where x.lease_owner is null order by x.seq limit most)
        union
        (select x.target_name, x.fingerprint from publishing_job x where x.lease_owner in (select gone.id from gone)
            order by x.seq limit most)
    ), chain as (
        select o.target_name, o.fingerprint, coalesce((
            select x.lease_owner from publishing_job x join publishing_instance i on i.id = x.lease_owner
            where x.target_name = o.target_name and x.fingerprint = o.fingerprint
            order by x.seq desc limit 1), me) as owner
        from orphan o
    )
    update publishing_job j
    set lease_owner = chain.owner, given = case when chain.owner = me then 2 else 1 end, fence = j.fence + 1,
        takeovers = j.takeovers + (j.lease_owner is not null)::int,
        lost_marked = j.lost_marked + (j.lease_owner is not null and j.state = 1)::int,
        state = case j.state when 1 then 0 else j.state end, updated_at = now()
    from chain
    where j.target_name = chain.target_name and j.fingerprint = chain.fingerprint
        and (j.lease_owner is null or not exists (select from publishing_instance i where i.id = j.lease_owner));

    return query
    select j.id, j.submission_id, j.target_name, j.target_type, j.priority::int, j.max_retries, j.created_at, j.replay_of,
        j.request_id, j.traceparent, coalesce(j.alert, s.alert), j.seq, j.fence, j.attempts,
        (greatest(0, extract(epoch from j.next_attempt_at - now())) * 1000000)::bigint,
        j.takeovers, j.lost_marked, j.given = 1
    from publishing_job j
    left join publishing_submission s on s.id = j.submission_id and s.created_at = j.submission_at
    where j.lease_owner = me and j.given <> 0
    order by j.seq limit most;
end $$;

-- Partitions hold an hour each and are named by it, in UTC. One replica at a time makes and drops them.
create function publishing_partition_column(parent text) returns text language sql immutable as $$
    select case parent
        when 'publishing_submission' then 'created_at'
        when 'publishing_attempt' then 'started_at'
        when 'publishing_job_history' then 'finished_at'
    end
$$;

-- Makes the partition of the current hour or of one ahead; 1 if it was missing. Rows of that hour that are in the
-- default partition already move into it, because PostgreSQL would refuse the partition otherwise.
create function publishing_make_partition(parent text, ahead int) returns int language plpgsql as $$
declare
    col text := publishing_partition_column(parent);
    low timestamptz := date_trunc('hour', now(), 'UTC') + ahead * interval '1 hour';
    high timestamptz := low + interval '1 hour';
    part text := parent || to_char(low at time zone 'UTC', '"_p"YYYYMMDDHH24');
begin
    if to_regclass(part) is not null or not pg_try_advisory_xact_lock(7423, 0) then
        return 0;
    end if;
    execute format('lock table only %I_default in access exclusive mode', parent);
    execute format('create table %I (like %I including all)', part, parent);
    execute format('with moved as (delete from only %I_default where %I >= $1 and %I < $2 returning *)'
        ' insert into %I select * from moved', parent, col, col, part) using low, high;
    execute format('alter table %I attach partition %I for values from (%L) to (%L)', parent, part, low, high);
    return 1;
end $$;

-- Drops partitions that ended longer ago than what is kept, and deletes as old rows from the default one; answers how many
-- partitions. Submissions stay while an unfinished job refers to them.
create function publishing_drop_partitions(parent text, kept interval) returns int language plpgsql as $$
declare
    col text := publishing_partition_column(parent);
    part text;
    low timestamptz;
    dropped int := 0;
begin
    if not pg_try_advisory_xact_lock(7423, 0) then
        return 0;
    end if;
    for part in
        select c.relname from pg_inherits i join pg_class c on c.oid = i.inhrelid
        where i.inhparent = parent::regclass and c.relname ~ '_p[0-9]{10}$' order by 1
    loop
        low := to_timestamp(right(part, 10), 'YYYYMMDDHH24')::timestamp at time zone 'UTC';
        continue when low + interval '1 hour' > now() - kept;
        continue when parent = 'publishing_submission' and exists (
            select from publishing_job j where j.submission_at >= low and j.submission_at < low + interval '1 hour');
        execute format('drop table %I', part);
        dropped := dropped + 1;
    end loop;
    if parent = 'publishing_submission' then
        delete from only publishing_submission_default s
        where s.created_at < now() - kept
            and not exists (select from publishing_job j where j.submission_id = s.id);
    else
        execute format('delete from only %I_default where %I < $1', parent, col) using now() - kept;
    end if;
    return dropped;
end $$;
