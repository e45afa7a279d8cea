package dev.pairplane.difftracker.outbound.azure;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.pairplane.difftracker.core.azure.LoadBalancerRule;
import dev.pairplane.difftracker.core.azure.LoadBalancerSpec;
import dev.pairplane.difftracker.core.azure.LocationBatch;
import dev.pairplane.difftracker.core.azure.PublicIpSpec;
import dev.pairplane.difftracker.core.azure.ResourceIds;
import dev.pairplane.difftracker.core.azure.ServiceRequest;
import dev.pairplane.difftracker.core.state.IpAddress;
import dev.pairplane.difftracker.core.state.ServiceKey;
import dev.pairplane.difftracker.core.state.ServiceKind;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/// Writes the bodies of requests: what Azure is to have, nothing else. The same value always gives
/// the same bytes. An empty list says "none" and is written as one; a null is written where it
/// takes something away.
final class RequestBodies {

    private static final String PARTIAL = "PartialUpdate";
    private static final String FULL = "FullUpdate";
    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

    private final ResourceIds ids;

    RequestBodies(ResourceIds ids) {
        this.ids = ids;
    }

    ObjectNode publicIp(PublicIpSpec spec) {
        ObjectNode body = resource("StandardV2", spec.tags());
        body.putObject("properties")
                .put("publicIPAllocationMethod", "Static")
                .put("publicIPAddressVersion", spec.family().text());
        return body;
    }

    ObjectNode loadBalancer(LoadBalancerSpec spec) {
        ObjectNode body = resource("Service", spec.tags());
        ObjectNode properties = body.putObject("properties");
        properties.put("scope", "Public");
        ObjectNode frontend = properties.putArray("frontendIPConfigurations").addObject();
        frontend.put("name", ResourceIds.FRONTEND);
        frontend.putObject("properties").set("publicIPAddress", id(ids.publicIp(spec.publicIp())));
        ObjectNode pool = properties.putArray("backendAddressPools").addObject();
        pool.put("name", spec.name());
        pool.putObject("properties");
        ArrayNode rules = properties.putArray("loadBalancingRules");
        spec.rules().forEach(rule -> rules.add(rule(spec.name(), rule)));
        return body;
    }

    private ObjectNode rule(String loadBalancer, LoadBalancerRule rule) {
        ObjectNode node = JSON.objectNode();
        node.put("name", rule.name());
        ObjectNode properties = node.putObject("properties");
        properties
                .put("protocol", rule.protocol().wire())
                .put("frontendPort", rule.frontendPort())
                .put("backendPort", rule.backendPort())
                .put("enableFloatingIP", false)
                .put("idleTimeoutInMinutes", rule.idleTimeoutMinutes());
        if (rule.protocol() == LoadBalancerRule.Protocol.TCP) {
            properties.put("enableTcpReset", true);
        }
        if (rule.sourceIpAffinity()) {
            properties.put("loadDistribution", "SourceIP");
        }
        properties.set("frontendIPConfiguration", id(ids.frontend(loadBalancer)));
        properties.set("backendAddressPool", id(ids.pool(loadBalancer)));
        return node;
    }

    private ObjectNode resource(String sku, Map<String, String> tags) {
        ObjectNode body = JSON.objectNode();
        body.put("location", ids.location());
        body.putObject("sku").put("name", sku);
        if (!tags.isEmpty()) {
            ObjectNode node = body.putObject("tags");
            new TreeMap<>(tags).forEach(node::put);
        }
        return body;
    }

    private static ObjectNode id(String id) {
        return JSON.objectNode().put("id", id);
    }

    /// @throws IllegalArgumentException when a request does not fit its service's kind
    ObjectNode services(List<ServiceRequest> requests) {
        ObjectNode body = JSON.objectNode();
        body.put("action", PARTIAL);
        ArrayNode list = body.putArray("serviceRequests");
        requests.forEach(request -> list.add(service(request)));
        return body;
    }

    private ObjectNode service(ServiceRequest request) {
        ObjectNode node = JSON.objectNode();
        node.put("isDelete", request instanceof ServiceRequest.Unregister);
        ObjectNode service = node.putObject("service");
        service.put("name", request.service().identity());
        ObjectNode properties = service.putObject("properties");
        properties.put("serviceType", type(request.service().kind()));
        ArrayNode pools = properties.putArray("loadBalancerBackendPools");
        switch (request) {
            case ServiceRequest.RegisterInbound(var key, var loadBalancer) -> {
                want(key, ServiceKind.INBOUND);
                ObjectNode pool = pools.addObject();
                pool.put("id", ids.pool(loadBalancer));
                pool.put("name", loadBalancer);
                pool.putObject("properties").set("virtualNetwork", id(ids.virtualNetwork()));
            }
            case ServiceRequest.RegisterOutbound(var key, var natGateway) -> {
                want(key, ServiceKind.OUTBOUND);
                natGateway.ifPresentOrElse(
                        name -> properties.put("publicNatGatewayId", ids.natGateway(name)),
                        () -> properties.putNull("publicNatGatewayId"));
            }
            case ServiceRequest.ClearPool(var key) -> want(key, ServiceKind.INBOUND);
            case ServiceRequest.Unregister _ -> {
                // Its type and an empty list are all that it takes.
            }
        }
        return node;
    }

    private static String type(ServiceKind kind) {
        return switch (kind) {
            case INBOUND -> "Inbound";
            case OUTBOUND -> "Outbound";
        };
    }

    private static void want(ServiceKey key, ServiceKind kind) {
        if (key.kind() != kind) {
            throw new IllegalArgumentException(
                    "a request for " + kind.label() + " services was made for " + key);
        }
    }

    /// Locations and addresses that are named twice are merged: Azure would refuse them all.
    ObjectNode locations(LocationBatch batch) {
        var merged = new LinkedHashMap<IpAddress, Merged>();
        for (LocationBatch.Location location : batch.locations()) {
            merged.computeIfAbsent(location.location(), _ -> new Merged()).add(location);
        }
        ObjectNode body = JSON.objectNode();
        body.put("action", PARTIAL);
        ArrayNode list = body.putArray("addressLocations");
        merged.forEach((location, content) -> list.add(content.write(location)));
        return body;
    }

    /// What is said of one location.
    private static final class Merged {

        private final Map<IpAddress, Set<String>> addresses = new LinkedHashMap<>();
        private boolean full;

        void add(LocationBatch.Location location) {
            full |= location.full();
            location.addresses()
                    .forEach(address ->
                            addresses
                                    .computeIfAbsent(address.address(), _ -> new TreeSet<>())
                                    .addAll(address.services()));
        }

        ObjectNode write(IpAddress location) {
            ObjectNode node = JSON.objectNode();
            node.put("addressLocation", location.text());
            node.put("addressUpdateAction", full ? FULL : PARTIAL);
            ArrayNode list = node.putArray("addresses");
            addresses.forEach((address, services) -> {
                ObjectNode entry = list.addObject();
                entry.put("address", address.text());
                ArrayNode names = entry.putArray("services");
                services.forEach(names::add);
            });
            return node;
        }
    }
}
