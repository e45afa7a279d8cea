package dev.pairplane.storage.core.version;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;

/// A vector clock in normal form: no zero counters, each actor once, ascending by the UTF-8 bytes
/// of the id. Two clocks that mean the same are therefore equal.
///
/// Immutable. An actor that is absent counts as 0. How many entries a clock may have is not decided
/// here: see [MergeLimits].
public final class VectorClock {
    /// The longest actor id, in bytes of UTF-8.
    public static final int MAX_ACTOR_BYTES = 128;

    /// The clock that precedes every other; also what a clock of zeros only comes to.
    public static final VectorClock EMPTY = new VectorClock(new byte[0][], new long[0]);

    private final byte[][] ids;
    private final long[] counters;
    private final int largest;
    private final int encodedSize;

    private VectorClock(byte[][] ids, long[] counters) {
        this.ids = ids;
        this.counters = counters;
        int top = 0;
        int bytes = Varint.size(ids.length);
        for (int i = 0; i < ids.length; i++) {
            // ≥, because among the actors that share the largest counter the greatest id counts.
            top = counters[i] >= counters[top] ? i : top;
            bytes += Varint.size(ids[i].length) + ids[i].length + Varint.size(counters[i]);
        }
        this.largest = top;
        this.encodedSize = bytes;
    }

    /// One actor's counter.
    ///
    /// @param actor the coordinator's id
    /// @param counter at least 0
    public record Entry(String actor, long counter) {
        /// @throws IllegalArgumentException when the counter is negative
        public Entry {
            if (counter < 0) {
                throw new IllegalArgumentException(
                        "counter of a clock entry is " + counter + ", and must be at least 0");
            }
        }
    }

    /// The normal form of these entries, in whatever order, with zeros and repeated actors.
    ///
    /// @throws IllegalArgumentException when an id is not 1 to [#MAX_ACTOR_BYTES] bytes of UTF-8
    ///   without NUL
    public static VectorClock of(List<Entry> entries) {
        List<Encoded> present = new ArrayList<>(entries.size());
        for (Entry entry : entries) {
            byte[] id = ActorId.encode(entry.actor());
            if (entry.counter() > 0) {
                present.add(new Encoded(id, entry.counter()));
            }
        }
        if (present.isEmpty()) {
            return EMPTY;
        }
        present.sort(Comparator.comparing(Encoded::id, ActorId::compare));
        byte[][] ids = new byte[present.size()][];
        long[] counters = new long[present.size()];
        int size = 0;
        for (Encoded entry : present) {
            if (size > 0 && ActorId.compare(ids[size - 1], entry.id()) == 0) {
                counters[size - 1] = Math.max(counters[size - 1], entry.counter());
            } else {
                ids[size] = entry.id();
                counters[size++] = entry.counter();
            }
        }
        return trimmed(ids, counters, size);
    }

    private record Encoded(byte[] id, long counter) {}

    /// The clock of these arrays, which are in normal form and which the caller gives up.
    static VectorClock ofNormal(byte[][] ids, long[] counters) {
        return ids.length == 0 ? EMPTY : new VectorClock(ids, counters);
    }

    private static VectorClock trimmed(byte[][] ids, long[] counters, int size) {
        return size == ids.length
                ? new VectorClock(ids, counters)
                : new VectorClock(Arrays.copyOf(ids, size), Arrays.copyOf(counters, size));
    }

    /// How this clock stands to `other`.
    public ClockOrder compare(VectorClock other) {
        boolean less = false;
        boolean greater = false;
        int i = 0;
        int j = 0;
        while (i < ids.length && j < other.ids.length && !(less && greater)) {
            int byId = ActorId.compare(ids[i], other.ids[j]);
            if (byId == 0) {
                less |= counters[i] < other.counters[j];
                greater |= counters[i] > other.counters[j];
                i++;
                j++;
            } else if (byId < 0) {
                greater = true;
                i++;
            } else {
                less = true;
                j++;
            }
        }
        greater |= i < ids.length;
        less |= j < other.ids.length;
        if (less) {
            return greater ? ClockOrder.CONCURRENT : ClockOrder.BEFORE;
        }
        return greater ? ClockOrder.AFTER : ClockOrder.EQUAL;
    }

    /// The least clock that is at least this one and at least `other`.
    public VectorClock join(VectorClock other) {
        return switch (compare(other)) {
            case EQUAL, AFTER -> this;
            case BEFORE -> other;
            case CONCURRENT -> union(other);
        };
    }

    private VectorClock union(VectorClock other) {
        byte[][] joinedIds = new byte[ids.length + other.ids.length][];
        long[] joined = new long[joinedIds.length];
        int size = 0;
        int i = 0;
        int j = 0;
        while (i < ids.length || j < other.ids.length) {
            int byId;
            if (j == other.ids.length) {
                byId = -1;
            } else {
                byId = i == ids.length ? 1 : ActorId.compare(ids[i], other.ids[j]);
            }
            joinedIds[size] = byId <= 0 ? ids[i] : other.ids[j];
            long mine = byId <= 0 ? counters[i++] : 0;
            long theirs = byId >= 0 ? other.counters[j++] : 0;
            joined[size++] = Math.max(mine, theirs);
        }
        return trimmed(joinedIds, joined, size);
    }

    /// The counter of an actor, 0 when it has none.
    public long counterOf(String actor) {
        return counterOf(ActorId.encode(actor));
    }

    long counterOf(byte[] id) {
        int at = Arrays.binarySearch(ids, id, ActorId::compare);
        return at < 0 ? 0 : counters[at];
    }

    /// This clock with the actor's counter raised to `counter` when it is below that.
    ///
    /// @throws IllegalArgumentException when the counter is negative or the id is not one
    public VectorClock withAtLeast(String actor, long counter) {
        return join(of(List.of(new Entry(actor, counter))));
    }

    VectorClock withAtLeast(byte[] id, long counter) {
        return join(new VectorClock(new byte[][] {id}, new long[] {counter}));
    }

    /// The number of actors.
    public int size() {
        return ids.length;
    }

    /// Whether this is [#EMPTY].
    public boolean isEmpty() {
        return ids.length == 0;
    }

    /// The entries, ascending by the UTF-8 bytes of the id.
    public List<Entry> entries() {
        List<Entry> entries = new ArrayList<>(ids.length);
        for (int i = 0; i < ids.length; i++) {
            entries.add(new Entry(ActorId.text(ids[i]), counters[i]));
        }
        return List.copyOf(entries);
    }

    /// The largest counter, 0 in the empty clock.
    public long largestCounter() {
        return isEmpty() ? 0 : counters[largest];
    }

    /// The greatest id, by its UTF-8 bytes, among the actors with the largest counter; the empty
    /// text in the empty clock.
    public String largestActor() {
        return isEmpty() ? "" : ActorId.text(ids[largest]);
    }

    /// Orders by the largest counter, then by [#largestActor].
    static int compareLargest(VectorClock left, VectorClock right) {
        int byCounter = Long.compare(left.largestCounter(), right.largestCounter());
        if (byCounter != 0 || left.isEmpty()) {
            return byCounter;
        }
        return ActorId.compare(left.ids[left.largest], right.ids[right.largest]);
    }

    /// A total order without meaning, which agrees with [#equals].
    static int compareEntries(VectorClock left, VectorClock right) {
        int common = Math.min(left.ids.length, right.ids.length);
        for (int i = 0; i < common; i++) {
            int byId = ActorId.compare(left.ids[i], right.ids[i]);
            if (byId != 0) {
                return byId;
            }
            int byCounter = Long.compare(left.counters[i], right.counters[i]);
            if (byCounter != 0) {
                return byCounter;
            }
        }
        return Integer.compare(left.ids.length, right.ids.length);
    }

    byte[] idAt(int index) {
        return ids[index];
    }

    long counterAt(int index) {
        return counters[index];
    }

    /// The bytes that the entries and their count take in [VersionSetCodec]'s layout.
    int encodedSize() {
        return encodedSize;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof VectorClock clock
                && (clock == this
                        || (Arrays.equals(counters, clock.counters)
                                && Arrays.deepEquals(ids, clock.ids)));
    }

    @Override
    public int hashCode() {
        return 31 * Arrays.deepHashCode(ids) + Arrays.hashCode(counters);
    }

    @Override
    public String toString() {
        StringBuilder text = new StringBuilder("{");
        for (int i = 0; i < ids.length; i++) {
            text.append(i == 0 ? "" : ", ").append(ActorId.text(ids[i]));
            text.append(": ").append(counters[i]);
        }
        return text.append('}').toString();
    }
}
