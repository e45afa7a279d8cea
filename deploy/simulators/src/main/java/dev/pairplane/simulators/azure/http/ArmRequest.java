package dev.pairplane.simulators.azure.http;

import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpExchange;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// A request, read whole.
///
/// @param base the address that the caller used, without a path
/// @param query by name in lower case
/// @param tooLarge whether the body was longer than allowed, and is not here
record ArmRequest(
        String method,
        String base,
        String path,
        String target,
        Map<String, String> query,
        Headers headers,
        byte[] body,
        boolean tooLarge) {

    static ArmRequest of(HttpExchange exchange, byte[] body, boolean tooLarge) {
        String host = exchange.getRequestHeaders().getFirst("Host");
        if (host == null) {
            host = "127.0.0.1:" + exchange.getLocalAddress().getPort();
        }
        return new ArmRequest(
                exchange.getRequestMethod(),
                "http://" + host,
                exchange.getRequestURI().getPath(),
                exchange.getRequestURI().toString(),
                query(exchange.getRequestURI().getRawQuery()),
                exchange.getRequestHeaders(),
                body,
                tooLarge);
    }

    static Map<String, String> query(@Nullable String raw) {
        Map<String, String> query = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        if (raw != null) {
            for (String pair : raw.split("&", -1)) {
                int equals = pair.indexOf('=');
                if (equals > 0) {
                    query.put(
                            decode(pair.substring(0, equals)), decode(pair.substring(equals + 1)));
                }
            }
        }
        return query;
    }

    private static String decode(String text) {
        try {
            return URLDecoder.decode(text, StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            // A stray per cent sign is taken as itself.
            return text;
        }
    }

    Optional<String> parameter(String name) {
        return Optional.ofNullable(query.get(name));
    }

    Optional<String> header(String name) {
        return Optional.ofNullable(headers.getFirst(name));
    }

    String apiVersion() {
        return query.getOrDefault("api-version", "");
    }

    String text() {
        return new String(body, StandardCharsets.UTF_8);
    }
}
