package dev.pairplane.storage.inbound.grpc;

import java.util.concurrent.atomic.AtomicLong;

/// Bounds the bytes of requests that are decoded and not yet decided. Safe for all threads.
///
/// Without it, connections times streams times the largest value would be held in memory at once. A
/// request that finds nothing else under way is let in whatever its size.
final class InFlight {
    private final long limit;
    private final AtomicLong bytes = new AtomicLong();

    /// @param limit in bytes, positive
    InFlight(long limit) {
        this.limit = limit;
    }

    /// Takes room for a request, if there is any.
    boolean enter(int size) {
        while (true) {
            long before = bytes.get();
            if (size > 0 && before > 0 && before + size > limit) {
                return false;
            }
            if (bytes.compareAndSet(before, before + size)) {
                return true;
            }
        }
    }

    /// Gives the room back.
    void leave(int size) {
        bytes.addAndGet(-size);
    }
}
