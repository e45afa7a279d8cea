package dev.pairplane.simulators.azure.resource;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.pairplane.simulators.azure.refusal.Refusal;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/// Reads properties of a body. What is absent or null is empty; what has another JSON type than it
/// should is refused.
public final class Fields {

    private Fields() {}

    public static ObjectNode object(JsonNode parent, String name) {
        JsonNode value = parent.path(name);
        if (absent(value)) {
            return JsonNodeFactory.instance.objectNode();
        }
        if (value instanceof ObjectNode object) {
            return object;
        }
        throw Refusal.PROPERTY_TYPE.because(name, "an object");
    }

    public static List<ObjectNode> objects(JsonNode parent, String name) {
        List<ObjectNode> objects = new ArrayList<>();
        for (JsonNode entry : array(parent, name)) {
            if (!(entry instanceof ObjectNode object)) {
                throw Refusal.PROPERTY_TYPE.because(name, "an array of objects");
            }
            objects.add(object);
        }
        return objects;
    }

    public static List<String> texts(JsonNode parent, String name) {
        List<String> texts = new ArrayList<>();
        for (JsonNode entry : array(parent, name)) {
            if (!entry.isTextual()) {
                throw Refusal.PROPERTY_TYPE.because(name, "an array of strings");
            }
            texts.add(entry.textValue());
        }
        return texts;
    }

    private static Iterable<JsonNode> array(JsonNode parent, String name) {
        JsonNode value = parent.path(name);
        if (absent(value)) {
            return List.of();
        }
        if (!value.isArray()) {
            throw Refusal.PROPERTY_TYPE.because(name, "an array");
        }
        return value;
    }

    public static Optional<String> text(JsonNode parent, String name) {
        JsonNode value = parent.path(name);
        if (absent(value)) {
            return Optional.empty();
        }
        if (!value.isTextual()) {
            throw Refusal.PROPERTY_TYPE.because(name, "a string");
        }
        return Optional.of(value.textValue());
    }

    static OptionalInt integer(JsonNode parent, String name) {
        JsonNode value = parent.path(name);
        if (absent(value)) {
            return OptionalInt.empty();
        }
        if (!value.canConvertToInt() || !value.canConvertToExactIntegral()) {
            throw Refusal.PROPERTY_TYPE.because(name, "an integer");
        }
        return OptionalInt.of(value.intValue());
    }

    public static boolean flag(JsonNode parent, String name) {
        JsonNode value = parent.path(name);
        if (absent(value)) {
            return false;
        }
        if (!value.isBoolean()) {
            throw Refusal.PROPERTY_TYPE.because(name, "true or false");
        }
        return value.booleanValue();
    }

    /// The `id` of a reference such as `"serviceGateway": {"id": …}`; empty when either is missing.
    static Optional<String> reference(JsonNode parent, String name) {
        return text(object(parent, name), "id");
    }

    private static boolean absent(JsonNode value) {
        return value.isMissingNode() || value.isNull();
    }
}
