package dev.pairplane.storage.core.engine;

import java.util.Optional;

/// How the engine is, at one moment.
///
/// @param state where it is in its life
/// @param poisoned whether only a restart makes it take writes again
/// @param memtableBytes live bytes in the memtable
/// @param keys keys in the memtable, deleted ones with a tombstone included
/// @param memtableLimit bytes that it may hold
/// @param segments segments in force
/// @param logBytes bytes in them
/// @param lastSeq the last sequence number given out
/// @param unsyncedBytes bytes written and not durable
/// @param activeSegment the segment being written
/// @param oldestWaitNanos how long the oldest queued write has waited, 0 when none does
/// @param recovery what the start found; empty before it is through
public record EngineStatus(
        Engine.State state,
        boolean poisoned,
        long memtableBytes,
        int keys,
        long memtableLimit,
        int segments,
        long logBytes,
        long lastSeq,
        long unsyncedBytes,
        long activeSegment,
        long oldestWaitNanos,
        Optional<EngineEvent.Recovery> recovery) {

    static EngineStatus closed(Engine.State state) {
        return new EngineStatus(state, false, 0, 0, 0, 0, 0, 0, 0, 0, 0, Optional.empty());
    }
}
