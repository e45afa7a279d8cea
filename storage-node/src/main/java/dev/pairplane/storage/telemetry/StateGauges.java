package dev.pairplane.storage.telemetry;

import dev.pairplane.observability.metrics.Metrics;
import dev.pairplane.storage.core.engine.EngineStatus;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.Supplier;
import java.util.function.ToDoubleFunction;

/// Gauges that are read when they are scraped. Nothing here waits for the engine.
public final class StateGauges {
    private static final Path STATUS = Path.of("/proc/self/status");

    private final Metrics metrics;
    private final Supplier<EngineStatus> status;
    private final Path directory;

    /// @param status the engine's
    /// @param directory on the volume whose room is shown
    public StateGauges(Metrics metrics, Supplier<EngineStatus> status, Path directory) {
        this.metrics = metrics;
        this.status = status;
        this.directory = directory;
    }

    /// Lets all gauges show what is.
    public void watch() {
        engine(StorageMetric.MEMTABLE_BYTES, EngineStatus::memtableBytes);
        engine(StorageMetric.MEMTABLE_ENTRIES, EngineStatus::memtableKeys);
        for (String level : StorageMetric.Labels.LEVEL.values()) {
            int number = Integer.parseInt(level);
            metrics.gauge(StorageMetric.TABLES, () -> status.get().level(number).tables(), level);
            metrics.gauge(
                    StorageMetric.TABLE_BYTES, () -> status.get().level(number).bytes(), level);
        }
        engine(StorageMetric.BLOCK_CACHE_BYTES, now -> now.cache().bytes());
        engine(StorageMetric.SNAPSHOTS, EngineStatus::snapshots);
        engine(StorageMetric.LOG_SEGMENTS, EngineStatus::segments);
        engine(StorageMetric.LOG_BYTES, EngineStatus::logBytes);
        engine(StorageMetric.LOG_POISONED, now -> now.poisoned() ? 1 : 0);
        engine(StorageMetric.WAL_UNSYNCED, EngineStatus::unsyncedBytes);
        engine(StorageMetric.WAL_OLDEST_WAIT, now -> now.oldestWaitNanos() / 1e9);
        for (String state : StorageMetric.Labels.STATE.values()) {
            metrics.gauge(
                    StorageMetric.NODE_STATE,
                    () -> state.equals(state(status.get())) ? 1 : 0,
                    state);
        }
        volume(StorageMetric.DISK_USED, store -> store.getTotalSpace() - store.getUsableSpace());
        volume(StorageMetric.DISK_AVAILABLE, FileStore::getUsableSpace);
        volume(
                StorageMetric.DISK_PERCENT,
                store -> 100.0 * (1 - (double) store.getUsableSpace() / store.getTotalSpace()));
        metrics.gauge(StorageMetric.MEMORY, StateGauges::anonymousBytes);
        metrics.gauge(
                StorageMetric.THREADS, () -> ManagementFactory.getThreadMXBean().getThreadCount());
    }

    /// The label of the state that a node is in.
    public static String state(EngineStatus now) {
        return switch (now.state()) {
            case RECOVERING -> "recovering";
            case OPEN ->
                    switch (now.drain().stage()) {
                        case NONE -> now.poisoned() ? "read_only" : "operational";
                        case DRAINING -> "draining";
                        case DRAINED -> "drained";
                        case FAILED -> "read_only";
                    };
            case FAILED -> "failed";
            case CLOSED -> "stopping";
        };
    }

    private void engine(StorageMetric metric, ToDoubleFunction<EngineStatus> value) {
        metrics.gauge(metric, () -> value.applyAsDouble(status.get()));
    }

    /// Reads one figure of a volume.
    private interface Figure {
        double of(FileStore store) throws IOException;
    }

    private void volume(StorageMetric metric, Figure figure) {
        metrics.gauge(
                metric,
                () -> {
                    try {
                        return figure.of(Files.getFileStore(directory));
                    } catch (IOException e) {
                        return Double.NaN;
                    }
                });
    }

    /// What the process holds of memory that no file backs: what counts against a container's
    /// limit.
    private static double anonymousBytes() {
        try {
            for (String line : Files.readAllLines(STATUS, StandardCharsets.US_ASCII)) {
                if (line.startsWith("RssAnon:")) {
                    return Long.parseLong(line.replaceAll("\\D", "")) * 1024.0;
                }
            }
            return Double.NaN;
        } catch (IOException e) {
            return Double.NaN;
        }
    }
}
