package dev.pairplane.difftracker.simulation;

import dev.pairplane.testkit.Seeds;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.PriorityQueue;
import java.util.random.RandomGenerator;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// Virtual time with the queue of what will happen, chance in named streams, and a trace.
///
/// What happens at the same time happens in the order it was asked for. A broken rule is kept and
/// thrown by the loop, not where it was found: there it would run through the code under test.
// The annotation that is asked for is in a library that the module does not use.
@SuppressWarnings("AnnotateFormatMethod")
final class World {

    static final long MILLI = 1_000_000L;
    static final long SECOND = 1000 * MILLI;

    /// How many lines a trace has; more of them by this property.
    private static final int TRACED = Integer.getInteger("pairplane.simulation.trace", 120);

    private static final int LINE = 420;

    /// The rest of a UUID, and what records say that nobody wants to read.
    private static final Pattern NOISE =
            Pattern.compile(
                    "(?<=[0-9a-f]{8})-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}"
                            + "|, correlationId=[^,\\]]*|Optional(?=\\[)|Optional\\.empty");

    private static final int MOST_EVENTS = 400_000;

    /// Something that will happen, unless it is cancelled.
    static final class Event implements Comparable<Event> {
        private final long at;
        private final long number;
        private final Runnable task;
        private boolean cancelled;

        private Event(long at, long number, Runnable task) {
            this.at = at;
            this.number = number;
            this.task = task;
        }

        void cancel() {
            cancelled = true;
        }

        @Override
        public int compareTo(Event other) {
            int byTime = Long.compare(at, other.at);
            return byTime != 0 ? byTime : Long.compare(number, other.number);
        }
    }

    private final Seeds seeds;
    private final boolean traced;
    private final PriorityQueue<Event> queue = new PriorityQueue<>();
    private final Deque<String> trace = new ArrayDeque<>();
    private long now;
    private long events;
    private long fingerprint = 17;
    private @Nullable AssertionError broken;

    World(long seed, boolean traced) {
        this.seeds = Seeds.of(seed);
        this.traced = traced;
    }

    long nanos() {
        return now;
    }

    RandomGenerator random(String stream) {
        return seeds.random(stream);
    }

    Event after(long delay, Runnable task) {
        Event event = new Event(now + Math.max(0, delay), events++, task);
        queue.add(event);
        return event;
    }

    /// The same thing, at another time.
    Event postpone(Event event, long delay) {
        event.cancel();
        return after(delay, event.task);
    }

    /// Lets time pass, and what falls into it happen.
    ///
    /// @throws AssertionError when a rule was broken
    void pass(Duration duration) {
        long end = now + duration.toNanos();
        while (true) {
            Event next = queue.peek();
            if (next == null || next.at > end) {
                break;
            }
            queue.poll();
            now = next.at;
            if (!next.cancelled) {
                next.task.run();
            }
            if (events > MOST_EVENTS) {
                violate("more than %d events: something spins", MOST_EVENTS);
            }
            if (broken != null) {
                throw broken;
            }
        }
        if (broken != null) {
            throw broken;
        }
        now = end;
    }

    /// Notes what happens; the text is only made when somebody will read it.
    void say(String format, @Nullable Object... values) {
        fingerprint = fingerprint * 31 + now;
        fingerprint = fingerprint * 31 + format.hashCode();
        if (traced) {
            String text = NOISE.matcher(format.formatted(values)).replaceAll("");
            trace.add(
                    "%10.3f s  %s"
                            .formatted(
                                    now / 1e9, text.substring(0, Math.min(text.length(), LINE))));
            if (trace.size() > TRACED) {
                trace.remove();
            }
        }
    }

    /// A rule was broken; the first one ends the run.
    void violate(String format, @Nullable Object... values) {
        if (broken == null) {
            broken = new AssertionError(format.formatted(values));
            say("BROKEN: %s", broken.getMessage());
        }
    }

    /// Code under test threw something.
    void violate(Throwable thrown) {
        if (broken == null) {
            String where =
                    Arrays.stream(thrown.getStackTrace())
                            .limit(12)
                            .map(Object::toString)
                            .collect(Collectors.joining("\n    at "));
            broken = new AssertionError("threw " + thrown + "\n    at " + where, thrown);
            say("BROKEN: threw %s", thrown);
        }
    }

    /// What happened last, one line each.
    String trace() {
        return String.join("\n", trace);
    }

    /// Differs when two runs differ in what was said and when.
    long fingerprint() {
        return fingerprint;
    }
}
