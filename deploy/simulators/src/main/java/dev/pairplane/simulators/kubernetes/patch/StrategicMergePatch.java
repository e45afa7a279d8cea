package dev.pairplane.simulators.kubernetes.patch;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.pairplane.simulators.kubernetes.schema.ApiException;
import dev.pairplane.simulators.kubernetes.schema.Json;
import dev.pairplane.simulators.kubernetes.schema.ResourceType;
import dev.pairplane.simulators.kubernetes.schema.Types;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// Kubernetes' own: like a merge patch, but lists that the schema marks are merged, by a key of
/// their elements or as sets, and directives say what cannot be said by values.
final class StrategicMergePatch {

    private static final String DIRECTIVE = "$patch";
    private static final String RETAIN_KEYS = "$retainKeys";
    private static final String DELETE_FROM = "$deleteFromPrimitiveList/";
    private static final String ORDER = "$setElementOrder/";

    private StrategicMergePatch() {}

    static ObjectNode apply(ResourceType type, ObjectNode original, ObjectNode patch) {
        return merge(original, patch, Optional.of(Types.served().of(type)));
    }

    private static ObjectNode merge(
            JsonNode original, ObjectNode patch, Optional<Types.Type> type) {
        String directive = patch.path(DIRECTIVE).asText("");
        switch (directive) {
            case "replace" -> {
                return cleaned(patch);
            }
            case "delete" -> {
                return Json.object();
            }
            case "", "merge" -> {}
            default ->
                    throw ApiException.badRequest(
                            "Unknown patch type found: " + directive + " in " + patch);
        }
        ObjectNode result =
                original instanceof ObjectNode object ? object.deepCopy() : Json.object();
        JsonNode retained = patch.path(RETAIN_KEYS);
        if (retained.isArray()) {
            result.retain(Json.texts(retained));
        }
        deleteFromLists(result, patch);
        for (Map.Entry<String, JsonNode> entry : patch.properties()) {
            if (!entry.getKey().startsWith("$")) {
                member(result, entry.getKey(), entry.getValue(), patch, type);
            }
        }
        orderLists(result, patch, type);
        return result;
    }

    private static void member(
            ObjectNode result,
            String name,
            JsonNode value,
            ObjectNode patch,
            Optional<Types.Type> type) {
        Optional<Types.Field> field =
                type.flatMap(known -> Optional.ofNullable(known.fields().get(name)));
        if (value.isNull()) {
            result.remove(name);
        } else if (value instanceof ObjectNode inner) {
            if ("delete".equals(inner.path(DIRECTIVE).asText(""))) {
                result.remove(name);
            } else {
                result.set(
                        name,
                        merge(result.path(name), inner, field.flatMap(StrategicMergePatch::inner)));
            }
        } else if (value instanceof ArrayNode list
                && field.filter(Types.Field::merges).isPresent()) {
            JsonNode order = patch.path(ORDER + name);
            result.set(name, mergeList(result.path(name), list, field.orElseThrow(), order));
        } else {
            result.set(name, value.deepCopy());
        }
    }

    /// The type of the objects in a field: its own, or that of a list's elements.
    private static Optional<Types.Type> inner(Types.Field field) {
        Types.Shape shape =
                field.shape() instanceof Types.ListOf(Types.Shape element)
                        ? element
                        : field.shape();
        return shape instanceof Types.Ref(String name)
                ? Optional.of(Types.served().of(name))
                : Optional.empty();
    }

    private static ArrayNode mergeList(
            JsonNode original, ArrayNode patch, Types.Field field, JsonNode order) {
        List<JsonNode> result = new ArrayList<>();
        original.forEach(result::add);
        if (field.mergeKey().isEmpty()) {
            Set<JsonNode> present = new HashSet<>(result);
            for (JsonNode value : patch) {
                if (present.add(value)) {
                    result.add(value);
                }
            }
        } else {
            for (JsonNode element : patch) {
                if ("replace".equals(element.path(DIRECTIVE).asText(""))) {
                    return replacement(patch);
                }
            }
            for (JsonNode element : patch) {
                mergeElement(result, element, field);
            }
        }
        ArrayNode merged = Json.array();
        result.forEach(merged::add);
        return arranged(merged, order.isArray() ? order : patch, original, field.mergeKey());
    }

    private static ArrayNode replacement(ArrayNode patch) {
        ArrayNode result = Json.array();
        for (JsonNode element : patch) {
            if (!element.has(DIRECTIVE)) {
                result.add(element.deepCopy());
            }
        }
        return result;
    }

    private static void mergeElement(List<JsonNode> result, JsonNode element, Types.Field field) {
        String key = field.mergeKey();
        JsonNode value = element.get(key);
        if (!(element instanceof ObjectNode patch) || value == null) {
            throw ApiException.of(
                    500, "", "map: " + element + " does not contain declared merge key: " + key);
        }
        if ("delete".equals(patch.path(DIRECTIVE).asText(""))) {
            result.removeIf(present -> value.equals(present.path(key)));
            return;
        }
        for (int i = 0; i < result.size(); i++) {
            if (value.equals(result.get(i).path(key))) {
                result.set(i, merge(result.get(i), patch, inner(field)));
                return;
            }
        }
        result.add(merge(Json.object(), patch, inner(field)));
    }

    private static void deleteFromLists(ObjectNode result, ObjectNode patch) {
        for (Map.Entry<String, JsonNode> entry : patch.properties()) {
            if (!entry.getKey().startsWith(DELETE_FROM)) {
                continue;
            }
            String name = entry.getKey().substring(DELETE_FROM.length());
            if (result.path(name) instanceof ArrayNode list) {
                Set<JsonNode> doomed = new HashSet<>();
                entry.getValue().forEach(doomed::add);
                ArrayNode rest = Json.array();
                list.forEach(value -> {
                    if (!doomed.contains(value)) {
                        rest.add(value);
                    }
                });
                result.set(name, rest);
            }
        }
    }

    /// For lists that the patch orders without naming an element.
    private static void orderLists(ObjectNode result, ObjectNode patch, Optional<Types.Type> type) {
        for (Map.Entry<String, JsonNode> entry : patch.properties()) {
            if (!entry.getKey().startsWith(ORDER)) {
                continue;
            }
            String name = entry.getKey().substring(ORDER.length());
            String key =
                    type.flatMap(known -> Optional.ofNullable(known.fields().get(name)))
                            .map(Types.Field::mergeKey)
                            .orElse("");
            if (!patch.has(name) && result.path(name) instanceof ArrayNode list) {
                result.set(name, arranged(list, entry.getValue(), list, key));
            }
        }
    }

    /// The elements that the patch names come in the patch's order; each of the others keeps its
    /// place only before a named one that it already preceded, and comes last otherwise.
    private static ArrayNode arranged(
            ArrayNode merged, JsonNode order, JsonNode before, String key) {
        List<JsonNode> named = new ArrayList<>();
        for (JsonNode wanted : order) {
            for (JsonNode element : merged) {
                if (id(element, key).equals(id(wanted, key))) {
                    named.add(element);
                    break;
                }
            }
        }
        List<JsonNode> others = new ArrayList<>();
        merged.forEach(element -> {
            if (!named.contains(element)) {
                others.add(element);
            }
        });
        ArrayNode result = Json.array();
        int other = 0;
        for (JsonNode element : named) {
            int place = place(before, element, key);
            while (other < others.size() && place >= 0) {
                int otherPlace = place(before, others.get(other), key);
                if (otherPlace < 0 || otherPlace > place) {
                    break;
                }
                result.add(others.get(other));
                other++;
            }
            result.add(element);
        }
        others.subList(other, others.size()).forEach(result::add);
        return result;
    }

    private static JsonNode id(JsonNode element, String key) {
        return key.isEmpty() ? element : element.path(key);
    }

    private static int place(JsonNode list, JsonNode element, String key) {
        for (int i = 0; i < list.size(); i++) {
            if (id(list.path(i), key).equals(id(element, key))) {
                return i;
            }
        }
        return -1;
    }

    private static ObjectNode cleaned(ObjectNode patch) {
        ObjectNode copy = patch.deepCopy();
        copy.remove(DIRECTIVE);
        return copy;
    }
}
