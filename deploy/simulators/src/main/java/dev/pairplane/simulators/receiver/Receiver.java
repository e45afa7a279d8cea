package dev.pairplane.simulators.receiver;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpExchange;
import dev.pairplane.simulators.http.LoopbackServer;
import java.io.IOException;
import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/// The receiver's HTTP side.
public final class Receiver implements AutoCloseable {

    private static final JsonMapper JSON = new JsonMapper();
    private static final int MAX_BODY = 1 << 20;
    private static final int MAX_HEADERS = 32;
    private static final int MAX_HEADER = 256;
    private static final int MAX_PAGE = 1000;
    private static final Set<String> SECRET = Set.of("authorization", "cookie", "x-api-key");
    private static final Set<String> METHODS = Set.of("POST", "PUT", "PATCH");

    private final Hooks hooks = new Hooks();
    private final Deliveries deliveries = new Deliveries();
    private final InstantSource clock;
    private final LoopbackServer server;

    private Receiver(int port, InstantSource clock) throws IOException {
        this.clock = clock;
        this.server = LoopbackServer.start(port, this::handle);
    }

    /// Listens from now on.
    ///
    /// @param port 0 for any free one
    /// @throws IOException when the port is taken
    public static Receiver start(int port, InstantSource clock) throws IOException {
        return new Receiver(port, clock);
    }

    /// Where it is, without a path.
    public URI uri() {
        return server.uri();
    }

    private void handle(HttpExchange exchange) throws IOException {
        try (exchange) {
            List<String> path = path(exchange);
            String method = exchange.getRequestMethod();
            if (path.size() == 2 && path.getFirst().equals("hooks") && METHODS.contains(method)) {
                take(exchange, path.get(1));
            } else if (path.size() == 3
                    && path.getFirst().equals("targets")
                    && path.get(2).equals("behaviour")) {
                behave(exchange, path.get(1), method);
            } else {
                show(exchange, String.join("/", path), method);
            }
        }
    }

    private static List<String> path(HttpExchange exchange) {
        return List.of(exchange.getRequestURI().getPath().split("/", -1)).stream()
                .filter(part -> !part.isEmpty())
                .toList();
    }

    private void take(HttpExchange exchange, String name) throws IOException {
        byte[] bytes = exchange.getRequestBody().readNBytes(MAX_BODY + 1);
        Optional<Hook> hook = hooks.named(name);
        if (bytes.length > MAX_BODY) {
            fail(exchange, 413, "a body has up to 1 MiB");
        } else if (hook.isEmpty()) {
            fail(
                    exchange,
                    404,
                    "a target has a name of letters, digits, '.', '_' and '-'; up to " + Hooks.MAX);
        } else {
            take(exchange, hook.orElseThrow(), name, bytes);
        }
    }

    private void take(HttpExchange exchange, Hook hook, String name, byte[] bytes)
            throws IOException {
        Delivery delivery =
                deliveries.arrived(name, headers(exchange), json(bytes), clock.instant());
        Behaviour answer;
        try {
            answer = hook.take();
            Thread.sleep(answer.delay());
        } catch (InterruptedException closing) {
            Thread.currentThread().interrupt();
            return;
        }
        answer.retryAfter()
                .ifPresent(seconds ->
                        exchange.getResponseHeaders()
                                .set("Retry-After", Integer.toString(seconds)));
        if (answer.cut()) {
            return;
        }
        // Told before it is sent: who has the answer finds it here.
        delivery.answered(answer.status(), clock.instant());
        hook.answered(answer.status());
        ObjectNode body = JsonNodeFactory.instance.objectNode();
        body.put("received", delivery.number());
        send(exchange, answer.status(), "application/json", body.toString());
    }

    /// What is not JSON has no members.
    private static JsonNode json(byte[] bytes) {
        try {
            return bytes.length == 0 ? MissingNode.getInstance() : JSON.readTree(bytes);
        } catch (IOException notJson) {
            return MissingNode.getInstance();
        }
    }

    private static SortedMap<String, String> headers(HttpExchange exchange) {
        SortedMap<String, String> headers = new TreeMap<>();
        exchange.getRequestHeaders()
                .forEach((name, values) -> {
                    String key = name.toLowerCase(Locale.ROOT);
                    if (headers.size() < MAX_HEADERS) {
                        String value = String.join(", ", values);
                        headers.put(
                                key,
                                SECRET.contains(key)
                                        ? "***"
                                        : value.substring(0, Math.min(value.length(), MAX_HEADER)));
                    }
                });
        return headers;
    }

    private void behave(HttpExchange exchange, String name, String method) throws IOException {
        Optional<Hook> hook = hooks.named(name);
        if (hook.isEmpty()) {
            fail(exchange, 404, "no target can have the name '" + name + "'");
            return;
        }
        switch (method) {
            case "GET" -> send(exchange, 200, hook.orElseThrow().toJson());
            case "DELETE" -> {
                hook.orElseThrow().behave(Behaviour.NORMAL);
                send(exchange, 200, hook.orElseThrow().toJson());
            }
            case "PUT" -> {
                try {
                    hook.orElseThrow()
                            .behave(Behaviour.parse(JSON.readTree(exchange.getRequestBody())));
                    send(exchange, 200, hook.orElseThrow().toJson());
                } catch (IllegalArgumentException | JsonProcessingException e) {
                    fail(exchange, 400, String.valueOf(e.getMessage()));
                }
            }
            default -> fail(exchange, 405, "a behaviour is read, put or deleted");
        }
    }

    private void show(HttpExchange exchange, String path, String method) throws IOException {
        switch (method + " /" + path) {
            case "GET /" ->
                    send(exchange, 200, "text/html; charset=utf-8", Page.of(hooks, deliveries));
            case "GET /health" -> send(exchange, 200, "text/plain", "ok\n");
            case "GET /targets" -> send(exchange, 200, targets());
            case "GET /deliveries" -> sendDeliveries(exchange);
            case "DELETE /deliveries" -> {
                deliveries.forget();
                exchange.sendResponseHeaders(204, -1);
            }
            default ->
                    fail(
                            exchange,
                            404,
                            "there is POST /hooks/NAME, GET /deliveries, GET /targets, PUT"
                                    + " /targets/NAME/behaviour and GET /health");
        }
    }

    private ObjectNode targets() {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        ArrayNode list = json.putArray("targets");
        hooks.all().forEach(hook -> list.add(hook.toJson()));
        return json;
    }

    private void sendDeliveries(HttpExchange exchange) throws IOException {
        Map<String, String> query = query(exchange);
        long after;
        int limit;
        try {
            after = Long.parseLong(query.getOrDefault("after", "0"));
            limit = Integer.parseInt(query.getOrDefault("limit", Integer.toString(MAX_PAGE)));
        } catch (NumberFormatException e) {
            fail(exchange, 400, "after and limit are whole numbers");
            return;
        }
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        json.put("total", deliveries.total());
        ArrayNode list = json.putArray("deliveries");
        deliveries
                .after(after, query.getOrDefault("target", ""), Math.clamp(limit, 1, MAX_PAGE))
                .forEach(delivery -> list.add(delivery.toJson()));
        send(exchange, 200, json);
    }

    private static Map<String, String> query(HttpExchange exchange) {
        Map<String, String> query = new HashMap<>();
        String text = Optional.ofNullable(exchange.getRequestURI().getRawQuery()).orElse("");
        for (String part : text.split("&", -1)) {
            int equals = part.indexOf('=');
            if (equals > 0) {
                query.put(
                        part.substring(0, equals),
                        URLDecoder.decode(part.substring(equals + 1), StandardCharsets.UTF_8));
            }
        }
        return query;
    }

    private static void fail(HttpExchange exchange, int status, String message) throws IOException {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        json.put("message", message);
        send(exchange, status, "application/json", json.toString());
    }

    private static void send(HttpExchange exchange, int status, JsonNode json) throws IOException {
        send(exchange, status, "application/json", json.toString());
    }

    private static void send(HttpExchange exchange, int status, String type, String text)
            throws IOException {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().set("Content-Type", type);
        if (status == 204 || status == 304) {
            exchange.sendResponseHeaders(status, -1);
            return;
        }
        exchange.sendResponseHeaders(status, bytes.length);
        exchange.getResponseBody().write(bytes);
    }

    /// Closes its port; held deliveries are let go without an answer.
    @Override
    public void close() {
        server.close();
    }
}
