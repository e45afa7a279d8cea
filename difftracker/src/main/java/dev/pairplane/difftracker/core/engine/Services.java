package dev.pairplane.difftracker.core.engine;

import dev.pairplane.difftracker.core.state.ServiceKey;
import dev.pairplane.difftracker.core.state.ServiceKind;
import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/// The tracked services, with the counts that gauges and waits need kept beside them.
final class Services {

    private final Map<ServiceKey, Tracked> tracked = new TreeMap<>();
    private final Map<ServiceKind, Map<ServiceState, Integer>> counts =
            new EnumMap<>(ServiceKind.class);
    private final TreeSet<ServiceKey> pending = new TreeSet<>();

    Services() {
        for (ServiceKind kind : ServiceKind.values()) {
            Map<ServiceState, Integer> states = new EnumMap<>(ServiceState.class);
            for (ServiceState state : ServiceState.values()) {
                states.put(state, 0);
            }
            counts.put(kind, states);
        }
    }

    @Nullable Tracked get(ServiceKey key) {
        return tracked.get(key);
    }

    Collection<Tracked> all() {
        return tracked.values();
    }

    List<ServiceKey> keys() {
        return new ArrayList<>(tracked.keySet());
    }

    /// Replaces what is known of a service; nothing ends its tracking.
    void put(ServiceKey key, Optional<Tracked> next) {
        Tracked before = tracked.get(key);
        if (before != null) {
            count(before, -1);
        }
        if (next.isPresent()) {
            tracked.put(key, next.orElseThrow());
            count(next.orElseThrow(), 1);
        } else {
            tracked.remove(key);
        }
        if (next.filter(t -> t.state() == ServiceState.DELETION_PENDING).isPresent()) {
            pending.add(key);
        } else {
            pending.remove(key);
        }
    }

    private void count(Tracked service, int change) {
        Map<ServiceState, Integer> states = counts.get(service.key().kind());
        if (states != null) {
            states.merge(service.state(), change, Integer::sum);
        }
    }

    Map<ServiceKind, Map<ServiceState, Integer>> counts() {
        Map<ServiceKind, Map<ServiceState, Integer>> copy = new EnumMap<>(ServiceKind.class);
        counts.forEach((kind, states) -> copy.put(kind, new EnumMap<>(states)));
        return copy;
    }

    /// The services that wait for their addresses to leave.
    SortedSet<ServiceKey> pending() {
        return new TreeSet<>(pending);
    }

    int pendingCount() {
        return pending.size();
    }
}
