package dev.pairplane.publishing.outbound.webhook;

import dev.pairplane.observability.logging.Secret;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Map;

/// How a request shows who sends it.
public sealed interface Auth {

    /// Not at all.
    record None() implements Auth {}

    /// `Authorization: Bearer`.
    record Bearer(Secret token) implements Auth {}

    /// `Authorization: Basic`.
    record Basic(String username, Secret password) implements Auth {}

    /// A key in a header.
    ///
    /// @param header usually `X-API-Key`
    record ApiKey(String header, Secret key) implements Auth {}

    /// Any headers.
    record Custom(Map<String, Secret> headers) implements Auth {
        public Custom {
            headers = Map.copyOf(headers);
        }
    }

    /// The headers it adds.
    default Map<String, Secret> asHeaders() {
        return switch (this) {
            case None() -> Map.of();
            case Bearer(Secret token) ->
                    Map.of("Authorization", Secret.of("Bearer " + token.value()));
            case Basic(String username, Secret password) ->
                    Map.of(
                            "Authorization",
                            Secret.of("Basic " + encoded(username + ":" + password.value())));
            case ApiKey(String header, Secret key) -> Map.of(header, key);
            case Custom(Map<String, Secret> headers) -> headers;
        };
    }

    private static String encoded(String text) {
        return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }
}
