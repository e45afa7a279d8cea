package dev.pairplane.simulators.kubernetes.http;

import com.fasterxml.jackson.databind.JsonNode;
import com.sun.net.httpserver.HttpExchange;
import dev.pairplane.simulators.kubernetes.registry.Result;
import dev.pairplane.simulators.kubernetes.schema.ApiException;
import dev.pairplane.simulators.kubernetes.schema.Json;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;

/// An answer that is ready to be sent. Whatever the request does has been done.
///
/// @param code the HTTP status
/// @param body sends the headers and the body
record Reply(int code, Body body) {

    @FunctionalInterface
    interface Body {
        void send(HttpExchange exchange) throws IOException, InterruptedException;
    }

    static Reply json(int code, JsonNode tree) {
        return bytes(code, "application/json", Json.bytes(tree));
    }

    static Reply text(int code, String text) {
        return bytes(code, "text/plain; charset=utf-8", text.getBytes(StandardCharsets.UTF_8));
    }

    static Reply bytes(int code, String type, byte[] content) {
        return new Reply(code, exchange -> send(exchange, code, type, content));
    }

    static Reply of(Result result, JsonNode shown) {
        byte[] content = Json.bytes(shown);
        return new Reply(
                result.code(),
                exchange -> {
                    warn(exchange, result.warnings());
                    send(exchange, result.code(), "application/json", content);
                });
    }

    static Reply of(ApiException refusal) {
        byte[] content = Json.bytes(refusal.status());
        return new Reply(
                refusal.code(),
                exchange -> {
                    if (refusal.retryAfterSeconds() > 0) {
                        exchange.getResponseHeaders()
                                .set("Retry-After", Integer.toString(refusal.retryAfterSeconds()));
                    }
                    send(exchange, refusal.code(), "application/json", content);
                });
    }

    private static void warn(HttpExchange exchange, List<String> warnings) {
        for (String warning : warnings) {
            String quoted = warning.replace("\\", "\\\\").replace("\"", "\\\"");
            exchange.getResponseHeaders().add("Warning", "299 - \"" + quoted + "\"");
        }
    }

    private static void send(HttpExchange exchange, int code, String type, byte[] content)
            throws IOException {
        exchange.getResponseHeaders().set("Content-Type", type);
        exchange.sendResponseHeaders(code, content.length == 0 ? -1 : content.length);
        try (OutputStream out = exchange.getResponseBody()) {
            out.write(content);
        }
    }
}
