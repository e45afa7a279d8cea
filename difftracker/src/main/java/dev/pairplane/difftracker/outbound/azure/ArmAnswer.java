package dev.pairplane.difftracker.outbound.azure;

import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import dev.pairplane.difftracker.core.call.CallError;
import java.io.IOException;
import java.net.http.HttpHeaders;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import java.util.Optional;

/// An HTTP answer of Azure's, its body read as JSON.
///
/// @param status the HTTP status
/// @param headers its headers
/// @param body its body: missing when there is none
/// @param unreadable the beginning of a body that is not JSON
/// @param retryAfter what `Retry-After` says
record ArmAnswer(
        int status,
        HttpHeaders headers,
        JsonNode body,
        Optional<String> unreadable,
        Optional<Duration> retryAfter) {

    private static final ObjectMapper JSON =
            JsonMapper.builder()
                    .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
                    .disable(StreamReadFeature.INCLUDE_SOURCE_IN_LOCATION)
                    .build();
    private static final int SUCCESS = 200;
    private static final int NO_SUCCESS = 300;
    private static final int SHOWN = 200;
    private static final int MAX_MESSAGE = 2048;

    static ArmAnswer of(HttpResponse<byte[]> response) {
        Optional<Duration> retryAfter =
                response.headers()
                        .firstValue("Retry-After")
                        .flatMap(text -> RetryAfter.parse(text, Instant.now()));
        byte[] bytes = response.body();
        JsonNode body = MissingNode.getInstance();
        Optional<String> unreadable = Optional.empty();
        try {
            body = JSON.readTree(bytes);
        } catch (IOException e) {
            unreadable = Optional.of(beginning(bytes));
        }
        return new ArmAnswer(
                response.statusCode(), response.headers(), body, unreadable, retryAfter);
    }

    private static String beginning(byte[] bytes) {
        return new String(bytes, 0, Math.min(bytes.length, SHOWN), StandardCharsets.UTF_8)
                .replaceAll("[\\s\\p{Cntrl}]+", " ")
                .strip();
    }

    boolean isSuccess() {
        return status >= SUCCESS && status < NO_SUCCESS;
    }

    /// The answer's header, if it has one that is not blank.
    Optional<String> header(String name) {
        return headers.firstValue(name).map(String::strip).filter(value -> !value.isEmpty());
    }

    /// The `status` at the top of the body, in lower case; empty when there is none.
    String bodyStatus() {
        return body.path("status").asText("").toLowerCase(Locale.ROOT);
    }

    /// The error that a success has in its body: an error's code, or a failed operation's status.
    Optional<CallError> errorInBody() {
        boolean failed = bodyStatus().equals("failed") || bodyStatus().equals("canceled");
        boolean bare = body.path("code").isTextual() && body.path("message").isTextual();
        return failed || bare || body.path("error").isObject()
                ? Optional.of(asError(SUCCESS))
                : Optional.empty();
    }

    /// The answer as an error.
    CallError error() {
        return asError(status);
    }

    /// The answer as an error of an asynchronous operation.
    CallError failedOperation() {
        return asError(SUCCESS);
    }

    private CallError asError(int as) {
        JsonNode error = body.path("error").isObject() ? body.path("error") : body;
        String code = error.path("code").asText("");
        var message = new StringBuilder(error.path("message").asText(""));
        for (JsonNode detail : error.path("details")) {
            message.append(message.isEmpty() ? "" : " ")
                    .append('(')
                    .append(detail.path("code").asText(""))
                    .append(": ")
                    .append(detail.path("message").asText(""))
                    .append(')');
        }
        unreadable.ifPresent(text -> message.append("no JSON, but: ").append(text));
        if (code.isEmpty() && !bodyStatus().isEmpty()) {
            code = body.path("status").asText();
        }
        message.setLength(Math.min(message.length(), MAX_MESSAGE));
        return new CallError(as, code, message.toString(), retryAfter);
    }
}
