package dev.pairplane.simulators.kubernetes.http;

import dev.pairplane.simulators.kubernetes.schema.ApiException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// The parameters of a request; of a repeated one the last counts.
final class Query {

    private final Map<String, String> values;

    private Query(Map<String, String> values) {
        this.values = values;
    }

    static Query parse(Optional<String> raw) {
        Map<String, String> values = new HashMap<>();
        for (String pair : raw.map(text -> List.of(text.split("&", -1))).orElse(List.of())) {
            int equals = pair.indexOf('=');
            if (!pair.isEmpty()) {
                values.put(
                        decode(equals < 0 ? pair : pair.substring(0, equals)),
                        equals < 0 ? "" : decode(pair.substring(equals + 1)));
            }
        }
        return new Query(values);
    }

    static String decode(String text) {
        try {
            return URLDecoder.decode(text, StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            throw ApiException.badRequest("invalid URL escape in '" + text + "'");
        }
    }

    /// "" when it is absent.
    String text(String name) {
        return values.getOrDefault(name, "");
    }

    /// @throws ApiException 400 when it is no number
    Optional<Long> number(String name) {
        String text = text(name);
        if (text.isEmpty()) {
            return Optional.empty();
        }
        try {
            return Optional.of(Long.parseLong(text));
        } catch (NumberFormatException e) {
            throw ApiException.badRequest(
                    "strconv.ParseInt: parsing \"" + text + "\": invalid syntax");
        }
    }

    boolean flag(String name) {
        return values.containsKey(name) && !"false".equals(text(name)) && !"0".equals(text(name));
    }
}
