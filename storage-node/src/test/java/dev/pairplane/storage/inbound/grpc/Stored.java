package dev.pairplane.storage.inbound.grpc;

import dev.pairplane.storage.core.engine.ReadOutcome;
import dev.pairplane.storage.core.version.MergeLimits;
import dev.pairplane.storage.core.version.MergeResult;
import dev.pairplane.storage.core.version.VectorClock;
import dev.pairplane.storage.core.version.Version;
import dev.pairplane.storage.core.version.VersionSet;
import java.util.List;

/// What a store may hold of a key.
public final class Stored {
    private static final long RECEIVED = 1_000;

    private Stored() {}

    public static ReadOutcome nothing() {
        return new ReadOutcome.Answer(VersionSet.EMPTY);
    }

    /// These versions, merged as the engine does it; all must stay.
    public static ReadOutcome versions(Version... versions) {
        VersionSet set = VersionSet.EMPTY;
        for (Version version : versions) {
            if (!(set.merge(version, MergeLimits.DEFAULT)
                    instanceof MergeResult.Stored(VersionSet grown, _))) {
                throw new IllegalArgumentException(version + " does not add to " + set);
            }
            set = grown;
        }
        return new ReadOutcome.Answer(set);
    }

    public static Version live(String actor, long counter, byte[] value, long timestamp) {
        return Version.live(clock(actor, counter), value, timestamp, RECEIVED);
    }

    public static Version tombstone(String actor, long counter, long timestamp, long deletedAtMs) {
        return Version.tombstone(clock(actor, counter), timestamp, deletedAtMs, RECEIVED);
    }

    private static VectorClock clock(String actor, long counter) {
        return VectorClock.of(List.of(new VectorClock.Entry(actor, counter)));
    }
}
