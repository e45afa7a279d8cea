package dev.pairplane.simulators.azure;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.pairplane.simulators.azure.resource.ResourceId;
import dev.pairplane.simulators.azure.resource.ResourceKind;
import java.util.Map;
import java.util.TreeMap;

/// A resource, for tests to look at.
///
/// @param state its provisioning state
/// @param json as Azure shows it; a copy
public record ResourceState(
        String id,
        ResourceKind kind,
        String name,
        Map<String, String> tags,
        String state,
        ObjectNode json) {

    static ResourceState of(ObjectNode json) {
        String id = json.path("id").asText();
        Map<String, String> tags = new TreeMap<>();
        json.path("tags").properties().forEach(t -> tags.put(t.getKey(), t.getValue().asText()));
        return new ResourceState(
                id,
                ResourceId.parse(id).orElseThrow().kind(),
                json.path("name").asText(),
                tags,
                json.path("properties").path("provisioningState").asText(),
                json);
    }
}
