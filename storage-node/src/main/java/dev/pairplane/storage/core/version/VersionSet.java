package dev.pairplane.storage.core.version;

import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Optional;

/// The versions of one key: their clocks are pairwise concurrent, so none makes another redundant.
///
/// Immutable. The versions stand in descending order ([Version#compareTo]), so sets with the same
/// versions are equal and, but for times of receipt, encoded alike. Made by merging into [#EMPTY]
/// or by [VersionSetCodec#decode].
public final class VersionSet {
    /// The set of a key that was never written.
    public static final VersionSet EMPTY = new VersionSet(new Version[0], VectorClock.EMPTY, 0);

    private final Version[] versions;
    private final VectorClock join;
    private final int versionBytes;

    private VersionSet(Version[] versions, VectorClock join, int versionBytes) {
        this.versions = versions;
        this.join = join;
        this.versionBytes = versionBytes;
    }

    /// The set of these versions: at least one, descending, pairwise concurrent. The caller gives
    /// the array up.
    static VersionSet ofNormal(Version[] versions, VectorClock join) {
        int bytes = 0;
        for (Version version : versions) {
            bytes += version.encodedSize();
        }
        return new VersionSet(versions, join, bytes);
    }

    /// Takes one more version in.
    ///
    /// What comes out does not depend on the order in which versions come in, nor on how often: of
    /// all versions ever merged, those stay that no other one beats by its clock or, at an equal
    /// clock, by [Version#compareTo]. That holds as long as nothing is refused.
    ///
    /// A version that removes a stored one is exempt from the limit of siblings, and from no other.
    public MergeResult merge(Version incoming, MergeLimits limits) {
        boolean[] removed = new boolean[versions.length];
        int removals = 0;
        for (int i = 0; i < versions.length; i++) {
            switch (versions[i].clock().compare(incoming.clock())) {
                case AFTER -> {
                    return new MergeResult.Obsolete();
                }
                case EQUAL -> {
                    return mergeAtEqualClock(i, incoming, limits);
                }
                case BEFORE -> {
                    removed[i] = true;
                    removals++;
                }
                case CONCURRENT -> {
                    // both stay
                }
            }
        }
        return replace(removed, removals, incoming, limits, false);
    }

    private MergeResult mergeAtEqualClock(int index, Version incoming, MergeLimits limits) {
        int order = versions[index].compareTo(incoming);
        if (order == 0) {
            return new MergeResult.Identical();
        }
        if (order > 0) {
            return new MergeResult.Outranked();
        }
        boolean[] removed = new boolean[versions.length];
        removed[index] = true;
        return replace(removed, 1, incoming, limits, true);
    }

    private MergeResult replace(
            boolean[] removed,
            int removals,
            Version incoming,
            MergeLimits limits,
            boolean collision) {
        int count = versions.length - removals + 1;
        if (removals == 0 && count > limits.siblings()) {
            return refused(MergeResult.Limit.SIBLINGS, count, limits.siblings());
        }
        // A removed version's clock is at most the incoming one's: nothing of it leaves the join.
        VectorClock newJoin = join.join(incoming.clock());
        if (newJoin.size() > limits.clockEntries()) {
            return refused(MergeResult.Limit.CLOCK_ENTRIES, newJoin.size(), limits.clockEntries());
        }
        Version[] kept = new Version[count];
        int size = 0;
        int bytes = incoming.encodedSize();
        boolean placed = false;
        for (int i = 0; i < versions.length; i++) {
            if (removed[i]) {
                continue;
            }
            if (!placed && versions[i].compareTo(incoming) < 0) {
                kept[size++] = incoming;
                placed = true;
            }
            kept[size++] = versions[i];
            bytes += versions[i].encodedSize();
        }
        if (!placed) {
            kept[size] = incoming;
        }
        VersionSet set = new VersionSet(kept, newJoin, bytes);
        return set.encodedSize() > limits.encodedBytes()
                ? refused(MergeResult.Limit.BYTES, set.encodedSize(), limits.encodedBytes())
                : new MergeResult.Stored(set, collision);
    }

    private static MergeResult refused(MergeResult.Limit limit, int size, int most) {
        String message =
                switch (limit) {
                    case SIBLINGS ->
                            ("the key would have %d concurrent versions, and may have %d; write"
                                 + " with the clock that a read of the key returns, which replaces"
                                 + " them");
                    case BYTES ->
                            ("the key's versions would take %d bytes, and may take %d; write with"
                                    + " the clock that a read of the key returns, which replaces"
                                    + " them");
                    case CLOCK_ENTRIES ->
                            ("the key's joined clock would have %d actors, and may have %d; write"
                                    + " as an actor that is in the clock");
                };
        return new MergeResult.Refused(limit, message.formatted(size, most));
    }

    /// The versions, greatest first; not to be changed.
    public List<Version> versions() {
        return Collections.unmodifiableList(Arrays.asList(versions));
    }

    Version versionAt(int index) {
        return versions[index];
    }

    /// The number of versions, tombstones included.
    public int size() {
        return versions.length;
    }

    /// Whether this is the set of a key that was never written.
    public boolean isEmpty() {
        return versions.length == 0;
    }

    /// Whether there are versions and all are tombstones.
    public boolean isDeleted() {
        return !isEmpty() && winner().isEmpty();
    }

    /// The join of all clocks: a write that carries it, with any counter raised, replaces them all.
    public VectorClock join() {
        return join;
    }

    /// What a read answers: the greatest live version. A tombstone never hides a concurrent value.
    public Optional<Version> winner() {
        for (Version version : versions) {
            if (!version.isTombstone()) {
                return Optional.of(version);
            }
        }
        return Optional.empty();
    }

    /// The bytes that [VersionSetCodec] writes for this set; 0 for the empty one, which is never
    /// written.
    public int encodedSize() {
        return isEmpty() ? 0 : 1 + Varint.size(versions.length) + versionBytes;
    }

    /// Whether the versions are equal, whenever they were received.
    @Override
    public boolean equals(Object other) {
        return other instanceof VersionSet set && Arrays.equals(versions, set.versions);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(versions);
    }

    @Override
    public String toString() {
        return "VersionSet" + Arrays.toString(versions);
    }
}
