package dev.pairplane.simulators.azure.resource;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.pairplane.simulators.azure.refusal.Refusal;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/// What holds for one kind of resource.
sealed interface Rules
        permits PublicIpRules,
                LoadBalancerRules,
                NatGatewayRules,
                ServiceGatewayRules,
                VirtualNetworkRules {

    /// The rules for a kind.
    static Rules of(ResourceKind kind) {
        return switch (kind) {
            case PUBLIC_IP -> new PublicIpRules();
            case LOAD_BALANCER -> new LoadBalancerRules();
            case NAT_GATEWAY -> new NatGatewayRules();
            case SERVICE_GATEWAY -> new ServiceGatewayRules();
            case VIRTUAL_NETWORK -> new VirtualNetworkRules();
        };
    }

    /// Refuses a PUT, or fills in the defaults that Azure writes.
    ///
    /// @param body a copy of what was sent, to be completed
    void check(ResourceId id, ObjectNode body, Optional<Resource> before, Resources resources);

    /// What the resource refers to: the key of each thing, and the id of what in it refers.
    Map<String, String> references(ResourceId id, ObjectNode body);

    /// Refuses a DELETE.
    void checkDelete(Resource resource, Resources resources);

    /// Adds to an answer what follows from other resources, and the ids of children.
    void derive(Resource resource, ObjectNode answer, Resources resources);

    /// Refuses a number that is given and out of its range.
    static void range(Refusal refusal, OptionalInt value, int from, int to, String where) {
        if (value.isPresent() && (value.orElseThrow() < from || value.orElseThrow() > to)) {
            throw refusal.because(where, value.orElseThrow());
        }
    }

    /// Refuses an id that is not that of an existing resource of the kind.
    static Resource existing(
            ResourceKind kind, String reference, ResourceId by, Resources resources) {
        return ResourceId.parse(reference)
                .filter(r -> r.kind() == kind)
                .flatMap(resources::usable)
                .orElseThrow(() -> Refusal.REFERENCE_UNKNOWN.because(reference, by));
    }
}
