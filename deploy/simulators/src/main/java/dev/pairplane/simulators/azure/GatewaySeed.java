package dev.pairplane.simulators.azure;

/// A service gateway that the platform has made before anybody connects, in a virtual network.
///
/// @param location the region
/// @param gateway the gateway's name
/// @param networkGroup the virtual network's resource group
/// @param defaultNat whether the platform's NAT gateway `default-natgw` is there and registered as
///   the default outbound service
public record GatewaySeed(
        String subscription,
        String group,
        String location,
        String gateway,
        String networkGroup,
        String network,
        boolean defaultNat) {

    /// Gateway `servicegateway` in network `vnet` of the same group, region `eastus`, without the
    /// default NAT gateway.
    public static GatewaySeed of(String subscription, String group) {
        return new GatewaySeed(
                subscription, group, "eastus", "servicegateway", group, "vnet", false);
    }

    /// The same with the platform's default NAT gateway.
    public GatewaySeed withDefaultNat() {
        return new GatewaySeed(subscription, group, location, gateway, networkGroup, network, true);
    }

    /// The gateway's id.
    public String gatewayId() {
        return "/subscriptions/"
                + subscription
                + "/resourceGroups/"
                + group
                + "/providers/Microsoft.Network/serviceGateways/"
                + gateway;
    }

    /// The virtual network's id.
    public String networkId() {
        return "/subscriptions/"
                + subscription
                + "/resourceGroups/"
                + networkGroup
                + "/providers/Microsoft.Network/virtualNetworks/"
                + network;
    }
}
