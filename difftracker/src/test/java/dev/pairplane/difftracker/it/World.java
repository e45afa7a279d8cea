package dev.pairplane.difftracker.it;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.pairplane.simulators.azure.AzureConfig;
import dev.pairplane.simulators.azure.AzureSimulator;
import dev.pairplane.simulators.azure.GatewaySeed;
import dev.pairplane.simulators.azure.fault.Behaviour;
import dev.pairplane.simulators.kubernetes.KubernetesConfig;
import dev.pairplane.simulators.kubernetes.KubernetesSimulator;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.Collection;
import java.util.Map;

/// A simulated cluster and a simulated Azure, in this JVM and without a controller. Safe for
/// threads.
public final class World implements AutoCloseable {
    /// The class of Services that is ours.
    public static final String CLASS = "pairplane.dev/service-gateway";

    /// What Services carry while they have something in Azure.
    public static final String FINALIZER = "servicegateway.azure.com/service-cleanup";

    /// The namespace of all Services here.
    public static final String NAMESPACE = "default";

    /// The gateway, with the platform's own NAT gateway.
    public static final GatewaySeed GATEWAY =
            GatewaySeed.of("00000000-0000-0000-0000-000000000001", "group").withDefaultNat();

    private static final ObjectMapper JSON = new ObjectMapper();

    private static final int BODY_LIMIT = 4 << 20;

    private final AzureSimulator azure;
    private final KubernetesSimulator kubernetes;
    private final Path kubeconfig;
    private final HttpClient http = HttpClient.newHttpClient();

    private World(AzureSimulator azure, KubernetesSimulator kubernetes, Path kubeconfig) {
        this.azure = azure;
        this.kubernetes = kubernetes;
        this.kubeconfig = kubeconfig;
    }

    /// Starts both, empty but for the gateway; the folder gets a kubeconfig.
    ///
    /// @param seed for all their chance
    public static World start(Path folder, Behaviour behaviour, long seed) throws IOException {
        AzureSimulator azure =
                AzureSimulator.start(
                        AzureConfig.onAnyPort()
                                .behaviour(behaviour)
                                .limits(BODY_LIMIT, 200_000)
                                .random(seed)
                                .seed(GATEWAY));
        KubernetesSimulator kubernetes =
                KubernetesSimulator.start(KubernetesConfig.defaults().withSeed(seed));
        Path kubeconfig = folder.resolve("kubeconfig");
        kubernetes.writeKubeconfig(kubeconfig);
        return new World(azure, kubernetes, kubeconfig);
    }

    public AzureSimulator azure() {
        return azure;
    }

    public KubernetesSimulator kubernetes() {
        return kubernetes;
    }

    Path kubeconfig() {
        return kubeconfig;
    }

    /// Reads JSON.
    static ObjectNode json(String text) {
        try {
            return (ObjectNode) JSON.readTree(text);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException(text, e);
        }
    }

    /// The id of a resource of the gateway's group.
    static String id(String type, String name) {
        return "/subscriptions/"
                + GATEWAY.subscription()
                + "/resourceGroups/"
                + GATEWAY.group()
                + "/providers/Microsoft.Network/"
                + type
                + "/"
                + name;
    }

    /// Calls Azure as somebody else who works in the same resource group; it has to succeed.
    void arm(String method, String path, JsonNode body) {
        URI uri = azure.uri().resolve(path + "?api-version=2025-05-01");
        try {
            HttpResponse<String> answer =
                    http.send(
                            HttpRequest.newBuilder(uri)
                                    .header("Authorization", "Bearer somebody")
                                    .method(
                                            method,
                                            HttpRequest.BodyPublishers.ofString(body.toString()))
                                    .build(),
                            HttpResponse.BodyHandlers.ofString());
            if (answer.statusCode() >= 300) {
                throw new AssertionError(method + " " + uri + ": " + answer.body());
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError("interrupted", e);
        }
    }

    /// Makes a Node.
    public void node(String name, String... addresses) {
        ObjectNode node =
                json(
                        """
                        {"apiVersion": "v1", "kind": "Node", "metadata": {"name": "%s"}, "status": {}}
                        """
                                .formatted(name));
        var list = ((ObjectNode) node.path("status")).putArray("addresses");
        for (String address : addresses) {
            list.addObject().put("type", "InternalIP").put("address", address);
        }
        kubernetes.create(node);
    }

    /// Makes a Service of ours that forwards port 80 to 8080.
    ///
    /// @return its UID
    public String service(String name) {
        return kubernetes
                .create(
                        json(
                                """
                                {"apiVersion": "v1", "kind": "Service",
                                 "metadata": {"name": "%s", "namespace": "default"},
                                 "spec": {"type": "LoadBalancer", "loadBalancerClass": "%s",
                                          "selector": {"app": "%s"},
                                          "ports": [{"name": "web", "port": 80, "targetPort": 8080}]}}
                                """
                                        .formatted(name, CLASS, name)))
                .path("metadata")
                .path("uid")
                .asText();
    }

    /// Makes an EndpointSlice of a Service with one ready endpoint per address.
    ///
    /// @param nodeOf pod addresses and the names of their Nodes
    public void slice(String service, String uid, String name, Map<String, String> nodeOf) {
        ObjectNode slice = slice(service, uid, name, "IPv4");
        nodeOf.forEach((address, node) -> endpoint(slice, address, node, true));
        kubernetes.create(slice);
    }

    /// An EndpointSlice without endpoints, made nowhere.
    static ObjectNode slice(String service, String uid, String name, String family) {
        return json(
                """
                {"apiVersion": "discovery.k8s.io/v1", "kind": "EndpointSlice",
                 "metadata": {"name": "%s", "namespace": "default",
                              "labels": {"kubernetes.io/service-name": "%s"},
                              "ownerReferences": [{"apiVersion": "v1", "kind": "Service",
                                                   "name": "%s", "uid": "%s", "controller": true}]},
                 "addressType": "%s", "endpoints": [], "ports": [{"name": "web", "port": 8080}]}
                """
                        .formatted(name, service, service, uid, family));
    }

    /// Adds an endpoint to a slice.
    ///
    /// @return its conditions, to say more
    static ObjectNode endpoint(ObjectNode slice, String address, String node, boolean ready) {
        ObjectNode endpoint = slice.withArray("endpoints").addObject();
        endpoint.putArray("addresses").add(address);
        endpoint.put("nodeName", node);
        return endpoint.putObject("conditions").put("ready", ready);
    }

    /// How many requests there were that could have changed something in Azure.
    public long writes() {
        Collection<Map.Entry<String, Long>> all = azure.callCounts().entrySet();
        return all.stream()
                .filter(count -> !count.getKey().startsWith("GET "))
                .mapToLong(Map.Entry::getValue)
                .sum();
    }

    @Override
    public void close() {
        http.close();
        kubernetes.close();
        try {
            azure.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
