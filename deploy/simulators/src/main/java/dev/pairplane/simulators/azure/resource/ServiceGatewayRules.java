package dev.pairplane.simulators.azure.resource;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.pairplane.simulators.azure.refusal.Refusal;
import java.util.Map;
import java.util.Optional;

/// Service gateways as resources; what they hold is in `azure.gateway`.
final class ServiceGatewayRules implements Rules {

    @Override
    public void check(
            ResourceId id, ObjectNode body, Optional<Resource> before, Resources resources) {
        ObjectNode sku = Fields.object(body, "sku");
        String name = Fields.text(sku, "name").orElse("Standard");
        String tier = Fields.text(sku, "tier").orElse("Regional");
        if (!name.equals("Standard") || !tier.equals("Regional")) {
            throw Refusal.GATEWAY_SKU.because(id, name, tier);
        }
        body.putObject("sku").put("name", name).put("tier", tier);
        Fields.reference(body.withObjectProperty("properties"), "virtualNetwork")
                .ifPresent(n -> Rules.existing(ResourceKind.VIRTUAL_NETWORK, n, id, resources));
    }

    @Override
    public Map<String, String> references(ResourceId id, ObjectNode body) {
        return Fields.reference(Fields.object(body, "properties"), "virtualNetwork")
                .map(n -> Map.of(ResourceId.key(n), id.toString()))
                .orElse(Map.of());
    }

    @Override
    public void checkDelete(Resource resource, Resources resources) {
        resources
                .references()
                .to(resource.id().key())
                .ifPresent(user -> {
                    throw Refusal.GATEWAY_IN_USE.because(resource.id(), user.source());
                });
    }

    @Override
    public void derive(Resource resource, ObjectNode answer, Resources resources) {
        // Everything that is shown was sent.
    }
}
