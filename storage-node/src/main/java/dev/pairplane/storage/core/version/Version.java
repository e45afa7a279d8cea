package dev.pairplane.storage.core.version;

import java.util.Arrays;

/// One stored version of a key: a value, or a tombstone that says the key was deleted.
///
/// Immutable. Two versions are equal when clock, kind, value, caller's time and time of deletion
/// are equal; when this node received them is its own matter and counts neither for equality nor
/// for the order. That order, the natural one, decides between versions whose clocks do not: every
/// replica comes to the same answer, because nothing in it is local to a replica.
public final class Version implements Comparable<Version> {
    /// The longest value, in bytes.
    public static final int MAX_VALUE_BYTES = 10 * 1024 * 1024;

    private static final byte[] NO_VALUE = new byte[0];

    private final VectorClock clock;
    private final boolean tombstone;
    private final byte[] value;
    private final long timestamp;
    private final long deletedAtMs;
    private final long receivedAtMs;
    private final int encodedSize;

    private Version(
            VectorClock clock,
            boolean tombstone,
            byte[] value,
            long timestamp,
            long deletedAtMs,
            long receivedAtMs) {
        this.clock = clock;
        this.tombstone = tombstone;
        this.value = value;
        this.timestamp = notNegative("caller's timestamp", timestamp);
        this.deletedAtMs = notNegative("time of deletion", deletedAtMs);
        this.receivedAtMs = notNegative("time of receipt", receivedAtMs);
        this.encodedSize =
                1
                        + Varint.size(receivedAtMs)
                        + Varint.size(timestamp)
                        + Varint.size(deletedAtMs)
                        + clock.encodedSize()
                        + Varint.size(value.length)
                        + value.length;
    }

    /// A version with a value.
    ///
    /// @param value 1 to [#MAX_VALUE_BYTES] bytes, which the caller gives up
    /// @param timestamp the caller's time in ms since the epoch, 0 when it gave none
    /// @param receivedAtMs when this node received it, in ms since the epoch
    /// @throws IllegalArgumentException when the value has another length, or a time is negative
    public static Version live(VectorClock clock, byte[] value, long timestamp, long receivedAtMs) {
        if (value.length == 0 || value.length > MAX_VALUE_BYTES) {
            throw new IllegalArgumentException(
                    "value has "
                            + value.length
                            + " bytes, and must have 1 to "
                            + MAX_VALUE_BYTES
                            + "; a version without a value is a tombstone");
        }
        return new Version(clock, false, value, timestamp, 0, receivedAtMs);
    }

    /// A version that says the key was deleted.
    ///
    /// A time of deletion that is unknown becomes the caller's timestamp, and without one the time
    /// of receipt: it is what the tombstone's age is counted from, so it must not be 1970.
    ///
    /// @param timestamp the caller's time in ms since the epoch, 0 when it gave none
    /// @param deletedAtMs when the key was deleted, in ms since the epoch, 0 when unknown
    /// @param receivedAtMs when this node received it, in ms since the epoch
    /// @throws IllegalArgumentException when a time is negative, or all three are 0
    public static Version tombstone(
            VectorClock clock, long timestamp, long deletedAtMs, long receivedAtMs) {
        long known = timestamp == 0 ? receivedAtMs : timestamp;
        long deleted = deletedAtMs == 0 ? known : deletedAtMs;
        if (deleted == 0) {
            throw new IllegalArgumentException(
                    "tombstone without a time: it needs that of the deletion, the caller's or that"
                            + " of its receipt");
        }
        return new Version(clock, true, NO_VALUE, timestamp, deleted, receivedAtMs);
    }

    private static long notNegative(String what, long time) {
        if (time < 0) {
            throw new IllegalArgumentException(what + " is " + time + ", and must be at least 0");
        }
        return time;
    }

    /// The same content under another clock.
    public Version withClock(VectorClock other) {
        return new Version(other, tombstone, value, timestamp, deletedAtMs, receivedAtMs);
    }

    /// The clock; the empty one precedes all others.
    public VectorClock clock() {
        return clock;
    }

    /// Whether this says that the key was deleted.
    public boolean isTombstone() {
        return tombstone;
    }

    /// The value, not to be changed; empty for a tombstone and only then.
    public byte[] value() {
        return value;
    }

    /// The caller's time in ms since the epoch, 0 when it gave none.
    public long timestamp() {
        return timestamp;
    }

    /// When the key was deleted, in ms since the epoch; 0 for a live version and only then.
    public long deletedAtMs() {
        return deletedAtMs;
    }

    /// When this node received the version, in ms since the epoch.
    public long receivedAtMs() {
        return receivedAtMs;
    }

    /// The bytes this version takes in [VersionSetCodec]'s layout.
    int encodedSize() {
        return encodedSize;
    }

    /// The order between versions whose clocks are equal or concurrent; the greater wins.
    ///
    /// Compared in turn: the caller's timestamp; the largest counter in the clock; the greatest id
    /// that holds it; live over tombstone; the value as unsigned bytes; the *earlier* deletion. Two
    /// concurrent versions that agree in all of that answer a read alike, and their clocks' entries
    /// decide, so that 0 means equal.
    @Override
    public int compareTo(Version other) {
        int order = Long.compare(timestamp, other.timestamp);
        if (order == 0) {
            order = VectorClock.compareLargest(clock, other.clock);
        }
        if (order == 0) {
            order = Boolean.compare(other.tombstone, tombstone);
        }
        if (order == 0) {
            order = Arrays.compareUnsigned(value, other.value);
        }
        if (order == 0) {
            order = Long.compare(other.deletedAtMs, deletedAtMs);
        }
        return order == 0 ? VectorClock.compareEntries(clock, other.clock) : order;
    }

    /// Whether all but the time of receipt is equal.
    @Override
    public boolean equals(Object other) {
        return other instanceof Version version
                && tombstone == version.tombstone
                && timestamp == version.timestamp
                && deletedAtMs == version.deletedAtMs
                && clock.equals(version.clock)
                && Arrays.equals(value, version.value);
    }

    @Override
    public int hashCode() {
        int hash = 31 * clock.hashCode() + Arrays.hashCode(value);
        return 31 * (31 * hash + Long.hashCode(timestamp)) + Long.hashCode(deletedAtMs);
    }

    /// Without the value, which is a client's.
    @Override
    public String toString() {
        String what = tombstone ? "tombstone of " + deletedAtMs : value.length + " bytes";
        return "Version[" + what + ", t=" + timestamp + ", " + clock + "]";
    }
}
