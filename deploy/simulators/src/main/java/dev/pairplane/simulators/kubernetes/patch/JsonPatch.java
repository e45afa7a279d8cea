package dev.pairplane.simulators.kubernetes.patch;

import com.fasterxml.jackson.core.JsonPointer;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.pairplane.simulators.kubernetes.schema.ApiException;

/// RFC 6902. Like the server's own, `add` makes no missing parents, and what cannot be done is a
/// 422.
final class JsonPatch {

    /// More would be a mistake or an attack.
    private static final int MAX_OPERATIONS = 10_000;

    private JsonNode document;

    private JsonPatch(JsonNode document) {
        this.document = document;
    }

    static JsonNode apply(ObjectNode original, JsonNode patch) {
        if (!patch.isArray()) {
            throw ApiException.badRequest(
                    "error decoding patch: json: cannot unmarshal object into Go value of type"
                            + " []handlers.jsonPatchOp");
        }
        if (patch.size() > MAX_OPERATIONS) {
            throw ApiException.of(
                    413,
                    "RequestEntityTooLarge",
                    "The allowed maximum operations in a JSON patch is " + MAX_OPERATIONS);
        }
        JsonPatch run = new JsonPatch(original.deepCopy());
        for (JsonNode operation : patch) {
            run.step(operation);
        }
        return run.document;
    }

    private void step(JsonNode operation) {
        String path = operation.path("path").asText("");
        switch (operation.path("op").asText("")) {
            case "add" -> add(path, value(operation));
            case "remove" -> remove(path);
            case "replace" -> {
                JsonNode present = get(path);
                if (present.isMissingNode()) {
                    throw ApiException.patchDoesNotApply();
                }
                set(path, value(operation));
            }
            case "move" -> {
                JsonNode moved = existing(operation.path("from").asText(""));
                remove(operation.path("from").asText(""));
                add(path, moved);
            }
            case "copy" -> add(path, existing(operation.path("from").asText("")).deepCopy());
            case "test" -> {
                JsonNode present = get(path);
                JsonNode wanted = operation.path("value");
                boolean bothAbsent = present.isMissingNode() && wanted.isNull();
                if (!bothAbsent && !present.equals(wanted)) {
                    throw ApiException.patchDoesNotApply();
                }
            }
            default -> throw ApiException.patchDoesNotApply();
        }
    }

    private static JsonNode value(JsonNode operation) {
        JsonNode value = operation.get("value");
        if (value == null) {
            throw ApiException.patchDoesNotApply();
        }
        return value.deepCopy();
    }

    private JsonNode get(String path) {
        return path.isEmpty() ? document : document.at(pointer(path));
    }

    private JsonNode existing(String path) {
        JsonNode node = get(path);
        if (node.isMissingNode()) {
            throw ApiException.patchDoesNotApply();
        }
        return node;
    }

    private static JsonPointer pointer(String path) {
        try {
            return JsonPointer.compile(path);
        } catch (IllegalArgumentException e) {
            throw ApiException.patchDoesNotApply();
        }
    }

    private static String last(String path) {
        return path.substring(path.lastIndexOf('/') + 1).replace("~1", "/").replace("~0", "~");
    }

    private JsonNode parent(String path) {
        JsonNode parent = get(path.substring(0, Math.max(0, path.lastIndexOf('/'))));
        if (!parent.isContainerNode() || !path.startsWith("/")) {
            throw ApiException.patchDoesNotApply();
        }
        return parent;
    }

    private void add(String path, JsonNode value) {
        if (path.isEmpty()) {
            document = value;
        } else if (parent(path) instanceof ArrayNode array) {
            array.insert("-".equals(last(path)) ? array.size() : index(path, array.size()), value);
        } else {
            ((ObjectNode) parent(path)).set(last(path), value);
        }
    }

    private void set(String path, JsonNode value) {
        if (path.isEmpty()) {
            document = value;
        } else if (parent(path) instanceof ArrayNode array) {
            array.set(index(path, array.size() - 1), value);
        } else {
            ((ObjectNode) parent(path)).set(last(path), value);
        }
    }

    private void remove(String path) {
        if (get(path).isMissingNode() || path.isEmpty()) {
            throw ApiException.patchDoesNotApply();
        }
        if (parent(path) instanceof ArrayNode array) {
            array.remove(index(path, array.size() - 1));
        } else {
            ((ObjectNode) parent(path)).remove(last(path));
        }
    }

    private static int index(String path, int max) {
        try {
            int index = Integer.parseInt(last(path));
            if (index >= 0 && index <= max) {
                return index;
            }
        } catch (NumberFormatException e) {
            throw ApiException.patchDoesNotApply();
        }
        throw ApiException.patchDoesNotApply();
    }
}
