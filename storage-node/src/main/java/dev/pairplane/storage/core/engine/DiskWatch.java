package dev.pairplane.storage.core.engine;

import dev.pairplane.storage.core.file.Directory;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.function.LongSupplier;

/// How much room the disks have, and what that means to mutations and merges. A disk that runs full
/// in the middle of something loses nothing; this is so that it does not come to that, and that
/// there is room to delete and to merge when it nearly does.
///
/// A level is entered at its limit and left two points below it. Safe for any number of threads;
/// [#look] is called by one at a time.
final class DiskWatch {
    /// How far below its limit a level is left.
    private static final double LEAVE_BELOW = 2;

    /// What stays free for the log when merges begin.
    private static final long LARGEST_RESERVE = 256L << 20;

    private static final int RESERVE_SHARE = 50;

    private final List<Directory> directories;
    private final DiskLimits limits;
    private final LongSupplier nanoTime;
    private final EngineListener listener;
    private boolean looked;
    private long lastLook;
    private volatile Room room = new Room(DiskLevel.NORMAL, 0, Long.MAX_VALUE, Long.MAX_VALUE);

    /// What was seen.
    ///
    /// @param usedPercent of the fullest file system
    /// @param usableBytes of the one that has the least
    /// @param mergeBytes what merges may write
    private record Room(DiskLevel level, double usedPercent, long usableBytes, long mergeBytes) {}

    /// @param directories on all file systems that are written to
    DiskWatch(
            List<Directory> directories,
            DiskLimits limits,
            LongSupplier nanoTime,
            EngineListener listener) {
        this.directories = List.copyOf(directories);
        this.limits = limits;
        this.nanoTime = nanoTime;
        this.listener = listener;
    }

    DiskLevel level() {
        return room.level;
    }

    /// Bytes that merges may write, so that the log has room left.
    long mergeBytes() {
        return room.mergeBytes;
    }

    /// Looks at the disks, if that is due.
    void look() {
        long now = nanoTime.getAsLong();
        if (looked && now - lastLook < limits.interval().toNanos()) {
            return;
        }
        looked = true;
        lastLook = now;
        try {
            see();
        } catch (IOException e) {
            // What was seen last holds; health tells of a volume that cannot be asked.
        }
    }

    private void see() throws IOException {
        double used = 0;
        long usable = Long.MAX_VALUE;
        long reserve = 0;
        for (Directory directory : directories) {
            long total = directory.totalBytes();
            long free = directory.usableBytes();
            used = Math.max(used, total == 0 ? 0 : 100.0 * (total - free) / total);
            usable = Math.min(usable, free);
            reserve = Math.max(reserve, Math.min(LARGEST_RESERVE, total / RESERVE_SHARE));
        }
        DiskLevel before = room.level;
        DiskLevel now = next(before, used);
        room = new Room(now, used, usable, Math.max(0, usable - reserve));
        if (now != before) {
            listener.on(new EngineEvent.DiskLevelChanged(before, now, used));
        }
    }

    private DiskLevel next(DiskLevel before, double used) {
        DiskLevel entered = at(used);
        if (entered.compareTo(before) >= 0) {
            return entered;
        }
        DiskLevel held = at(used + LEAVE_BELOW);
        return held.compareTo(before) < 0 ? held : before;
    }

    private DiskLevel at(double used) {
        if (used >= limits.fullPercent()) {
            return DiskLevel.FULL;
        }
        if (used >= limits.throttlePercent()) {
            return DiskLevel.THROTTLED;
        }
        return used >= limits.warningPercent() ? DiskLevel.WARNING : DiskLevel.NORMAL;
    }

    /// Why a mutation is not taken for want of room; empty when it is.
    Optional<WriteOutcome.Refused> refusal(Mutation mutation) {
        Room now = room;
        long estimate = estimate(mutation);
        if (estimate > now.usableBytes) {
            return refused(
                    Refusal.DISK_FULL,
                    "it may take %d bytes, and the disk has %d"
                            .formatted(estimate, now.usableBytes));
        }
        if (mutation.isDelete()) {
            return Optional.empty();
        }
        return switch (now.level) {
            case NORMAL, WARNING -> Optional.empty();
            case THROTTLED ->
                    estimate <= limits.throttledBytes()
                            ? Optional.empty()
                            : refused(
                                    Refusal.DISK_THROTTLED,
                                    "%.0f %% of the disk are used: only what may take %d bytes or less is taken"
                                            .formatted(now.usedPercent, limits.throttledBytes()));
            case FULL ->
                    refused(
                            Refusal.DISK_FULL,
                            "%.0f %% of the disk are used: only deletions are taken"
                                    .formatted(now.usedPercent));
        };
    }

    private static Optional<WriteOutcome.Refused> refused(Refusal reason, String message) {
        return Optional.of(new WriteOutcome.Refused(reason, message));
    }

    /// What a mutation may come to on the disk: in the log, in a table, and in the merge of that,
    /// and a fifth more.
    static long estimate(Mutation mutation) {
        long raw = 3L * (mutation.key().bytes().length + mutation.value().length) + 350;
        return raw + raw / 5;
    }
}
