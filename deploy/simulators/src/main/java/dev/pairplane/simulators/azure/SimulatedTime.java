package dev.pairplane.simulators.azure;

import dev.pairplane.simulators.azure.cloud.Timer;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.PriorityQueue;

/// Time that passes only when it is told to. Safe for threads.
public final class SimulatedTime extends Clock implements Timer {

    private record Task(Instant due, long number, Runnable work) implements Comparable<Task> {
        @Override
        public int compareTo(Task other) {
            int byTime = due.compareTo(other.due);
            return byTime != 0 ? byTime : Long.compare(number, other.number);
        }
    }

    private final PriorityQueue<Task> tasks = new PriorityQueue<>();
    private Instant now;
    private long count;

    public SimulatedTime(Instant start) {
        this.now = start;
    }

    /// Lets time pass, and runs on this thread what becomes due, in order.
    public void advance(Duration duration) {
        Instant end;
        synchronized (this) {
            end = now.plus(duration);
        }
        while (true) {
            Runnable work;
            synchronized (this) {
                Task next = tasks.peek();
                if (next == null || next.due().isAfter(end)) {
                    now = end;
                    return;
                }
                tasks.remove();
                if (next.due().isAfter(now)) {
                    now = next.due();
                }
                work = next.work();
            }
            work.run();
        }
    }

    /// How many things wait for their time.
    public synchronized int waiting() {
        return tasks.size();
    }

    @Override
    public synchronized void after(Duration delay, Runnable task) {
        tasks.add(new Task(now.plus(delay), count, task));
        count++;
    }

    @Override
    public synchronized Instant instant() {
        return now;
    }

    @Override
    public ZoneId getZone() {
        return ZoneOffset.UTC;
    }

    /// Has no other zones.
    @Override
    public Clock withZone(ZoneId zone) {
        throw new UnsupportedOperationException("simulated time is UTC");
    }
}
