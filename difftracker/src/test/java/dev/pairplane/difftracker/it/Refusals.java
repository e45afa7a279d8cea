package dev.pairplane.difftracker.it;

import dev.pairplane.simulators.azure.http.RecordedCall;
import dev.pairplane.simulators.azure.refusal.Refusal;
import java.util.EnumSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;

/// Collects what Azure refused, before its journal forgets it. Errors that were injected do not
/// count.
final class Refusals {
    /// What a blameless controller can run into, and how.
    private static final Set<Refusal> EXCUSABLE =
            EnumSet.of(
                    // The bucket of requests is empty.
                    Refusal.THROTTLED,
                    // An operation that a killed process began, or a late one, still runs.
                    Refusal.OPERATION_IN_PROGRESS,
                    // A late update brought addresses back after they were seen to be gone.
                    Refusal.SERVICE_HAS_ADDRESSES,
                    // A late PUT uses what is being deleted.
                    Refusal.PUBLIC_IP_ATTACHED,
                    // The pool could not be cleared, for a fault, which a deletion passes over; or
                    // a late registration uses it again.
                    Refusal.LOAD_BALANCER_IN_USE,
                    // A late DELETE took away what the read before had shown.
                    Refusal.REFERENCE_UNKNOWN,
                    // A late update of services took a registration away.
                    Refusal.SERVICE_REFERENCE_UNKNOWN,
                    // A late update of addresses put an address somewhere else.
                    Refusal.ADDRESS_IN_TWO_LOCATIONS);

    /// Faults that are errors themselves; the others only hide, or put off, what Azure says.
    private static final Set<String> INJECTED = Set.of("Failure", "Answered");

    private final World world;
    private final Map<String, Integer> counts = new TreeMap<>();
    private final Set<String> inexcusable = new TreeSet<>();
    private long seen;
    private long calls;

    Refusals(World world) {
        this.world = world;
    }

    /// Takes in what came since.
    void collect() {
        Set<String> excused =
                EXCUSABLE.stream().map(Refusal::code).collect(Collectors.toUnmodifiableSet());
        for (RecordedCall call : world.azure().calls()) {
            if (call.number() <= seen) {
                continue;
            }
            seen = call.number();
            calls++;
            boolean read = call.method().equals("GET");
            if (call.error().isEmpty() || INJECTED.contains(call.fault()) || read) {
                continue;
            }
            counts.merge(call.error(), 1, Integer::sum);
            if (!excused.contains(call.error())) {
                inexcusable.add(
                        call.error()
                                + ": "
                                + call.method()
                                + " "
                                + call.path()
                                + " "
                                + call.body());
            }
        }
    }

    /// By code.
    Map<String, Integer> counts() {
        return counts;
    }

    /// How many requests there were.
    long calls() {
        return calls;
    }

    /// Requests that a blameless controller would not have made.
    Set<String> inexcusable() {
        return inexcusable;
    }
}
