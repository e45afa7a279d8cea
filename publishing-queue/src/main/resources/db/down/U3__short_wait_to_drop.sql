-- Takes V3 back.
alter function publishing_drop_partitions(text, interval) reset lock_timeout;
