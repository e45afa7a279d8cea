package dev.pairplane.difftracker.it;

import com.fasterxml.jackson.databind.JsonNode;
import dev.pairplane.simulators.azure.gateway.GatewayLocation;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// What a gateway must hold once a cluster has been quiet for as long as vanished Nodes are held:
/// by location, by address, the UIDs of the Services. Worked out from the API server's JSON alone,
/// by the letter of the rules (T-14, T-15), with nothing of the controller's.
record WantedAddresses(SortedMap<String, SortedMap<String, SortedSet<String>>> byLocation) {
    private static final String CLASS = "pairplane.dev/service-gateway";

    /// @param refused names of Services that were never admitted
    static WantedAddresses of(RealCluster.Objects objects, Set<String> refused) {
        var wanted = new WantedAddresses(new TreeMap<>());
        Map<String, JsonNode> nodes =
                objects.nodes().stream()
                        .collect(Collectors.toMap(n -> n.at("/metadata/name").asText(), n -> n));
        for (JsonNode service : objects.services()) {
            JsonNode spec = service.path("spec");
            if (!spec.path("type").asText().equals("LoadBalancer")
                    || !spec.path("loadBalancerClass").asText().equals(CLASS)
                    || service.path("metadata").has("deletionTimestamp")
                    || refused.contains(service.at("/metadata/name").asText())) {
                continue;
            }
            for (JsonNode slice : objects.slices()) {
                if (owns(service, slice)) {
                    wanted.add(service, slice, nodes);
                }
            }
        }
        return wanted;
    }

    /// What a gateway holds.
    static WantedAddresses held(Collection<GatewayLocation> locations) {
        var held = new WantedAddresses(new TreeMap<>());
        for (GatewayLocation location : locations) {
            location.addresses()
                    .forEach((address, services) ->
                            services.forEach(uid -> held.put(location.location(), address, uid)));
        }
        return held;
    }

    private static boolean owns(JsonNode service, JsonNode slice) {
        JsonNode meta = service.path("metadata");
        if (!slice.at("/metadata/namespace").equals(meta.path("namespace"))
                || !slice.path("addressType").equals(service.at("/spec/ipFamilies/0"))) {
            return false;
        }
        for (JsonNode owner : slice.at("/metadata/ownerReferences")) {
            if (owner.path("apiVersion").asText().equals("v1")
                    && owner.path("kind").asText().equals("Service")
                    && owner.path("controller").asBoolean()
                    && owner.path("name").equals(meta.path("name"))
                    && owner.path("uid").equals(meta.path("uid"))) {
                return true;
            }
        }
        return false;
    }

    private void add(JsonNode service, JsonNode slice, Map<String, JsonNode> nodes) {
        boolean six = slice.path("addressType").asText().equals("IPv6");
        for (JsonNode endpoint : slice.path("endpoints")) {
            JsonNode conditions = endpoint.path("conditions");
            boolean counts =
                    conditions.path("ready").asBoolean(true)
                            && !(conditions.path("terminating").asBoolean(false)
                                    && !conditions.path("serving").asBoolean(true));
            Optional<String> location =
                    internalAddress(nodes.get(endpoint.path("nodeName").asText()), six);
            if (counts && location.isPresent()) {
                for (JsonNode address : endpoint.path("addresses")) {
                    put(
                            location.orElseThrow(),
                            address.asText(),
                            service.at("/metadata/uid").asText());
                }
            }
        }
    }

    private static Optional<String> internalAddress(@Nullable JsonNode node, boolean six) {
        if (node != null) {
            for (JsonNode address : node.at("/status/addresses")) {
                String text = address.path("address").asText();
                if (address.path("type").asText().equals("InternalIP")
                        && text.contains(":") == six) {
                    return Optional.of(text);
                }
            }
        }
        return Optional.empty();
    }

    private void put(String location, String address, String uid) {
        byLocation
                .computeIfAbsent(location, _ -> new TreeMap<>())
                .computeIfAbsent(address, _ -> new TreeSet<>())
                .add(uid);
    }

    int addresses() {
        return byLocation.values().stream().mapToInt(Map::size).sum();
    }

    boolean hasAddress(String address) {
        return byLocation.values().stream().anyMatch(at -> at.containsKey(address));
    }

    boolean names(String uid) {
        return byLocation.values().stream()
                .flatMap(at -> at.values().stream())
                .anyMatch(uids -> uids.contains(uid));
    }

    /// What one has and the other has not, for messages; empty when they are equal.
    String difference(WantedAddresses held) {
        SortedSet<String> missing = lines();
        missing.removeAll(held.lines());
        SortedSet<String> surplus = held.lines();
        surplus.removeAll(lines());
        return missing.isEmpty() && surplus.isEmpty()
                ? ""
                : "missing in Azure: " + missing + "\nsurplus in Azure: " + surplus;
    }

    private SortedSet<String> lines() {
        var lines = new TreeSet<String>();
        byLocation.forEach((location, addresses) ->
                addresses.forEach(
                        (address, uids) -> lines.add(location + " " + address + " " + uids)));
        return lines;
    }
}
