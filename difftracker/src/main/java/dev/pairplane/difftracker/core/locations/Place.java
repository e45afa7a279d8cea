package dev.pairplane.difftracker.core.locations;

import dev.pairplane.difftracker.core.state.IpAddress;

/// A pod's address behind a node's address: what the gateway holds references at.
///
/// @param location the node's address
/// @param address the pod's address
record Place(IpAddress location, IpAddress address) {

    /// Whether the gateway could hold it: the families of a location and its addresses never mix.
    boolean possible() {
        return location.family() == address.family();
    }
}
