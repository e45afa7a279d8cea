package dev.pairplane.storage.core.compaction;

import java.util.Arrays;

/// Which versions of a key a merge keeps. Immutable.
///
/// @param snapshots the sequence numbers that somebody still reads at, ascending
/// @param collectableBefore tombstones of before this time, ms since the epoch, need not be kept
///   for the sake of other replicas
public record Retention(long[] snapshots, long collectableBefore) {

    /// Keeps the newest version of each key, deletions included.
    public static final Retention NEWEST = new Retention(new long[0], 0);

    /// Copies the array.
    public Retention {
        snapshots = snapshots.clone();
        Arrays.sort(snapshots);
    }

    /// Whether anybody sees a version: the newest one is seen by those who come, an older one by
    /// snapshots from its number on to before the next newer one's.
    ///
    /// @param seq the version's
    /// @param newerSeq that of the next newer version of the key, [Long#MAX_VALUE] for the newest
    public boolean seen(long seq, long newerSeq) {
        if (newerSeq == Long.MAX_VALUE) {
            return true;
        }
        int at = Arrays.binarySearch(snapshots, seq);
        int first = at < 0 ? -at - 1 : at;
        return first < snapshots.length && snapshots[first] < newerSeq;
    }

    /// Whether a deletion has done what it is for, as far as time and snapshots go: a snapshot that
    /// is older would, without it, see nothing in its place, which is what it sees anyway; but what
    /// the deletion hides may still be kept for that snapshot, and must stay hidden from others.
    boolean collectable(long seq, long deletedAtMs) {
        return deletedAtMs < collectableBefore && (snapshots.length == 0 || snapshots[0] >= seq);
    }
}
