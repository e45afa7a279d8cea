package dev.pairplane.local;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/// What there is in the cluster, as far as Azure should follow it. The demo works this out by
/// itself: what it verifies must not depend on what it verifies.
///
/// @param services by UID, those of the class only
/// @param locations node address, pod address, UIDs of the Services that want it routed there
record ClusterPicture(
        SortedMap<String, Served> services,
        SortedMap<String, SortedMap<String, SortedSet<String>>> locations) {

    /// A Service.
    ///
    /// @param deleting whether it only waits for its finalizers
    /// @param addresses what its status shows
    record Served(String name, boolean deleting, List<String> finalizers, List<String> addresses) {}

    static ClusterPicture look(KubernetesApi kubernetes)
            throws Failure, InterruptedException, JsonHttp.NoAnswer {
        SortedMap<String, Served> services = new TreeMap<>();
        for (JsonNode service : items(kubernetes, "/api/v1/services")) {
            if (service.path("spec").path("loadBalancerClass").asText().equals(Difftracker.CLASS)) {
                services.put(uid(service.path("metadata")), served(service));
            }
        }
        Map<String, String> nodes = new HashMap<>();
        for (JsonNode node : items(kubernetes, "/api/v1/nodes")) {
            for (JsonNode address : node.path("status").path("addresses")) {
                if (address.path("type").asText().equals("InternalIP")) {
                    nodes.put(
                            node.path("metadata").path("name").asText(),
                            address.path("address").asText());
                }
            }
        }
        SortedMap<String, SortedMap<String, SortedSet<String>>> locations = new TreeMap<>();
        for (JsonNode slice : items(kubernetes, "/apis/discovery.k8s.io/v1/endpointslices")) {
            String owner = uid(slice.path("metadata").path("ownerReferences").path(0));
            Served service = services.get(owner);
            if (service != null && !service.deleting()) {
                locate(slice, owner, nodes, locations);
            }
        }
        return new ClusterPicture(services, locations);
    }

    private static void locate(
            JsonNode slice,
            String owner,
            Map<String, String> nodes,
            SortedMap<String, SortedMap<String, SortedSet<String>>> locations) {
        for (JsonNode endpoint : slice.path("endpoints")) {
            String node = nodes.get(endpoint.path("nodeName").asText());
            if (node == null || !endpoint.path("conditions").path("ready").asBoolean(true)) {
                continue;
            }
            for (JsonNode address : endpoint.path("addresses")) {
                locations
                        .computeIfAbsent(node, _ -> new TreeMap<>())
                        .computeIfAbsent(address.asText(), _ -> new TreeSet<>())
                        .add(owner);
            }
        }
    }

    private static Served served(JsonNode service) {
        JsonNode metadata = service.path("metadata");
        List<String> finalizers = new ArrayList<>();
        metadata.path("finalizers").forEach(f -> finalizers.add(f.asText()));
        List<String> addresses = new ArrayList<>();
        service.path("status")
                .path("loadBalancer")
                .path("ingress")
                .forEach(ingress -> addresses.add(ingress.path("ip").asText()));
        return new Served(
                metadata.path("name").asText(),
                metadata.has("deletionTimestamp"),
                finalizers,
                addresses);
    }

    private static String uid(JsonNode metadata) {
        return metadata.path("uid").asText().toLowerCase(Locale.ROOT);
    }

    private static JsonNode items(KubernetesApi kubernetes, String path)
            throws Failure, InterruptedException, JsonHttp.NoAnswer {
        return kubernetes
                .get(path)
                .orElseThrow(() -> new Failure("the Kubernetes simulator has no " + path))
                .path("items");
    }

    /// The UID of the Service of that name.
    String uid(String name) throws Failure {
        return services.entrySet().stream()
                .filter(entry -> entry.getValue().name().equals(name))
                .map(Map.Entry::getKey)
                .findFirst()
                .orElseThrow(() -> new Failure("the Service " + name + " is not in the cluster"));
    }

    /// Where Azure is not what the cluster wants; empty when it is exactly that.
    ///
    /// @param before what was in Azure before anything was wanted
    List<String> differences(AzureApi.Picture azure, AzureApi.Picture before) {
        List<String> differences = new ArrayList<>();
        SortedSet<String> balancers = new TreeSet<>(before.loadBalancers().keySet());
        SortedSet<String> registrations = new TreeSet<>(before.services());
        SortedSet<String> publicIps = new TreeSet<>(before.publicIps().keySet());
        services.forEach((uid, service) -> {
            if (service.deleting()) {
                differences.add("the Service %s is still there".formatted(service.name()));
                return;
            }
            balancers.add(uid);
            registrations.add(uid);
            publicIps.add(azure.loadBalancers().getOrDefault(uid, "of " + service.name()));
            String address = azure.address(uid);
            if (address.isEmpty()) {
                differences.add("the Service %s has no address in Azure".formatted(service.name()));
            } else if (!service.addresses().equals(List.of(address))) {
                differences.add(
                        "the Service %s shows %s, and Azure has %s"
                                .formatted(service.name(), service.addresses(), address));
            }
        });
        compare("load balancers", balancers, azure.loadBalancers().keySet(), differences);
        compare("public IPs", publicIps, azure.publicIps().keySet(), differences);
        compare("registrations", registrations, azure.services(), differences);
        if (!locations.equals(azure.locations())) {
            differences.add(
                    "the gateway routes %s, and the cluster wants %s"
                            .formatted(azure.locations(), locations));
        }
        return differences;
    }

    private static void compare(
            String what,
            SortedSet<String> wanted,
            java.util.Set<String> there,
            List<String> differences) {
        SortedSet<String> missing = new TreeSet<>(wanted);
        missing.removeAll(there);
        SortedSet<String> left = new TreeSet<>(there);
        left.removeAll(wanted);
        if (!missing.isEmpty()) {
            differences.add("missing %s: %s".formatted(what, missing));
        }
        if (!left.isEmpty()) {
            differences.add("%s that belong to nobody: %s".formatted(what, left));
        }
    }
}
