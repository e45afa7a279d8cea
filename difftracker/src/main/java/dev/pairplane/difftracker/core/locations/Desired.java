package dev.pairplane.difftracker.core.locations;

import dev.pairplane.difftracker.core.state.IpAddress;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Consumer;

/// What is wanted: per service its addresses, each behind one location, and the same by location.
final class Desired {

    private final Map<String, Map<IpAddress, IpAddress>> byIdentity = new HashMap<>();
    private final Map<IpAddress, Map<IpAddress, Set<String>>> byLocation = new HashMap<>();

    /// Replaces what is wanted for a service, and hands out each place for which that makes a
    /// difference. Costs as much as the service has addresses.
    ///
    /// @param addresses address to location
    void want(String identity, Map<IpAddress, IpAddress> addresses, Consumer<Place> changed) {
        Map<IpAddress, IpAddress> before = byIdentity.getOrDefault(identity, Map.of());
        before.forEach((address, location) -> {
            if (!Objects.equals(location, addresses.get(address))) {
                remove(identity, location, address);
                changed.accept(new Place(location, address));
            }
        });
        addresses.forEach((address, location) -> {
            if (!Objects.equals(location, before.get(address))) {
                add(identity, location, address);
                changed.accept(new Place(location, address));
            }
        });
        if (addresses.isEmpty()) {
            byIdentity.remove(identity);
        } else {
            byIdentity.put(identity, Map.copyOf(addresses));
        }
    }

    private void add(String identity, IpAddress location, IpAddress address) {
        byLocation
                .computeIfAbsent(location, _ -> new HashMap<>())
                .computeIfAbsent(address, _ -> HashSet.newHashSet(1))
                .add(identity);
    }

    private void remove(String identity, IpAddress location, IpAddress address) {
        byLocation.computeIfPresent(
                location,
                (_, addresses) -> {
                    addresses.computeIfPresent(
                            address,
                            (_, identities) -> {
                                identities.remove(identity);
                                return identities.isEmpty() ? null : identities;
                            });
                    return addresses.isEmpty() ? null : addresses;
                });
    }

    /// The services that want a place, ready or not.
    Set<String> at(Place place) {
        return byLocation
                .getOrDefault(place.location(), Map.of())
                .getOrDefault(place.address(), Set.of());
    }

    /// Hands out the places that a service wants.
    void placesOf(String identity, Consumer<Place> taker) {
        byIdentity
                .getOrDefault(identity, Map.of())
                .forEach((address, location) -> taker.accept(new Place(location, address)));
    }

    /// Hands out every place that is wanted.
    void places(Consumer<Place> taker) {
        byLocation.forEach((location, addresses) ->
                addresses.keySet().forEach(address -> taker.accept(new Place(location, address))));
    }

    /// A sorted copy.
    SortedMap<IpAddress, SortedMap<IpAddress, SortedSet<String>>> sorted() {
        return sorted(byLocation);
    }

    /// A sorted copy of a map from location to address to identities.
    static SortedMap<IpAddress, SortedMap<IpAddress, SortedSet<String>>> sorted(
            Map<IpAddress, Map<IpAddress, Set<String>>> content) {
        var sorted = new TreeMap<IpAddress, SortedMap<IpAddress, SortedSet<String>>>();
        content.forEach((location, addresses) -> {
            var inner = new TreeMap<IpAddress, SortedSet<String>>();
            addresses.forEach(
                    (address, identities) -> inner.put(address, new TreeSet<>(identities)));
            sorted.put(location, inner);
        });
        return sorted;
    }
}
