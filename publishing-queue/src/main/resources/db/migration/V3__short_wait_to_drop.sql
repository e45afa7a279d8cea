-- Dropping a partition locks its parent against everybody, and whoever comes after waits behind it, appends too. So it does
-- not wait for a long reader: it fails, and comes again.
alter function publishing_drop_partitions(text, interval) set lock_timeout = '100ms';
