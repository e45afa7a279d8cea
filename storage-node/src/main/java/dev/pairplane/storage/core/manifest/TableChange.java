package dev.pairplane.storage.core.manifest;

import dev.pairplane.storage.core.levels.TableEntry;
import java.util.List;
import java.util.Set;

/// What one edit changes of the tables.
///
/// @param added tables that are in force from now on
/// @param removed numbers of tables that no longer are; a table that is both moves to another level
/// @param flushedSeq every record of the log up to this one is in tables; 0 changes nothing
/// @param nextNumber no table's number below this one is given out again; 0 changes nothing
/// @param clockMs how far the clock is by which deletions are collected, ms since the epoch; 0
///   changes nothing
public record TableChange(
        List<TableEntry> added, Set<Long> removed, long flushedSeq, long nextNumber, long clockMs) {

    /// Changes nothing.
    public static final TableChange NONE = new TableChange(List.of(), Set.of(), 0, 0, 0);

    /// Moves the clock only.
    public static TableChange clock(long clockMs) {
        return new TableChange(List.of(), Set.of(), 0, 0, clockMs);
    }

    /// Copies the collections.
    public TableChange {
        added = List.copyOf(added);
        removed = Set.copyOf(removed);
    }
}
