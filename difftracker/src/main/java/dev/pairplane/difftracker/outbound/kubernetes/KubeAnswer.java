package dev.pairplane.difftracker.outbound.kubernetes;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import dev.pairplane.difftracker.core.call.CallError;
import io.fabric8.kubernetes.client.http.HttpResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;

/// An answer of the Kubernetes API, its body read as JSON.
///
/// @param status the HTTP status
/// @param body the object, or a `Status`; missing when there is none
/// @param text the body of an answer that is no JSON, shortened
/// @param retryAfter what `Retry-After`, or the `Status`, says
record KubeAnswer(int status, JsonNode body, String text, Optional<Duration> retryAfter) {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int SUCCESS = 200;
    private static final int NO_SUCCESS = 300;
    private static final int SHOWN = 200;

    static KubeAnswer of(HttpResponse<byte[]> response) {
        byte[] bytes = response.body() == null ? new byte[0] : response.body();
        JsonNode body = MissingNode.getInstance();
        String text = "";
        try {
            body = JSON.readTree(bytes);
        } catch (IOException e) {
            text = new String(bytes, 0, Math.min(bytes.length, SHOWN), StandardCharsets.UTF_8);
        }
        Optional<Duration> retryAfter =
                response.headers("Retry-After").stream()
                        .findFirst()
                        .flatMap(KubeAnswer::seconds)
                        .or(() -> Optional.empty());
        if (retryAfter.isEmpty() && body.path("details").has("retryAfterSeconds")) {
            retryAfter =
                    Optional.of(
                            Duration.ofSeconds(
                                    Math.max(
                                            0,
                                            body.path("details")
                                                    .path("retryAfterSeconds")
                                                    .asLong())));
        }
        return new KubeAnswer(response.code(), body, text, retryAfter);
    }

    private static Optional<Duration> seconds(String header) {
        String text = header.strip();
        return !text.isEmpty() && text.length() < 10 && text.chars().allMatch(Character::isDigit)
                ? Optional.of(Duration.ofSeconds(Long.parseLong(text)))
                : Optional.empty();
    }

    /// Whether it carries what was asked for.
    boolean isSuccess() {
        return status >= SUCCESS && status < NO_SUCCESS && body.isObject();
    }

    /// Whether a `Status` names this cause.
    boolean hasCause(String reason) {
        for (JsonNode cause : body.path("details").path("causes")) {
            if (cause.path("reason").asText("").equals(reason)) {
                return true;
            }
        }
        return false;
    }

    CallError error() {
        String message = body.path("message").asText("");
        return new CallError(
                status,
                body.path("reason").asText(""),
                message.isEmpty() ? text.strip() : message,
                retryAfter);
    }
}
