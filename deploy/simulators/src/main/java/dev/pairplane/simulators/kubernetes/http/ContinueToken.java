package dev.pairplane.simulators.kubernetes.http;

import com.fasterxml.jackson.databind.JsonNode;
import dev.pairplane.simulators.kubernetes.schema.ApiException;
import dev.pairplane.simulators.kubernetes.schema.Json;
import java.io.IOException;
import java.util.Base64;

/// Where the next page of a list begins.
///
/// @param version what the list shows, 0 for whatever there is now
/// @param afterKey the last key that was shown
record ContinueToken(long version, String afterKey) {

    /// @throws ApiException 400 when it was not made by [#encode]
    static ContinueToken decode(String text) {
        try {
            JsonNode tree = Json.read(Base64.getUrlDecoder().decode(text));
            if (tree.path("rv").isIntegralNumber() && tree.path("start").isTextual()) {
                return new ContinueToken(tree.path("rv").asLong(), tree.path("start").asText());
            }
        } catch (IOException | IllegalArgumentException e) {
            throw invalid();
        }
        throw invalid();
    }

    private static ApiException invalid() {
        return ApiException.badRequest(
                "continue key is not valid: it was not given by this server");
    }

    String encode() {
        byte[] json =
                Json.bytes(
                        Json.object()
                                .put("v", "meta.k8s.io/v1")
                                .put("rv", version)
                                .put("start", afterKey));
        return Base64.getUrlEncoder().withoutPadding().encodeToString(json);
    }
}
