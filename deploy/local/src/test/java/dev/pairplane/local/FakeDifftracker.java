package dev.pairplane.local;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.pairplane.simulators.kubernetes.KubernetesSimulator;
import dev.pairplane.simulators.kubernetes.patch.PatchType;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;

/// A naive controller that does what the demo expects of difftracker, or breaks one promise.
final class FakeDifftracker implements AutoCloseable {

    /// How it behaves.
    enum Behaviour {
        HONEST,
        /// Leaves public IPs behind.
        LEAKY,
        /// Brings addresses, and never takes one away.
        STICKY,
        /// Makes load balancers without holding their Services.
        CARELESS,
        /// Publishes an address that is not the load balancer's.
        LYING
    }

    private static final JsonMapper JSON = new JsonMapper();
    private static final String FINALIZER = "servicegateway.azure.com/service-cleanup";
    private static final String NETWORK =
            "/subscriptions/%s/resourceGroups/%s/providers/Microsoft.Network/"
                    .formatted(SimulatedAzure.SUBSCRIPTION, SimulatedAzure.GROUP);

    private final KubernetesSimulator kubernetes;
    private final KubernetesApi cluster;
    private final AzureApi view;
    private final JsonHttp azure;
    private final Behaviour behaviour;
    private final ScheduledExecutorService executor = Executors.newSingleThreadScheduledExecutor();

    FakeDifftracker(KubernetesSimulator kubernetes, SimulatedAzure cloud, Behaviour behaviour) {
        this.kubernetes = kubernetes;
        this.cluster = new KubernetesApi(kubernetes.port());
        this.view = new AzureApi(cloud);
        this.azure = new JsonHttp("Azure", cloud.endpoint(), "fake");
        this.behaviour = behaviour;
        ScheduledFuture<?> _ =
                executor.scheduleWithFixedDelay(this::reconcile, 0, 50, TimeUnit.MILLISECONDS);
    }

    private void reconcile() {
        try {
            ClusterPicture wanted = ClusterPicture.look(cluster);
            AzureApi.Picture there = view.look();
            for (Map.Entry<String, ClusterPicture.Served> entry : wanted.services().entrySet()) {
                if (!entry.getValue().deleting() && !there.services().contains(entry.getKey())) {
                    create(entry.getKey(), entry.getValue().name());
                }
            }
            locate(wanted, there);
            for (Map.Entry<String, ClusterPicture.Served> entry : wanted.services().entrySet()) {
                if (entry.getValue().deleting()) {
                    delete(entry.getKey(), entry.getValue().name());
                }
            }
        } catch (Exception e) {
            // Tried again; what does not come is what the demo has to notice.
            System.err.println("fake difftracker: " + e);
        }
    }

    private void create(String uid, String name) throws Exception {
        if (behaviour != Behaviour.CARELESS) {
            patch(name, "{\"metadata\": {\"finalizers\": [\"%s\"]}}".formatted(FINALIZER));
        }
        JsonNode ip =
                put(
                        "publicIPAddresses/" + uid + "-pip",
                        """
                        {"location": "eastus", "sku": {"name": "StandardV2"},
                         "properties": {"publicIPAllocationMethod": "Static", "publicIPAddressVersion": "IPv4"}}
                        """);
        put(
                "loadBalancers/" + uid,
                """
                {"location": "eastus", "sku": {"name": "Service"}, "properties": {"scope": "Public",
                  "frontendIPConfigurations": [{"name": "frontend", "properties": {"publicIPAddress": {"id": "%s"}}}],
                  "backendAddressPools": [{"name": "%s", "properties": {}}], "loadBalancingRules": []}}
                """
                        .formatted(ip.path("id").asText(), uid));
        update(
                "updateServices",
                """
                {"action": "PartialUpdate", "serviceRequests": [{"isDelete": false, "service": {"name": "%1$s",
                  "properties": {"serviceType": "Inbound", "loadBalancerBackendPools": [
                    {"id": "%2$sloadBalancers/%1$s/backendAddressPools/%1$s", "name": "%1$s",
                     "properties": {"virtualNetwork": {"id": "%2$svirtualNetworks/%3$s"}}}]}}}]}
                """
                        .formatted(uid, NETWORK, SimulatedAzure.NETWORK));
        String address =
                behaviour == Behaviour.LYING
                        ? "203.0.113.9"
                        : ip.path("properties").path("ipAddress").asText();
        kubernetes.patchStatus(
                "services",
                "default",
                name,
                PatchType.MERGE,
                JSON.readTree(
                        "{\"status\": {\"loadBalancer\": {\"ingress\": [{\"ip\": \"%s\"}]}}}"
                                .formatted(address)));
    }

    private void delete(String uid, String name) throws Exception {
        update(
                "updateServices",
                """
                {"action": "PartialUpdate", "serviceRequests": [{"isDelete": true, "service": {"name": "%s",
                  "properties": {"serviceType": "Inbound", "loadBalancerBackendPools": []}}}]}
                """
                        .formatted(uid));
        require(azure.send("DELETE", path("loadBalancers/" + uid)));
        if (behaviour != Behaviour.LEAKY) {
            require(azure.send("DELETE", path("publicIPAddresses/" + uid + "-pip")));
        }
        patch(name, "{\"metadata\": {\"finalizers\": null}}");
    }

    /// Says of each address in the gateway or wanted there what is wanted of it.
    private void locate(ClusterPicture wanted, AzureApi.Picture there) throws Exception {
        if (wanted.locations().equals(there.locations())) {
            return;
        }
        if (behaviour != Behaviour.STICKY) {
            send(there.locations(), (node, pod) -> List.of());
        }
        send(
                wanted.locations(),
                (node, pod) ->
                        List.copyOf(
                                wanted.locations().getOrDefault(node, new TreeMap<>()).get(pod)));
    }

    private interface Names {
        List<String> of(String node, String pod);
    }

    private void send(Map<String, ? extends Map<String, SortedSet<String>>> locations, Names names)
            throws Exception {
        List<String> entries = new ArrayList<>();
        locations.forEach((node, pods) -> {
            List<String> addresses = new ArrayList<>();
            pods.keySet()
                    .forEach(pod ->
                            addresses.add(
                                    "{\"address\": \"%s\", \"services\": [%s]}"
                                            .formatted(pod, quoted(names.of(node, pod)))));
            entries.add(
                    "{\"addressLocation\": \"%s\", \"addressUpdateAction\": \"PartialUpdate\", \"addresses\": [%s]}"
                            .formatted(node, String.join(",", addresses)));
        });
        if (!entries.isEmpty()) {
            update(
                    "updateAddressLocations",
                    "{\"action\": \"PartialUpdate\", \"addressLocations\": [%s]}"
                            .formatted(String.join(",", entries)));
        }
    }

    private static String quoted(List<String> names) {
        return names.isEmpty() ? "" : "\"" + String.join("\",\"", names) + "\"";
    }

    private void patch(String name, String patch) throws Exception {
        kubernetes.patch("services", "default", name, PatchType.MERGE, JSON.readTree(patch));
    }

    private JsonNode put(String resource, String body) throws Exception {
        return require(azure.send("PUT", path(resource), JSON.readTree(body), JsonHttp.JSON));
    }

    private void update(String call, String body) throws Exception {
        require(
                azure.send(
                        "POST",
                        path("serviceGateways/" + SimulatedAzure.GATEWAY + "/" + call),
                        JSON.readTree(body),
                        JsonHttp.JSON));
    }

    private static String path(String resource) {
        return SimulatedAzure.list(resource);
    }

    private static JsonNode require(JsonHttp.Answer answer) {
        if (!answer.isOk()) {
            throw new IllegalStateException(answer.toString());
        }
        return answer.body();
    }

    @Override
    public void close() {
        executor.shutdownNow();
        executor.close();
        view.close();
        cluster.close();
        azure.close();
    }
}
