package dev.pairplane.storage.core.engine;

import dev.pairplane.storage.core.compaction.CompactionOptions;
import dev.pairplane.storage.core.version.MergeLimits;
import dev.pairplane.storage.core.wal.RecoveryMode;
import java.time.Duration;

/// What is configured of the engine.
///
/// @param nodeId this node's id, 1 to 128 bytes
/// @param adoptIdentity whether to take over a directory of another node id
/// @param syncMode when the log is synced
/// @param syncInterval how often, in mode [SyncMode#INTERVAL]
/// @param segmentBytes size of a log segment
/// @param segmentsAhead how many to keep zero-filled ahead of use, in mode [SyncMode#ALWAYS]
/// @param maxLogBytes a longer log has the memtable flushed, also at a start
/// @param recoveryMode what a start does about damage
/// @param memtableBytes live bytes from which a memtable is flushed
/// @param tables what is set of tables
/// @param limits limits of a key's versions
/// @param rejectObsolete whether a write whose clock precedes the stored one is refused
/// @param disk what is allowed while the disks fill up
public record EngineOptions(
        String nodeId,
        boolean adoptIdentity,
        SyncMode syncMode,
        Duration syncInterval,
        long segmentBytes,
        int segmentsAhead,
        long maxLogBytes,
        RecoveryMode recoveryMode,
        long memtableBytes,
        Tables tables,
        MergeLimits limits,
        boolean rejectObsolete,
        DiskLimits disk) {

    /// Options with the usual limits of disks.
    public EngineOptions(
            String nodeId,
            boolean adoptIdentity,
            SyncMode syncMode,
            Duration syncInterval,
            long segmentBytes,
            int segmentsAhead,
            long maxLogBytes,
            RecoveryMode recoveryMode,
            long memtableBytes,
            Tables tables,
            MergeLimits limits,
            boolean rejectObsolete) {
        this(
                nodeId,
                adoptIdentity,
                syncMode,
                syncInterval,
                segmentBytes,
                segmentsAhead,
                maxLogBytes,
                recoveryMode,
                memtableBytes,
                tables,
                limits,
                rejectObsolete,
                DiskLimits.DEFAULT);
    }

    /// What is set of tables.
    ///
    /// @param memtables how many may be in memory, the one that takes writes included; at least 2
    /// @param levelZeroStop tables on level 0 from which no memtable is flushed for a new one,
    ///   above the trigger of merging
    /// @param stallTimeout how long a write waits for a memtable; then it is refused
    /// @param blockCacheBytes bytes of blocks that are kept in memory
    /// @param reads reads of tables that may be under way at once, at least 1
    /// @param maxOpenFiles tables that may be open at once, at least 1
    /// @param workers merges that may run at once, at least 1
    /// @param bytesPerSecond that merges may take in together; 0 for as many as they can
    /// @param tombstoneGrace how long deletions are kept for the sake of other replicas
    /// @param compaction what is set of merging and of the tables themselves
    public record Tables(
            int memtables,
            int levelZeroStop,
            Duration stallTimeout,
            long blockCacheBytes,
            int reads,
            int maxOpenFiles,
            int workers,
            long bytesPerSecond,
            Duration tombstoneGrace,
            CompactionOptions compaction) {

        /// What a node uses that is told nothing else.
        public static final Tables DEFAULT =
                new Tables(
                        2,
                        20,
                        Duration.ofSeconds(2),
                        256L << 20,
                        64,
                        4096,
                        2,
                        50_000_000,
                        Duration.ofDays(10),
                        CompactionOptions.DEFAULT);

        /// Checks the ranges.
        public Tables {
            if (bytesPerSecond < 0) {
                throw new IllegalArgumentException(
                        bytesPerSecond + " bytes a second; 0 or more are wanted");
            }
            if (levelZeroStop <= compaction.l0Trigger()) {
                throw new IllegalArgumentException(
                        "writes stop at %d tables on level 0, and merging begins at %d"
                                .formatted(levelZeroStop, compaction.l0Trigger()));
            }
            if (memtables < 2 || reads < 1 || maxOpenFiles < 1 || workers < 1) {
                throw new IllegalArgumentException(
                        "%d memtables, %d reads, %d open files, %d workers: at least 2, 1, 1 and 1"
                                .formatted(memtables, reads, maxOpenFiles, workers));
            }
        }

        /// Tables on level 0 from which merges are not slowed down any more: twice the trigger of
        /// merging, long before writes stop.
        public int levelZeroHurry() {
            return Math.min(2 * compaction.l0Trigger(), levelZeroStop);
        }
    }
}
