package dev.pairplane.storage.core.engine;

import dev.pairplane.storage.core.key.CompositeKey;
import java.util.concurrent.atomic.AtomicLongArray;

/// Says whether a key may have been published since it was read.
///
/// Each key belongs to one of 16,384 stripes, each with the sequence number last published in it. A
/// writer notes the number *before* it reads; while it stands, what was read is still what is
/// stored. Unlike a lock, this neither blocks writers of one key nor is held by one that waits.
final class Stripes {

    private static final int COUNT = 16_384;

    private final AtomicLongArray published = new AtomicLongArray(COUNT);

    private static int stripe(CompositeKey key) {
        int hash = key.hashCode() * 0x9E3779B9;
        return hash >>> 18;
    }

    /// The last number published in the key's stripe.
    long seen(CompositeKey key) {
        return published.getAcquire(stripe(key));
    }

    /// Notes a publication. Called once the versions are visible: the other way round, a writer
    /// could note the new number, read the old versions, and undo what was just acknowledged.
    void publish(CompositeKey key, long seq) {
        published.setRelease(stripe(key), seq);
    }
}
