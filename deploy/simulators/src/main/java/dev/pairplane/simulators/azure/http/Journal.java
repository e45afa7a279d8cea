package dev.pairplane.simulators.azure.http;

import java.time.Instant;
import java.util.ArrayDeque;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/// The last requests, with at most 16 Mi characters of bodies, and how many there were of each
/// kind. Safe for threads.
final class Journal {

    private static final int BODY = 64 * 1024;
    private static final int ALL_BODIES = 16 * 1024 * 1024;

    private final int limit;
    private final ArrayDeque<RecordedCall> calls = new ArrayDeque<>();
    private final SortedMap<String, Long> counts = new TreeMap<>();
    private long number;
    private long bodies;

    /// @param limit how many requests are kept
    Journal(int limit) {
        this.limit = limit;
    }

    synchronized void add(
            Instant at, ArmRequest request, String label, int status, String fault, String error) {
        number++;
        counts.merge(label, 1L, Long::sum);
        String body = request.text();
        String kept = body.length() > BODY ? body.substring(0, BODY) : body;
        calls.addLast(
                new RecordedCall(
                        number,
                        at,
                        request.method(),
                        request.target(),
                        kept,
                        status,
                        fault,
                        error));
        bodies += kept.length();
        while (calls.size() > limit || bodies > ALL_BODIES) {
            bodies -= calls.removeFirst().body().length();
        }
    }

    synchronized List<RecordedCall> after(long seen) {
        return calls.stream().filter(c -> c.number() > seen).toList();
    }

    synchronized SortedMap<String, Long> counts() {
        return new TreeMap<>(counts);
    }

    /// Forgets calls and counts; numbers go on.
    synchronized void clear() {
        calls.clear();
        bodies = 0;
        counts.clear();
    }
}
