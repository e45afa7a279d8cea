package dev.pairplane.storage.telemetry;

import static dev.pairplane.observability.logging.Field.field;

import dev.pairplane.observability.logging.EventLog;
import dev.pairplane.observability.logging.StandardKey;
import dev.pairplane.observability.metrics.Counter;
import dev.pairplane.observability.metrics.Histogram;
import dev.pairplane.observability.metrics.Metrics;
import dev.pairplane.storage.core.engine.EngineEvent;

/// What [EngineTelemetry] does with events of tables. Safe for all threads, and never waits.
final class TableTelemetry {
    private static final EventLog LOG = EventLog.of(TableTelemetry.class);

    private final Counter flushes;
    private final Histogram flushSeconds;
    private final Counter flushFailures;
    private final Counter stallSeconds;
    private final Counter written;
    private final Counter started;
    private final Counter completed;
    private final Counter failed;
    private final Counter cancelled;
    private final Histogram seconds;
    private final Counter bytesRead;
    private final Counter bytesWritten;
    private final Histogram inputs;
    private final Histogram outputs;
    private final Counter hits;
    private final Counter misses;
    private final Counter overDamage;

    TableTelemetry(Metrics metrics) {
        this.flushes = metrics.counter(StorageMetric.FLUSHES);
        this.flushSeconds = metrics.histogram(StorageMetric.FLUSH_SECONDS);
        this.flushFailures = metrics.counter(StorageMetric.FLUSH_FAILURES);
        this.stallSeconds = metrics.counter(StorageMetric.STALL_SECONDS);
        this.written = metrics.counter(StorageMetric.TABLES_WRITTEN);
        this.started = metrics.counter(StorageMetric.COMPACTIONS, "started");
        this.completed = metrics.counter(StorageMetric.COMPACTIONS, "completed");
        this.failed = metrics.counter(StorageMetric.COMPACTIONS, "failed");
        this.cancelled = metrics.counter(StorageMetric.COMPACTIONS, "cancelled");
        this.seconds = metrics.histogram(StorageMetric.COMPACTION_SECONDS);
        this.bytesRead = metrics.counter(StorageMetric.COMPACTION_READ);
        this.bytesWritten = metrics.counter(StorageMetric.COMPACTION_WRITTEN);
        this.inputs = metrics.histogram(StorageMetric.COMPACTION_INPUTS);
        this.outputs = metrics.histogram(StorageMetric.COMPACTION_OUTPUTS);
        this.hits = metrics.counter(StorageMetric.BLOCK_CACHE_HITS);
        this.misses = metrics.counter(StorageMetric.BLOCK_CACHE_MISSES);
        this.overDamage = metrics.counter(StorageMetric.WRITES_OVER_CORRUPTION);
    }

    void on(EngineEvent.OfTables event) {
        switch (event) {
            case EngineEvent.Flushed flushed -> flushed(flushed);
            case EngineEvent.FlushFailed(String cause) -> {
                flushFailures.increment();
                LOG.warn(
                        "a memtable could not be brought into a table, and is kept",
                        field(StorageKey.CAUSE, cause));
            }
            case EngineEvent.Stalled(long nanos) -> stallSeconds.add(nanos / 1e9);
            case EngineEvent.CompactionStarted _ -> started.increment();
            case EngineEvent.Compacted compacted -> compacted(compacted);
            case EngineEvent.CompactionCancelled _ -> cancelled.increment();
            case EngineEvent.CompactionFailed(String cause) -> {
                failed.increment();
                LOG.warn(
                        "tables could not be merged, and stay as they are",
                        field(StorageKey.CAUSE, cause));
            }
            case EngineEvent.CheckpointMade made ->
                    LOG.info(
                            "a checkpoint was made",
                            field(StorageKey.PATH, made.path()),
                            field(StorageKey.TABLES, made.tables()),
                            field(StorageKey.BYTES, made.bytes()),
                            field(StandardKey.DURATION_MS, made.nanos() / 1_000_000));
            case EngineEvent.CheckpointFailed(String cause) ->
                    LOG.error(
                            "a checkpoint could not be made, and nothing is left of it",
                            field(StorageKey.CAUSE, cause));
            case EngineEvent.BlocksRead(long found, long read) -> {
                hits.add(found);
                misses.add(read);
            }
            case EngineEvent.WrittenOverDamage(String cause) -> {
                overDamage.increment();
                LOG.error(
                        "a write replaced versions that could not be read",
                        field(StorageKey.CAUSE, cause));
            }
        }
    }

    private void flushed(EngineEvent.Flushed flushed) {
        flushes.increment();
        flushSeconds.recordNanos(flushed.nanos());
        if (flushed.bytes() > 0) {
            written.increment();
        }
        LOG.debug(
                "a memtable was brought into a table",
                field(StorageKey.RECORDS, flushed.keys()),
                field(StorageKey.BYTES, flushed.bytes()),
                field(StandardKey.DURATION_MS, flushed.nanos() / 1_000_000));
    }

    private void compacted(EngineEvent.Compacted compacted) {
        completed.increment();
        seconds.recordNanos(compacted.nanos());
        inputs.record(compacted.inputs());
        outputs.record(compacted.outputs());
        if (!compacted.moved()) {
            written.add(compacted.outputs());
            bytesRead.add(compacted.read());
            bytesWritten.add(compacted.written());
        }
        LOG.debug(
                "tables were merged",
                field(StorageKey.BYTES, compacted.written()),
                field(StandardKey.DURATION_MS, compacted.nanos() / 1_000_000));
    }
}
