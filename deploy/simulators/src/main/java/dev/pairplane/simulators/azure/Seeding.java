package dev.pairplane.simulators.azure;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.pairplane.simulators.azure.cloud.Cloud;
import dev.pairplane.simulators.azure.cloud.Ending;
import dev.pairplane.simulators.azure.cloud.Precondition;
import dev.pairplane.simulators.azure.resource.ResourceId;
import dev.pairplane.simulators.azure.resource.ResourceKind;
import java.util.List;
import java.util.Optional;

/// Makes what the platform makes.
final class Seeding {

    static final String DEFAULT_NAT = "default-natgw";

    private Seeding() {}

    /// Adds what is missing.
    static void plant(List<GatewaySeed> seeds, Cloud cloud) {
        for (GatewaySeed seed : seeds) {
            ResourceId network =
                    new ResourceId(
                            seed.subscription(),
                            seed.networkGroup(),
                            ResourceKind.VIRTUAL_NETWORK,
                            seed.network());
            ResourceId gateway = id(seed, ResourceKind.SERVICE_GATEWAY, seed.gateway());
            plant(cloud, network, located(seed));
            ObjectNode body = located(seed);
            body.putObject("sku").put("name", "Standard").put("tier", "Regional");
            body.putObject("properties").putObject("virtualNetwork").put("id", network.toString());
            boolean planted = plant(cloud, gateway, body);
            if (seed.defaultNat() && planted) {
                plantDefaultNat(seed, cloud, gateway);
            }
        }
    }

    private static void plantDefaultNat(GatewaySeed seed, Cloud cloud, ResourceId gateway) {
        ResourceId address = id(seed, ResourceKind.PUBLIC_IP, DEFAULT_NAT + "-pip");
        ObjectNode body = located(seed);
        body.putObject("sku").put("name", "StandardV2");
        body.putObject("properties")
                .put("publicIPAllocationMethod", "Static")
                .put("publicIPAddressVersion", "IPv4");
        plant(cloud, address, body);
        ResourceId nat = id(seed, ResourceKind.NAT_GATEWAY, DEFAULT_NAT);
        body = located(seed);
        body.putObject("sku").put("name", "StandardV2");
        ObjectNode properties = body.putObject("properties");
        properties.putObject("serviceGateway").put("id", gateway.toString());
        properties.putArray("publicIpAddresses").addObject().put("id", address.toString());
        plant(cloud, nat, body);
        ObjectNode request = JsonNodeFactory.instance.objectNode();
        request.put("action", "PartialUpdate")
                .putArray("serviceRequests")
                .addObject()
                .putObject("service")
                .put("name", DEFAULT_NAT)
                .putObject("properties")
                .put("serviceType", "Outbound")
                .put("isDefault", true)
                .put("publicNatGatewayId", nat.toString());
        cloud.update(
                gateway,
                Cloud.Update.SERVICES,
                request,
                new Cloud.UpdateOptions(false, false),
                new Ending.AtOnce(false));
    }

    private static ResourceId id(GatewaySeed seed, ResourceKind kind, String name) {
        return new ResourceId(seed.subscription(), seed.group(), kind, name);
    }

    private static ObjectNode located(GatewaySeed seed) {
        return JsonNodeFactory.instance.objectNode().put("location", seed.location());
    }

    /// @return whether it was not there
    private static boolean plant(Cloud cloud, ResourceId id, ObjectNode body) {
        if (cloud.find(id).isPresent()) {
            return false;
        }
        cloud.put(
                id,
                body,
                new Precondition(Optional.empty(), Optional.empty()),
                new Ending.AtOnce(false),
                true);
        return true;
    }
}
