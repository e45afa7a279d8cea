-- Takes V2 back; nothing is lost.
drop index publishing_dlq_created;
drop index publishing_job_history_created;
