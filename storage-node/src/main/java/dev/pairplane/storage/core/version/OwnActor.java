package dev.pairplane.storage.core.version;

import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;

/// The actor under which this node writes what came without a clock.
///
/// Safe for use by any number of threads. Its counters never start again from below: each is above
/// the key's stored one, above every one handed out since the start, and at least the wall clock.
public final class OwnActor {
    /// Counters above this come from clocks that others made up, no wall clock reaches it (the year
    /// is some 146,000), and they raise the counter of their key only. Without that bound one
    /// request that carries this actor's id with the largest counter would exhaust it for every
    /// key.
    static final long HIGHEST_REMEMBERED = 1L << 62;

    private static final int STORE_PREFIX_CHARACTERS = 8;

    private final String name;
    private final byte[] id;
    private final AtomicLong lastIssued = new AtomicLong();

    /// @param nodeId the node's id, 1 to 114 bytes of UTF-8 without NUL
    /// @param store the store's identity: a node with a new store is a new actor
    /// @throws IllegalArgumentException when the node id is not one
    public OwnActor(String nodeId, UUID store) {
        if (nodeId.isEmpty()) {
            throw new IllegalArgumentException("node id is empty");
        }
        this.name = "node:" + nodeId + ":" + store.toString().substring(0, STORE_PREFIX_CHARACTERS);
        this.id = ActorId.encode(name);
    }

    /// The id in clocks: `node:<node id>:<first 8 digits of the store's UUID>`.
    public String name() {
        return name;
    }

    /// The clock for a write that came without one: after `joined`, and different from every other
    /// clock this has returned, whatever the wall clock does.
    ///
    /// When the key's own counter already is `Long.MAX_VALUE`, which only a made-up clock can bring
    /// about, it stays there and the result is `joined` itself. Such a write still replaces several
    /// siblings; against a single one it is a collision, decided by [Version#compareTo].
    ///
    /// @param joined the join of what is stored for the key
    /// @param wallMicros the wall clock in µs since the epoch; what lies outside of 0 to 2⁶² is
    ///   taken to the nearer end
    public VectorClock next(VectorClock joined, long wallMicros) {
        long stored = joined.counterOf(id);
        long aboveStored = stored == Long.MAX_VALUE ? stored : stored + 1;
        long remembered = aboveStored > HIGHEST_REMEMBERED ? 0 : aboveStored;
        long least = Math.max(remembered, Math.min(wallMicros, HIGHEST_REMEMBERED));
        long issued = lastIssued.updateAndGet(last -> Math.max(last + 1, least));
        return joined.withAtLeast(id, Math.max(issued, aboveStored));
    }
}
