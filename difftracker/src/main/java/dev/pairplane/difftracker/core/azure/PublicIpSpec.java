package dev.pairplane.difftracker.core.azure;

import dev.pairplane.difftracker.core.state.IpFamily;
import java.util.Map;

/// A public IP as it shall be: SKU `StandardV2`, static.
///
/// @param name its name
/// @param family its address's family
/// @param tags all of its tags, foreign ones that are to stay included
public record PublicIpSpec(String name, IpFamily family, Map<String, String> tags) {

    public PublicIpSpec {
        tags = Map.copyOf(tags);
    }
}
