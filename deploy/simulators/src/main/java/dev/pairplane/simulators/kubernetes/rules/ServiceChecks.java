package dev.pairplane.simulators.kubernetes.rules;

import com.fasterxml.jackson.databind.JsonNode;
import dev.pairplane.simulators.kubernetes.schema.Causes;
import dev.pairplane.simulators.kubernetes.schema.Json;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/// What is refused in a Service.
final class ServiceChecks {

    private static final int MAX_PORT = 65_535;
    private static final int MAX_PORT_NAME = 15;
    private static final Pattern PORT_CHARACTERS = Pattern.compile("[-a-z0-9]*");
    private static final int MAX_AFFINITY_SECONDS = 86_400;
    static final List<String> PROTOCOLS = List.of("SCTP", "TCP", "UDP");
    private static final List<String> TYPES =
            List.of("ClusterIP", "ExternalName", "LoadBalancer", "NodePort");
    private static final List<String> POLICIES = List.of("Cluster", "Local");

    private final Causes causes;
    private final JsonNode service;
    private final JsonNode spec;

    ServiceChecks(Causes causes, JsonNode service) {
        this.causes = causes;
        this.service = service;
        this.spec = service.path("spec");
    }

    void run() {
        String type = ServiceDefaults.type(service);
        boolean headless = "None".equals(spec.path("clusterIP").asText(""));
        if (!TYPES.contains(type)) {
            causes.unsupported("spec.type", type, TYPES);
        }
        if (spec.path("ports").isEmpty() && !headless && !"ExternalName".equals(type)) {
            causes.required("spec.ports", "");
        }
        if (headless && ServiceDefaults.isLoadBalancer(service)) {
            causes.invalid(
                    "spec.clusterIPs[0]",
                    "None",
                    "may not be set to 'None' for LoadBalancer services");
        }
        if (headless && "NodePort".equals(type)) {
            causes.invalid(
                    "spec.clusterIPs[0]", "None", "may not be set to 'None' for NodePort services");
        }
        externalName(type);
        ports(type);
        Names.labels(causes, spec.path("selector"), "spec.selector");
        affinity();
        policies(type);
        clusterIps();
        if (spec.has("loadBalancerSourceRanges") && !ServiceDefaults.isLoadBalancer(service)) {
            causes.forbidden(
                    "spec.LoadBalancerSourceRanges",
                    "may only be used when `type` is 'LoadBalancer'");
        }
        if (spec.has("allocateLoadBalancerNodePorts") && !ServiceDefaults.isLoadBalancer(service)) {
            causes.forbidden(
                    "spec.allocateLoadBalancerNodePorts",
                    "may only be used when `type` is 'LoadBalancer'");
        }
        String balancerClass = spec.path("loadBalancerClass").asText("");
        if (spec.has("loadBalancerClass") && !ServiceDefaults.isLoadBalancer(service)) {
            causes.forbidden(
                    "spec.loadBalancerClass", "may only be used when `type` is 'LoadBalancer'");
        } else if (spec.has("loadBalancerClass")) {
            Names.qualified(causes, balancerClass, "spec.loadBalancerClass");
        }
        int index = 0;
        for (JsonNode ip : spec.path("externalIPs")) {
            address("spec.externalIPs[" + index + "]", ip.asText());
            index++;
        }
    }

    private void externalName(String type) {
        if (!"ExternalName".equals(type)) {
            return;
        }
        if (spec.has("clusterIP") || spec.has("clusterIPs")) {
            causes.forbidden("spec.clusterIPs", "may not be set when `type` is 'ExternalName'");
        }
        String name = spec.path("externalName").asText("");
        if (name.isEmpty()) {
            causes.required("spec.externalName", "");
        } else {
            Names.dnsSubdomain(causes, name, "spec.externalName");
        }
    }

    private void ports(String type) {
        Set<String> names = new HashSet<>();
        Set<String> seen = new HashSet<>();
        boolean named = spec.path("ports").size() > 1;
        int index = 0;
        for (JsonNode port : spec.path("ports")) {
            String field = "spec.ports[" + index + "]";
            String name = port.path("name").asText("");
            String protocol = port.path("protocol").asText("");
            int number = port.path("port").asInt(0);
            if (named && name.isEmpty()) {
                causes.required(field + ".name", "");
            } else if (!name.isEmpty()) {
                Names.dnsLabel(causes, name, field + ".name");
                if (!names.add(name)) {
                    causes.duplicate(field + ".name", port.path("name"));
                }
            }
            if (number < 1 || number > MAX_PORT) {
                causes.invalid(field + ".port", number, "must be between 1 and 65535, inclusive");
            }
            if (!PROTOCOLS.contains(protocol)) {
                causes.unsupported(field + ".protocol", protocol, PROTOCOLS);
            }
            targetPort(field + ".targetPort", port.path("targetPort"));
            if (!seen.add(protocol + number)) {
                causes.duplicate(field, key(number, protocol));
            }
            if (port.has("nodePort") && ("ClusterIP".equals(type) || "ExternalName".equals(type))) {
                causes.forbidden(
                        field + ".nodePort", "may not be used when `type` is '" + type + "'");
            }
            index++;
        }
    }

    private void targetPort(String field, JsonNode target) {
        if (target.isTextual()) {
            portName(field, target.asText());
        } else if (target.asInt() < 1 || target.asInt() > MAX_PORT) {
            causes.invalid(field, target.asInt(), "must be between 1 and 65535, inclusive");
        }
    }

    /// A port as the server's own type would print it, reduced to what identifies it.
    private static JsonNode key(int number, String protocol) {
        return Json.object()
                .put("Name", "")
                .put("Protocol", protocol)
                .putNull("AppProtocol")
                .put("Port", number)
                .put("TargetPort", 0)
                .put("NodePort", 0);
    }

    private void portName(String field, String name) {
        if (name.length() > MAX_PORT_NAME) {
            causes.invalid(field, name, "must be no more than 15 characters");
        }
        if (!PORT_CHARACTERS.matcher(name).matches()) {
            causes.invalid(
                    field,
                    name,
                    "must contain only alpha-numeric characters (a-z, 0-9), and hyphens (-)");
        }
        if (name.chars().noneMatch(c -> c >= 'a' && c <= 'z')) {
            causes.invalid(field, name, "must contain at least one letter (a-z)");
        }
        if (name.contains("--")) {
            causes.invalid(field, name, "must not contain consecutive hyphens");
        }
        if (name.startsWith("-") || name.endsWith("-")) {
            causes.invalid(field, name, "must not begin or end with a hyphen");
        }
    }

    private void affinity() {
        String affinity = spec.path("sessionAffinity").asText("");
        if (!Set.of("None", "ClientIP").contains(affinity)) {
            causes.unsupported("spec.sessionAffinity", affinity, List.of("ClientIP", "None"));
        }
        if ("ClientIP".equals(affinity)) {
            int seconds = Json.at(spec, "sessionAffinityConfig.clientIP.timeoutSeconds").asInt();
            if (seconds < 1 || seconds > MAX_AFFINITY_SECONDS) {
                causes.invalid(
                        "spec.sessionAffinityConfig.clientIP.timeoutSeconds",
                        seconds,
                        "must be greater than 0 and less than 86400");
            }
        }
    }

    private void policies(String type) {
        if (spec.has("externalTrafficPolicy")) {
            String policy = spec.path("externalTrafficPolicy").asText();
            if (!ServiceDefaults.externallyAccessible(service)) {
                causes.invalid(
                        "spec.externalTrafficPolicy",
                        policy,
                        "may only be set for externally-accessible services");
            } else if (!POLICIES.contains(policy)) {
                causes.unsupported("spec.externalTrafficPolicy", policy, POLICIES);
            }
        }
        if (spec.has("healthCheckNodePort") && !ServiceDefaults.needsHealthPort(service)) {
            causes.invalid(
                    "spec.healthCheckNodePort",
                    spec.path("healthCheckNodePort").asInt(),
                    "may only be set when `type` is 'LoadBalancer' and `externalTrafficPolicy` is"
                            + " 'Local'");
        }
        String internal = spec.path("internalTrafficPolicy").asText("Cluster");
        if (!POLICIES.contains(internal) && !"ExternalName".equals(type)) {
            causes.unsupported("spec.internalTrafficPolicy", internal, POLICIES);
        }
    }

    private void clusterIps() {
        List<String> ips = Json.texts(spec.path("clusterIPs"));
        String single = spec.path("clusterIP").asText("");
        if (!ips.isEmpty() && !ips.getFirst().equals(single)) {
            causes.invalid(
                    "spec.clusterIPs",
                    spec.path("clusterIPs"),
                    single.isEmpty()
                            ? "must be empty when `clusterIP` is not specified"
                            : "first value must match `clusterIP`");
        }
        List<String> families = Json.texts(spec.path("ipFamilies"));
        Set<String> seen = new HashSet<>();
        for (int i = 0; i < families.size(); i++) {
            String family = families.get(i);
            if (!Set.of("IPv4", "IPv6").contains(family)) {
                causes.unsupported("spec.ipFamilies[" + i + "]", family, List.of("IPv4", "IPv6"));
            }
            if (!seen.add(family)) {
                causes.duplicate("spec.ipFamilies[" + i + "]", spec.path("ipFamilies").path(i));
            }
        }
        for (int i = 0; i < ips.size(); i++) {
            String ip = ips.get(i);
            if (i == 0 && "None".equals(ip)) {
                continue;
            }
            String field = "spec.clusterIPs[" + i + "]";
            if (address(field, ip)
                    && i < families.size()
                    && !families.get(i).equals(Addresses.family(ip))) {
                causes.invalid(
                        field,
                        ip,
                        "expected an "
                                + families.get(i)
                                + " value as indicated by `ipFamilies["
                                + i
                                + "]`");
            }
        }
    }

    private boolean address(String field, String text) {
        boolean valid = Addresses.parse(text).isPresent();
        if (!valid) {
            causes.invalid(
                    field, text, "must be a valid IP address, (e.g. 10.9.8.7 or 2001:db8::ffff)");
        }
        return valid;
    }

    /// What may not change, as long as the type needs it.
    void runUpdate(JsonNode old) {
        JsonNode before = old.path("spec");
        boolean fixed =
                ServiceDefaults.needsClusterIp(old) && ServiceDefaults.needsClusterIp(service);
        if (fixed && !before.path("clusterIPs").path(0).equals(spec.path("clusterIPs").path(0))) {
            causes.invalid(
                    "spec.clusterIPs[0]", spec.path("clusterIPs"), "may not change once set");
        }
        if (fixed
                && causes.found().isEmpty()
                && !before.path("ipFamilies").path(0).equals(spec.path("ipFamilies").path(0))
                && spec.has("ipFamilies")) {
            causes.invalid(
                    "spec.ipFamilies[0]", spec.path("ipFamilies"), "may not change once set");
        }
        if (ServiceDefaults.isLoadBalancer(old)
                && ServiceDefaults.isLoadBalancer(service)
                && !before.path("loadBalancerClass").equals(spec.path("loadBalancerClass"))) {
            JsonNode value = spec.path("loadBalancerClass");
            causes.invalid(
                    "spec.loadBalancerClass",
                    value.isMissingNode() ? Json.parse("{\"v\":null}").path("v") : value,
                    "may not change once set");
        }
        if (ServiceDefaults.needsHealthPort(old)
                && ServiceDefaults.needsHealthPort(service)
                && !before.path("healthCheckNodePort").equals(spec.path("healthCheckNodePort"))) {
            causes.invalid(
                    "spec.healthCheckNodePort",
                    spec.path("healthCheckNodePort"),
                    "field is immutable");
        }
    }

    void runStatus() {
        JsonNode ingresses = Json.at(service, "status.loadBalancer.ingress");
        if (!ServiceDefaults.isLoadBalancer(service) && !ingresses.isEmpty()) {
            causes.forbidden(
                    "status.loadBalancer.ingress",
                    "may only be used when `spec.type` is 'LoadBalancer'");
            return;
        }
        int index = 0;
        for (JsonNode ingress : ingresses) {
            String field = "status.loadBalancer.ingress[" + index + "]";
            String ip = ingress.path("ip").asText("");
            String host = ingress.path("hostname").asText("");
            String mode = ingress.path("ipMode").asText("");
            if (!ip.isEmpty()) {
                address(field + ".ip", ip);
            }
            if (!mode.isEmpty() && ip.isEmpty()) {
                causes.forbidden(field + ".ipMode", "may not be specified when `ip` is not set");
            } else if (!mode.isEmpty() && !Set.of("VIP", "Proxy").contains(mode)) {
                causes.unsupported(field + ".ipMode", mode, List.of("Proxy", "VIP"));
            }
            if (!host.isEmpty()) {
                Names.dnsSubdomain(causes, host, field + ".hostname");
                if (Addresses.parse(host).isPresent()) {
                    causes.invalid(
                            field + ".hostname", host, "must be a DNS name, not an IP address");
                }
            }
            index++;
        }
    }
}
