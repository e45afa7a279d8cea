package dev.pairplane.difftracker.core.azure;

import dev.pairplane.difftracker.core.state.IpAddress;
import java.util.List;
import java.util.Set;

/// One update of the gateway's addresses. The whole is always a partial update; each location says
/// for itself whether it is replaced or merged.
///
/// @param locations the locations, each at most once
public record LocationBatch(List<Location> locations) {

    public LocationBatch {
        locations = List.copyOf(locations);
    }

    /// The addresses behind one node.
    ///
    /// @param location the node's address
    /// @param full whether addresses that are not listed go away
    /// @param addresses what to set, each at most once; none in a partial update deletes the
    ///   location
    public record Location(IpAddress location, boolean full, List<Address> addresses) {

        public Location {
            addresses = List.copyOf(addresses);
        }
    }

    /// One pod's address.
    ///
    /// @param address the address, of its location's family
    /// @param services the identities it shall serve; none removes the address
    public record Address(IpAddress address, Set<String> services) {

        public Address {
            services = Set.copyOf(services);
        }
    }
}
