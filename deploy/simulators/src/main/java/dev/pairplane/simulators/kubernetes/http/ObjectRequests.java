package dev.pairplane.simulators.kubernetes.http;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.core.io.JsonEOFException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpExchange;
import dev.pairplane.simulators.kubernetes.patch.PatchType;
import dev.pairplane.simulators.kubernetes.registry.DeleteOptions;
import dev.pairplane.simulators.kubernetes.registry.Registry;
import dev.pairplane.simulators.kubernetes.registry.Result;
import dev.pairplane.simulators.kubernetes.registry.WriteOptions;
import dev.pairplane.simulators.kubernetes.schema.ApiException;
import dev.pairplane.simulators.kubernetes.schema.Causes;
import dev.pairplane.simulators.kubernetes.schema.Json;
import dev.pairplane.simulators.kubernetes.store.Stored;
import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/// The requests about single objects, and the deletion of many.
final class ObjectRequests {

    private static final int MAX_BODY = 3 << 20;
    private static final String DELETE_OPTIONS = "DeleteOptions";

    private final Registry registry;
    private final Tables tables;

    ObjectRequests(Registry registry, Tables tables) {
        this.registry = registry;
        this.tables = tables;
    }

    /// Does what the verb says.
    ///
    /// @throws ApiException when it is refused
    /// @throws IOException when the body cannot be read
    Reply handle(String verb, Route route, Query query, Representation form, HttpExchange exchange)
            throws IOException {
        return switch (verb) {
            case "get" -> get(route, query, form);
            case "create" ->
                    shown(
                            registry.create(
                                    route.type(),
                                    route.namespace(),
                                    object(route, exchange),
                                    options(query, "CreateOptions")),
                            route,
                            query,
                            form);
            case "update" ->
                    shown(
                            registry.replace(
                                    route.target(),
                                    object(route, exchange),
                                    options(query, "UpdateOptions")),
                            route,
                            query,
                            form);
            case "patch" -> shown(patch(route, query, exchange), route, query, form);
            case "delete" -> {
                Result result =
                        registry.delete(route.target(), deleteOptions(query, optional(exchange)));
                yield Reply.of(result, result.body());
            }
            case "deletecollection" -> deleteAll(route, query, exchange);
            default -> throw ApiException.methodNotAllowed();
        };
    }

    private Reply get(Route route, Query query, Representation form) {
        Stored stored = registry.get(route.target());
        return Reply.json(
                200,
                switch (form) {
                    case OBJECT -> stored.fullTree();
                    case METADATA -> Tables.partial(stored);
                    case TABLE ->
                            tables.table(
                                    route.type(),
                                    List.of(stored),
                                    version(Long.toString(stored.version())),
                                    query.text("includeObject"),
                                    true);
                });
    }

    private static ObjectNode version(String version) {
        return Json.object().put("resourceVersion", version);
    }

    /// What a write answers, in the form that the client wants.
    private Reply shown(Result result, Route route, Query query, Representation form) {
        JsonNode body =
                switch (form) {
                    case OBJECT -> result.body();
                    case METADATA, TABLE -> {
                        ObjectNode tree = result.body().deepCopy();
                        tree.remove(List.of("kind", "apiVersion"));
                        Stored stored = Stored.of(route.type(), tree);
                        yield form == Representation.METADATA
                                ? Tables.partial(stored)
                                : tables.table(
                                        route.type(),
                                        List.of(stored),
                                        version(Json.text(tree, "metadata.resourceVersion")),
                                        query.text("includeObject"),
                                        true);
                    }
                };
        return Reply.of(result, body);
    }

    private Result patch(Route route, Query query, HttpExchange exchange) throws IOException {
        PatchType type =
                PatchType.ofMediaType(contentType(exchange))
                        .orElseThrow(ApiException::unsupportedPatch);
        JsonNode patch =
                body("error decoding patch: ", exchange)
                        .orElseThrow(() -> ApiException.badRequest("empty patch"));
        return registry.patch(route.target(), type, patch, options(query, "PatchOptions"));
    }

    private Reply deleteAll(Route route, Query query, HttpExchange exchange) throws IOException {
        DeleteOptions options = deleteOptions(query, optional(exchange));
        List<Stored> deleted =
                registry.deleteAll(route.type(), Lists.selection(route, query), options);
        ObjectNode list = Json.object();
        list.put("kind", route.type().kind() + "List").put("apiVersion", route.type().apiVersion());
        list.putObject("metadata").put("resourceVersion", Long.toString(registry.version()));
        ArrayNode items = list.putArray("items");
        deleted.forEach(object -> items.add(object.tree()));
        return Reply.json(200, list);
    }

    /// @param kind of the options: `CreateOptions`
    private static WriteOptions options(Query query, String kind) {
        String validation = query.text("fieldValidation");
        WriteOptions.UnknownFields unknown =
                switch (validation) {
                    case "", "Warn" -> WriteOptions.UnknownFields.WARN;
                    case "Ignore" -> WriteOptions.UnknownFields.IGNORE;
                    case "Strict" -> WriteOptions.UnknownFields.REFUSE;
                    default ->
                            throw unsupported(
                                    kind,
                                    "fieldValidation",
                                    validation,
                                    List.of("", "Ignore", "Strict", "Warn"));
                };
        return new WriteOptions(dryRun(kind, query.text("dryRun")), unknown);
    }

    private static ApiException unsupported(
            String kind, String field, String value, List<String> supported) {
        Causes causes = new Causes();
        causes.unsupported(field, value, supported);
        return ApiException.invalidOptions(kind, causes);
    }

    private static boolean dryRun(String kind, String text) {
        return switch (text) {
            case "" -> false;
            case "All" -> true;
            default -> throw unsupported(kind, "dryRun", text, List.of("All"));
        };
    }

    private static DeleteOptions deleteOptions(Query query, JsonNode body) {
        JsonNode preconditions = body.path("preconditions");
        Optional<Integer> grace =
                body.path("gracePeriodSeconds").isIntegralNumber()
                        ? Optional.of(body.path("gracePeriodSeconds").asInt())
                        : query.number("gracePeriodSeconds").map(Long::intValue);
        String policy = body.path("propagationPolicy").asText(query.text("propagationPolicy"));
        if (!List.of("", "Orphan", "Background", "Foreground").contains(policy)) {
            throw unsupported(
                    DELETE_OPTIONS,
                    "propagationPolicy",
                    policy,
                    List.of("Foreground", "Background", "Orphan", "nil"));
        }
        return new DeleteOptions(
                Optional.of(preconditions.path("uid").asText("")).filter(text -> !text.isEmpty()),
                Optional.of(preconditions.path("resourceVersion").asText(""))
                        .filter(text -> !text.isEmpty()),
                grace,
                "Orphan".equals(policy) || body.path("orphanDependents").asBoolean(false),
                dryRun(DELETE_OPTIONS, body.path("dryRun").path(0).asText(query.text("dryRun"))));
    }

    private static String contentType(HttpExchange exchange) {
        String header =
                Optional.ofNullable(exchange.getRequestHeaders().getFirst("Content-Type"))
                        .orElse("");
        int semicolon = header.indexOf(';');
        return (semicolon < 0 ? header : header.substring(0, semicolon))
                .strip()
                .toLowerCase(Locale.ROOT);
    }

    private static JsonNode object(Route route, HttpExchange exchange) throws IOException {
        checkJson(exchange);
        String complaint =
                "the object provided is unrecognized (must be of type "
                        + route.type().kind()
                        + "): couldn't get version/kind; json parse error: ";
        return body(complaint, exchange)
                .orElseThrow(() -> ApiException.badRequest("the request has no body"));
    }

    private static JsonNode optional(HttpExchange exchange) throws IOException {
        Optional<JsonNode> body = body("error decoding options: ", exchange);
        if (body.isPresent()) {
            checkJson(exchange);
        }
        return body.orElseGet(Json::object);
    }

    private static void checkJson(HttpExchange exchange) {
        String type = contentType(exchange);
        if (!type.isEmpty() && !"application/json".equals(type) && !"*/*".equals(type)) {
            throw ApiException.unsupportedMediaType(Representation.ACCEPTED);
        }
    }

    private static String reason(JacksonException e) {
        return e instanceof JsonEOFException
                ? "unexpected end of JSON input"
                : e.getOriginalMessage();
    }

    /// @param complaint what a refusal begins with
    /// @return nothing for an empty body
    private static Optional<JsonNode> body(String complaint, HttpExchange exchange)
            throws IOException {
        byte[] content = exchange.getRequestBody().readNBytes(MAX_BODY + 1);
        if (content.length > MAX_BODY) {
            throw ApiException.of(
                    413, "RequestEntityTooLarge", "Request entity too large: limit is " + MAX_BODY);
        }
        if (content.length == 0) {
            return Optional.empty();
        }
        if (content[0] == 'k' && content.length > 3 && content[1] == '8' && content[2] == 's') {
            throw ApiException.unsupportedMediaType(Representation.ACCEPTED);
        }
        try {
            return Optional.of(Json.read(content));
        } catch (JacksonException e) {
            throw ApiException.badRequest(complaint + reason(e));
        }
    }
}
