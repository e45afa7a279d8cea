package dev.pairplane.storage.core.compaction;

import dev.pairplane.storage.core.levels.LevelSet;
import dev.pairplane.storage.core.levels.TableEntry;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// What is to be merged.
///
/// @param inputLevel where the upper inputs are
/// @param outputLevel where the lower inputs are, and the outputs will be; deeper than the other,
///   or the same where tables are only rid of tombstones
/// @param upper tables of the upper level: on level 0 all that may hold versions of the same keys
///   as one of them and are older; not empty
/// @param lower all tables of the output level that overlap them
/// @param reason why, for people and as a metric's label
public record CompactionPlan(
        int inputLevel,
        int outputLevel,
        List<TableEntry> upper,
        List<TableEntry> lower,
        Reason reason) {

    /// Why tables are merged.
    public enum Reason {
        /// There are too many on level 0.
        LEVEL_0,
        /// A level is larger than it should be.
        SIZE,
        /// A level should be empty.
        UNUSED_LEVEL,
        /// A table is full of deletions that need not be kept.
        TOMBSTONES,
        /// Somebody asked for it.
        MANUAL
    }

    /// Copies the lists.
    public CompactionPlan {
        upper = List.copyOf(upper);
        lower = List.copyOf(lower);
    }

    /// All inputs.
    public Stream<TableEntry> inputs() {
        return Stream.concat(upper.stream(), lower.stream());
    }

    /// Numbers of all inputs.
    public Set<Long> numbers() {
        return inputs().map(TableEntry::number).collect(Collectors.toUnmodifiableSet());
    }

    /// Bytes of all inputs: as many as the outputs can have.
    public long bytes() {
        return inputs().mapToLong(TableEntry::size).sum();
    }

    /// The first key of any input.
    public byte[] smallest() {
        return inputs().map(TableEntry::smallest).min(Arrays::compareUnsigned).orElseThrow();
    }

    /// The last key of any input.
    public byte[] largest() {
        return inputs().map(TableEntry::largest).max(Arrays::compareUnsigned).orElseThrow();
    }

    /// Whether the table can be given another place instead of being written anew: nothing is below
    /// it, and where it goes it overlaps little of what is below that.
    ///
    /// @param set the arrangement that the plan was made for
    public boolean isMove(LevelSet set, CompactionOptions options) {
        if (upper.size() != 1 || !lower.isEmpty() || inputLevel == outputLevel) {
            return false;
        }
        TableEntry table = upper.getFirst();
        boolean rewrite =
                reason == Reason.TOMBSTONES || (inputLevel == 0 && overlapsOnLevelZero(set, table));
        return !rewrite
                && (outputLevel == LevelSet.LAST
                        || set.entries(outputLevel + 1).stream()
                                        .filter(table::overlaps)
                                        .mapToLong(TableEntry::size)
                                        .sum()
                                <= Compaction.MAX_GRANDPARENTS * options.maxFileBytes());
    }

    private static boolean overlapsOnLevelZero(LevelSet set, TableEntry table) {
        return set.entries(0).stream()
                .anyMatch(other -> other.number() != table.number() && table.overlaps(other));
    }

    /// Whether both cannot run at once: they share a table, or could write the same keys to one
    /// level.
    boolean conflictsWith(CompactionPlan other) {
        if (inputs().anyMatch(table -> other.numbers().contains(table.number()))) {
            return true;
        }
        boolean levels =
                outputLevel == other.outputLevel
                        || outputLevel == other.inputLevel
                        || inputLevel == other.outputLevel
                        || (inputLevel == 0 && other.inputLevel == 0);
        return levels
                && Arrays.compareUnsigned(smallest(), other.largest()) <= 0
                && Arrays.compareUnsigned(largest(), other.smallest()) >= 0;
    }
}
