package dev.pairplane.difftracker.core.locations;

import dev.pairplane.difftracker.core.state.IpAddress;
import java.util.List;
import java.util.Set;

/// One thing to tell the gateway; the smallest part of a batch.
sealed interface Step {

    /// The node's address it is about.
    IpAddress location();

    /// What it touches.
    List<Place> places();

    /// What a place serves afterwards.
    Set<String> services();

    /// Sets what an address serves.
    ///
    /// @param place the address
    /// @param services what it serves afterwards; nothing removes it
    /// @param gains whether something is added that is not there
    record Assign(Place place, Set<String> services, boolean gains) implements Step {

        public Assign {
            services = Set.copyOf(services);
        }

        @Override
        public IpAddress location() {
            return place.location();
        }

        @Override
        public List<Place> places() {
            return List.of(place);
        }
    }

    /// Deletes a location with all that is there.
    ///
    /// @param location the node's address
    /// @param places all its addresses, as far as they are known
    record Delete(IpAddress location, List<Place> places) implements Step {

        public Delete {
            places = List.copyOf(places);
        }

        @Override
        public Set<String> services() {
            return Set.of();
        }

        /// The same, address by address.
        List<Step> spelledOut() {
            return places.stream().<Step>map(place -> new Assign(place, Set.of(), false)).toList();
        }
    }
}
