package dev.pairplane.difftracker.core.azure;

import java.util.Map;

/// A NAT gateway as it was read.
///
/// @param name its name, in lower case
/// @param tags its tags
public record NatGatewayState(String name, Map<String, String> tags) {

    public NatGatewayState {
        tags = Map.copyOf(tags);
    }
}
