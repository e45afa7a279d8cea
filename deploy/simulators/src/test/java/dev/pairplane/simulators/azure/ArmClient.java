package dev.pairplane.simulators.azure;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;

/// Sends requests to a simulator, and knows the ids and bodies that most tests need: resource group
/// `rg` of subscription `s`, gateway `servicegateway` in network `vnet`.
final class ArmClient implements AutoCloseable {

    static final GatewaySeed SEED = GatewaySeed.of("s", "rg");
    static final String GROUP = "/subscriptions/s/resourceGroups/rg";
    static final String NETWORK = GROUP + "/providers/Microsoft.Network";
    static final String GATEWAY = NETWORK + "/serviceGateways/servicegateway";
    static final JsonMapper JSON = new JsonMapper();

    record Reply(int status, HttpResponse<byte[]> http) {

        JsonNode json() {
            try {
                return http.body().length == 0
                        ? MissingNode.getInstance()
                        : JSON.readTree(http.body());
            } catch (IOException e) {
                throw new AssertionError("not JSON", e);
            }
        }

        String code() {
            return json().path("error").path("code").asText();
        }

        String header(String name) {
            return http.headers().firstValue(name).orElse("");
        }
    }

    private final URI base;
    private final HttpClient http =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    ArmClient(AzureSimulator simulator) {
        this.base = simulator.uri();
    }

    @Override
    public void close() {
        http.shutdownNow();
    }

    static String pip(String name) {
        return NETWORK + "/publicIPAddresses/" + name;
    }

    static String balancer(String name) {
        return NETWORK + "/loadBalancers/" + name;
    }

    static String pool(String name) {
        return balancer(name) + "/backendAddressPools/" + name;
    }

    static String nat(String name) {
        return NETWORK + "/natGateways/" + name;
    }

    static String pipBody(String version) {
        return """
        {"location": "eastus", "sku": {"name": "StandardV2"},
         "properties": {"publicIPAllocationMethod": "Static", "publicIPAddressVersion": "%s"}}
        """
                .formatted(version);
    }

    /// A load balancer with one frontend, one pool of its own name, and rules.
    static String balancerBody(String name, String pip, String... rules) {
        return """
        {"location": "eastus", "sku": {"name": "Service"}, "properties": {"scope": "Public",
          "frontendIPConfigurations": [{"name": "frontend",
             "properties": {"publicIPAddress": {"id": "%s"}}}],
          "backendAddressPools": [{"name": "%s", "properties": {}}],
          "loadBalancingRules": [%s]}}
        """
                .formatted(pip(pip), name, String.join(",", rules));
    }

    static String rule(String balancer, String protocol, int port, int backendPort) {
        return """
        {"name": "rule-%s-%d", "properties": {"protocol": "%s", "frontendPort": %d,
          "backendPort": %d, "enableFloatingIP": false, "idleTimeoutInMinutes": 4,
          "frontendIPConfiguration": {"id": "%s/frontendIPConfigurations/frontend"},
          "backendAddressPool": {"id": "%s"}}}
        """
                .formatted(
                        protocol,
                        port,
                        protocol,
                        port,
                        backendPort,
                        balancer(balancer),
                        pool(balancer));
    }

    static String natBody(String pip) {
        return """
        {"location": "eastus", "sku": {"name": "StandardV2"}, "properties": {
          "serviceGateway": {"id": "%s"}, "publicIpAddresses": [{"id": "%s"}]}}
        """
                .formatted(GATEWAY, pip(pip));
    }

    static String register(String name) {
        return """
        {"isDelete": false, "service": {"name": "%s", "properties": {"serviceType": "Inbound",
          "loadBalancerBackendPools": [{"id": "%s", "name": "%s",
             "properties": {"virtualNetwork": {"id": "%s"}}}]}}}
        """
                .formatted(name, pool(name), name, SEED.networkId());
    }

    static String registerOutbound(String name) {
        return """
        {"isDelete": false, "service": {"name": "%s", "properties": {"serviceType": "Outbound",
          "loadBalancerBackendPools": [], "publicNatGatewayId": "%s"}}}
        """
                .formatted(name, nat(name));
    }

    static String unregister(String name) {
        return """
        {"isDelete": true, "service": {"name": "%s", "properties": {"serviceType": "Inbound",
          "loadBalancerBackendPools": []}}}
        """
                .formatted(name);
    }

    /// A location, with addresses written by [#address].
    static String location(String ip, String... addresses) {
        return location(ip, "PartialUpdate", addresses);
    }

    static String location(String ip, String action, String[] addresses) {
        return """
        {"addressLocation": "%s", "addressUpdateAction": "%s", "addresses": [%s]}
        """
                .formatted(ip, action, String.join(",", addresses));
    }

    static String address(String ip, String... services) {
        return """
        {"address": "%s", "services": [%s]}
        """
                .formatted(
                        ip,
                        services.length == 0 ? "" : "\"" + String.join("\",\"", services) + "\"");
    }

    Reply get(String path) {
        return send("GET", path, "");
    }

    Reply put(String path, String body) {
        return send("PUT", path, body);
    }

    Reply patch(String path, String body) {
        return send("PATCH", path, body);
    }

    Reply delete(String path) {
        return send("DELETE", path, "");
    }

    Reply updateServices(String... requests) {
        return send(
                "POST",
                GATEWAY + "/updateServices",
                "{\"action\": \"PartialUpdate\", \"serviceRequests\": ["
                        + String.join(",", requests)
                        + "]}");
    }

    Reply updateLocations(String... locations) {
        return send(
                "POST",
                GATEWAY + "/updateAddressLocations",
                "{\"action\": \"PartialUpdate\", \"addressLocations\": ["
                        + String.join(",", locations)
                        + "]}");
    }

    /// Makes a public IP `name-pip`, a load balancer and a registration.
    void inbound(String name) {
        inboundPieces(name);
        expect(updateServices(register(name)), 200);
    }

    /// Makes a public IP `name-pip` and a load balancer.
    void inboundPieces(String name) {
        expect(put(pip(name + "-pip"), pipBody("IPv4")), 201);
        expect(put(balancer(name), balancerBody(name, name + "-pip")), 201);
    }

    /// Makes a public IP `name-pip`, a NAT gateway and a registration.
    void outbound(String name) {
        expect(put(pip(name + "-pip"), pipBody("IPv4")), 201);
        expect(put(nat(name), natBody(name + "-pip")), 201);
        expect(updateServices(registerOutbound(name)), 200);
    }

    private static void expect(Reply reply, int status) {
        if (reply.status() != status) {
            throw new AssertionError(reply.status() + " " + reply.json());
        }
    }

    /// @param headers names and values in turn
    Reply send(String method, String path, String body, String... headers) {
        try {
            return reply(
                    http.send(request(method, path, body, headers), BodyHandlers.ofByteArray()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    CompletableFuture<Reply> sendLater(String method, String path, String body) {
        return http.sendAsync(request(method, path, body), BodyHandlers.ofByteArray())
                .thenApply(ArmClient::reply);
    }

    private static Reply reply(HttpResponse<byte[]> response) {
        return new Reply(response.statusCode(), response);
    }

    private HttpRequest request(String method, String path, String body, String... headers) {
        String full = path.startsWith("http") ? path : base + path;
        if (!full.contains("?") && !path.startsWith("/simulator/")) {
            full += "?api-version=2025-05-01";
        }
        HttpRequest.Builder request =
                HttpRequest.newBuilder(URI.create(full))
                        .timeout(Duration.ofSeconds(20))
                        .header("Authorization", "Bearer token")
                        .method(
                                method,
                                body.isEmpty()
                                        ? BodyPublishers.noBody()
                                        : BodyPublishers.ofString(body));
        if (!body.isEmpty()) {
            request.header("Content-Type", "application/json");
        }
        for (int i = 0; i < headers.length; i += 2) {
            request.setHeader(headers[i], headers[i + 1]);
        }
        return request.build();
    }
}
