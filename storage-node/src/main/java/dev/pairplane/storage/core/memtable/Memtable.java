package dev.pairplane.storage.core.memtable;

import dev.pairplane.storage.core.key.CompositeKey;
import dev.pairplane.storage.core.version.MalformedVersionSetException;
import dev.pairplane.storage.core.version.VersionSet;
import dev.pairplane.storage.core.version.VersionSetCodec;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.concurrent.ConcurrentSkipListMap;
import org.jspecify.annotations.Nullable;

/// A memtable. Puts come from one thread at a time; reads from any.
public final class Memtable {

    /// Skip-list node and its share of indexes, key object and array, entry, array of the set: on a
    /// 64-bit heap, rounded up.
    private static final int OVERHEAD = 144;

    private static final long[] NO_SNAPSHOTS = {};

    private final ConcurrentSkipListMap<CompositeKey, Entry> entries =
            new ConcurrentSkipListMap<>();
    private volatile long bytes;
    private volatile int count;
    private volatile long lastSeq;

    /// What the table holds for a key. Versions stay encoded: as objects they would take several
    /// times the room, and a collector's time for each of them.
    ///
    /// @param key the key
    /// @param encoded its versions, not to be changed
    /// @param seq the sequence number under which they were logged
    /// @param older what stood before and a snapshot may still see
    public record Entry(CompositeKey key, byte[] encoded, long seq, @Nullable Entry older) {

        /// The versions.
        public VersionSet set() {
            try {
                return VersionSetCodec.decode(ByteBuffer.wrap(encoded));
            } catch (MalformedVersionSetException e) {
                throw new IllegalStateException("a set that was encoded or checked before", e);
            }
        }

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
    ///
    /// @param encoded bytes of the versions
    public static long sizeOf(CompositeKey key, int encoded) {
        return OVERHEAD + key.bytes().length + (long) encoded;
    }

    /// The versions of a key; empty when it was never written.
    public VersionSet get(CompositeKey key) {
        Entry entry = entries.get(key);
        return entry == null ? VersionSet.EMPTY : entry.set();
    }

    /// The newest versions of a key; nothing when it was not written since the table began.
    public @Nullable Entry find(CompositeKey key) {
        return entries.get(key);
    }

    /// Replaces the versions of a key, whose sequence number is above all before it.
    ///
    /// @param encoded what [VersionSetCodec] made of the versions, given up by the caller
    public void put(CompositeKey key, byte[] encoded, long seq) {
        put(key, encoded, seq, NO_SNAPSHOTS);
    }

    /// The same while there are snapshots.
    ///
    /// @param snapshots ascending; what stood before is kept as far as one of them sees it
    public void put(CompositeKey key, byte[] encoded, long seq, long[] snapshots) {
        // Usually nobody reads at a snapshot, and the key is looked up once.
        Entry known = snapshots.length == 0 ? null : entries.get(key);
        Entry kept = known == null ? null : seen(known, seq, snapshots);
        Entry before = entries.put(key, new Entry(key, encoded, seq, kept));
        adjust(sizeOf(key, encoded.length) + size(kept) - size(before), before == null, seq);
    }

    /// What snapshots see of a key's versions that are replaced.
    private static @Nullable Entry seen(Entry entry, long newerSeq, long[] snapshots) {
        int at = Arrays.binarySearch(snapshots, entry.seq);
        int first = at < 0 ? -at - 1 : at;
        boolean visible = first < snapshots.length && snapshots[first] < newerSeq;
        Entry older = entry.older;
        Entry kept = older == null ? null : seen(older, visible ? entry.seq : newerSeq, snapshots);
        return visible ? new Entry(entry.key, entry.encoded, entry.seq, kept) : kept;
    }

    private static long size(@Nullable Entry newest) {
        long size = 0;
        for (Entry entry = newest; entry != null; entry = entry.older) {
            size += sizeOf(entry.key, entry.encoded.length);
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
