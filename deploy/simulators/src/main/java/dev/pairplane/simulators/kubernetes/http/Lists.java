package dev.pairplane.simulators.kubernetes.http;

import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpExchange;
import dev.pairplane.simulators.kubernetes.schema.ApiException;
import dev.pairplane.simulators.kubernetes.schema.Causes;
import dev.pairplane.simulators.kubernetes.schema.Json;
import dev.pairplane.simulators.kubernetes.schema.ResourceType;
import dev.pairplane.simulators.kubernetes.store.FieldSelector;
import dev.pairplane.simulators.kubernetes.store.LabelSelector;
import dev.pairplane.simulators.kubernetes.store.Selection;
import dev.pairplane.simulators.kubernetes.store.State;
import dev.pairplane.simulators.kubernetes.store.Store;
import dev.pairplane.simulators.kubernetes.store.Stored;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Lists, page by page if the client wants.
final class Lists {

    private static final int BUFFER = 1 << 16;

    private final Store store;
    private final Tables tables;

    Lists(Store store, Tables tables) {
        this.store = store;
        this.tables = tables;
    }

    /// @throws ApiException 400 when a selector cannot be read
    static Selection selection(Route route, Query query) {
        FieldSelector fields = FieldSelector.parse(route.type(), query.text("fieldSelector"));
        LabelSelector labels = LabelSelector.parse(query.text("labelSelector"));
        return new Selection(route.namespace(), labels, fields);
    }

    /// One page.
    ///
    /// @param more where the next one begins, empty for the last
    private record Page(State state, List<Stored> items, Optional<ContinueToken> more) {}

    /// @param staleBy how many changes ago the list is from, empty for an honest one
    /// @throws ApiException when the version or the page asked for cannot be served
    Reply list(Route route, Query query, Representation form, Optional<Integer> staleBy) {
        Selection selection = selection(route, query);
        Optional<ContinueToken> token =
                Optional.of(query.text("continue"))
                        .filter(text -> !text.isEmpty())
                        .map(ContinueToken::decode);
        State state =
                staleBy.isPresent() && token.isEmpty()
                        ? store.back(staleBy.orElseThrow())
                        : state(query, token);
        Page page = page(route.type(), selection, query, state, token);
        ObjectNode metadata = metadata(route, selection, page);
        return new Reply(
                200,
                exchange -> {
                    switch (form) {
                        case OBJECT -> stream(exchange, route.type(), metadata, page.items());
                        case METADATA -> {
                            ObjectNode list = Json.object();
                            list.put("kind", "PartialObjectMetadataList")
                                    .put("apiVersion", "meta.k8s.io/v1");
                            list.set("metadata", metadata);
                            var items = list.putArray("items");
                            page.items().forEach(item -> items.add(Tables.partial(item)));
                            Reply.json(200, list).body().send(exchange);
                        }
                        case TABLE ->
                                Reply.json(
                                                200,
                                                tables.table(
                                                        route.type(),
                                                        page.items(),
                                                        metadata,
                                                        query.text("includeObject"),
                                                        true))
                                        .body()
                                        .send(exchange);
                    }
                });
    }

    private State state(Query query, Optional<ContinueToken> token) {
        String version = query.text("resourceVersion");
        String match = query.text("resourceVersionMatch");
        checkMatch(query, version, match);
        if (token.isPresent()) {
            if (!version.isEmpty() && !"0".equals(version)) {
                throw ApiException.badRequest(
                        "specifying resource version is not allowed when using continue");
            }
            return token.orElseThrow().version() == 0
                    ? store.state()
                    : pagedState(token.orElseThrow());
        }
        long wanted = version(query);
        boolean exact =
                "Exact".equals(match)
                        || (match.isEmpty() && wanted > 0 && query.number("limit").orElse(0L) > 0);
        if (exact) {
            return store.at(wanted);
        }
        State state = store.state();
        if (wanted > state.version()) {
            throw ApiException.versionTooLarge(wanted, state.version());
        }
        return state;
    }

    /// The version in a query, 0 for any.
    static long version(Query query) {
        try {
            String version = query.text("resourceVersion");
            return version.isEmpty() ? 0 : Long.parseUnsignedLong(version);
        } catch (NumberFormatException e) {
            String quoted = Json.quoted(query.text("resourceVersion"));
            throw ApiException.badRequest(
                    "invalid resource version: resourceVersion: Invalid value: "
                            + quoted
                            + ": strconv.ParseUint: parsing "
                            + quoted
                            + ": invalid syntax");
        }
    }

    private static void checkMatch(Query query, String version, String match) {
        Causes causes = new Causes();
        if (!match.isEmpty()) {
            if (version.isEmpty()) {
                causes.forbidden(
                        "resourceVersionMatch",
                        "resourceVersionMatch is forbidden unless resourceVersion is provided");
            }
            if (!query.text("continue").isEmpty()) {
                causes.forbidden(
                        "resourceVersionMatch",
                        "resourceVersionMatch is forbidden when continue is provided");
            }
            if (!List.of("Exact", "NotOlderThan").contains(match)) {
                causes.unsupported(
                        "resourceVersionMatch", match, List.of("Exact", "NotOlderThan", ""));
            }
            if ("Exact".equals(match) && "0".equals(version)) {
                causes.forbidden(
                        "resourceVersionMatch",
                        "resourceVersionMatch \"exact\" is forbidden for resourceVersion \"0\"");
            }
        }
        if (!query.text("sendInitialEvents").isEmpty()) {
            causes.forbidden("sendInitialEvents", "sendInitialEvents is forbidden for list");
        }
        if (!causes.found().isEmpty()) {
            throw ApiException.invalidOptions("ListOptions", causes);
        }
    }

    private State pagedState(ContinueToken token) {
        try {
            return store.at(token.version());
        } catch (ApiException e) {
            ApiException expired =
                    ApiException.expired(
                            "The provided continue parameter is too old to display a consistent"
                                + " list result. You can start a new list without the continue"
                                + " parameter, or use the continue token in this response to"
                                + " retrieve the remainder of the results. Continuing with the"
                                + " provided token results in an inconsistent list - objects that"
                                + " were created, modified, or deleted between the time the first"
                                + " chunk was returned and now may show up in the list.");
            ((ObjectNode) expired.status().path("metadata"))
                    .put("continue", new ContinueToken(0, token.afterKey()).encode());
            throw expired;
        }
    }

    private static Page page(
            ResourceType type,
            Selection selection,
            Query query,
            State state,
            Optional<ContinueToken> token) {
        long limit = query.number("limit").orElse(0L);
        List<Stored> items = new ArrayList<>();
        state.scan(
                type,
                selection,
                token.map(ContinueToken::afterKey).orElse(""),
                item -> {
                    items.add(item);
                    return limit <= 0 || items.size() <= limit;
                });
        if (limit <= 0 || items.size() <= limit) {
            return new Page(state, items, Optional.empty());
        }
        items.removeLast();
        return new Page(
                state,
                items,
                Optional.of(new ContinueToken(state.version(), items.getLast().key())));
    }

    private static ObjectNode metadata(Route route, Selection selection, Page page) {
        ObjectNode metadata = Json.object();
        metadata.put("resourceVersion", Long.toString(page.state().version()));
        page.more()
                .ifPresent(token -> {
                    metadata.put("continue", token.encode());
                    if (!selection.narrows()) {
                        metadata.put(
                                "remainingItemCount",
                                page.state()
                                        .countAfter(
                                                route.type(), route.namespace(), token.afterKey()));
                    }
                });
        return metadata;
    }

    private static void stream(
            HttpExchange exchange, ResourceType type, ObjectNode metadata, List<Stored> items)
            throws IOException {
        exchange.getResponseHeaders().set("Content-Type", "application/json");
        exchange.sendResponseHeaders(200, 0);
        try (OutputStream out = new BufferedOutputStream(exchange.getResponseBody(), BUFFER)) {
            out.write(
                    ("{\"kind\":\""
                                    + type.kind()
                                    + "List\",\"apiVersion\":\""
                                    + type.apiVersion()
                                    + "\",\"metadata\":")
                            .getBytes(StandardCharsets.UTF_8));
            out.write(Json.bytes(metadata));
            out.write(",\"items\":[".getBytes(StandardCharsets.UTF_8));
            boolean first = true;
            for (Stored item : items) {
                if (!first) {
                    out.write(',');
                }
                first = false;
                item.writeItem(out);
            }
            out.write("]}\n".getBytes(StandardCharsets.UTF_8));
        }
    }
}
