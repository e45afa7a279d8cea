package dev.pairplane.simulators.kubernetes.patch;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.pairplane.simulators.kubernetes.schema.Json;
import java.util.Map;

/// RFC 7386.
final class MergePatch {

    private MergePatch() {}

    static ObjectNode apply(JsonNode original, ObjectNode patch) {
        ObjectNode result =
                original instanceof ObjectNode object ? object.deepCopy() : Json.object();
        for (Map.Entry<String, JsonNode> entry : patch.properties()) {
            String name = entry.getKey();
            JsonNode value = entry.getValue();
            if (value.isNull()) {
                result.remove(name);
            } else if (value instanceof ObjectNode inner) {
                result.set(name, apply(result.path(name), inner));
            } else {
                result.set(name, value.deepCopy());
            }
        }
        return result;
    }
}
