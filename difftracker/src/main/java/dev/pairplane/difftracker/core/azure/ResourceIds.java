package dev.pairplane.difftracker.core.azure;

import dev.pairplane.difftracker.core.state.ServiceKey;
import java.util.Locale;

/// Where the controller's resources are, and what they are called.
///
/// @param subscription the subscription of the network resources
/// @param resourceGroup the resource group of all of them
/// @param location the region, as in `westeurope`
/// @param gateway the service gateway's name
/// @param networkResourceGroup the virtual network's resource group
/// @param network the virtual network's name
public record ResourceIds(
        String subscription,
        String resourceGroup,
        String location,
        String gateway,
        String networkResourceGroup,
        String network) {

    /// The one frontend of each load balancer.
    public static final String FRONTEND = "frontend";

    private static final String PUBLIC_IP_SUFFIX = "-pip";

    /// The name of an inbound service's public IP.
    public static String publicIpName(ServiceKey key) {
        return key.identity() + PUBLIC_IP_SUFFIX;
    }

    /// The name of an inbound service's load balancer, of its pool, and of its registration.
    public static String loadBalancerName(ServiceKey key) {
        return key.identity();
    }

    public String publicIp(String name) {
        return resource("publicIPAddresses", name);
    }

    public String loadBalancer(String name) {
        return resource("loadBalancers", name);
    }

    public String natGateway(String name) {
        return resource("natGateways", name);
    }

    public String frontend(String loadBalancer) {
        return loadBalancer(loadBalancer) + "/frontendIPConfigurations/" + FRONTEND;
    }

    /// The pool of a load balancer, which has its name.
    public String pool(String loadBalancer) {
        return loadBalancer(loadBalancer) + "/backendAddressPools/" + loadBalancer;
    }

    public String serviceGateway() {
        return resource("serviceGateways", gateway);
    }

    public String virtualNetwork() {
        return provider(networkResourceGroup) + "/virtualNetworks/" + network;
    }

    /// Whether two ids name the same thing; ARM ignores case.
    public static boolean same(String one, String other) {
        return one.toLowerCase(Locale.ROOT).equals(other.toLowerCase(Locale.ROOT));
    }

    private String resource(String type, String name) {
        return provider(resourceGroup) + "/" + type + "/" + name;
    }

    private String provider(String group) {
        return "/subscriptions/"
                + subscription
                + "/resourceGroups/"
                + group
                + "/providers/Microsoft.Network";
    }
}
