package dev.pairplane.testkit;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.concurrent.atomic.AtomicReference;

/// A clock that a test moves. It has two hands: the wall clock ([#instant]) which may be set to any
/// moment, backwards too, and the monotonic one ([#nanoTime]) which only goes forward.
///
/// Thread-safe. Clocks made by [#withZone] share the hands.
public final class SettableClock extends Clock {

    private record Hands(Instant wall, long nanos) {}

    private final AtomicReference<Hands> hands;
    private final ZoneId zone;

    private SettableClock(AtomicReference<Hands> hands, ZoneId zone) {
        this.hands = hands;
        this.zone = zone;
    }

    /// A clock in UTC that stands at `start`; the monotonic hand starts at zero.
    public static SettableClock at(Instant start) {
        return new SettableClock(new AtomicReference<>(new Hands(start, 0)), ZoneOffset.UTC);
    }

    /// Moves both hands forward.
    public void advance(Duration by) {
        if (by.isNegative()) {
            throw new IllegalArgumentException(
                    "time passes forward; to set the wall clock back use setWall: " + by);
        }
        hands.updateAndGet(h -> new Hands(h.wall().plus(by), h.nanos() + by.toNanos()));
    }

    /// Sets the wall clock, as an administrator or NTP would; no time passes on the other hand.
    public void setWall(Instant to) {
        hands.updateAndGet(h -> new Hands(to, h.nanos()));
    }

    /// The monotonic hand in nanoseconds; `clock::nanoTime` stands in for [System#nanoTime].
    public long nanoTime() {
        return hands.get().nanos();
    }

    @Override
    public Instant instant() {
        return hands.get().wall();
    }

    @Override
    public ZoneId getZone() {
        return zone;
    }

    @Override
    public Clock withZone(ZoneId other) {
        return new SettableClock(hands, other);
    }
}
