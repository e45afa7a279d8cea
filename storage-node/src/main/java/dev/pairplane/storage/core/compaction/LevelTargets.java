package dev.pairplane.storage.core.compaction;

import dev.pairplane.storage.core.levels.LevelSet;
import java.util.Arrays;

/// How large each level should be: as large as the last one allows.
///
/// The last level is as large as it is, and each level above it smaller by the multiplier. So, what
/// is stored above the last level, and may be old versions of what is in it, is little more than a
/// ninth of it at a multiplier of 10, at whatever size of the store. Levels that would be tiny stay
/// empty: what comes from level 0 goes straight into the first one that does not ("dynamic level
/// bytes" of RocksDB).
final class LevelTargets {
    private final long[] targets;
    private final int base;

    private LevelTargets(long[] targets, int base) {
        this.targets = targets;
        this.base = base;
    }

    /// @param bytes of each level, level 0 first
    static LevelTargets of(long[] bytes, CompactionOptions options) {
        long[] targets = new long[bytes.length];
        int level = LevelSet.LAST;
        targets[level] = Math.max(bytes[level], options.baseBytes());
        while (level > 1 && targets[level] > options.baseBytes()) {
            targets[level - 1] =
                    Math.max(
                            targets[level] / options.multiplier(),
                            options.baseBytes() / options.multiplier());
            level--;
        }
        return new LevelTargets(targets, level);
    }

    /// The first level below level 0 that is used.
    int base() {
        return base;
    }

    /// Bytes that a level should have at most; 0 where it should be empty.
    long target(int level) {
        return targets[level];
    }

    @Override
    public String toString() {
        return "LevelTargets" + Arrays.toString(targets);
    }
}
