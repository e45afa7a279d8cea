package dev.pairplane.difftracker.core.locations;

import dev.pairplane.difftracker.core.retry.Timers;
import java.time.Duration;
import java.util.Comparator;
import java.util.PriorityQueue;

/// Time that passes only when the test lets it; what falls due runs on the test's thread, in order
/// of its time. It begins just before the nanosecond counter wraps.
public final class SteppedTime implements Timers {

    private record Event(long at, long number, Runnable task) {}

    private final PriorityQueue<Event> events =
            new PriorityQueue<>(
                    Comparator.comparingLong((Event event) -> event.at() - Long.MAX_VALUE)
                            .thenComparingLong(Event::number));
    private long now = Long.MAX_VALUE - Duration.ofMinutes(1).toNanos();
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
    public Timer after(Duration delay, Runnable task) {
        var event = new Event(now + Math.max(0, delay.toNanos()), number++, task);
        events.add(event);
        return () -> events.remove(event);
    }

    /// Lets time pass.
    public void pass(Duration duration) {
        long end = now + duration.toNanos();
        for (Event next = events.peek(); next != null; next = events.peek()) {
            if (next.at() - end > 0) {
                break;
            }
            events.remove();
            now = next.at();
            next.task().run();
            afterEach.run();
        }
        now = end;
    }
}
