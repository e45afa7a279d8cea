package dev.pairplane.publishing.simulation;

import dev.pairplane.publishing.core.time.Timers;
import dev.pairplane.testkit.Seeds;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.PriorityQueue;
import java.util.random.RandomGenerator;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// Virtual time with the queue of what will happen, chance in named streams, and a trace. A broken
/// rule is kept and thrown by the loop, not where it was found: there it would run through the code
/// under test.
// The annotation that is asked for is in a library that the module does not use.
@SuppressWarnings("AnnotateFormatMethod")
final class World implements Timers {

    private static final int TRACED = Integer.getInteger("pairplane.simulation.trace", 150);
    private static final int MOST_EVENTS = 3_000_000;
    private static final Instant START = Instant.parse("2026-01-02T03:04:05Z");

    private record Event(long at, long number, Runnable task, boolean[] cancelled)
            implements Comparable<Event> {
        @Override
        public int compareTo(Event other) {
            int byTime = Long.compare(at, other.at);
            return byTime != 0 ? byTime : Long.compare(number, other.number);
        }
    }

    private final Seeds seeds;
    private final PriorityQueue<Event> queue = new PriorityQueue<>();
    private final Deque<String> trace = new ArrayDeque<>();
    private long now;
    private long events;
    private @Nullable AssertionError broken;

    World(long seed) {
        this.seeds = Seeds.of(seed);
    }

    RandomGenerator random(String stream) {
        return seeds.random(stream);
    }

    @Override
    public long nanos() {
        return now;
    }

    @Override
    public Instant now() {
        return START.plusNanos(now);
    }

    @Override
    public Timer after(Duration delay, Runnable task) {
        boolean[] cancelled = {false};
        queue.add(new Event(now + Math.max(0, delay.toNanos()), events++, task, cancelled));
        return () -> cancelled[0] = true;
    }

    /// Lets time pass, and what falls into it happen.
    ///
    /// @throws AssertionError when a rule was broken
    void pass(Duration duration) {
        long end = now + duration.toNanos();
        while (broken == null) {
            Event next = queue.peek();
            if (next == null || next.at > end) {
                break;
            }
            queue.poll();
            now = next.at;
            if (!next.cancelled[0]) {
                run(next.task);
            }
            if (events > MOST_EVENTS) {
                violate("more than %d events: something spins", MOST_EVENTS);
            }
        }
        check();
        now = end;
    }

    void check() {
        if (broken != null) {
            throw new AssertionError(broken.getMessage() + "\n" + String.join("\n", trace), broken);
        }
    }

    private void run(Runnable task) {
        try {
            task.run();
        } catch (RuntimeException | Error e) {
            String where =
                    Arrays.stream(e.getStackTrace())
                            .limit(12)
                            .map(Object::toString)
                            .collect(Collectors.joining("\n    at "));
            violate("threw %s\n    at %s", e, where);
        }
    }

    /// Notes what happens.
    void say(String format, @Nullable Object... values) {
        trace.add("%10.3f s  %s".formatted(now / 1e9, format.formatted(values)));
        if (trace.size() > TRACED) {
            trace.remove();
        }
    }

    /// A rule was broken; the first one ends the run.
    void violate(String format, @Nullable Object... values) {
        if (broken == null) {
            broken = new AssertionError(format.formatted(values));
            say("BROKEN: %s", broken.getMessage());
        }
    }
}
