package dev.pairplane.local;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.Map;

/// Speaks JSON with one server. Safe for threads.
final class JsonHttp implements AutoCloseable {

    static final String JSON = "application/json";
    static final String MERGE_PATCH = "application/merge-patch+json";

    /// A simulator on this machine answers in milliseconds.
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private static final JsonMapper MAPPER = new JsonMapper();

    private final HttpClient http =
            HttpClient.newBuilder()
                    .version(HttpClient.Version.HTTP_1_1)
                    .connectTimeout(PATIENCE)
                    .build();
    private final String server;
    private final URI base;
    private final String token;

    /// @param server what people call it
    /// @param token sent with each request
    JsonHttp(String server, URI base, String token) {
        this.server = server;
        this.base = base;
        this.token = token;
    }

    /// @param body missing when there was none
    record Answer(int status, JsonNode body) {

        boolean isOk() {
            return status >= 200 && status < 300;
        }

        /// Why it was refused, in the server's words.
        String message() {
            String ofKubernetes = body.path("message").asText();
            String ofAzure = body.path("error").path("message").asText();
            return ofKubernetes.isEmpty() ? ofAzure : ofKubernetes;
        }
    }

    /// The server did not answer, or not in JSON.
    static final class NoAnswer extends Exception {

        private static final long serialVersionUID = 1L;

        NoAnswer(String message, Throwable cause) {
            super(message, cause);
        }

        NoAnswer(String message) {
            super(message);
        }
    }

    Answer get(String path) throws NoAnswer, InterruptedException {
        return send("GET", path);
    }

    /// Sends a request without a body.
    Answer send(String method, String path) throws NoAnswer, InterruptedException {
        return send(request(path).method(method, BodyPublishers.noBody()).build());
    }

    /// Sends a request with a body.
    ///
    /// @param type the body's media type
    Answer send(String method, String path, JsonNode body, String type)
            throws NoAnswer, InterruptedException {
        return send(method, path, body, type, Map.of());
    }

    /// Sends a request with a body and more headers.
    ///
    /// @param type the body's media type
    Answer send(String method, String path, JsonNode body, String type, Map<String, String> headers)
            throws NoAnswer, InterruptedException {
        HttpRequest.Builder request = request(path).header("Content-Type", type);
        headers.forEach(request::header);
        return send(request.method(method, BodyPublishers.ofString(body.toString())).build());
    }

    /// Reads something that is not JSON.
    String text(String path) throws NoAnswer, InterruptedException {
        try {
            return http.send(
                            HttpRequest.newBuilder(base.resolve(path)).timeout(PATIENCE).build(),
                            BodyHandlers.ofString())
                    .body();
        } catch (IOException e) {
            throw new NoAnswer("%s at %s does not answer (%s)".formatted(server, base, e), e);
        }
    }

    private HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(base.resolve(path))
                .timeout(PATIENCE)
                .header("Accept", JSON)
                .header("Authorization", "Bearer " + token);
    }

    private Answer send(HttpRequest request) throws NoAnswer, InterruptedException {
        try {
            HttpResponse<byte[]> response = http.send(request, BodyHandlers.ofByteArray());
            JsonNode body =
                    response.body().length == 0
                            ? MissingNode.getInstance()
                            : MAPPER.readTree(response.body());
            return new Answer(response.statusCode(), body);
        } catch (JsonProcessingException e) {
            throw new NoAnswer(
                    "%s at %s does not answer in JSON to %s %s"
                            .formatted(server, base, request.method(), request.uri().getPath()),
                    e);
        } catch (IOException e) {
            throw new NoAnswer("%s at %s does not answer (%s)".formatted(server, base, e), e);
        }
    }

    @Override
    public void close() {
        http.shutdownNow();
        http.close();
    }
}
