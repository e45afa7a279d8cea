package dev.pairplane.difftracker.core.locations;

import dev.pairplane.difftracker.core.call.CallError;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;

/// Places that are left alone for a while, each with what was wanted of it when Azure refused: once
/// something else is wanted, it is tried.
final class Quarantine {

    private record Entry(
            long untilNanos, Set<String> wanted, Set<String> services, CallError error) {}

    private final Map<Place, Entry> entries = new HashMap<>();

    /// @param wanted what was refused
    /// @param services what to name in reports
    void add(
            Place place,
            Set<String> wanted,
            Set<String> services,
            CallError error,
            long untilNanos) {
        entries.put(place, new Entry(untilNanos, Set.copyOf(wanted), Set.copyOf(services), error));
    }

    boolean contains(Place place) {
        return entries.containsKey(place);
    }

    /// Whether a place is to be left alone with this being wanted of it.
    boolean blocks(Place place, Set<String> wanted) {
        Entry entry = entries.get(place);
        return entry != null && entry.wanted().equals(wanted);
    }

    /// Azure has taken something at this place.
    void accepted(Place place) {
        entries.remove(place);
    }

    /// Lets go of those whose time is over, and hands them out.
    void expire(long nowNanos, Consumer<Place> released) {
        entries.entrySet()
                .removeIf(entry -> {
                    boolean over = entry.getValue().untilNanos() - nowNanos <= 0;
                    if (over) {
                        released.accept(entry.getKey());
                    }
                    return over;
                });
    }

    /// How long until the first is over; endless when there is none.
    long waitNanos(long nowNanos) {
        return entries.values().stream()
                .mapToLong(entry -> entry.untilNanos() - nowNanos)
                .min()
                .orElse(Long.MAX_VALUE);
    }

    /// All of them, as they were reported.
    List<LocationsEvent.Quarantined> all() {
        var all = new ArrayList<LocationsEvent.Quarantined>();
        entries.forEach((place, entry) ->
                all.add(
                        new LocationsEvent.Quarantined(
                                place.location(),
                                place.address(),
                                entry.services(),
                                entry.error())));
        return all;
    }
}
