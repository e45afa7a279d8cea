package dev.pairplane.difftracker.core.azure;

import java.util.List;
import java.util.Map;

/// Everything of the resource group that the controller may have to do with, at one time. Keys are
/// names in lower case.
///
/// @param publicIps the public IPs
/// @param loadBalancers the load balancers
/// @param natGateways the NAT gateways
/// @param gateway the gateway's content
public record Inventory(
        Map<String, PublicIpState> publicIps,
        Map<String, LoadBalancerState> loadBalancers,
        List<NatGatewayState> natGateways,
        GatewayView gateway) {

    public Inventory {
        publicIps = Map.copyOf(publicIps);
        loadBalancers = Map.copyOf(loadBalancers);
        natGateways = List.copyOf(natGateways);
    }
}
