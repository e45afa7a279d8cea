package dev.pairplane.simulators.kubernetes.rules;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.pairplane.simulators.kubernetes.schema.Causes;
import java.net.InetAddress;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/// Defaults and checks of EndpointSlices.
final class SliceRules {

    private static final int MAX_ENDPOINTS = 1_000;
    private static final int MAX_ADDRESSES = 100;
    private static final int MAX_PORTS = 20_000;

    private SliceRules() {}

    static void fill(ObjectNode slice) {
        for (JsonNode element : slice.path("ports")) {
            ObjectNode port = (ObjectNode) element;
            if (!port.has("name")) {
                port.put("name", "");
            }
            if (!port.has("protocol")) {
                port.put("protocol", "TCP");
            }
        }
        for (String list : List.of("endpoints", "ports")) {
            if (slice.path(list).isEmpty()) {
                slice.putNull(list);
            }
        }
        for (JsonNode endpoint : slice.path("endpoints")) {
            if (!endpoint.has("conditions")) {
                ((ObjectNode) endpoint).putObject("conditions");
            }
        }
    }

    /// @param old the slice before, a missing node for a new one: what was accepted once is not
    ///   looked at again
    static void check(Causes causes, JsonNode slice, JsonNode old) {
        String type = slice.path("addressType").asText("");
        if (type.isEmpty()) {
            causes.required("addressType", "");
        } else if (!Set.of("IPv4", "IPv6", "FQDN").contains(type)) {
            causes.unsupported("addressType", type, List.of("FQDN", "IPv4", "IPv6"));
        }
        JsonNode endpoints = slice.path("endpoints");
        if (endpoints.size() > MAX_ENDPOINTS) {
            causes.tooMany("endpoints", endpoints.size(), MAX_ENDPOINTS);
        } else if (!endpoints.equals(old.path("endpoints"))) {
            for (int i = 0; i < endpoints.size(); i++) {
                endpoint(causes, endpoints.path(i), type, "endpoints[" + i + "]");
            }
        }
        ports(causes, slice.path("ports"));
    }

    private static void endpoint(Causes causes, JsonNode endpoint, String type, String field) {
        JsonNode addresses = endpoint.path("addresses");
        if (addresses.isEmpty()) {
            causes.required(field + ".addresses", "must contain at least 1 address");
        } else if (addresses.size() > MAX_ADDRESSES) {
            causes.tooMany(field + ".addresses", addresses.size(), MAX_ADDRESSES);
        }
        for (int i = 0; i < addresses.size(); i++) {
            address(causes, addresses.path(i).asText(), type, field + ".addresses", i);
        }
        if (endpoint.has("nodeName") && !Names.isSubdomain(endpoint.path("nodeName").asText())) {
            Names.dnsSubdomain(causes, endpoint.path("nodeName").asText(), field + ".nodeName");
        }
        if (endpoint.has("hostname")) {
            Names.dnsLabel(causes, endpoint.path("hostname").asText(), field + ".hostname");
        }
    }

    private static void address(Causes causes, String text, String type, String list, int index) {
        String field = list + "[" + index + "]";
        if ("FQDN".equals(type)) {
            Names.dnsSubdomain(causes, text, field);
            return;
        }
        if (!"IPv4".equals(type) && !"IPv6".equals(type)) {
            return;
        }
        var parsed = Addresses.parse(text);
        if (parsed.isEmpty()) {
            causes.invalid(
                    field, text, "must be a valid IP address, (e.g. 10.9.8.7 or 2001:db8::ffff)");
            return;
        }
        if (!Addresses.family(text).equals(type)) {
            causes.invalid(list, text, "must be an " + type + " address");
        }
        InetAddress address = parsed.orElseThrow();
        if (address.isAnyLocalAddress()) {
            causes.invalid(field, text, "may not be unspecified (" + text + ")");
        } else if (address.isLoopbackAddress()) {
            causes.invalid(field, text, "may not be in the loopback range (127.0.0.0/8, ::1/128)");
        } else if (address.isLinkLocalAddress()) {
            causes.invalid(
                    field, text, "may not be in the link-local range (169.254.0.0/16, fe80::/10)");
        } else if (address.isMulticastAddress()) {
            causes.invalid(
                    field, text, "may not be in the multicast range (224.0.0.0/4, ff00::/8)");
        }
    }

    private static void ports(Causes causes, JsonNode ports) {
        if (ports.size() > MAX_PORTS) {
            causes.tooMany("ports", ports.size(), MAX_PORTS);
            return;
        }
        Set<String> names = new HashSet<>();
        int index = 0;
        for (JsonNode port : ports) {
            String field = "ports[" + index + "]";
            String name = port.path("name").asText("");
            if (!name.isEmpty()) {
                Names.dnsLabel(causes, name, field + ".name");
            }
            if (!names.add(name)) {
                causes.duplicate(field + ".name", port.path("name"));
            }
            String protocol = port.path("protocol").asText();
            if (!ServiceChecks.PROTOCOLS.contains(protocol)) {
                causes.unsupported(field + ".protocol", protocol, ServiceChecks.PROTOCOLS);
            }
            index++;
        }
    }

    static void checkUpdate(Causes causes, JsonNode slice, JsonNode old) {
        if (!slice.path("addressType").equals(old.path("addressType"))) {
            causes.invalid("addressType", slice.path("addressType"), "field is immutable");
        }
    }
}
