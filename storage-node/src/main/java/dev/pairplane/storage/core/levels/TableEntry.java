package dev.pairplane.storage.core.levels;

import dev.pairplane.storage.core.sstable.TableFacts;
import java.util.Arrays;

/// A table as the manifest lists it.
///
/// @param number the table's
/// @param level where it is, 0 to [LevelSet#LAST]
/// @param size of its file, in bytes
/// @param digest XXH3-64 of the whole file
/// @param smallest its first key; not to be changed
/// @param largest its last key; not to be changed
/// @param smallestSeq the lowest sequence number in it
/// @param largestSeq the highest
/// @param entries entries in it
/// @param tombstones those of them whose versions are all deletions
/// @param newestTombstoneMs the latest time of deletion among these, ms since the epoch; 0 without
///   any
public record TableEntry(
        long number,
        int level,
        long size,
        long digest,
        byte[] smallest,
        byte[] largest,
        long smallestSeq,
        long largestSeq,
        long entries,
        long tombstones,
        long newestTombstoneMs) {

    /// What the manifest lists of a table that was just written.
    public static TableEntry of(TableFacts facts, int level) {
        return new TableEntry(
                facts.number(),
                level,
                facts.size(),
                facts.digest(),
                facts.properties().smallest(),
                facts.properties().largest(),
                facts.properties().smallestSeq(),
                facts.properties().largestSeq(),
                facts.properties().entries(),
                facts.properties().tombstones(),
                facts.properties().newestTombstoneMs());
    }

    /// The same table on another level.
    public TableEntry on(int other) {
        return new TableEntry(
                number,
                other,
                size,
                digest,
                smallest,
                largest,
                smallestSeq,
                largestSeq,
                entries,
                tombstones,
                newestTombstoneMs);
    }

    /// Whether any key could be in both tables.
    public boolean overlaps(TableEntry other) {
        return overlaps(other.smallest, other.largest);
    }

    /// Whether any key from `first` to `last`, both included, could be in the table.
    public boolean overlaps(byte[] first, byte[] last) {
        return Arrays.compareUnsigned(smallest, last) <= 0
                && Arrays.compareUnsigned(largest, first) >= 0;
    }

    /// Tables are equal when they have the same number and level: a number is given out once.
    @Override
    public boolean equals(Object other) {
        return other instanceof TableEntry entry && number == entry.number && level == entry.level;
    }

    @Override
    public int hashCode() {
        return Long.hashCode(number);
    }

    @Override
    public String toString() {
        return "table %d on level %d, %d bytes".formatted(number, level, size);
    }
}
