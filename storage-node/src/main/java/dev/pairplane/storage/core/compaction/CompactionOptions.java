package dev.pairplane.storage.core.compaction;

import dev.pairplane.storage.core.sstable.TableOptions;

/// What is set of compaction.
///
/// @param l0Trigger tables on level 0 from which they are merged down, at least 1
/// @param l0Bytes bytes on level 0 from which they are, however few they are
/// @param baseBytes up to this size the store has one level below level 0
/// @param multiplier how much larger each level is than the one above it, at least 2
/// @param maxFileBytes where tables are split, at least a block
/// @param table how tables are written
public record CompactionOptions(
        int l0Trigger,
        long l0Bytes,
        long baseBytes,
        int multiplier,
        long maxFileBytes,
        TableOptions table) {

    /// What a node uses that is told nothing else.
    public static final CompactionOptions DEFAULT =
            new CompactionOptions(4, 64L << 20, 1L << 30, 10, 64L << 20, TableOptions.DEFAULT);

    /// Checks the ranges.
    public CompactionOptions {
        if (l0Trigger < 1 || l0Bytes < 1 || baseBytes < 1 || multiplier < 2) {
            throw new IllegalArgumentException(
                    "trigger %d, %d bytes, base %d, multiplier %d: all are at least 1, the last 2"
                            .formatted(l0Trigger, l0Bytes, baseBytes, multiplier));
        }
        if (maxFileBytes < table.blockBytes()) {
            throw new IllegalArgumentException(
                    "tables of %d bytes, with blocks of %d"
                            .formatted(maxFileBytes, table.blockBytes()));
        }
    }
}
