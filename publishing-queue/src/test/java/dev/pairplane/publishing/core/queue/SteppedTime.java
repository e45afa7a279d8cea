package dev.pairplane.publishing.core.queue;

import dev.pairplane.publishing.core.time.Timers;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.PriorityQueue;

/// Time that passes only when the test lets it; what falls due runs on the test's thread, in order
/// of its time. It begins just before the nanosecond counter wraps.
final class SteppedTime implements Timers {
    private static final long START = Long.MAX_VALUE - Duration.ofMinutes(1).toNanos();

    private record Event(long at, long number, Runnable task) {}

    private final PriorityQueue<Event> events =
            new PriorityQueue<>(
                    Comparator.comparingLong((Event event) -> event.at() - START)
                            .thenComparingLong(Event::number));
    private long now = START;
    private Instant wall = Instant.parse("2026-01-01T00:00:00Z");
    private long number;
    private Runnable afterEach = () -> {};

    /// Runs this after every event.
    void afterEach(Runnable check) {
        afterEach = check;
    }

    @Override
    public long nanos() {
        return now;
    }

    @Override
    public Instant now() {
        return wall;
    }

    /// Sets the time of day; no time passes.
    void setWall(Instant to) {
        wall = to;
    }

    @Override
    public Timer after(Duration delay, Runnable task) {
        var event = new Event(now + Math.max(0, delay.toNanos()), number++, task);
        events.add(event);
        return () -> events.remove(event);
    }

    /// How many wake-ups are set.
    int pending() {
        return events.size();
    }

    /// Lets time pass.
    void pass(Duration duration) {
        long end = now + duration.toNanos();
        for (Event next = events.peek(); next != null; next = events.peek()) {
            if (next.at() - end > 0) {
                break;
            }
            events.remove();
            move(next.at());
            next.task().run();
            afterEach.run();
        }
        move(end);
    }

    private void move(long to) {
        wall = wall.plusNanos(to - now);
        now = to;
    }
}
