package dev.pairplane.simulators.azure.resource;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.pairplane.simulators.azure.refusal.Refusal;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;

/// Load balancers of SKU `Service`: frontends with public IPs, pools, and rules that tie them.
final class LoadBalancerRules implements Rules {

    private static final String FRONTENDS = "frontendIPConfigurations";
    private static final String POOLS = "backendAddressPools";
    private static final String RULES = "loadBalancingRules";
    private static final List<String> CHILDREN = List.of(FRONTENDS, POOLS, RULES);
    private static final Set<String> PROTOCOLS = Set.of("tcp", "udp", "all");

    @Override
    public void check(
            ResourceId id, ObjectNode body, Optional<Resource> before, Resources resources) {
        String sku = Fields.text(Fields.object(body, "sku"), "name").orElse("");
        if (!sku.equals("Service")) {
            throw Refusal.LOAD_BALANCER_SKU.because(id, sku);
        }
        ObjectNode properties = body.withObjectProperty("properties");
        String scope = Fields.text(properties, "scope").orElse("Public");
        if (!scope.equals("Public") && !scope.equals("Private")) {
            throw Refusal.LOAD_BALANCER_SCOPE.because(id, scope);
        }
        Set<String> children = new HashSet<>();
        for (String type : CHILDREN) {
            for (ObjectNode child : Fields.objects(properties, type)) {
                child.remove(List.of("id", "etag", "type"));
                String name = Fields.text(child, "name").orElse("");
                Names.check(name);
                if (!children.add(ResourceId.key(id.child(type, name)))) {
                    throw Refusal.DUPLICATE_CHILD_NAME.because(id, type + "/" + name);
                }
                Fields.object(child, "properties");
                child.withObjectProperty("properties")
                        .remove(List.of("provisioningState", "privateIPAllocationMethod"));
                if (!type.equals(RULES)) {
                    child.withObjectProperty("properties").remove(RULES);
                }
            }
        }
        checkFrontends(id, properties, resources);
        checkRules(id, properties, children);
        before.ifPresent(b -> checkRemovedPools(b, children, resources));
    }

    private static void checkFrontends(ResourceId id, ObjectNode properties, Resources resources) {
        Set<String> seen = new HashSet<>();
        for (ObjectNode frontend : Fields.objects(properties, FRONTENDS)) {
            Optional<String> reference =
                    Fields.reference(Fields.object(frontend, "properties"), "publicIPAddress");
            if (reference.isPresent()) {
                Resource address = PublicIpRules.checkFree(reference.orElseThrow(), id, resources);
                if (!seen.add(address.id().key())) {
                    throw Refusal.PUBLIC_IP_IN_USE.because(id, reference.orElseThrow(), id);
                }
            }
        }
    }

    private static void checkRules(ResourceId id, ObjectNode properties, Set<String> children) {
        Map<String, String> backends = new HashMap<>();
        Map<String, String> frontends = new HashMap<>();
        for (ObjectNode entry : Fields.objects(properties, RULES)) {
            String rule = id.child(RULES, Fields.text(entry, "name").orElse(""));
            ObjectNode values = Fields.object(entry, "properties");
            String protocol = Fields.text(values, "protocol").orElse("");
            if (!PROTOCOLS.contains(protocol.toLowerCase(Locale.ROOT))) {
                throw Refusal.RULE_PROTOCOL.because(rule, protocol);
            }
            int frontendPort = port(Refusal.FRONTEND_PORT, values, "frontendPort", 65534, rule);
            int backendPort = port(Refusal.BACKEND_PORT, values, "backendPort", 65535, rule);
            Rules.range(
                    Refusal.RULE_IDLE_TIMEOUT,
                    Fields.integer(values, "idleTimeoutInMinutes"),
                    4,
                    100,
                    rule);
            String frontend = child(id, FRONTENDS, values, children, rule);
            String pool = child(id, POOLS, values, children, rule);
            String wire = protocol.toLowerCase(Locale.ROOT);
            String other = backends.put(wire + " " + backendPort + " " + pool, rule);
            if (other != null && !Fields.flag(values, "enableFloatingIP")) {
                throw Refusal.SAME_BACKEND_PORT.because(other, rule, protocol, backendPort, pool);
            }
            other = frontends.put(wire + " " + frontendPort + " " + frontend, rule);
            if (other != null) {
                throw Refusal.SAME_FRONTEND_PORT.because(
                        other, rule, protocol, frontendPort, frontend);
            }
        }
    }

    private static int port(Refusal refusal, ObjectNode values, String name, int to, String rule) {
        OptionalInt port = Fields.integer(values, name);
        Rules.range(refusal, OptionalInt.of(port.orElse(0)), 1, to, rule);
        return port.orElse(0);
    }

    /// The key of the frontend or pool that a rule refers to.
    private static String child(
            ResourceId id, String type, ObjectNode values, Set<String> children, String rule) {
        String property = type.substring(0, type.length() - 1);
        String reference = Fields.reference(values, property).orElse("");
        String key = ResourceId.key(reference);
        if (!key.startsWith(ResourceId.key(id.child(type, ""))) || !children.contains(key)) {
            throw Refusal.REFERENCE_UNKNOWN.because(reference, rule);
        }
        return key;
    }

    private static void checkRemovedPools(
            Resource before, Set<String> children, Resources resources) {
        for (String pool : pools(before)) {
            if (!children.contains(ResourceId.key(pool))) {
                resources
                        .references()
                        .to(ResourceId.key(pool))
                        .ifPresent(user -> {
                            throw Refusal.POOL_IN_USE.because(pool, user.source());
                        });
            }
        }
    }

    /// The ids of a load balancer's pools.
    static List<String> pools(Resource resource) {
        return Fields.objects(Fields.object(resource.body(), "properties"), POOLS).stream()
                .map(p -> resource.id().child(POOLS, Fields.text(p, "name").orElse("")))
                .toList();
    }

    @Override
    public Map<String, String> references(ResourceId id, ObjectNode body) {
        Map<String, String> references = new HashMap<>();
        for (ObjectNode entry : Fields.objects(Fields.object(body, "properties"), FRONTENDS)) {
            String frontend = id.child(FRONTENDS, Fields.text(entry, "name").orElse(""));
            Fields.reference(Fields.object(entry, "properties"), "publicIPAddress")
                    .ifPresent(a -> references.put(ResourceId.key(a), frontend));
        }
        return references;
    }

    @Override
    public void checkDelete(Resource resource, Resources resources) {
        for (String pool : pools(resource)) {
            resources
                    .references()
                    .to(ResourceId.key(pool))
                    .ifPresent(user -> {
                        throw Refusal.LOAD_BALANCER_IN_USE.because(resource.id(), user.source());
                    });
        }
    }

    @Override
    public void derive(Resource resource, ObjectNode answer, Resources resources) {
        ResourceId id = resource.id();
        ObjectNode properties = answer.withObjectProperty("properties");
        Map<String, ObjectNode> byKey = new HashMap<>();
        for (String type : CHILDREN) {
            if (!properties.has(type)) {
                properties.putArray(type);
            }
            for (ObjectNode child : Fields.objects(properties, type)) {
                String childId = id.child(type, child.path("name").asText());
                child.put("id", childId);
                child.put("etag", resource.etag());
                child.put("type", id.kind().type() + "/" + type);
                ObjectNode values = child.withObjectProperty("properties");
                values.put("provisioningState", resource.state());
                if (type.equals(FRONTENDS)) {
                    values.put("privateIPAllocationMethod", "Dynamic");
                }
                byKey.put(ResourceId.key(childId), values);
            }
        }
        for (ObjectNode rule : Fields.objects(properties, RULES)) {
            ObjectNode values = Fields.object(rule, "properties");
            for (String end : List.of("frontendIPConfiguration", "backendAddressPool")) {
                ObjectNode target =
                        byKey.get(ResourceId.key(Fields.reference(values, end).orElse("")));
                if (target != null) {
                    target.withArrayProperty(RULES).addObject().put("id", rule.path("id").asText());
                }
            }
        }
        for (String list : List.of("probes", "inboundNatRules", "outboundRules")) {
            if (!properties.has(list)) {
                properties.putArray(list);
            }
        }
    }
}
