package dev.pairplane.storage.core.engine;

import dev.pairplane.storage.core.compaction.CompactionPlan;
import java.util.List;

/// What happens in the engine, for telemetry.
public sealed interface EngineEvent {

    /// What happens on the way from memory to tables, and to these.
    sealed interface OfTables extends EngineEvent {}

    /// A group was appended to the log, synced if the mode says so, and published.
    ///
    /// @param writers mutations in the group, those that changed nothing included
    /// @param records records appended
    /// @param bytes payload bytes appended
    /// @param appendNanos time to write it
    /// @param syncNanos time to sync it, 0 when it was not synced
    record GroupCommitted(int writers, int records, long bytes, long appendNanos, long syncNanos)
            implements EngineEvent {}

    /// What was written before was synced, outside a group.
    ///
    /// @param nanos time of the sync
    record Synced(long nanos) implements EngineEvent {}

    /// A mutation was accepted.
    ///
    /// @param effect what it did
    record Accepted(WriteOutcome.Effect effect) implements EngineEvent {}

    /// A mutation was refused.
    ///
    /// @param reason why
    record Refused(Refusal reason) implements EngineEvent {}

    /// Writing failed and was undone; the log goes on.
    ///
    /// @param cause what failed
    record AppendFailed(String cause) implements EngineEvent {}

    /// The log takes nothing more until the next start.
    ///
    /// @param cause what failed
    record Poisoned(String cause) implements EngineEvent {}

    /// The disks are fuller than before, or less full.
    ///
    /// @param before what was said last
    /// @param now what is said from now on
    /// @param usedPercent of the fullest file system
    record DiskLevelChanged(DiskLevel before, DiskLevel now, double usedPercent)
            implements EngineEvent {}

    /// A memtable was brought into a table.
    ///
    /// @param keys in it
    /// @param bytes of the table; 0 when nothing was in the memtable
    /// @param nanos how long it took
    record Flushed(int keys, long bytes, long nanos) implements OfTables {}

    /// A memtable could not be brought into a table; it is kept, and tried again.
    ///
    /// @param cause what failed
    record FlushFailed(String cause) implements OfTables {}

    /// A write waited for room in memory.
    ///
    /// @param nanos how long
    record Stalled(long nanos) implements OfTables {}

    /// A merge of tables begins.
    record CompactionStarted() implements OfTables {}

    /// Tables were merged, or one was moved.
    ///
    /// @param reason why
    /// @param from the upper level of the inputs
    /// @param to the level of the outputs
    /// @param moved whether nothing had to be written
    /// @param inputs tables merged
    /// @param read bytes of the inputs
    /// @param outputs tables that came of it
    /// @param written bytes of the outputs, 0 when moved
    /// @param nanos how long it took
    record Compacted(
            CompactionPlan.Reason reason,
            int from,
            int to,
            boolean moved,
            int inputs,
            long read,
            int outputs,
            long written,
            long nanos)
            implements OfTables {}

    /// A merge was broken off because the engine closes; its inputs stay.
    record CompactionCancelled() implements OfTables {}

    /// A merge failed; its inputs stay, and it is tried again.
    ///
    /// @param cause what failed
    record CompactionFailed(String cause) implements OfTables {}

    /// A checkpoint was made.
    ///
    /// @param path where it is
    /// @param tables in it
    /// @param bytes of them
    /// @param nanos how long it took, the flush before it included
    record CheckpointMade(String path, int tables, long bytes, long nanos) implements OfTables {}

    /// A checkpoint was not made; nothing is left of it.
    ///
    /// @param cause what failed
    record CheckpointFailed(String cause) implements OfTables {}

    /// Blocks of tables were asked for since the last such event.
    ///
    /// @param found in memory
    /// @param read from the disk
    record BlocksRead(long found, long read) implements OfTables {}

    /// A write replaced versions that could not be read.
    ///
    /// @param cause what is wrong with them
    record WrittenOverDamage(String cause) implements OfTables {}

    /// The store was recovered and serves.
    ///
    /// @param recovery what was found
    record Recovered(Recovery recovery) implements EngineEvent {}

    /// What a start found and did.
    ///
    /// @param clean whether the last process shut down in order
    /// @param records records replayed
    /// @param bytes bytes of log read
    /// @param tornBytes bytes of a torn write that were dropped
    /// @param skipped records known to be lost to damage
    /// @param damages places that could not be read, as texts that name file and offset
    /// @param flushed whether all of the log was brought into tables
    /// @param nanos how long it took
    record Recovery(
            boolean clean,
            long records,
            long bytes,
            long tornBytes,
            long skipped,
            List<String> damages,
            boolean flushed,
            long nanos) {}
}
