package dev.pairplane.storage.app;

import dev.pairplane.observability.config.ConfigProblem;
import dev.pairplane.observability.config.ConfigRule;
import dev.pairplane.observability.config.ConfigSchema;
import dev.pairplane.observability.config.ConfigValues;
import dev.pairplane.observability.health.HealthConfig;
import dev.pairplane.observability.logging.LoggingConfig;
import dev.pairplane.storage.config.CommitLogConfig;
import dev.pairplane.storage.config.CompactionConfig;
import dev.pairplane.storage.config.ConflictConfig;
import dev.pairplane.storage.config.DiskConfig;
import dev.pairplane.storage.config.MemTableConfig;
import dev.pairplane.storage.config.MetricsConfig;
import dev.pairplane.storage.config.ServerConfig;
import dev.pairplane.storage.config.SstableConfig;
import dev.pairplane.storage.config.StorageConfig;
import dev.pairplane.storage.core.compaction.CompactionOptions;
import dev.pairplane.storage.core.engine.DiskLimits;
import dev.pairplane.storage.core.engine.EngineOptions;
import dev.pairplane.storage.core.engine.SyncMode;
import dev.pairplane.storage.core.sstable.Compression;
import dev.pairplane.storage.core.sstable.TableOptions;
import dev.pairplane.storage.core.version.MergeLimits;
import dev.pairplane.storage.core.wal.RecoveryMode;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// All keys of the node, the rules between them, and what they mean to the engine.
final class NodeConfiguration {
    private static final int NODE_ID_BYTES = 64;
    private static final long MEGABYTE = 1_000_000;

    /// What a read of the largest value may take for a moment, and leave room for the rest.
    private static final long READ_BYTES = 64L << 20;

    private NodeConfiguration() {}

    /// Every key that the node reads.
    static ConfigSchema schema() {
        return ConfigSchema.of(
                ServerConfig.class,
                StorageConfig.class,
                CommitLogConfig.class,
                MemTableConfig.class,
                SstableConfig.class,
                CompactionConfig.class,
                DiskConfig.class,
                ConflictConfig.class,
                MetricsConfig.class,
                LoggingConfig.class,
                HealthConfig.class);
    }

    /// What single keys cannot say.
    static List<ConfigRule> rules() {
        return List.of(
                NodeConfiguration::nodeId,
                NodeConfiguration::ports,
                NodeConfiguration::directories,
                NodeConfiguration::memtables,
                NodeConfiguration::tables,
                NodeConfiguration::disk);
    }

    private static List<ConfigProblem> nodeId(ConfigValues values) {
        String id = values.text("server.node_id");
        int bytes = id.getBytes(StandardCharsets.UTF_8).length;
        boolean plain = id.chars().noneMatch(c -> c < ' ' || c == '=' || c == 0x7F);
        return plain && bytes <= NODE_ID_BYTES
                ? List.of()
                : List.of(
                        values.problem(
                                "server.node_id",
                                "is %d bytes long, or holds control characters or ="
                                        .formatted(bytes),
                                "1 to " + NODE_ID_BYTES + " bytes, such as a host name"));
    }

    private static List<ConfigProblem> ports(ConfigValues values) {
        return values.integer("server.port") == values.integer("metrics.port")
                ? List.of(
                        values.problem(
                                "metrics.port",
                                "is the gRPC port too",
                                "a port other than server.port"))
                : List.of();
    }

    private static List<ConfigProblem> directories(ConfigValues values) {
        List<ConfigProblem> problems = new ArrayList<>();
        for (String key :
                List.of("storage.data_dir", "storage.commit_log_dir", "storage.sstable_dir")) {
            values.optional(key)
                    .map(Path::of)
                    .filter(path -> !usable(path))
                    .ifPresent(path ->
                            problems.add(
                                    values.problem(
                                            key,
                                            "is not a directory that can be made and written to",
                                            "a directory of this user's")));
        }
        return problems;
    }

    /// Whether a path is a writable directory, or could be made one.
    private static boolean usable(Path path) {
        Path existing = path.toAbsolutePath();
        while (existing != null && !Files.exists(existing)) {
            existing = existing.getParent();
        }
        return existing != null && Files.isDirectory(existing) && Files.isWritable(existing);
    }

    private static List<ConfigProblem> memtables(ConfigValues values) {
        String threshold = "mem_table.flush_threshold";
        return values.optional(threshold)
                .filter(_ -> values.size(threshold) > values.size("mem_table.max_size"))
                .map(text ->
                        List.of(
                                values.problem(
                                        threshold,
                                        "is more than mem_table.max_size",
                                        "at most " + values.text("mem_table.max_size"))))
                .orElse(List.of());
    }

    private static List<ConfigProblem> tables(ConfigValues values) {
        return values.size("sstable.max_file_size") < values.size("sstable.block_size")
                ? List.of(
                        values.problem(
                                "sstable.max_file_size",
                                "is less than a block",
                                "at least " + values.text("sstable.block_size")))
                : List.of();
    }

    private static List<ConfigProblem> disk(ConfigValues values) {
        long throttle = values.integer("disk.throttle");
        boolean ascending =
                values.integer("disk.warning") < throttle
                        && throttle < values.integer("disk.circuit_breaker");
        return ascending
                ? List.of()
                : List.of(
                        values.problem(
                                "disk.throttle",
                                "is not between disk.warning and disk.circuit_breaker",
                                "a percentage above %s and below %s"
                                        .formatted(
                                                values.text("disk.warning"),
                                                values.text("disk.circuit_breaker"))));
    }

    /// What is allowed while the disks fill up.
    static DiskLimits disk(DiskConfig disk) {
        return new DiskLimits(
                disk.warning(),
                disk.throttle(),
                disk.circuitBreaker(),
                ConfigSchema.bytes(disk.throttleMaxWrite()),
                disk.checkInterval());
    }

    /// The engine's options. Segments too large for the log are cut, not refused: PairDB's own
    /// sample asks for 1 GiB.
    ///
    /// @param tables see [#tables]
    /// @param disk see [#disk]
    static EngineOptions engine(
            ServerConfig server,
            StorageConfig storage,
            CommitLogConfig log,
            MemTableConfig memtable,
            EngineOptions.Tables tables,
            ConflictConfig conflict,
            DiskLimits disk) {
        long maxLog = ConfigSchema.bytes(log.maxTotal());
        return new EngineOptions(
                server.nodeId(),
                storage.adoptIdentity(),
                syncMode(log),
                log.syncInterval(),
                Math.min(ConfigSchema.bytes(log.segmentSize()), maxLog / 4),
                2,
                maxLog,
                recoveryMode(log.recoveryMode()),
                flushThreshold(memtable),
                tables,
                new MergeLimits(
                        conflict.maxSiblings(),
                        MergeLimits.DEFAULT.encodedBytes(),
                        MergeLimits.DEFAULT.clockEntries()),
                conflict.obsoleteWrite() == ConflictConfig.ObsoleteWrite.REJECT,
                disk);
    }

    private static long flushThreshold(MemTableConfig memtable) {
        return memtable.flushThreshold()
                .map(ConfigSchema::bytes)
                .orElseGet(() ->
                        Math.min(60_000_000, ConfigSchema.bytes(memtable.maxSize()) / 10 * 9));
    }

    /// What is set of tables.
    ///
    /// @param heapBytes the most that the heap may take
    static EngineOptions.Tables tables(
            MemTableConfig memtable,
            SstableConfig sstable,
            CompactionConfig compaction,
            long heapBytes) {
        return new EngineOptions.Tables(
                memtable.numMemTables(),
                5 * compaction.l0Trigger(),
                memtable.writeStallTimeout(),
                Math.min(ConfigSchema.bytes(sstable.cacheSize()), heapBytes / 4),
                Math.toIntExact(Math.clamp(heapBytes / READ_BYTES, 4, 64)),
                EngineOptions.Tables.DEFAULT.maxOpenFiles(),
                compaction.workers(),
                compaction.throttle() * MEGABYTE,
                compaction.tombstoneGrace(),
                new CompactionOptions(
                        compaction.l0Trigger(),
                        ConfigSchema.bytes(sstable.l0Size()),
                        ConfigSchema.bytes(sstable.l1Size()),
                        sstable.levelMultiplier(),
                        ConfigSchema.bytes(sstable.maxFileSize()),
                        new TableOptions(
                                Math.toIntExact(ConfigSchema.bytes(sstable.blockSize())),
                                TableOptions.DEFAULT.restartInterval(),
                                sstable.indexInterval(),
                                sstable.bloomFilterFp(),
                                compression(sstable.compression()))));
    }

    private static Compression compression(SstableConfig.Compression compression) {
        return switch (compression) {
            case NONE -> Compression.NONE;
            case LZ4 -> Compression.LZ4;
            case ZSTD -> Compression.ZSTD;
        };
    }

    private static SyncMode syncMode(CommitLogConfig log) {
        CommitLogConfig.SyncMode mode =
                log.syncMode()
                        .orElse(
                                log.syncWrites()
                                        ? CommitLogConfig.SyncMode.ALWAYS
                                        : CommitLogConfig.SyncMode.INTERVAL);
        return switch (mode) {
            case ALWAYS -> SyncMode.ALWAYS;
            case INTERVAL -> SyncMode.INTERVAL;
            case NONE -> SyncMode.NONE;
        };
    }

    private static RecoveryMode recoveryMode(CommitLogConfig.RecoveryMode mode) {
        return switch (mode) {
            case FAIL -> RecoveryMode.FAIL;
            case POINT_IN_TIME -> RecoveryMode.POINT_IN_TIME;
            case SKIP -> RecoveryMode.SKIP;
        };
    }
}
