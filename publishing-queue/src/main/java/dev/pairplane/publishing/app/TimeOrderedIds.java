package dev.pairplane.publishing.app;

import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.UUID;
import java.util.function.Supplier;

/// Makes UUIDs of version 7 (RFC 9562, section 5.7): 48 bits of milliseconds since 1970, then a
/// counter of 12 bits within the millisecond, then chance. Those of one process rise, also when the
/// clock goes back. Safe for all threads.
final class TimeOrderedIds implements Supplier<UUID> {
    private static final int COUNTER_BITS = 12;
    private static final long COUNTER_MASK = (1L << COUNTER_BITS) - 1;
    private static final long VERSION = 0x7000L;
    private static final long VARIANT = 0x8000_0000_0000_0000L;

    private final InstantSource clock;
    private final SecureRandom random = new SecureRandom();

    /// Milliseconds and counter in one number, so that an overflow of the one raises the other.
    private long last;

    TimeOrderedIds(InstantSource clock) {
        this.clock = clock;
    }

    @Override
    public UUID get() {
        long tail = random.nextLong() >>> 2 | VARIANT;
        long now = clock.millis() << COUNTER_BITS;
        long mine;
        synchronized (this) {
            last = Math.max(last + 1, now);
            mine = last;
        }
        long head = (mine >>> COUNTER_BITS) << 16 | VERSION | (mine & COUNTER_MASK);
        return new UUID(head, tail);
    }
}
