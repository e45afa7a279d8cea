package dev.pairplane.publishing.store;

import dev.pairplane.publishing.core.time.Timers;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.PriorityQueue;
import java.util.function.BooleanSupplier;

/// Time that passes only when it is told to; what is due runs in the order of its times.
public final class VirtualTimers implements Timers {

    private static final Instant START = Instant.parse("2026-03-01T12:00:00Z");

    private final PriorityQueue<Entry> due =
            new PriorityQueue<>(
                    Comparator.comparingLong(Entry::at).thenComparingLong(Entry::number));
    private long nanos;
    private long number;

    private record Entry(long at, long number, Runnable task) {}

    @Override
    public long nanos() {
        return nanos;
    }

    @Override
    public Instant now() {
        return START.plusNanos(nanos);
    }

    @Override
    public Timer after(Duration delay, Runnable task) {
        var entry = new Entry(nanos + Math.max(0, delay.toNanos()), number++, task);
        due.add(entry);
        return () -> due.remove(entry);
    }

    /// Lets time pass, and runs what becomes due.
    public void advance(Duration time) {
        var end = nanos + time.toNanos();
        while (!due.isEmpty() && due.element().at() <= end) {
            var next = due.remove();
            nanos = Math.max(nanos, next.at());
            next.task().run();
        }
        nanos = end;
    }

    /// Runs what comes next, whenever that is, until something holds.
    public void runUntil(BooleanSupplier holds) {
        while (!holds.getAsBoolean()) {
            if (due.isEmpty()) {
                throw new AssertionError("nothing more comes, and it does not hold");
            }
            var next = due.remove();
            nanos = Math.max(nanos, next.at());
            next.task().run();
        }
    }
}
