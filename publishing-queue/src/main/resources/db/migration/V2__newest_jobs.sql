-- The list of jobs, the newest first or the oldest, without sorting all that was ever delivered or given up. Not for
-- publishing_job, which is small and changes all the time: its rows are sorted.
create index publishing_job_history_created on publishing_job_history (created_at);
create index publishing_dlq_created on publishing_dlq (created_at);
