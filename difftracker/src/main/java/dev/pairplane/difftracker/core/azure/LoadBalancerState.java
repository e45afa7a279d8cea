package dev.pairplane.difftracker.core.azure;

import java.util.Map;
import java.util.Set;

/// A load balancer as it was read.
///
/// @param name its name, in lower case
/// @param tags its tags
/// @param provisioning what Azure is doing with it
/// @param publicIps the ids of the public IPs of all frontends, in lower case
/// @param pools the names of its pools, in lower case
/// @param rules its rules as far as the controller sets them; a rule that refers to another
///   frontend or pool, or has settings the controller never makes, makes `custom` true
/// @param custom whether it has anything that the controller would not have made
public record LoadBalancerState(
        String name,
        Map<String, String> tags,
        Provisioning provisioning,
        Set<String> publicIps,
        Set<String> pools,
        Set<LoadBalancerRule> rules,
        boolean custom) {

    public LoadBalancerState {
        tags = Map.copyOf(tags);
        publicIps = Set.copyOf(publicIps);
        pools = Set.copyOf(pools);
        rules = Set.copyOf(rules);
    }
}
