package dev.pairplane.difftracker.outbound.azure;

import static dev.pairplane.difftracker.outbound.azure.ResourceReader.lower;
import static dev.pairplane.difftracker.outbound.azure.ResourceReader.text;

import com.fasterxml.jackson.databind.JsonNode;
import dev.pairplane.difftracker.core.azure.LoadBalancerRule;
import dev.pairplane.difftracker.core.azure.LoadBalancerState;
import dev.pairplane.difftracker.core.azure.ResourceIds;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// Reads a load balancer and compares what it is made of with what the controller makes: anything
/// else makes it `custom`, so that it is written again rather than left as somebody changed it.
final class LoadBalancerReader {

    private static final int DEFAULT_IDLE_MINUTES = 4;

    /// Lists that stay empty on a load balancer of ours.
    private static final List<String> UNUSED_LISTS =
            List.of("probes", "inboundNatRules", "inboundNatPools", "outboundRules");

    /// Settings of a rule that are false on one of ours, whatever its protocol.
    private static final List<String> UNUSED_SETTINGS =
            List.of("enableFloatingIP", "disableOutboundSnat", "enableConnectionTracking");

    private final JsonNode resource;
    private final String name;
    private final Set<String> publicIps = new HashSet<>();
    private final Set<String> pools = new HashSet<>();
    private final Set<LoadBalancerRule> rules = new HashSet<>();
    private boolean custom;

    private LoadBalancerReader(JsonNode resource) {
        this.resource = resource;
        this.name = ResourceReader.name(resource);
    }

    static LoadBalancerState read(JsonNode resource) {
        return new LoadBalancerReader(resource).state();
    }

    private LoadBalancerState state() {
        JsonNode properties = resource.path("properties");
        custom |= !text(resource.path("sku"), "name").equals("Service");
        custom |= !text(properties, "scope").equalsIgnoreCase("Public");
        UNUSED_LISTS.forEach(list -> custom |= !properties.path(list).isEmpty());
        frontends(properties.path("frontendIPConfigurations"));
        for (JsonNode pool : properties.path("backendAddressPools")) {
            String poolName = lower(text(pool, "name"));
            custom |= !poolName.equals(name);
            pools.add(poolName);
        }
        for (JsonNode rule : properties.path("loadBalancingRules")) {
            custom |= !rule(rule);
        }
        return new LoadBalancerState(
                name,
                ResourceReader.tags(resource),
                ResourceReader.provisioning(resource),
                publicIps,
                pools,
                rules,
                custom);
    }

    private void frontends(JsonNode frontends) {
        custom |= frontends.size() > 1;
        for (JsonNode frontend : frontends) {
            JsonNode properties = frontend.path("properties");
            custom |= !text(frontend, "name").equalsIgnoreCase(ResourceIds.FRONTEND);
            custom |= properties.hasNonNull("subnet") || properties.hasNonNull("publicIPPrefix");
            ResourceReader.optional(properties.path("publicIPAddress"), "id")
                    .ifPresent(id -> publicIps.add(lower(id)));
        }
    }

    /// Reads a rule.
    ///
    /// @return whether the controller could have made it
    private boolean rule(JsonNode node) {
        JsonNode properties = node.path("properties");
        Optional<LoadBalancerRule.Protocol> protocol = protocol(text(properties, "protocol"));
        if (protocol.isEmpty()) {
            return false;
        }
        String distribution = text(properties, "loadDistribution");
        boolean affinity = distribution.equalsIgnoreCase("SourceIP");
        var rule =
                new LoadBalancerRule(
                        protocol.orElseThrow(),
                        properties.path("frontendPort").asInt(),
                        properties.path("backendPort").asInt(),
                        properties.path("idleTimeoutInMinutes").asInt(DEFAULT_IDLE_MINUTES),
                        affinity);
        boolean reset = properties.path("enableTcpReset").asBoolean(false);
        boolean plain =
                rules.add(rule)
                        && text(node, "name").equalsIgnoreCase(rule.name())
                        && reset == (rule.protocol() == LoadBalancerRule.Protocol.TCP)
                        && (affinity
                                || distribution.isEmpty()
                                || distribution.equalsIgnoreCase("Default"));
        return plain
                && UNUSED_SETTINGS.stream().noneMatch(s -> properties.path(s).asBoolean(false))
                && !properties.hasNonNull("probe")
                && refersTo(properties, "frontendIPConfiguration", "/" + ResourceIds.FRONTEND)
                && refersTo(properties, "backendAddressPool", "/" + name)
                && onlyOwnPool(properties.path("backendAddressPools"));
    }

    private boolean refersTo(JsonNode properties, String field, String end) {
        return refersTo(properties.path(field), end);
    }

    /// Whether an id is below this load balancer and ends so.
    private boolean refersTo(JsonNode reference, String end) {
        String id = lower(text(reference, "id"));
        return id.contains("/loadbalancers/" + name + "/") && id.endsWith(end);
    }

    /// Azure repeats the pool of a rule in a list, which others may have made longer.
    private boolean onlyOwnPool(JsonNode list) {
        for (JsonNode pool : list) {
            if (!refersTo(pool, "/" + name)) {
                return false;
            }
        }
        return true;
    }

    private static Optional<LoadBalancerRule.Protocol> protocol(String text) {
        for (LoadBalancerRule.Protocol protocol : LoadBalancerRule.Protocol.values()) {
            if (protocol.wire().equalsIgnoreCase(text)) {
                return Optional.of(protocol);
            }
        }
        return Optional.empty();
    }
}
