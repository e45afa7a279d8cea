package dev.pairplane.simulators.kubernetes.http;

import com.fasterxml.jackson.databind.JsonNode;
import dev.pairplane.simulators.kubernetes.schema.Json;
import dev.pairplane.simulators.kubernetes.schema.ResourceType;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/// The columns of each resource's table.
final class Columns {

    private static final String NONE = "<none>";
    private static final String UNKNOWN = "<unknown>";

    private static final Map<ResourceType, List<Column>> ALL = new EnumMap<>(ResourceType.class);

    static {
        Column name = column("Name", (o, now) -> Json.text(o, "metadata.name"));
        Column age =
                column("Age", (o, now) -> age(Json.text(o, "metadata.creationTimestamp"), now));
        ALL.put(
                ResourceType.SERVICES,
                List.of(
                        name,
                        column("Type", (o, now) -> Json.text(o, "spec.type")),
                        column("Cluster-IP", (o, now) -> orNone(Json.text(o, "spec.clusterIP"))),
                        column("External-IP", (o, now) -> externalIp(o)),
                        column("Port(s)", (o, now) -> servicePorts(o)),
                        age,
                        wide("Selector", (o, now) -> pairs(o.path("spec").path("selector")))));
        ALL.put(
                ResourceType.PODS,
                List.of(
                        name,
                        column("Ready", (o, now) -> ready(o)),
                        column("Status", (o, now) -> podStatus(o)),
                        column("Restarts", (o, now) -> restarts(o)),
                        age,
                        wide("IP", (o, now) -> orNone(Json.text(o, "status.podIP"))),
                        wide("Node", (o, now) -> orNone(Json.text(o, "spec.nodeName"))),
                        wide(
                                "Nominated Node",
                                (o, now) -> orNone(Json.text(o, "status.nominatedNodeName"))),
                        wide("Readiness Gates", (o, now) -> readinessGates(o))));
        ALL.put(
                ResourceType.NODES,
                List.of(
                        name,
                        column("Status", (o, now) -> nodeStatus(o)),
                        column("Roles", (o, now) -> roles(o)),
                        age,
                        column(
                                "Version",
                                (o, now) -> Json.text(o, "status.nodeInfo.kubeletVersion")),
                        wide("Internal-IP", (o, now) -> nodeAddress(o, "InternalIP")),
                        wide("External-IP", (o, now) -> nodeAddress(o, "ExternalIP")),
                        wide(
                                "OS-Image",
                                (o, now) -> orUnknown(Json.text(o, "status.nodeInfo.osImage")))));
        ALL.put(
                ResourceType.NAMESPACES,
                List.of(name, column("Status", (o, now) -> Json.text(o, "status.phase")), age));
        ALL.put(
                ResourceType.EVENTS,
                List.of(
                        column("Last Seen", Columns::lastSeen),
                        column("Type", (o, now) -> Json.text(o, "type")),
                        column("Reason", (o, now) -> Json.text(o, "reason")),
                        column(
                                "Object",
                                (o, now) ->
                                        Json.text(o, "involvedObject.kind").toLowerCase(Locale.ROOT)
                                                + "/"
                                                + Json.text(o, "involvedObject.name")),
                        wide("Source", (o, now) -> Json.text(o, "source.component")),
                        column("Message", (o, now) -> Json.text(o, "message").strip()),
                        wide(
                                "Count",
                                (o, now) -> Integer.toString(Math.max(1, o.path("count").asInt()))),
                        wide("Name", (o, now) -> Json.text(o, "metadata.name"))));
        ALL.put(
                ResourceType.SECRETS,
                List.of(
                        name,
                        column("Type", (o, now) -> Json.text(o, "type")),
                        column("Data", (o, now) -> Integer.toString(o.path("data").size())),
                        age));
        ALL.put(
                ResourceType.CONFIGMAPS,
                List.of(
                        name,
                        column(
                                "Data",
                                (o, now) ->
                                        Integer.toString(
                                                o.path("data").size()
                                                        + o.path("binaryData").size())),
                        age));
        ALL.put(
                ResourceType.ENDPOINTSLICES,
                List.of(
                        name,
                        column("AddressType", (o, now) -> Json.text(o, "addressType")),
                        column("Ports", (o, now) -> slicePorts(o)),
                        column("Endpoints", (o, now) -> endpoints(o)),
                        age));
        ALL.put(
                ResourceType.LEASES,
                List.of(
                        name,
                        column("Holder", (o, now) -> Json.text(o, "spec.holderIdentity")),
                        age));
    }

    private Columns() {}

    /// @param wide whether it is shown only when asked for
    record Column(String name, boolean wide, Cell cell) {}

    @FunctionalInterface
    interface Cell {
        String of(JsonNode object, Instant now);
    }

    static List<Column> of(ResourceType type) {
        return ALL.getOrDefault(type, List.of());
    }

    private static Column column(String name, Cell cell) {
        return new Column(name, false, cell);
    }

    private static Column wide(String name, Cell cell) {
        return new Column(name, true, cell);
    }

    private static String orNone(String text) {
        return text.isEmpty() ? NONE : text;
    }

    private static String orUnknown(String text) {
        return text.isEmpty() ? UNKNOWN : text;
    }

    /// A span of time in the two units that matter.
    static String age(String since, Instant now) {
        Instant start;
        try {
            start = Instant.parse(since);
        } catch (DateTimeParseException e) {
            return UNKNOWN;
        }
        long seconds = Math.max(0, Duration.between(start, now).toSeconds());
        if (seconds < 120) {
            return seconds + "s";
        }
        if (seconds < 600) {
            return seconds / 60 + "m" + (seconds % 60 == 0 ? "" : seconds % 60 + "s");
        }
        if (seconds < 3 * 3600) {
            return seconds / 60 + "m";
        }
        long hours = seconds / 3600;
        if (hours < 8) {
            return hours + "h" + (seconds % 3600 < 60 ? "" : seconds % 3600 / 60 + "m");
        }
        if (hours < 48) {
            return hours + "h";
        }
        long days = hours / 24;
        return days < 8 && hours % 24 != 0 ? days + "d" + hours % 24 + "h" : days + "d";
    }

    private static String readinessGates(JsonNode pod) {
        JsonNode gates = pod.path("spec").path("readinessGates");
        if (gates.isEmpty()) {
            return NONE;
        }
        Set<String> fulfilled = new HashSet<>();
        for (JsonNode condition : pod.path("status").path("conditions")) {
            if ("True".equals(Json.text(condition, "status"))) {
                fulfilled.add(Json.text(condition, "type"));
            }
        }
        int open = 0;
        for (JsonNode gate : gates) {
            open += fulfilled.contains(Json.text(gate, "conditionType")) ? 1 : 0;
        }
        return open + "/" + gates.size();
    }

    private static String lastSeen(JsonNode event, Instant now) {
        for (String field : List.of("lastTimestamp", "firstTimestamp", "eventTime")) {
            if (event.path(field).isTextual()) {
                return age(event.path(field).asText(), now);
            }
        }
        return UNKNOWN;
    }

    private static String externalIp(JsonNode service) {
        List<String> ips = new ArrayList<>();
        switch (Json.text(service, "spec.type")) {
            case "LoadBalancer" -> {
                for (JsonNode ingress : Json.at(service, "status.loadBalancer.ingress")) {
                    String ip = ingress.path("ip").asText("");
                    ips.add(ip.isEmpty() ? ingress.path("hostname").asText("") : ip);
                }
                ips.addAll(Json.texts(service.path("spec").path("externalIPs")));
                if (ips.isEmpty()) {
                    return "<pending>";
                }
            }
            case "ExternalName" -> {
                return Json.text(service, "spec.externalName");
            }
            default -> ips.addAll(Json.texts(service.path("spec").path("externalIPs")));
        }
        return orNone(String.join(",", ips));
    }

    private static String servicePorts(JsonNode service) {
        return orNone(
                service.path("spec")
                        .path("ports")
                        .valueStream()
                        .map(port ->
                                port.path("port").asText()
                                        + (port.has("nodePort")
                                                ? ":" + port.path("nodePort").asText()
                                                : "")
                                        + "/"
                                        + port.path("protocol").asText())
                        .collect(Collectors.joining(",")));
    }

    private static String pairs(JsonNode map) {
        return orNone(
                map.properties().stream()
                        .map(entry -> entry.getKey() + "=" + entry.getValue().asText())
                        .collect(Collectors.joining(",")));
    }

    private static String ready(JsonNode pod) {
        long ready =
                Json.at(pod, "status.containerStatuses")
                        .valueStream()
                        .filter(status -> status.path("ready").asBoolean())
                        .count();
        return ready + "/" + pod.path("spec").path("containers").size();
    }

    private static String podStatus(JsonNode pod) {
        if (pod.path("metadata").has("deletionTimestamp")) {
            return "Terminating";
        }
        String reason = Json.text(pod, "status.reason");
        return reason.isEmpty() ? Json.text(pod, "status.phase") : reason;
    }

    private static String restarts(JsonNode pod) {
        return Integer.toString(
                Json.at(pod, "status.containerStatuses")
                        .valueStream()
                        .mapToInt(status -> status.path("restartCount").asInt())
                        .sum());
    }

    private static String nodeStatus(JsonNode node) {
        String status = "Unknown";
        for (JsonNode condition : Json.at(node, "status.conditions")) {
            if ("Ready".equals(condition.path("type").asText())) {
                status = "True".equals(condition.path("status").asText()) ? "Ready" : "NotReady";
            }
        }
        return Json.at(node, "spec.unschedulable").asBoolean()
                ? status + ",SchedulingDisabled"
                : status;
    }

    private static String roles(JsonNode node) {
        String prefix = "node-role.kubernetes.io/";
        return orNone(
                Json.at(node, "metadata.labels").properties().stream()
                        .map(Map.Entry::getKey)
                        .filter(label -> label.startsWith(prefix))
                        .map(label -> label.substring(prefix.length()))
                        .sorted()
                        .collect(Collectors.joining(",")));
    }

    private static String nodeAddress(JsonNode node, String type) {
        for (JsonNode address : Json.at(node, "status.addresses")) {
            if (type.equals(address.path("type").asText())) {
                return address.path("address").asText();
            }
        }
        return NONE;
    }

    private static String slicePorts(JsonNode slice) {
        return shortened(
                slice.path("ports").valueStream().map(port -> port.path("port").asText()).toList());
    }

    private static String endpoints(JsonNode slice) {
        List<String> addresses = new ArrayList<>();
        for (JsonNode endpoint : slice.path("endpoints")) {
            addresses.addAll(Json.texts(endpoint.path("addresses")));
        }
        return shortened(addresses);
    }

    private static String shortened(List<String> values) {
        int shown = 3;
        if (values.isEmpty()) {
            return "<unset>";
        }
        String text = values.stream().limit(shown).collect(Collectors.joining(","));
        return values.size() > shown ? text + " + " + (values.size() - shown) + " more..." : text;
    }
}
