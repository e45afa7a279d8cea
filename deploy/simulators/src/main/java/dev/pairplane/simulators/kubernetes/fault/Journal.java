package dev.pairplane.simulators.kubernetes.fault;

import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// Who asked for what: the latest requests one by one, and all of them counted.
public final class Journal {

    /// Enough to look back on; the counts go on.
    private static final int KEPT = 10_000;

    private final Deque<Entry> entries = new ArrayDeque<>();
    private final Map<Count, Long> counts = new TreeMap<>();

    /// One request.
    ///
    /// @param code the answer's, 0 when the connection was cut
    public record Entry(Instant at, Call call, int code) {}

    /// What requests are counted by.
    public record Count(String verb, String resource, String user) implements Comparable<Count> {
        @Override
        public int compareTo(Count other) {
            int order = resource.compareTo(other.resource);
            order = order != 0 ? order : verb.compareTo(other.verb);
            return order != 0 ? order : user.compareTo(other.user);
        }
    }

    /// Notes a request, once its answer is known or its watch has begun.
    public synchronized void add(Instant at, Call call, int code) {
        if (entries.size() == KEPT) {
            entries.removeFirst();
        }
        entries.addLast(new Entry(at, call, code));
        counts.merge(new Count(call.verb(), call.resource(), call.user()), 1L, Long::sum);
    }

    /// The latest, oldest first.
    public synchronized List<Entry> entries() {
        return List.copyOf(entries);
    }

    public synchronized Map<Count, Long> counts() {
        return new TreeMap<>(counts);
    }

    /// How often anybody did that.
    public synchronized long count(String verb, String resource) {
        return counts.entrySet().stream()
                .filter(entry -> entry.getKey().verb().equals(verb))
                .filter(entry -> entry.getKey().resource().equals(resource))
                .mapToLong(Map.Entry::getValue)
                .sum();
    }

    public synchronized void clear() {
        entries.clear();
        counts.clear();
    }
}
