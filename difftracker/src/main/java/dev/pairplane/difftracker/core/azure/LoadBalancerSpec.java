package dev.pairplane.difftracker.core.azure;

import java.util.List;
import java.util.Map;

/// A load balancer as it shall be: SKU `Service`, scope `Public`, one frontend, one pool with its
/// own name.
///
/// @param name its name and its pool's
/// @param publicIp the name of the public IP in front
/// @param rules its rules, in the Service's order
/// @param tags all of its tags, foreign ones that are to stay included
public record LoadBalancerSpec(
        String name, String publicIp, List<LoadBalancerRule> rules, Map<String, String> tags) {

    public LoadBalancerSpec {
        rules = List.copyOf(rules);
        tags = Map.copyOf(tags);
    }
}
