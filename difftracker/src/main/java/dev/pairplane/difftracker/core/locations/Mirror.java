package dev.pairplane.difftracker.core.locations;

import dev.pairplane.difftracker.core.state.IpAddress;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// What the gateway is believed to hold, what it maybe holds since an answer was lost, and what is
/// on its way to it.
///
/// Only an answered batch and a read move the belief. A doubt joins all that was there and all that
/// was sent since; it outlives later answers at the same place, because a lost batch may take
/// effect after them, and ends only with a read that began when no lost batch could any more.
final class Mirror {

    private final Map<IpAddress, Map<IpAddress, Set<String>>> content = new HashMap<>();
    private final Map<IpAddress, Map<IpAddress, Doubt>> doubts = new HashMap<>();

    /// Address to the locations where it is or maybe is, with the number of reasons (1 or 2).
    private final Map<IpAddress, Map<IpAddress, Integer>> behind = new HashMap<>();

    private final Holdings holdings = new Holdings();
    private List<Step> underway = List.of();
    private OptionalLong oldestDoubt = OptionalLong.empty();
    private int addresses;

    /// What a lost answer leaves behind at one place.
    private static final class Doubt {
        private final Set<String> maybe = new HashSet<>();
        private long sentAtNanos;

        /// Nothing is known of the place until something is answered or read.
        private boolean unsettled;
    }

    Holdings holdings() {
        return holdings;
    }

    /// What a place is believed to serve.
    Set<String> at(Place place) {
        return addressesOf(place.location()).getOrDefault(place.address(), Set.of());
    }

    /// What a place maybe serves besides; empty without a doubt.
    Set<String> maybeAt(Place place) {
        Doubt doubt = doubt(place);
        return doubt == null ? Set.of() : doubt.maybe;
    }

    boolean knows(IpAddress location) {
        return content.containsKey(location);
    }

    /// Whether a location has as many addresses as are known of, and maybe none besides.
    boolean hasNothingBut(IpAddress location, int known) {
        return !doubtful(location) && addressesOf(location).size() == known;
    }

    boolean doubtful(IpAddress location) {
        return doubts.containsKey(location);
    }

    /// Whether what is at a place has to be said again, whatever is believed of it.
    boolean unsettled(Place place) {
        Doubt doubt = doubt(place);
        return doubt != null && doubt.unsettled;
    }

    /// The other locations where an address is or maybe is.
    Set<IpAddress> locationsOf(IpAddress address) {
        return behind.getOrDefault(address, Map.of()).keySet();
    }

    private Map<IpAddress, Set<String>> addressesOf(IpAddress location) {
        return content.getOrDefault(location, Map.of());
    }

    private @Nullable Doubt doubt(Place place) {
        return doubts.getOrDefault(place.location(), Map.of()).get(place.address());
    }

    /// Believes what was read; hands out the places where it was not what was believed. Doubts
    /// stay.
    ///
    /// @return how many places differed
    int replace(Map<IpAddress, Map<IpAddress, Set<String>>> read, Consumer<Place> different) {
        var changed = new LinkedHashSet<Place>();
        read.forEach((location, addressesRead) ->
                addressesRead.forEach((address, services) -> {
                    var place = new Place(location, address);
                    if (!services.equals(at(place))) {
                        changed.add(place);
                    }
                }));
        places(place -> {
            if (!read.getOrDefault(place.location(), Map.of()).containsKey(place.address())) {
                changed.add(place);
            }
        });
        changed.forEach(place -> {
            assign(
                    place,
                    read.getOrDefault(place.location(), Map.of())
                            .getOrDefault(place.address(), Set.of()));
            different.accept(place);
        });
        return changed.size();
    }

    /// Believes that a place serves this, and nothing else.
    private void assign(Place place, Set<String> services) {
        Set<String> before = at(place);
        if (!services.isEmpty()) {
            Set<String> kept = Set.copyOf(services);
            holdings.acquire(kept, place);
            content.computeIfAbsent(place.location(), _ -> new HashMap<>())
                    .put(place.address(), kept);
        } else if (!before.isEmpty()) {
            content.computeIfPresent(
                    place.location(),
                    (_, rest) -> {
                        rest.remove(place.address());
                        return rest.isEmpty() ? null : rest;
                    });
        }
        holdings.release(before, place);
        if (before.isEmpty() != services.isEmpty()) {
            addresses += before.isEmpty() ? 1 : -1;
            note(place, before.isEmpty() ? 1 : -1);
        }
    }

    private void note(Place place, int change) {
        var locations = behind.computeIfAbsent(place.address(), _ -> HashMap.newHashMap(1));
        locations.merge(place.location(), change, Integer::sum);
        locations.remove(place.location(), 0);
        if (locations.isEmpty()) {
            behind.remove(place.address());
        }
    }

    /// Something is on its way: what it brings counts as held until it is [#answered].
    void send(List<Step> steps) {
        if (!underway.isEmpty()) {
            throw new IllegalStateException("a batch is under way");
        }
        underway = List.copyOf(steps);
        underway.forEach(
                step -> step.places().forEach(place -> holdings.acquire(step.services(), place)));
    }

    /// What was under way is no longer; to be said after what came of it.
    private void answered() {
        underway.forEach(
                step -> step.places().forEach(place -> holdings.release(step.services(), place)));
        underway = List.of();
    }

    /// What was under way has had its effect.
    ///
    /// @return what that changed
    Changes commit() {
        var changes = new Changes();
        for (Step step : underway) {
            for (Place place : step.places()) {
                changes.count(at(place), step.services());
                assign(place, step.services());
                Doubt doubt = doubt(place);
                if (doubt != null) {
                    doubt.unsettled = false;
                }
            }
        }
        answered();
        return changes;
    }

    /// What was under way has had no effect, and will have none.
    void dismiss() {
        answered();
    }

    /// What was under way has had its effect, or will have it, or never will.
    ///
    /// @param sentAtNanos when it was sent
    void doubt(long sentAtNanos) {
        for (Step step : underway) {
            for (Place place : step.places()) {
                Map<IpAddress, Doubt> ofLocation =
                        doubts.computeIfAbsent(place.location(), _ -> new HashMap<>());
                Doubt doubt = ofLocation.get(place.address());
                if (doubt == null) {
                    doubt = new Doubt();
                    ofLocation.put(place.address(), doubt);
                    note(place, 1);
                }
                doubt.sentAtNanos = sentAtNanos;
                doubt.unsettled = true;
                join(doubt, place, at(place));
                join(doubt, place, step.services());
            }
        }
        oldestDoubt = findOldestDoubt();
        answered();
    }

    private void join(Doubt doubt, Place place, Set<String> services) {
        for (String identity : services) {
            if (doubt.maybe.add(identity)) {
                holdings.acquire(identity, place);
            }
        }
    }

    /// The gateway has been read: nothing needs to be said again unless it differs, and what was
    /// sent long enough before the read is in doubt no longer.
    ///
    /// @param readAtNanos when the read began
    /// @param lastingNanos how long after its sending a lost batch may take effect
    void settle(long readAtNanos, long lastingNanos) {
        doubts.entrySet()
                .removeIf(entry -> {
                    entry.getValue()
                            .entrySet()
                            .removeIf(inner -> {
                                Doubt doubt = inner.getValue();
                                doubt.unsettled = false;
                                if (readAtNanos - doubt.sentAtNanos < lastingNanos) {
                                    return false;
                                }
                                var place = new Place(entry.getKey(), inner.getKey());
                                holdings.release(doubt.maybe, place);
                                note(place, -1);
                                return true;
                            });
                    return entry.getValue().isEmpty();
                });
        oldestDoubt = findOldestDoubt();
    }

    /// When the oldest sending that still leaves a doubt was; empty without a doubt.
    OptionalLong oldestDoubt() {
        return oldestDoubt;
    }

    private OptionalLong findOldestDoubt() {
        // Times may be negative; only their differences count.
        long oldest = 0;
        boolean any = false;
        for (Map<IpAddress, Doubt> ofLocation : doubts.values()) {
            for (Doubt doubt : ofLocation.values()) {
                if (!any || doubt.sentAtNanos - oldest < 0) {
                    oldest = doubt.sentAtNanos;
                    any = true;
                }
            }
        }
        return any ? OptionalLong.of(oldest) : OptionalLong.empty();
    }

    /// Hands out the places that are believed to be there.
    void places(Consumer<Place> taker) {
        content.forEach((location, ofLocation) ->
                ofLocation.keySet().forEach(address -> taker.accept(new Place(location, address))));
    }

    int locations() {
        return content.size();
    }

    int addresses() {
        return addresses;
    }

    int doubtfulLocations() {
        return doubts.size();
    }

    /// A sorted copy of what is believed to be there.
    SortedMap<IpAddress, SortedMap<IpAddress, SortedSet<String>>> sorted() {
        return Desired.sorted(content);
    }

    /// How many addresses were changed, by kind.
    static final class Changes {
        private int added;
        private int updated;
        private int removed;

        private void count(Set<String> before, Set<String> after) {
            if (before.isEmpty() && !after.isEmpty()) {
                added++;
            } else if (!before.isEmpty() && after.isEmpty()) {
                removed++;
            } else if (!before.equals(after)) {
                updated++;
            }
        }

        void add(Changes other) {
            added += other.added;
            updated += other.updated;
            removed += other.removed;
        }

        int added() {
            return added;
        }

        int updated() {
            return updated;
        }

        int removed() {
            return removed;
        }
    }
}
