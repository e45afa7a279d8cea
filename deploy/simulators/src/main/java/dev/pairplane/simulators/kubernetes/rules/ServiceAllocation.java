package dev.pairplane.simulators.kubernetes.rules;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.pairplane.simulators.kubernetes.schema.Causes;
import dev.pairplane.simulators.kubernetes.schema.Json;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// Gives a Service its address families, its cluster addresses and its node ports.
final class ServiceAllocation {

    private static final String SINGLE = "SingleStack";
    private static final String PREFER_DUAL = "PreferDualStack";
    private static final String REQUIRE_DUAL = "RequireDualStack";

    private final ServiceAddresses addresses;
    private final Causes causes;
    private final ObjectNode service;
    private final ObjectNode spec;
    private final JsonNode old;
    private final String key;

    /// @param old the Service before, a missing node for a new one
    ServiceAllocation(ServiceAddresses addresses, Causes causes, ObjectNode service, JsonNode old) {
        this.addresses = addresses;
        this.causes = causes;
        this.service = service;
        this.spec = Json.child(service, "spec");
        this.old = old;
        this.key =
                Json.text(service, "metadata.namespace")
                        + "/"
                        + Json.text(service, "metadata.name");
    }

    void run() {
        if (ServiceDefaults.needsClusterIp(service)) {
            families();
            if (causes.found().isEmpty() && !headless()) {
                clusterIps();
            }
            if (headless()) {
                spec.putArray("clusterIPs").add("None");
            }
        }
        nodePorts();
        healthPort();
    }

    private boolean headless() {
        return "None".equals(spec.path("clusterIP").asText(""));
    }

    private void families() {
        List<String> wanted = new ArrayList<>(Json.texts(spec.path("ipFamilies")));
        List<String> ips = Json.texts(spec.path("clusterIPs"));
        String policy = spec.path("ipFamilyPolicy").asText("");
        boolean unselected = headless() && spec.path("selector").isEmpty();
        if (policy.isEmpty()) {
            policy = unselected ? REQUIRE_DUAL : SINGLE;
        }
        for (int i = wanted.size(); i < ips.size() && !headless(); i++) {
            wanted.add(Addresses.family(ips.get(i)));
        }
        for (int i = 0; i < wanted.size(); i++) {
            if (addresses.range(wanted.get(i)).isEmpty() && !unselected) {
                causes.invalid(
                        "spec.ipFamilies[" + i + "]",
                        wanted.get(i),
                        "not configured on this cluster");
            }
        }
        if (wanted.isEmpty()) {
            wanted.add(addresses.families().getFirst());
        }
        boolean dualCluster = addresses.families().size() > 1;
        switch (policy) {
            case SINGLE -> single(wanted, ips);
            case PREFER_DUAL -> {
                if (dualCluster) {
                    addSecond(wanted);
                }
            }
            case REQUIRE_DUAL -> {
                if (!dualCluster && !unselected) {
                    causes.invalid(
                            "spec.ipFamilyPolicy",
                            policy,
                            "this cluster is not configured for dual-stack services");
                }
                addSecond(wanted);
            }
            default ->
                    causes.unsupported(
                            "spec.ipFamilyPolicy",
                            policy,
                            List.of(PREFER_DUAL, REQUIRE_DUAL, SINGLE));
        }
        spec.set("ipFamilies", Json.array(wanted));
        spec.put("ipFamilyPolicy", policy);
    }

    /// A Service that becomes single loses its second family; one that never was cannot name two.
    private void single(List<String> wanted, List<String> ips) {
        boolean was = old.path("spec").path("ipFamilies").size() > 1;
        if (wanted.size() > 1 && !was) {
            causes.invalid(
                    "spec.ipFamilyPolicy",
                    SINGLE,
                    "must be 'RequireDualStack' or 'PreferDualStack' when multiple IP families are"
                            + " specified");
            return;
        }
        while (wanted.size() > 1) {
            wanted.removeLast();
        }
        if (ips.size() > 1) {
            spec.putArray("clusterIPs").add(ips.getFirst());
        }
    }

    private static void addSecond(List<String> wanted) {
        if (wanted.size() == 1) {
            wanted.add("IPv4".equals(wanted.getFirst()) ? "IPv6" : "IPv4");
        }
    }

    private void clusterIps() {
        List<String> families = Json.texts(spec.path("ipFamilies"));
        List<String> ips = new ArrayList<>(Json.texts(spec.path("clusterIPs")));
        List<String> before = Json.texts(old.path("spec").path("clusterIPs"));
        ArrayNode all =
                spec.path("clusterIPs").isArray()
                        ? (ArrayNode) spec.path("clusterIPs").deepCopy()
                        : Json.array();
        for (String ip : ips) {
            if (!before.contains(ip)) {
                check(ip, all);
            }
        }
        if (!causes.found().isEmpty()) {
            return;
        }
        for (int i = ips.size(); i < families.size(); i++) {
            addresses
                    .pick(families.get(i))
                    .ifPresentOrElse(
                            ips::add,
                            () ->
                                    causes.invalid(
                                            "spec.clusterIPs",
                                            all,
                                            "failed to allocate IP: range is full"));
        }
        spec.set("clusterIPs", Json.array(ips));
        if (!ips.isEmpty()) {
            spec.put("clusterIP", ips.getFirst());
        }
    }

    private void check(String ip, JsonNode all) {
        String failed = "failed to allocate IP " + ip + ": ";
        AddressRange range = addresses.range(Addresses.family(ip)).orElseThrow();
        if (Addresses.parse(ip).filter(range::contains).isEmpty()) {
            causes.invalid(
                    "spec.clusterIPs",
                    all,
                    failed + "the provided network does not match the current range");
        } else if (addresses.takenByAnother(ip, key)) {
            causes.invalid("spec.clusterIPs", all, failed + "provided IP is already allocated");
        }
    }

    private void nodePorts() {
        Set<Integer> used = new HashSet<>(ServiceAddresses.ports(service));
        Set<Integer> before = ServiceAddresses.ports(old);
        Map<Integer, Integer> byPort = new HashMap<>();
        boolean needed = ServiceDefaults.needsNodePort(service);
        int index = 0;
        for (JsonNode element : spec.path("ports")) {
            int asked = element.path("nodePort").asInt(0);
            String field = "spec.ports[" + index + "].nodePort";
            if (asked != 0 && !before.contains(asked)) {
                checkPort(field, asked);
            }
            if (asked != 0) {
                byPort.put(element.path("port").asInt(), asked);
            }
            index++;
        }
        for (JsonNode element : spec.path("ports")) {
            if (!needed || element.path("nodePort").asInt(0) != 0) {
                continue;
            }
            // TCP and UDP on one port share a node port.
            int port = element.path("port").asInt();
            Integer shared = byPort.get(port);
            int nodePort = shared == null ? addresses.pickPort(used).orElse(0) : shared;
            if (nodePort == 0) {
                causes.invalid("spec.ports", nodePort, "no node port is free");
                return;
            }
            used.add(nodePort);
            byPort.put(port, nodePort);
            ((ObjectNode) element).put("nodePort", nodePort);
        }
    }

    private void checkPort(String field, int port) {
        if (port < ServiceAddresses.FIRST_NODE_PORT || port > ServiceAddresses.LAST_NODE_PORT) {
            causes.invalid(
                    field,
                    port,
                    "provided port is not in the valid range. The range of valid ports is"
                            + " 30000-32767");
        } else if (addresses.portTakenByAnother(port, key)) {
            causes.invalid(field, port, "provided port is already allocated");
        }
    }

    private void healthPort() {
        if (ServiceDefaults.needsHealthPort(service)
                && spec.path("healthCheckNodePort").asInt(0) == 0) {
            addresses
                    .pickPort(ServiceAddresses.ports(service))
                    .ifPresent(port -> spec.put("healthCheckNodePort", port));
        }
    }
}
