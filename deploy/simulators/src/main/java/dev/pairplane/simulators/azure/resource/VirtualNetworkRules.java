package dev.pairplane.simulators.azure.resource;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.pairplane.simulators.azure.refusal.Refusal;
import java.util.Map;
import java.util.Optional;

/// Virtual networks: just enough for a service gateway to be in one.
final class VirtualNetworkRules implements Rules {

    @Override
    public void check(
            ResourceId id, ObjectNode body, Optional<Resource> before, Resources resources) {
        body.withObjectProperty("properties");
    }

    @Override
    public Map<String, String> references(ResourceId id, ObjectNode body) {
        return Map.of();
    }

    @Override
    public void checkDelete(Resource resource, Resources resources) {
        resources
                .references()
                .to(resource.id().key())
                .ifPresent(user -> {
                    throw Refusal.NETWORK_IN_USE.because(resource.id(), user.source());
                });
    }

    @Override
    public void derive(Resource resource, ObjectNode answer, Resources resources) {
        // Everything that is shown was sent.
    }
}
