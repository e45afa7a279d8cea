package dev.pairplane.storage.core.engine;

import dev.pairplane.storage.core.sstable.BlockCache;
import java.util.List;
import java.util.Optional;

/// How the engine is, at one moment.
///
/// @param state where it is in its life
/// @param poisoned whether only a restart makes it take writes again
/// @param memtableBytes live bytes in memtables
/// @param memtableKeys keys in memtables
/// @param keys keys in memtables and tables, deleted ones with a tombstone included; one that is in
///   several of them counts as often
/// @param memtableLimit bytes that memtables may hold
/// @param waitingMemtables memtables that wait to be brought into tables
/// @param levels the levels of tables, level 0 first
/// @param damagedTables names of tables that were found damaged while they were merged
/// @param cache the cache of tables' blocks
/// @param snapshots moments at which somebody still reads
/// @param drain how far it is brought to rest
/// @param disk how full the disks are
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
        int memtableKeys,
        long keys,
        long memtableLimit,
        int waitingMemtables,
        List<Level> levels,
        List<String> damagedTables,
        BlockCache.Figures cache,
        int snapshots,
        DrainState drain,
        DiskLevel disk,
        int segments,
        long logBytes,
        long lastSeq,
        long unsyncedBytes,
        long activeSegment,
        long oldestWaitNanos,
        Optional<EngineEvent.Recovery> recovery) {

    /// A level.
    ///
    /// @param tables on it
    /// @param bytes of their files
    public record Level(int tables, long bytes) {}

    /// Copies the levels.
    public EngineStatus {
        levels = List.copyOf(levels);
        damagedTables = List.copyOf(damagedTables);
    }

    /// Tables on all levels.
    public int tables() {
        return levels.stream().mapToInt(Level::tables).sum();
    }

    /// Bytes of all tables' files.
    public long tableBytes() {
        return levels.stream().mapToLong(Level::bytes).sum();
    }

    /// A level; one without tables where there is none.
    public Level level(int number) {
        return number < levels.size() ? levels.get(number) : new Level(0, 0);
    }

    static EngineStatus closed(Engine.State state) {
        return new EngineStatus(
                state,
                false,
                0,
                0,
                0,
                0,
                0,
                List.of(),
                List.of(),
                BlockCache.Figures.NONE,
                0,
                DrainState.NONE,
                DiskLevel.NORMAL,
                0,
                0,
                0,
                0,
                0,
                0,
                Optional.empty());
    }
}
