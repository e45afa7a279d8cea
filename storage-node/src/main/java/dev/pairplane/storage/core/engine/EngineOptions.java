package dev.pairplane.storage.core.engine;

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
/// @param segmentsAhead how many to keep zero-filled ahead of use
/// @param maxLogBytes a start that finds a longer log rewrites it
/// @param recoveryMode what a start does about damage
/// @param memtableBytes live bytes that the memtable may hold
/// @param limits limits of a key's versions
/// @param rejectObsolete whether a write whose clock precedes the stored one is refused
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
        MergeLimits limits,
        boolean rejectObsolete) {}
