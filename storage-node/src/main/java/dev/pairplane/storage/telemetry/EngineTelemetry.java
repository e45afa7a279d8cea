package dev.pairplane.storage.telemetry;

import static dev.pairplane.observability.logging.Field.field;

import dev.pairplane.observability.logging.EventLog;
import dev.pairplane.observability.logging.Field;
import dev.pairplane.observability.logging.StandardKey;
import dev.pairplane.observability.metrics.Counter;
import dev.pairplane.observability.metrics.Histogram;
import dev.pairplane.observability.metrics.Metrics;
import dev.pairplane.storage.core.engine.EngineEvent;
import dev.pairplane.storage.core.engine.EngineListener;
import dev.pairplane.storage.core.engine.Refusal;
import dev.pairplane.storage.core.engine.WriteOutcome;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicBoolean;

/// Turns the engine's events into metrics and logs. Safe for all threads, and never waits.
public final class EngineTelemetry implements EngineListener {
    private static final EventLog LOG = EventLog.of(EngineTelemetry.class);

    private final Metrics metrics;
    private final SyncWindow syncWindow;
    private final Counter obsolete;
    private final Counter collisions;
    private final Counter siblingLimit;
    private final Counter stalls;
    private final Counter diskFull;
    private final Counter appends;
    private final Histogram appendSeconds;
    private final Counter syncs;
    private final Histogram syncSeconds;
    private final Histogram groupSize;
    private final Counter appendFailures;
    private final Counter throttles;
    private final Counter circuitBreaks;
    private final TableTelemetry tables;
    private final AtomicBoolean appendsFail = new AtomicBoolean();

    /// @param metrics where all of [StorageMetric] is registered
    /// @param syncWindow gets the time of each sync
    public EngineTelemetry(Metrics metrics, SyncWindow syncWindow) {
        this.metrics = metrics;
        this.syncWindow = syncWindow;
        this.obsolete = metrics.counter(StorageMetric.WRITES_OBSOLETE);
        this.collisions = metrics.counter(StorageMetric.CLOCK_COLLISIONS);
        this.siblingLimit = metrics.counter(StorageMetric.SIBLING_LIMIT_REJECTIONS);
        this.stalls = metrics.counter(StorageMetric.MEMTABLE_STALLS);
        this.diskFull = metrics.counter(StorageMetric.DISK_FULL_REJECTIONS);
        this.throttles = metrics.counter(StorageMetric.DISK_THROTTLES);
        this.circuitBreaks = metrics.counter(StorageMetric.DISK_CIRCUIT_BREAKS);
        this.appends = metrics.counter(StorageMetric.LOG_APPENDS);
        this.appendSeconds = metrics.histogram(StorageMetric.LOG_APPEND_SECONDS);
        this.syncs = metrics.counter(StorageMetric.LOG_SYNCS);
        this.syncSeconds = metrics.histogram(StorageMetric.LOG_SYNC_SECONDS);
        this.groupSize = metrics.histogram(StorageMetric.LOG_GROUP_SIZE);
        this.tables = new TableTelemetry(metrics);
        this.appendFailures = metrics.counter(StorageMetric.LOG_APPEND_FAILURES);
    }

    @Override
    public void on(EngineEvent event) {
        switch (event) {
            case EngineEvent.GroupCommitted group -> committed(group);
            case EngineEvent.Synced(long nanos) -> synced(nanos);
            case EngineEvent.Accepted(WriteOutcome.Effect effect) -> accepted(effect);
            case EngineEvent.Refused(Refusal reason) -> refused(reason);
            case EngineEvent.AppendFailed(String cause) -> {
                appendFailures.increment();
                if (appendsFail.compareAndSet(false, true)) {
                    LOG.warn("the log cannot be written", field(StorageKey.CAUSE, cause));
                }
            }
            case EngineEvent.Poisoned(String cause) ->
                    LOG.error(
                            "the log is poisoned: writes are refused until a restart",
                            field(StorageKey.CAUSE, cause));
            case EngineEvent.DiskLevelChanged changed -> diskLevel(changed);
            case EngineEvent.OfTables ofTables -> tables.on(ofTables);
            case EngineEvent.Recovered(EngineEvent.Recovery recovery) -> recovered(recovery);
        }
    }

    private void diskLevel(EngineEvent.DiskLevelChanged changed) {
        switch (changed.now()) {
            case THROTTLED -> throttles.increment();
            case FULL -> circuitBreaks.increment();
            case NORMAL, WARNING -> {
                // Told, and not counted.
            }
        }
        Field level = field(StorageKey.LEVEL, changed.now().name().toLowerCase(Locale.ROOT));
        Field used = field(StorageKey.USED_PERCENT, Math.round(changed.usedPercent()));
        if (changed.now().compareTo(changed.before()) > 0) {
            LOG.warn("the disk fills up", level, used);
        } else {
            LOG.info("the disk has more room again", level, used);
        }
    }

    private void committed(EngineEvent.GroupCommitted group) {
        appends.increment();
        appendSeconds.recordNanos(group.appendNanos());
        groupSize.record(group.writers());
        if (group.syncNanos() > 0) {
            synced(group.syncNanos());
        }
        if (appendsFail.compareAndSet(true, false)) {
            LOG.info("the log can be written again");
        }
    }

    private void synced(long nanos) {
        syncs.increment();
        syncSeconds.recordNanos(nanos);
        syncWindow.add(nanos);
    }

    private void accepted(WriteOutcome.Effect effect) {
        switch (effect) {
            case OBSOLETE -> obsolete.increment();
            case COLLISION -> collisions.increment();
            case STORED, IDENTICAL -> {
                // The ordinary course of things.
            }
        }
    }

    private void refused(Refusal reason) {
        switch (reason) {
            case SIBLING_LIMIT -> siblingLimit.increment();
            case MEMORY_PRESSURE -> stalls.increment();
            case DISK_FULL, DISK_THROTTLED -> diskFull.increment();
            case OBSOLETE -> obsolete.increment();
            case RECOVERING,
                    STOPPING,
                    DRAINING,
                    LOG_POISONED,
                    LOG_FAILED,
                    DAMAGED,
                    READ_FAILED,
                    DEADLINE_EXCEEDED,
                    INDETERMINATE -> {
                // Counted with the requests.
            }
        }
    }

    private void recovered(EngineEvent.Recovery recovery) {
        metrics.gauge(StorageMetric.WAL_TORN_TAIL).set((double) recovery.tornBytes());
        metrics.counter(StorageMetric.WAL_RECORDS_SKIPPED).add(recovery.skipped());
        metrics.gauge(StorageMetric.WAL_RECOVERY_SECONDS).set(recovery.nanos() / 1e9);
        metrics.gauge(StorageMetric.WAL_RECOVERED).set((double) recovery.records());
        recovery.damages()
                .forEach(damage ->
                        LOG.error(
                                "a damaged part of the log was given up",
                                field(StorageKey.CAUSE, damage)));
        LOG.info(
                "the store is recovered",
                field(StorageKey.CLEAN, recovery.clean()),
                field(StorageKey.RECORDS, recovery.records()),
                field(StorageKey.BYTES, recovery.bytes()),
                field(StorageKey.TORN_BYTES, recovery.tornBytes()),
                field(StorageKey.SKIPPED, recovery.skipped()),
                field(StorageKey.REWRITTEN, recovery.flushed()),
                field(StandardKey.DURATION_MS, recovery.nanos() / 1_000_000));
    }
}
