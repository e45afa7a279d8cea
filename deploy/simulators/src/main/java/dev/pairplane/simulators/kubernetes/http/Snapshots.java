package dev.pairplane.simulators.kubernetes.http;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.pairplane.simulators.kubernetes.schema.Json;
import dev.pairplane.simulators.kubernetes.schema.ResourceType;
import dev.pairplane.simulators.kubernetes.store.Selection;
import dev.pairplane.simulators.kubernetes.store.State;
import dev.pairplane.simulators.kubernetes.store.Store;

/// Everything in one JSON object: the version, and the objects by resource.
public final class Snapshots {

    private Snapshots() {}

    public static ObjectNode take(State state) {
        ObjectNode snapshot = Json.object().put("version", state.version());
        ObjectNode resources = snapshot.putObject("objects");
        for (ResourceType type : ResourceType.all()) {
            ArrayNode objects = resources.putArray(type.plural());
            state.scan(
                    type,
                    Selection.ALL,
                    "",
                    object -> {
                        objects.add(object.tree());
                        return true;
                    });
        }
        return snapshot;
    }

    /// The version that a store for these objects begins at.
    ///
    /// @throws IllegalArgumentException when it is no snapshot
    public static long version(JsonNode snapshot) {
        if (!snapshot.path("version").isIntegralNumber() || !snapshot.path("objects").isObject()) {
            throw new IllegalArgumentException(
                    "no snapshot of a Kubernetes simulator: it lacks 'version' or 'objects'");
        }
        return snapshot.path("version").asLong();
    }

    /// Puts the objects of a snapshot into an empty store.
    public static void restore(JsonNode snapshot, Store store) {
        store.locked(writer -> {
            for (ResourceType type : ResourceType.all()) {
                for (JsonNode object : snapshot.path("objects").path(type.plural())) {
                    writer.restore(type, object.deepCopy());
                }
            }
            return true;
        });
    }
}
