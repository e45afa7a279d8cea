package dev.pairplane.simulators.kubernetes;

import com.fasterxml.jackson.databind.JsonNode;
import dev.pairplane.simulators.kubernetes.schema.Json;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpHeaders;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/// What a test asks the server for over HTTP.
final class Client implements AutoCloseable {

    static final String MERGE = "application/merge-patch+json";
    static final String STRATEGIC = "application/strategic-merge-patch+json";
    static final String JSON_PATCH = "application/json-patch+json";

    private final URI base;
    private final HttpClient http =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    Client(KubernetesSimulator simulator) {
        this.base = simulator.uri();
    }

    record Answer(int code, JsonNode body, HttpHeaders headers) {

        String text(String path) {
            return Json.text(body, path);
        }
    }

    HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(base.resolve(path));
    }

    Answer send(HttpRequest request) throws IOException, InterruptedException {
        HttpResponse<byte[]> response = http.send(request, HttpResponse.BodyHandlers.ofByteArray());
        byte[] body = response.body();
        boolean json = body.length > 0 && body[0] == '{';
        return new Answer(
                response.statusCode(), json ? Json.read(body) : Json.object(), response.headers());
    }

    Answer get(String path) throws IOException, InterruptedException {
        return send(request(path).build());
    }

    Answer get(String path, String accept) throws IOException, InterruptedException {
        return send(request(path).header("Accept", accept).build());
    }

    Answer post(String path, String body) throws IOException, InterruptedException {
        return send("POST", path, "application/json", body);
    }

    Answer put(String path, JsonNode body) throws IOException, InterruptedException {
        return send("PUT", path, "application/json", body.toString());
    }

    Answer patch(String path, String type, String body) throws IOException, InterruptedException {
        return send("PATCH", path, type, body);
    }

    Answer delete(String path) throws IOException, InterruptedException {
        return send(request(path).DELETE().build());
    }

    Answer send(String method, String path, String type, String body)
            throws IOException, InterruptedException {
        return send(
                request(path)
                        .header("Content-Type", type)
                        .method(method, HttpRequest.BodyPublishers.ofString(body))
                        .build());
    }

    Watching watch(String path) throws IOException, InterruptedException {
        HttpResponse<InputStream> response =
                http.send(request(path).build(), HttpResponse.BodyHandlers.ofInputStream());
        return new Watching(
                response.statusCode(),
                new BufferedReader(new InputStreamReader(response.body(), StandardCharsets.UTF_8)));
    }

    /// An open watch.
    record Watching(int code, BufferedReader lines) implements AutoCloseable {

        /// The next event, nothing at the end.
        Optional<JsonNode> next() throws IOException {
            String line = lines.readLine();
            return line == null
                    ? Optional.empty()
                    : Optional.of(Json.read(line.getBytes(StandardCharsets.UTF_8)));
        }

        /// The next event as `TYPE name`.
        String event() throws IOException {
            JsonNode event = next().orElseThrow();
            return event.path("type").asText() + " " + Json.text(event, "object.metadata.name");
        }

        @Override
        public void close() throws IOException {
            lines.close();
        }
    }

    @Override
    public void close() {
        http.shutdownNow();
    }
}
