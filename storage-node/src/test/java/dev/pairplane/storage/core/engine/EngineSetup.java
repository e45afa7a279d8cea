package dev.pairplane.storage.core.engine;

import dev.pairplane.storage.core.version.MergeLimits;
import dev.pairplane.storage.core.wal.RecoveryMode;
import java.time.Duration;

/// Options of a simulated node, one changed at a time.
public record EngineSetup(EngineOptions options) {

    public static EngineSetup standard() {
        return new EngineSetup(SimulatedNode.OPTIONS);
    }

    public EngineSetup node(String id, boolean adopt) {
        return with(options, id, adopt, options.limits(), options.rejectObsolete());
    }

    public EngineSetup limits(MergeLimits limits) {
        return with(
                options,
                options.nodeId(),
                options.adoptIdentity(),
                limits,
                options.rejectObsolete());
    }

    public EngineSetup rejectObsolete() {
        return with(options, options.nodeId(), options.adoptIdentity(), options.limits(), true);
    }

    private static EngineSetup with(
            EngineOptions old, String node, boolean adopt, MergeLimits limits, boolean reject) {
        return new EngineSetup(
                new EngineOptions(
                        node,
                        adopt,
                        old.syncMode(),
                        old.syncInterval(),
                        old.segmentBytes(),
                        old.segmentsAhead(),
                        old.maxLogBytes(),
                        old.recoveryMode(),
                        old.memtableBytes(),
                        old.tables(),
                        limits,
                        reject));
    }

    public EngineSetup stall(Duration timeout) {
        EngineOptions.Tables old = options.tables();
        return tables(
                new EngineOptions.Tables(
                        old.memtables(),
                        old.levelZeroStop(),
                        timeout,
                        old.blockCacheBytes(),
                        old.reads(),
                        old.maxOpenFiles(),
                        old.workers(),
                        old.bytesPerSecond(),
                        old.tombstoneGrace(),
                        old.compaction()));
    }

    public EngineSetup throttle(long bytesPerSecond) {
        EngineOptions.Tables old = options.tables();
        return tables(
                new EngineOptions.Tables(
                        old.memtables(),
                        old.levelZeroStop(),
                        old.stallTimeout(),
                        old.blockCacheBytes(),
                        old.reads(),
                        old.maxOpenFiles(),
                        old.workers(),
                        bytesPerSecond,
                        old.tombstoneGrace(),
                        old.compaction()));
    }

    public EngineSetup tables(EngineOptions.Tables tables) {
        return new EngineSetup(
                new EngineOptions(
                        options.nodeId(),
                        options.adoptIdentity(),
                        options.syncMode(),
                        options.syncInterval(),
                        options.segmentBytes(),
                        options.segmentsAhead(),
                        options.maxLogBytes(),
                        options.recoveryMode(),
                        options.memtableBytes(),
                        tables,
                        options.limits(),
                        options.rejectObsolete()));
    }

    public EngineSetup recovery(RecoveryMode mode) {
        return log(options.syncMode(), options.segmentsAhead(), options.maxLogBytes(), mode);
    }

    public EngineSetup sync(SyncMode mode) {
        return log(mode, options.segmentsAhead(), options.maxLogBytes(), options.recoveryMode());
    }

    public EngineSetup ahead(int segments) {
        return log(options.syncMode(), segments, options.maxLogBytes(), options.recoveryMode());
    }

    public EngineSetup maxLog(long bytes) {
        return log(options.syncMode(), options.segmentsAhead(), bytes, options.recoveryMode());
    }

    private EngineSetup log(SyncMode sync, int ahead, long maxLog, RecoveryMode mode) {
        return sizes(sync, options.segmentBytes(), ahead, maxLog, mode, options.memtableBytes());
    }

    public EngineSetup memtable(long bytes) {
        return sizes(
                options.syncMode(),
                options.segmentBytes(),
                options.segmentsAhead(),
                options.maxLogBytes(),
                options.recoveryMode(),
                bytes);
    }

    public EngineSetup segments(long bytes) {
        return sizes(
                options.syncMode(),
                bytes,
                options.segmentsAhead(),
                options.maxLogBytes(),
                options.recoveryMode(),
                options.memtableBytes());
    }

    private EngineSetup sizes(
            SyncMode sync, long segment, int ahead, long maxLog, RecoveryMode mode, long memtable) {
        return new EngineSetup(
                new EngineOptions(
                        options.nodeId(),
                        options.adoptIdentity(),
                        sync,
                        Duration.ofMillis(100),
                        segment,
                        ahead,
                        maxLog,
                        mode,
                        memtable,
                        options.tables(),
                        options.limits(),
                        options.rejectObsolete()));
    }
}
