package dev.pairplane.simulators.kubernetes.schema;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// Turns what a client sent into what a server with typed objects would hold: without unknown
/// fields, nulls, and empty lists and maps. For one object and one thread.
public final class Decoder {

    /// These the real types write even when they are empty.
    private static final Set<String> KEPT_EMPTY =
            Set.of(
                    "endpoints",
                    "ports",
                    "loadBalancer",
                    "emptyDir",
                    "securityContext",
                    "resources",
                    "metadata",
                    "spec",
                    "status",
                    "source",
                    "state",
                    "lastState");

    private final Types types = Types.served();
    private final ResourceType resource;
    private final List<String> unknown = new ArrayList<>();

    public Decoder(ResourceType resource) {
        this.resource = resource;
    }

    /// The paths of the fields that were left out because no such fields exist.
    public List<String> unknown() {
        return List.copyOf(unknown);
    }

    /// A cleaned copy.
    ///
    /// @throws ApiException 400 when a value has the wrong type
    public ObjectNode decode(JsonNode sent) {
        if (!(sent instanceof ObjectNode object)) {
            throw refuse(
                    "json: cannot unmarshal "
                            + word(sent)
                            + " into Go value of type "
                            + resource.kind());
        }
        return struct(object, types.of(resource), "");
    }

    private ObjectNode struct(ObjectNode sent, Types.Type type, String path) {
        ObjectNode result = Json.object();
        for (Map.Entry<String, JsonNode> entry : sent.properties()) {
            Types.Field field = type.fields().get(entry.getKey());
            String at = path.isEmpty() ? entry.getKey() : path + "." + entry.getKey();
            if (field == null) {
                unknown.add(at);
                continue;
            }
            if (entry.getValue().isNull()) {
                continue;
            }
            JsonNode value = value(entry.getValue(), field.shape(), at, type.name());
            boolean empty = value.isContainerNode() && value.isEmpty();
            if (!empty || field.required() || keptEmpty(field, value)) {
                result.set(entry.getKey(), value);
            }
        }
        return result;
    }

    private static boolean keptEmpty(Types.Field field, JsonNode value) {
        if (value.isObject() && field.shape() instanceof Types.Ref) {
            return true;
        }
        return KEPT_EMPTY.contains(field.name()) && field.mergeKey().isEmpty();
    }

    private JsonNode value(JsonNode sent, Types.Shape shape, String path, String owner) {
        return switch (shape) {
            case Types.Ref(String name) -> {
                if (!(sent instanceof ObjectNode object)) {
                    throw mismatch(sent, path, owner, name);
                }
                yield struct(object, types.of(name), path);
            }
            case Types.ListOf(Types.Shape element) -> list(sent, element, path, owner);
            case Types.MapOf(Types.Shape element) -> map(sent, element, path, owner);
            case Types.Scalar scalar -> scalar(sent, scalar, path, owner);
        };
    }

    private ArrayNode list(JsonNode sent, Types.Shape element, String path, String owner) {
        if (!sent.isArray()) {
            throw mismatch(sent, path, owner, "[]" + goName(element));
        }
        ArrayNode result = Json.array();
        int index = 0;
        for (JsonNode item : sent) {
            if (!item.isNull()) {
                result.add(value(item, element, path + "[" + index + "]", owner));
            }
            index++;
        }
        return result;
    }

    private ObjectNode map(JsonNode sent, Types.Shape element, String path, String owner) {
        if (!sent.isObject()) {
            throw mismatch(sent, path, owner, "map[string]" + goName(element));
        }
        ObjectNode result = Json.object();
        for (Map.Entry<String, JsonNode> entry : sent.properties()) {
            JsonNode item = entry.getValue();
            result.set(
                    entry.getKey(),
                    item.isNull()
                            ? TextNode.valueOf("")
                            : value(item, element, path + "." + entry.getKey(), owner));
        }
        return result;
    }

    private JsonNode scalar(JsonNode sent, Types.Scalar scalar, String path, String owner) {
        boolean fits =
                switch (scalar) {
                    case STRING, TIME, MICROTIME -> sent.isTextual();
                    case INT -> sent.isIntegralNumber();
                    case BOOL -> sent.isBoolean();
                    case NUMBER -> sent.isNumber();
                    case QUANTITY -> sent.isTextual() || sent.isNumber();
                    case INTSTR -> sent.isTextual() || sent.isIntegralNumber();
                    case ANY -> true;
                };
        if (!fits) {
            throw mismatch(sent, path, owner, goName(scalar));
        }
        if ((scalar == Types.Scalar.TIME && !Times.isTime(sent.asText()))
                || (scalar == Types.Scalar.MICROTIME && !Times.isMicroTime(sent.asText()))) {
            throw refuse("parsing time " + sent + " as \"" + Times.layout(scalar) + "\"");
        }
        return scalar == Types.Scalar.QUANTITY && sent.isNumber()
                ? TextNode.valueOf(sent.asText())
                : sent;
    }

    private static String goName(Types.Shape shape) {
        return switch (shape) {
            case Types.Ref(String name) -> "v1." + name;
            case Types.ListOf(Types.Shape element) -> "[]" + goName(element);
            case Types.MapOf(Types.Shape element) -> "map[string]" + goName(element);
            case Types.Scalar scalar ->
                    switch (scalar) {
                        case STRING -> "string";
                        case INT -> "int32";
                        case BOOL -> "bool";
                        case NUMBER -> "float64";
                        case TIME -> "v1.Time";
                        case MICROTIME -> "v1.MicroTime";
                        case QUANTITY -> "resource.Quantity";
                        case INTSTR -> "intstr.IntOrString";
                        case ANY -> "any";
                    };
        };
    }

    private ApiException mismatch(JsonNode sent, String path, String owner, String wanted) {
        return refuse(
                "json: cannot unmarshal "
                        + word(sent)
                        + " into Go struct field "
                        + owner
                        + "."
                        + path.replaceAll("\\[[0-9]+\\]", "")
                        + " of type "
                        + wanted);
    }

    private ApiException refuse(String why) {
        return ApiException.badRequest(
                resource.kind()
                        + " in version \""
                        + resource.version()
                        + "\" cannot be handled as a "
                        + resource.kind()
                        + ": "
                        + why);
    }

    /// Throws when fields were left out.
    ///
    /// @throws ApiException 400 when fields were left out
    public void refuseUnknown() {
        if (!unknown.isEmpty()) {
            throw refuse("strict decoding error: " + String.join(", ", warnings()));
        }
    }

    /// Why an object could not be read, without the sentence about it.
    public static String reason(ApiException refusal) {
        String message = refusal.status().path("message").asText();
        int start = message.indexOf(": ");
        return message.substring(start + 2);
    }

    /// One text for each field that was left out.
    public List<String> warnings() {
        return unknown.stream().map(path -> "unknown field \"" + path + "\"").toList();
    }

    private static String word(JsonNode node) {
        return switch (node.getNodeType()) {
            case ARRAY -> "array";
            case BOOLEAN -> "bool";
            case NUMBER -> "number";
            case OBJECT -> "object";
            case STRING -> "string";
            case BINARY, MISSING, NULL, POJO -> "null";
        };
    }
}
