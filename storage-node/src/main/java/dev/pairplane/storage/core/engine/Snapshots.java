package dev.pairplane.storage.core.engine;

import java.util.Map;
import java.util.TreeMap;

/// The sequence numbers that somebody still reads at. Safe for any number of threads.
///
/// While one is in use, whatever it sees is kept: memtables keep what is replaced, and flushes and
/// merges carry it on. It holds neither memory nor files by itself, so a reader may take its time.
final class Snapshots {
    private static final long[] NONE = {};

    private final Map<Long, Integer> users = new TreeMap<>();
    private volatile long[] inUse = NONE;

    /// Begins to use one. Called while nothing is being published, or what is published at this
    /// moment might be lost to it.
    ///
    /// @param seq everything up to this one has been published, and nothing beyond
    synchronized void begin(long seq) {
        users.merge(seq, 1, Integer::sum);
        inUse = numbers();
    }

    /// Ends the use of one.
    synchronized void end(long seq) {
        users.computeIfPresent(seq, (_, count) -> count == 1 ? null : count - 1);
        inUse = numbers();
    }

    private long[] numbers() {
        return users.keySet().stream().mapToLong(Long::longValue).toArray();
    }

    /// Those in use, ascending; not to be changed.
    long[] inUse() {
        return inUse;
    }

    /// The lowest one in use; [Long#MAX_VALUE] when there is none.
    long oldest() {
        long[] now = inUse;
        return now.length == 0 ? Long.MAX_VALUE : now[0];
    }

    /// How many there are that differ.
    int count() {
        return inUse.length;
    }
}
