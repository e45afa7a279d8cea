package dev.pairplane.storage.telemetry;

import dev.pairplane.observability.metrics.Buckets;
import dev.pairplane.observability.metrics.Label;
import dev.pairplane.observability.metrics.MetricName;
import dev.pairplane.observability.metrics.MetricSpec;
import dev.pairplane.storage.core.engine.Refusal;

/// The node's metrics. The names are contracts: dashboards and alerts of PairDB use them.
public enum StorageMetric implements MetricName {
    WRITES(
            counter(
                    "storage_write_requests_total",
                    "Write and Delete requests; error tells those that were refused or failed.",
                    Labels.ERROR)),
    WRITE_SECONDS(
            seconds(
                    "storage_write_requests_duration_seconds",
                    "Time from the arrival of a Write or Delete to its answer.")),
    WRITE_BYTES(
            MetricSpec.histogram(
                    "pairdb_storage_write_requests_bytes",
                    Labels.BYTES,
                    "Bytes of the values taken in.")),
    READS(
            counter(
                    "storage_read_requests_total",
                    "Read requests; a key that is not there is no error.",
                    Labels.ERROR)),
    READ_SECONDS(
            seconds(
                    "storage_read_requests_duration_seconds",
                    "Time from the arrival of a Read to its answer.")),
    READ_BYTES(
            MetricSpec.histogram(
                    "pairdb_storage_read_requests_bytes",
                    Labels.BYTES,
                    "Bytes of the values given out.")),
    DELETES(
            counter(
                    "storage_delete_requests_total",
                    "Delete requests, which are counted as writes too.")),
    REPAIRS(
            counter(
                    "storage_repair_requests_total",
                    "Repair requests; error tells those that were refused or failed.",
                    Labels.ERROR)),
    REPAIR_SECONDS(
            seconds(
                    "storage_repair_requests_duration_seconds",
                    "Time from the arrival of a Repair to its answer.")),
    RANGES(
            counter(
                    "storage_range_requests_total",
                    "GetKeyRange and StreamKeys requests; error tells those that were refused or"
                            + " failed.",
                    Labels.ERROR)),
    RANGE_SECONDS(
            seconds(
                    "storage_range_requests_duration_seconds",
                    "Time from the arrival of a GetKeyRange or StreamKeys to its end; a stream"
                            + " takes as long as its reader.")),
    RANGE_BYTES(
            counter("storage_range_bytes_total", "Bytes of the values given out by StreamKeys.")),
    SNAPSHOTS(
            gauge(
                    "snapshots_open",
                    "Moments at which StreamKeys calls still read; what was replaced since then is"
                            + " kept.")),
    ERRORS(
            counter(
                    "storage_errors_total",
                    "Requests that were refused or failed, by operation and reason.",
                    Labels.OPERATION,
                    Labels.CODE)),
    VALIDATION_REJECTIONS(
            counter(
                    "validation_rejections_total",
                    "Requests refused for what they hold, by reason.",
                    Labels.VALIDATION)),
    WRITES_OBSOLETE(counter("writes_obsolete_total", "Writes whose clock preceded a stored one.")),
    CLOCK_COLLISIONS(
            counter(
                    "clock_collisions_total",
                    "Writes with the clock of a stored version and other content; the greater was"
                            + " kept.")),
    SIBLING_LIMIT_REJECTIONS(
            counter(
                    "sibling_limit_rejections_total",
                    "Writes refused because the key's concurrent versions would have passed a"
                            + " limit.")),
    MEMTABLE_STALLS(
            counter(
                    "memtable_stalls_total",
                    "Writes refused because all memtables were full for as long as they wait.")),
    STALL_SECONDS(
            MetricSpec.counter(
                    "pairdb_write_stall_seconds_total",
                    "Time that writes waited for room in memory.")),
    DISK_FULL_REJECTIONS(
            counter(
                    "disk_full_rejections_total",
                    "Writes refused because the disk had no room for the record.")),
    DISK_THROTTLES(
            counter(
                    "disk_throttle_events_total",
                    "Times that the disk became so full that large writes are refused.")),
    DISK_CIRCUIT_BREAKS(
            counter(
                    "disk_circuit_breaker_events_total",
                    "Times that the disk became so full that only deletions are taken.")),
    MEMTABLE_BYTES(gauge("memtable_size_bytes", "Live bytes in the memtables.")),
    MEMTABLE_ENTRIES(
            gauge(
                    "memtable_entries_total",
                    "Keys in the memtables, deleted ones with a tombstone included.")),
    FLUSHES(counter("memtable_flushes_total", "Memtables brought into tables.")),
    FLUSH_SECONDS(
            seconds("memtable_flush_duration_seconds", "Time to bring a memtable into a table.")),
    FLUSH_FAILURES(
            counter(
                    "memtable_flush_failures_total",
                    "Times that a memtable could not be brought into a table, and was kept.")),
    TABLES(gauge("sstable_count_by_level", "Tables on a level.", Labels.LEVEL)),
    TABLE_BYTES(
            gauge("sstable_size_bytes_by_level", "Bytes of the tables on a level.", Labels.LEVEL)),
    TABLES_WRITTEN(counter("sstable_writes_total", "Tables written by flushes and merges.")),
    COMPACTIONS(
            counter(
                    "compaction_jobs_total",
                    "Merges of tables, by what became of them.",
                    Labels.JOB)),
    COMPACTION_SECONDS(
            seconds("compaction_job_duration_seconds", "Time of a merge that was completed.")),
    COMPACTION_READ(
            counter("compaction_bytes_processed_total", "Bytes of the tables that were merged.")),
    COMPACTION_WRITTEN(
            counter("compaction_bytes_written_total", "Bytes of the tables that merges wrote.")),
    COMPACTION_INPUTS(
            MetricSpec.histogram(
                    "pairdb_compaction_tables_input",
                    Labels.TABLES,
                    "Tables that one merge read or moved.")),
    COMPACTION_OUTPUTS(
            MetricSpec.histogram(
                    "pairdb_compaction_tables_output",
                    Labels.TABLES,
                    "Tables that one merge wrote or moved.")),
    BLOCK_CACHE_HITS(
            counter("block_cache_hits_total", "Blocks of tables that were found in memory.")),
    BLOCK_CACHE_MISSES(
            counter("block_cache_misses_total", "Blocks of tables that were read from the disk.")),
    BLOCK_CACHE_BYTES(gauge("block_cache_size_bytes", "Bytes of blocks that are in memory.")),
    WRITES_OVER_CORRUPTION(
            counter(
                    "writes_over_corruption_total",
                    "Writes that replaced versions which could not be read.")),
    LOG_SEGMENTS(gauge("commitlog_segments_total", "Segments of the log in force.")),
    LOG_BYTES(
            gauge(
                    "commitlog_size_bytes",
                    "Bytes in the segments in force, room made ahead left out.")),
    LOG_APPENDS(counter("commitlog_appends_total", "Groups appended to the log.")),
    LOG_APPEND_SECONDS(seconds("commitlog_append_duration_seconds", "Time to write a group.")),
    LOG_SYNCS(counter("commitlog_syncs_total", "Syncs of the log.")),
    LOG_SYNC_SECONDS(seconds("commitlog_sync_duration_seconds", "Time of a sync.")),
    LOG_GROUP_SIZE(
            MetricSpec.histogram(
                    "pairdb_commitlog_group_size",
                    Buckets.exponential(1, 2, 13),
                    "Writers in a group.")),
    LOG_APPEND_FAILURES(
            counter(
                    "commitlog_append_failures_total",
                    "Groups that could not be written and were undone.")),
    LOG_POISONED(
            gauge(
                    "commitlog_poisoned",
                    "1 after a failed sync: writes are refused until a restart.")),
    WAL_UNSYNCED(gauge("wal_unsynced_bytes", "Bytes written and not synced.")),
    WAL_OLDEST_WAIT(
            MetricSpec.gauge(
                    "pairdb_wal_oldest_wait_seconds",
                    "How long the oldest queued write has waited.")),
    WAL_TORN_TAIL(
            gauge("wal_torn_tail_bytes", "Bytes of a torn write that the last start dropped.")),
    WAL_RECORDS_SKIPPED(
            counter("wal_records_skipped_total", "Records that the last start lost to damage.")),
    WAL_RECOVERY_SECONDS(
            MetricSpec.gauge(
                    "pairdb_wal_recovery_seconds",
                    "Time that the last start took to recover the store.")),
    WAL_RECOVERED(gauge("wal_recovered_records", "Records that the last start replayed.")),
    NODE_STATE(gauge("node_state", "1 for the state that the node is in.", Labels.STATE)),
    DISK_USED(gauge("system_disk_usage_bytes", "Bytes used on the volume of the data directory.")),
    DISK_AVAILABLE(
            gauge("system_disk_available_bytes", "Bytes that the node may still write there.")),
    DISK_PERCENT(gauge("system_disk_usage_percent", "Used share of that volume, 0 to 100.")),
    MEMORY(gauge("system_memory_usage_bytes", "Anonymous resident bytes of the process.")),
    THREADS(
            gauge(
                    "system_goroutines_total",
                    "Live platform threads; the name is kept from the first implementation."));

    private final MetricSpec spec;

    StorageMetric(MetricSpec spec) {
        this.spec = spec;
    }

    @Override
    public MetricSpec spec() {
        return spec;
    }

    private static MetricSpec counter(String name, String meaning, Label... labels) {
        return MetricSpec.counter("pairdb_" + name, meaning, labels);
    }

    private static MetricSpec gauge(String name, String meaning, Label... labels) {
        return MetricSpec.gauge("pairdb_" + name, meaning, labels);
    }

    private static MetricSpec seconds(String name, String meaning) {
        return MetricSpec.histogram("pairdb_" + name, Buckets.DEFAULT, meaning);
    }

    /// The labels and their values.
    static final class Labels {
        static final Label ERROR = Label.of("error", "true", "false");
        static final Label OPERATION =
                Label.of(
                        "op",
                        "write",
                        "read",
                        "delete",
                        "repair",
                        "get_key_range",
                        "stream_keys",
                        "drain_node",
                        "create_checkpoint");
        static final Label STATE =
                Label.of(
                        "state",
                        "recovering",
                        "operational",
                        "draining",
                        "drained",
                        "read_only",
                        "stopping",
                        "failed");
        static final Label LEVEL = Label.of("level", "0", "1", "2", "3", "4");
        static final Label JOB = Label.of("status", "started", "completed", "failed", "cancelled");
        static final Label VALIDATION =
                Label.of("reason", RequestTelemetry.VALIDATION_REASONS.toArray(String[]::new));
        static final Label CODE =
                Label.of("code", RequestTelemetry.codes(Refusal.values()).toArray(String[]::new));

        /// 256 bytes to 128 KiB, doubling.
        static final Buckets BYTES = Buckets.exponential(256, 2, 10);

        /// 1 to 10.
        static final Buckets TABLES = Buckets.linear(1, 1, 10);

        private Labels() {}
    }
}
