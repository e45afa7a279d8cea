package dev.pairplane.simulators.azure.fault;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CompletableFuture;

/// The faults that are set. The oldest one that fits hits a request, no other does. Safe for
/// threads; with the same seed and order of requests the same ones are hit.
public final class Faults {

    /// A fault that is set.
    ///
    /// @param left how many requests it will still hit; 0 for no end
    /// @param hits how many it has hit
    public record Active(int id, Fault fault, int left, long hits) {}

    private final Random random;
    private final Map<Integer, Active> active = new LinkedHashMap<>();
    private CompletableFuture<Void> released = new CompletableFuture<>();
    private int count;
    private long hits;

    /// Starts without faults.
    ///
    /// @param seed for probabilities and latencies
    public Faults(long seed) {
        this.random = new Random(seed);
    }

    /// Sets a fault.
    ///
    /// @return its number
    public synchronized int add(Fault fault) {
        count++;
        active.put(count, new Active(count, fault, fault.times(), 0));
        return count;
    }

    /// Takes a fault away, if it is there, and lets go of every request that hangs.
    public synchronized void remove(int id) {
        active.remove(id);
        release();
    }

    /// Takes all faults away, and lets go of every request that hangs.
    public synchronized void clear() {
        active.clear();
        release();
    }

    /// The faults that are set, oldest first.
    public synchronized List<Active> active() {
        return List.copyOf(active.values());
    }

    /// How many requests were hit by any fault so far.
    public synchronized long hits() {
        return hits;
    }

    /// The fault that hits a request, if any; it counts as hit.
    public synchronized Optional<FaultAction> hit(Fault.Subject subject) {
        for (Active each : active()) {
            double p = each.fault().probability();
            if (each.fault().fits(subject) && (p >= 1 || random.nextDouble() < p)) {
                count(each);
                return Optional.of(each.fault().action());
            }
        }
        return Optional.empty();
    }

    private void count(Active hit) {
        hits++;
        if (hit.left() == 1) {
            active.remove(hit.id());
        } else {
            int left = Math.max(0, hit.left() - 1);
            active.put(hit.id(), new Active(hit.id(), hit.fault(), left, hit.hits() + 1));
        }
    }

    /// Done when the requests that hang now are to be let go.
    public synchronized CompletableFuture<Void> released() {
        return released;
    }

    /// Draws a delay.
    public synchronized Duration draw(Latency latency) {
        return latency.at(random.nextDouble());
    }

    private void release() {
        released.complete(null);
        released = new CompletableFuture<>();
    }
}
