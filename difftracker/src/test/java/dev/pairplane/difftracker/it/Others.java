package dev.pairplane.difftracker.it;

/// Things of others, in the same resource group, on the same gateway and in the same cluster.
final class Others {
    private static final String LOAD_BALANCER = "customers";

    private Others() {}

    /// Makes them.
    static void plant(World world) {
        world.arm(
                "PUT",
                World.id("publicIPAddresses", "customers-pip"),
                World.json(
                        """
                        {"location": "eastus", "sku": {"name": "StandardV2"},
                         "tags": {"team": "shop"},
                         "properties": {"publicIPAllocationMethod": "Static",
                                        "publicIPAddressVersion": "IPv4"}}
                        """));
        // Another cluster of the same kind, with a name of our shape.
        world.arm(
                "PUT",
                World.id("publicIPAddresses", "11111111-2222-4333-8444-555555555555-pip"),
                World.json(
                        """
                        {"location": "eastus", "sku": {"name": "StandardV2"},
                         "tags": {"pairplane-managed-by": "difftracker",
                                  "pairplane-cluster": "another"},
                         "properties": {"publicIPAllocationMethod": "Static",
                                        "publicIPAddressVersion": "IPv4"}}
                        """));
        world.arm(
                "PUT",
                World.id("loadBalancers", LOAD_BALANCER),
                World.json(
                        """
                        {"location": "eastus", "sku": {"name": "Service"},
                         "properties": {"scope": "Public",
                            "frontendIPConfigurations": [
                              {"name": "front", "properties": {"publicIPAddress": {"id": "%s"}}}],
                            "backendAddressPools": [{"name": "pool", "properties": {}}],
                            "loadBalancingRules": []}}
                        """
                                .formatted(World.id("publicIPAddresses", "customers-pip"))));
        world.arm(
                "POST",
                World.GATEWAY.gatewayId() + "/updateServices",
                World.json(
                        """
                        {"action": "PartialUpdate", "serviceRequests": [
                          {"isDelete": false, "service": {"name": "customers", "properties": {
                            "serviceType": "Inbound", "loadBalancerBackendPools": [
                              {"id": "%s/backendAddressPools/pool"}]}}}]}
                        """
                                .formatted(World.id("loadBalancers", LOAD_BALANCER))));
        // Behind a Node of ours, and behind one that is not.
        world.arm(
                "POST",
                World.GATEWAY.gatewayId() + "/updateAddressLocations",
                World.json(
                        """
                        {"action": "PartialUpdate", "addressLocations": [
                          {"addressLocation": "10.0.0.11", "addressUpdateAction": "PartialUpdate",
                           "addresses": [{"address": "10.99.0.1", "services": ["customers"]}]},
                          {"addressLocation": "10.0.9.9", "addressUpdateAction": "PartialUpdate",
                           "addresses": [{"address": "10.99.0.2", "services": ["customers"]}]}]}
                        """));
        inTheCluster(world);
    }

    private static void inTheCluster(World world) {
        world.kubernetes()
                .create(
                        World.json(
                                """
                                {"apiVersion": "v1", "kind": "Service",
                                 "metadata": {"name": "inside", "namespace": "default"},
                                 "spec": {"selector": {"app": "inside"},
                                          "ports": [{"port": 80, "targetPort": 8080}]}}
                                """));
        world.kubernetes()
                .create(
                        World.json(
                                """
                                {"apiVersion": "v1", "kind": "Service",
                                 "metadata": {"name": "elsewhere", "namespace": "default"},
                                 "spec": {"type": "LoadBalancer",
                                          "loadBalancerClass": "example.com/other",
                                          "selector": {"app": "elsewhere"},
                                          "ports": [{"port": 80, "targetPort": 8080}]}}
                                """));
    }
}
