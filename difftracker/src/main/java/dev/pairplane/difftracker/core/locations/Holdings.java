package dev.pairplane.difftracker.core.locations;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/// Where each service is, maybe is, or is being sent to, counted: one place may count up to three
/// times, and a service is gone when nothing counts.
final class Holdings {

    private final Map<String, Map<Place, Integer>> places = new HashMap<>();
    private final Set<String> emptied = new HashSet<>();

    void acquire(String identity, Place place) {
        places.computeIfAbsent(identity, _ -> HashMap.newHashMap(1)).merge(place, 1, Integer::sum);
    }

    void acquire(Set<String> identities, Place place) {
        identities.forEach(identity -> acquire(identity, place));
    }

    void release(Set<String> identities, Place place) {
        identities.forEach(identity -> release(identity, place));
    }

    private void release(String identity, Place place) {
        Map<Place, Integer> counts = places.get(identity);
        if (counts == null || !counts.containsKey(place)) {
            throw new IllegalStateException(identity + " was not counted at " + place);
        }
        counts.computeIfPresent(place, (_, count) -> count == 1 ? null : count - 1);
        if (counts.isEmpty()) {
            places.remove(identity);
            emptied.add(identity);
        }
    }

    boolean holds(String identity) {
        return places.containsKey(identity);
    }

    /// A service's places; live, so not to be kept.
    Set<Place> of(String identity) {
        return places.getOrDefault(identity, Map.of()).keySet();
    }

    /// The services that have lost their last place since this was last asked, and have none now.
    Set<String> takeDrained() {
        if (emptied.isEmpty()) {
            return Set.of();
        }
        emptied.removeIf(this::holds);
        var drained = Set.copyOf(emptied);
        emptied.clear();
        return drained;
    }
}
