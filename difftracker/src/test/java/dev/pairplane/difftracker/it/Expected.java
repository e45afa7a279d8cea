package dev.pairplane.difftracker.it;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/// What the cluster's objects ask of Azure, worked out by the rules of the specification and
/// without the controller's code.
///
/// @param services by UID, every Service that has to be served
/// @param refused by UID, the Services of ours whose present shape is refused; what was admitted of
///   them earlier may be in force
/// @param unwanted all other Services
record Expected(
        Map<String, Wanted> services,
        Map<String, Wanted> refused,
        Map<String, ObjectNode> unwanted) {

    static final String IDLE = "service.beta.kubernetes.io/azure-load-balancer-tcp-idle-timeout";
    static final String INTERNAL = "service.beta.kubernetes.io/azure-load-balancer-internal";

    /// @param rules `Tcp 80 -> 8080, 4 min, None`
    /// @param addresses each with the location it is behind
    record Wanted(
            ObjectNode service,
            String family,
            SortedSet<String> rules,
            SortedMap<String, String> addresses) {}

    /// Reads the cluster as it is now.
    static Expected of(World world) {
        var cluster = world.kubernetes();
        Map<String, JsonNode> nodes = new HashMap<>();
        cluster.list("nodes", "")
                .forEach(node -> nodes.put(node.path("metadata").path("name").asText(), node));
        List<ObjectNode> slices = cluster.list("endpointslices", "");
        Map<String, Wanted> wanted = new TreeMap<>();
        Map<String, Wanted> refused = new TreeMap<>();
        Map<String, ObjectNode> unwanted = new TreeMap<>();
        for (ObjectNode service : cluster.list("services", "")) {
            JsonNode metadata = service.path("metadata");
            String uid = metadata.path("uid").asText().toLowerCase(Locale.ROOT);
            JsonNode spec = service.path("spec");
            boolean ours =
                    spec.path("type").asText().equals("LoadBalancer")
                            && spec.path("loadBalancerClass").asText("").equals(World.CLASS);
            if (!ours || metadata.has("deletionTimestamp")) {
                unwanted.put(uid, service);
                continue;
            }
            String family = spec.path("ipFamilies").path(0).asText("IPv4");
            SortedMap<String, String> addresses = new TreeMap<>();
            for (ObjectNode slice : slices) {
                if (belongs(slice, metadata) && slice.path("addressType").asText().equals(family)) {
                    locate(slice, family, nodes, addresses);
                }
            }
            var all = new Wanted(service, family, rules(service), addresses);
            boolean spoilt = metadata.path("annotations").path(INTERNAL).asText("").equals("true");
            (spoilt ? refused : wanted).put(uid, all);
        }
        return new Expected(wanted, refused, unwanted);
    }

    private static SortedSet<String> rules(ObjectNode service) {
        JsonNode spec = service.path("spec");
        String idle = service.path("metadata").path("annotations").path(IDLE).asText("4");
        boolean sticky = spec.path("sessionAffinity").asText("None").equals("ClientIP");
        SortedSet<String> rules = new TreeSet<>();
        for (JsonNode port : spec.path("ports")) {
            rules.add(
                    "%s %d -> %d, %s min, %s"
                            .formatted(
                                    port.path("protocol").asText("TCP").equals("UDP")
                                            ? "Udp"
                                            : "Tcp",
                                    port.path("port").asInt(),
                                    port.path("targetPort").asInt(),
                                    idle,
                                    sticky ? "SourceIP" : "Default"));
        }
        return rules;
    }

    private static boolean belongs(ObjectNode slice, JsonNode service) {
        if (!slice.path("metadata").path("namespace").equals(service.path("namespace"))) {
            return false;
        }
        for (JsonNode owner : slice.path("metadata").path("ownerReferences")) {
            if (owner.path("kind").asText().equals("Service")
                    && owner.path("apiVersion").asText().equals("v1")
                    && owner.path("controller").asBoolean()
                    && owner.path("name").equals(service.path("name"))
                    && owner.path("uid").equals(service.path("uid"))) {
                return true;
            }
        }
        return false;
    }

    private static void locate(
            ObjectNode slice,
            String family,
            Map<String, JsonNode> nodes,
            SortedMap<String, String> addresses) {
        for (JsonNode endpoint : slice.path("endpoints")) {
            JsonNode said = endpoint.path("conditions");
            boolean counts =
                    said.path("ready").asBoolean(true)
                            && !(said.path("terminating").asBoolean(false)
                                    && !said.path("serving").asBoolean(true));
            String location = location(nodes.get(endpoint.path("nodeName").asText("")), family);
            if (counts && location != null) {
                for (JsonNode address : endpoint.path("addresses")) {
                    addresses.put(address.asText(), location);
                }
            }
        }
    }

    private static @Nullable String location(@Nullable JsonNode node, String family) {
        if (node == null) {
            return null;
        }
        for (JsonNode address : node.path("status").path("addresses")) {
            String text = address.path("address").asText();
            if (address.path("type").asText().equals("InternalIP")
                    && family.equals(text.indexOf(':') < 0 ? "IPv4" : "IPv6")) {
                return text;
            }
        }
        return null;
    }
}
