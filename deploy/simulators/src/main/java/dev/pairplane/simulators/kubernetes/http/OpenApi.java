package dev.pairplane.simulators.kubernetes.http;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.pairplane.simulators.kubernetes.schema.ApiException;
import dev.pairplane.simulators.kubernetes.schema.Json;
import dev.pairplane.simulators.kubernetes.schema.ResourceType;
import dev.pairplane.simulators.kubernetes.schema.Types;
import java.util.List;

/// The OpenAPI v3 documents, one for each group's version: every field of every type, and of the
/// operations what kubectl looks for.
final class OpenApi {

    private static final String REF = "#/components/schemas/";

    private OpenApi() {}

    /// `/openapi/v3`.
    static Reply index() {
        ObjectNode index = Json.object();
        ObjectNode paths = index.putObject("paths");
        ResourceType.all().stream()
                .map(OpenApi::path)
                .distinct()
                .forEach(path ->
                        paths.putObject(path).put("serverRelativeURL", "/openapi/v3/" + path));
        return Reply.json(200, index);
    }

    private static String path(ResourceType type) {
        return type.group().isEmpty() ? "api/v1" : "apis/" + type.apiVersion();
    }

    /// `/openapi/v3/api/v1` and the like.
    ///
    /// @throws ApiException 404 when there is no such document
    static Reply document(String path) {
        List<ResourceType> types =
                ResourceType.all().stream().filter(type -> path(type).equals(path)).toList();
        if (types.isEmpty()) {
            throw ApiException.noSuchResource();
        }
        ObjectNode document = Json.object().put("openapi", "3.0.0");
        document.putObject("info").put("title", "Kubernetes").put("version", "v1.36.1");
        ObjectNode paths = document.putObject("paths");
        types.forEach(type -> paths(paths, type));
        ObjectNode schemas = document.putObject("components").putObject("schemas");
        for (Types.Type type : Types.served().all().values()) {
            schemas.set(type.qualifiedName(), schema(type));
        }
        return Reply.json(200, document);
    }

    private static void paths(ObjectNode paths, ResourceType type) {
        String collection =
                "/"
                        + path(type)
                        + (type.namespaced() ? "/namespaces/{namespace}/" : "/")
                        + type.plural();
        ObjectNode all = paths.putObject(collection);
        operation(all, "get", "list", type);
        operation(all, "post", "post", type);
        ObjectNode one = paths.putObject(collection + "/{name}");
        operation(one, "get", "get", type);
        operation(one, "put", "put", type);
        operation(one, "patch", "patch", type);
        operation(one, "delete", "delete", type);
    }

    private static void operation(
            ObjectNode path, String method, String action, ResourceType type) {
        ObjectNode operation = path.putObject(method);
        operation.put("x-kubernetes-action", action);
        operation.set("x-kubernetes-group-version-kind", Discovery.kind(type));
        ArrayNode parameters = operation.putArray("parameters");
        if (!"get".equals(method)) {
            parameter(parameters, "dryRun");
        }
        if (!"get".equals(method) && !"delete".equals(method)) {
            parameter(parameters, "fieldValidation");
            parameter(parameters, "fieldManager");
        }
        if ("patch".equals(method)) {
            ObjectNode content = operation.putObject("requestBody").putObject("content");
            for (String media :
                    List.of(
                            "application/json-patch+json",
                            "application/merge-patch+json",
                            "application/strategic-merge-patch+json")) {
                content.putObject(media);
            }
        }
        operation.putObject("responses").putObject("200").put("description", "OK");
    }

    private static void parameter(ArrayNode parameters, String name) {
        parameters
                .addObject()
                .put("name", name)
                .put("in", "query")
                .putObject("schema")
                .put("type", "string")
                .put("uniqueItems", true);
    }

    private static ObjectNode schema(Types.Type type) {
        ObjectNode schema = Json.object().put("type", "object");
        ObjectNode properties = schema.putObject("properties");
        ArrayNode required = Json.array();
        for (Types.Field field : type.fields().values()) {
            ObjectNode property = shape(field.shape());
            if (field.merges()) {
                property.put(
                        "x-kubernetes-patch-strategy",
                        field.retainsKeys() ? "merge,retainKeys" : "merge");
            }
            if (!field.mergeKey().isEmpty()) {
                property.put("x-kubernetes-patch-merge-key", field.mergeKey());
            }
            properties.set(field.name(), property);
            if (field.required()) {
                required.add(field.name());
            }
        }
        if (!required.isEmpty()) {
            schema.set("required", required);
        }
        for (ResourceType resource : ResourceType.all()) {
            if (resource.kind().equals(type.name())) {
                schema.putArray("x-kubernetes-group-version-kind").add(Discovery.kind(resource));
            }
        }
        return schema;
    }

    private static ObjectNode shape(Types.Shape shape) {
        ObjectNode schema = Json.object();
        return switch (shape) {
            case Types.Ref(String name) -> {
                schema.putArray("allOf")
                        .addObject()
                        .put("$ref", REF + Types.served().of(name).qualifiedName());
                yield schema;
            }
            case Types.ListOf(Types.Shape element) -> {
                schema.put("type", "array").set("items", shape(element));
                yield schema;
            }
            case Types.MapOf(Types.Shape element) -> {
                schema.put("type", "object").set("additionalProperties", shape(element));
                yield schema;
            }
            case Types.Scalar scalar ->
                    switch (scalar) {
                        case STRING, QUANTITY -> schema.put("type", "string");
                        case TIME, MICROTIME ->
                                schema.put("type", "string").put("format", "date-time");
                        case INT -> schema.put("type", "integer");
                        case BOOL -> schema.put("type", "boolean");
                        case NUMBER -> schema.put("type", "number");
                        case INTSTR -> schema.put("type", "string").put("format", "int-or-string");
                        case ANY -> schema.put("type", "object");
                    };
        };
    }
}
