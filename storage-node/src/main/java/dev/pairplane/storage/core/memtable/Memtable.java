package dev.pairplane.storage.core.memtable;

import dev.pairplane.storage.core.key.CompositeKey;
import dev.pairplane.storage.core.version.VersionSet;
import java.util.Arrays;
import java.util.concurrent.ConcurrentSkipListMap;
import org.jspecify.annotations.Nullable;

/// A memtable. Puts come from one thread at a time; reads from any.
public final class Memtable {

    /// Skip-list node, key object and prefix, entry, set object: measured on a 64-bit heap, rounded
    /// up.
    private static final int OVERHEAD = 160;

    private static final long[] NO_SNAPSHOTS = {};

    private final ConcurrentSkipListMap<CompositeKey, Entry> entries =
            new ConcurrentSkipListMap<>();
    private volatile long bytes;
    private volatile int count;
    private volatile long lastSeq;

    /// What the table holds for a key.
    ///
    /// @param key the key
    /// @param set its versions, not empty
    /// @param seq the sequence number under which they were logged
    /// @param older what stood before and a snapshot may still see
    public record Entry(CompositeKey key, VersionSet set, long seq, @Nullable Entry older) {

        /// What a reader sees who reads at a sequence number; nothing when that is older than all.
        public @Nullable Entry at(long maxSeq) {
            Entry entry = this;
            while (entry != null && entry.seq > maxSeq) {
                entry = entry.older;
            }
            return entry;
        }
    }

    /// The bytes that a key with these versions takes.
    public static long sizeOf(CompositeKey key, VersionSet set) {
        return set.isEmpty() ? 0 : OVERHEAD + key.bytes().length + (long) set.encodedSize();
    }

    /// The versions of a key; empty when it was never written.
    public VersionSet get(CompositeKey key) {
        Entry entry = entries.get(key);
        return entry == null ? VersionSet.EMPTY : entry.set;
    }

    /// The newest versions of a key; nothing when it was not written since the table began.
    public @Nullable Entry find(CompositeKey key) {
        return entries.get(key);
    }

    /// Replaces the versions of a key, whose sequence number is above all before it.
    public void put(CompositeKey key, VersionSet set, long seq) {
        put(key, set, seq, NO_SNAPSHOTS);
    }

    /// The same while there are snapshots.
    ///
    /// @param snapshots ascending; what stood before is kept as far as one of them sees it
    public void put(CompositeKey key, VersionSet set, long seq, long[] snapshots) {
        Entry before = entries.get(key);
        Entry kept = before == null ? null : seen(before, seq, snapshots);
        entries.put(key, new Entry(key, set, seq, kept));
        adjust(sizeOf(key, set) + size(kept) - size(before), before == null, seq);
    }

    /// What snapshots see of a key's versions that are replaced.
    private static @Nullable Entry seen(Entry entry, long newerSeq, long[] snapshots) {
        if (snapshots.length == 0) {
            return null;
        }
        int at = Arrays.binarySearch(snapshots, entry.seq);
        int first = at < 0 ? -at - 1 : at;
        boolean visible = first < snapshots.length && snapshots[first] < newerSeq;
        Entry older = entry.older;
        Entry kept = older == null ? null : seen(older, visible ? entry.seq : newerSeq, snapshots);
        return visible ? new Entry(entry.key, entry.set, entry.seq, kept) : kept;
    }

    private static long size(@Nullable Entry newest) {
        long size = 0;
        for (Entry entry = newest; entry != null; entry = entry.older) {
            size += sizeOf(entry.key, entry.set);
        }
        return size;
    }

    @SuppressWarnings("NonAtomicVolatileUpdate") // One writer at a time, by contract.
    private void adjust(long delta, boolean added, long seq) {
        bytes += delta;
        if (added) {
            count++;
        }
        lastSeq = seq;
    }

    /// Live bytes, keys and overhead included.
    public long bytes() {
        return bytes;
    }

    /// The number of keys, deleted ones that still have a tombstone included.
    public int count() {
        return count;
    }

    /// The highest sequence number in it; 0 while it is empty.
    public long lastSeq() {
        return lastSeq;
    }

    /// All entries in the order of unsigned key bytes; a view that lives on.
    public Iterable<Entry> entries() {
        return entries.values();
    }

    /// The same from a key on.
    public Iterable<Entry> entriesFrom(CompositeKey key) {
        return entries.tailMap(key).values();
    }
}
