package dev.pairplane.simulators.receiver;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.SortedMap;

/// The last deliveries, in the order in which they came. Safe for threads.
final class Deliveries {

    /// With the headers of each about 15 MB.
    static final int KEPT = 10_000;

    private final Deque<Delivery> kept = new ArrayDeque<>();
    private long last;

    /// Gives a delivery its place in the order.
    synchronized Delivery arrived(
            String hook, SortedMap<String, String> headers, JsonNode body, Instant time) {
        last++;
        Delivery delivery = new Delivery(last, time, hook, headers, body);
        kept.addLast(delivery);
        if (kept.size() > KEPT) {
            kept.removeFirst();
        }
        return delivery;
    }

    /// Those that came later than a number, oldest first.
    ///
    /// @param hook only this one's; empty for all
    synchronized List<Delivery> after(long number, String hook, int limit) {
        List<Delivery> found = new ArrayList<>();
        for (Delivery delivery : kept) {
            if (found.size() == limit) {
                break;
            }
            if (delivery.number() > number && (hook.isEmpty() || delivery.hook().equals(hook))) {
                found.add(delivery);
            }
        }
        return found;
    }

    /// The newest, newest first.
    synchronized List<Delivery> newest(int limit) {
        List<Delivery> found = new ArrayList<>();
        for (Delivery delivery : (Iterable<Delivery>) kept::descendingIterator) {
            if (found.size() == limit) {
                break;
            }
            found.add(delivery);
        }
        return found;
    }

    /// How many have come in all.
    synchronized long total() {
        return last;
    }

    /// Forgets what came; numbers go on.
    synchronized void forget() {
        kept.clear();
    }
}
