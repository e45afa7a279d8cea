package dev.pairplane.simulators.kubernetes.rules;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.IntNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.pairplane.simulators.kubernetes.schema.Json;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// What the server fills in, carries over and drops in a Service before it looks at it.
final class ServiceDefaults {

    private static final int AFFINITY_SECONDS = 10_800;

    private ServiceDefaults() {}

    static String type(JsonNode service) {
        return service.path("spec").path("type").asText("ClusterIP");
    }

    static boolean isLoadBalancer(JsonNode service) {
        return "LoadBalancer".equals(type(service));
    }

    static boolean needsClusterIp(JsonNode service) {
        return !"ExternalName".equals(type(service));
    }

    static boolean needsNodePort(JsonNode service) {
        return "NodePort".equals(type(service))
                || (isLoadBalancer(service)
                        && service.path("spec")
                                .path("allocateLoadBalancerNodePorts")
                                .asBoolean(true));
    }

    static boolean needsHealthPort(JsonNode service) {
        return isLoadBalancer(service)
                && "Local".equals(service.path("spec").path("externalTrafficPolicy").asText(""));
    }

    static boolean externallyAccessible(JsonNode service) {
        String type = type(service);
        return "NodePort".equals(type)
                || "LoadBalancer".equals(type)
                || ("ClusterIP".equals(type)
                        && !service.path("spec").path("externalIPs").isEmpty());
    }

    /// What is filled in on every write.
    static void fill(ObjectNode service) {
        ObjectNode spec = Json.child(service, "spec");
        Json.child(Json.child(service, "status"), "loadBalancer");
        dropZeros(spec);
        putIfAbsent(spec, "sessionAffinity", "None");
        if ("None".equals(spec.path("sessionAffinity").asText())) {
            spec.remove("sessionAffinityConfig");
        } else if (spec.path("sessionAffinityConfig")
                .path("clientIP")
                .path("timeoutSeconds")
                .isMissingNode()) {
            spec.putObject("sessionAffinityConfig")
                    .putObject("clientIP")
                    .put("timeoutSeconds", AFFINITY_SECONDS);
        }
        putIfAbsent(spec, "type", "ClusterIP");
        for (JsonNode element : spec.path("ports")) {
            if (element instanceof ObjectNode port) {
                putIfAbsent(port, "protocol", "TCP");
                String target = port.path("targetPort").asText("");
                if (target.isEmpty() || "0".equals(target)) {
                    port.set("targetPort", IntNode.valueOf(port.path("port").asInt()));
                }
            }
        }
        if (externallyAccessible(service)) {
            putIfAbsent(spec, "externalTrafficPolicy", "Cluster");
        }
        if (needsClusterIp(service)) {
            putIfAbsent(spec, "internalTrafficPolicy", "Cluster");
        }
        if (isLoadBalancer(service)) {
            if (!spec.has("allocateLoadBalancerNodePorts")) {
                spec.put("allocateLoadBalancerNodePorts", true);
            }
            for (JsonNode ingress : Json.at(service, "status.loadBalancer.ingress")) {
                if (!ingress.path("ip").asText("").isEmpty()) {
                    putIfAbsent((ObjectNode) ingress, "ipMode", "VIP");
                }
            }
        }
    }

    /// A typed server does not show these when they are zero.
    private static void dropZeros(ObjectNode spec) {
        for (String field :
                List.of(
                        "clusterIP",
                        "loadBalancerIP",
                        "externalName",
                        "externalTrafficPolicy",
                        "type",
                        "sessionAffinity")) {
            if (spec.path(field).isTextual() && spec.path(field).asText().isEmpty()) {
                spec.remove(field);
            }
        }
        if (spec.path("healthCheckNodePort").asInt(-1) == 0) {
            spec.remove("healthCheckNodePort");
        }
        if (spec.has("publishNotReadyAddresses")
                && !spec.path("publishNotReadyAddresses").asBoolean()) {
            spec.remove("publishNotReadyAddresses");
        }
        for (JsonNode port : spec.path("ports")) {
            if (port.path("nodePort").asInt(-1) == 0) {
                ((ObjectNode) port).remove("nodePort");
            }
            if (port.path("name").isTextual() && port.path("name").asText().isEmpty()) {
                ((ObjectNode) port).remove("name");
            }
        }
    }

    private static void putIfAbsent(ObjectNode node, String field, String value) {
        if (node.path(field).asText("").isEmpty()) {
            node.put(field, value);
        }
    }

    /// The two ways to say the cluster address follow each other.
    static void alignClusterIps(ObjectNode service, JsonNode old) {
        ObjectNode spec = Json.child(service, "spec");
        String now = spec.path("clusterIP").asText("");
        if (old.isMissingNode()) {
            if (!now.isEmpty() && spec.path("clusterIPs").isEmpty()) {
                spec.putArray("clusterIPs").add(now);
            }
            return;
        }
        boolean sameList = spec.path("clusterIPs").equals(old.path("spec").path("clusterIPs"));
        if (!now.equals(Json.text(old, "spec.clusterIP"))
                && (sameList || spec.path("clusterIPs").isEmpty())) {
            if (now.isEmpty()) {
                spec.remove("clusterIPs");
            } else {
                spec.putArray("clusterIPs").add(now);
            }
        }
    }

    /// What a client that replaces a Service need not repeat.
    static void carryOver(ObjectNode service, JsonNode old) {
        ObjectNode spec = Json.child(service, "spec");
        JsonNode oldSpec = old.path("spec");
        if (needsClusterIp(old) && needsClusterIp(service)) {
            if (spec.path("clusterIP").asText("").isEmpty() && oldSpec.has("clusterIP")) {
                spec.set("clusterIP", oldSpec.path("clusterIP"));
            }
            if (spec.path("clusterIPs").isEmpty()
                    && spec.path("clusterIP").equals(oldSpec.path("clusterIP"))) {
                spec.set("clusterIPs", oldSpec.path("clusterIPs").deepCopy());
            }
        }
        if (needsNodePort(old) && needsNodePort(service)) {
            carryOverNodePorts(service, old);
        }
        if (needsHealthPort(old) && needsHealthPort(service) && !spec.has("healthCheckNodePort")) {
            spec.set("healthCheckNodePort", oldSpec.path("healthCheckNodePort"));
        }
    }

    private static void carryOverNodePorts(ObjectNode service, JsonNode old) {
        Set<Integer> used = new HashSet<>(ServiceAddresses.ports(service));
        Map<String, Integer> byName = new HashMap<>();
        for (JsonNode port : old.path("spec").path("ports")) {
            byName.put(port.path("name").asText(""), port.path("nodePort").asInt(0));
        }
        for (JsonNode port : service.path("spec").path("ports")) {
            int before = byName.getOrDefault(port.path("name").asText(""), 0);
            if (port.path("nodePort").asInt(0) == 0 && before != 0 && used.add(before)) {
                ((ObjectNode) port).put("nodePort", before);
            }
        }
    }

    /// What no longer applies after a change of type goes, unless the client changed it too: then
    /// it is refused.
    static void dropWhatTypeForbids(ObjectNode service, JsonNode old) {
        ObjectNode spec = Json.child(service, "spec");
        JsonNode oldSpec = old.path("spec");
        if (needsClusterIp(old) && !needsClusterIp(service)) {
            for (String field :
                    List.of(
                            "clusterIP",
                            "clusterIPs",
                            "ipFamilies",
                            "ipFamilyPolicy",
                            "internalTrafficPolicy")) {
                dropIfSame(spec, oldSpec, field);
            }
        }
        if (needsNodePort(old)
                && !needsNodePort(service)
                && nodePorts(spec).equals(nodePorts(oldSpec))) {
            spec.path("ports").forEach(port -> ((ObjectNode) port).remove("nodePort"));
        }
        if (needsHealthPort(old) && !needsHealthPort(service)) {
            dropIfSame(spec, oldSpec, "healthCheckNodePort");
        }
        if (isLoadBalancer(old) && !isLoadBalancer(service)) {
            dropIfSame(spec, oldSpec, "allocateLoadBalancerNodePorts");
            dropIfSame(spec, oldSpec, "loadBalancerClass");
        }
        if (externallyAccessible(old) && !externallyAccessible(service)) {
            dropIfSame(spec, oldSpec, "externalTrafficPolicy");
        }
        if (!isLoadBalancer(service)) {
            Json.child(service, "status").putObject("loadBalancer");
        }
    }

    private static void dropIfSame(ObjectNode spec, JsonNode old, String field) {
        if (spec.path(field).equals(old.path(field))) {
            spec.remove(field);
        }
    }

    private static ArrayNode nodePorts(JsonNode spec) {
        ArrayNode result = Json.array();
        spec.path("ports").forEach(port -> result.add(port.path("nodePort").asInt(0)));
        return result;
    }
}
