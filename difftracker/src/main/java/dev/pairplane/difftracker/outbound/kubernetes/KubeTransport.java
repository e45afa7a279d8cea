package dev.pairplane.difftracker.outbound.kubernetes;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.pairplane.difftracker.core.kubernetes.ObjectRef;
import dev.pairplane.difftracker.outbound.guard.CallGuard;
import dev.pairplane.difftracker.outbound.guard.Deadline;
import dev.pairplane.difftracker.outbound.guard.GuardLimits;
import dev.pairplane.difftracker.outbound.guard.Sent;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.RequestConfigBuilder;
import io.fabric8.kubernetes.client.http.HttpClient;
import io.fabric8.kubernetes.client.http.HttpRequest;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;

/// Sends single requests to the Kubernetes API through the client's connection and credentials, as
/// JSON trees and with the exact patch type, inside the guard. The client's own retries are off:
/// they would repeat writes whose answer was lost. Safe for threads.
final class KubeTransport {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int SERVER = 500;

    private final HttpClient http;
    private final URI master;
    private final CallGuard guard;
    private final KubernetesCallListener listener;

    KubeTransport(KubernetesClient client, GuardLimits limits, KubernetesCallListener listener) {
        this.http =
                client.getHttpClient()
                        .newBuilder()
                        .tag(
                                new RequestConfigBuilder(
                                                client.getConfiguration().getRequestConfig())
                                        .withRequestRetryBackoffLimit(0)
                                        .build())
                        .build();
        this.master = URI.create(client.getMasterUrl().toString());
        this.guard = new CallGuard("Kubernetes", limits, listener::breakerChanged);
        this.listener = listener;
    }

    /// The ways to patch that are used.
    enum Patch {
        STRATEGIC_MERGE("application/strategic-merge-patch+json"),
        MERGE("application/merge-patch+json");

        private final String contentType;

        Patch(String contentType) {
            this.contentType = contentType;
        }
    }

    static String service(ObjectRef service) {
        return "api/v1/namespaces/"
                + segment(service.namespace())
                + "/services/"
                + segment(service.name());
    }

    static String events(String namespace) {
        return "api/v1/namespaces/" + segment(namespace) + "/events";
    }

    static String segment(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
    }

    Sent<KubeAnswer> get(KubernetesOperation operation, String path, Deadline deadline)
            throws InterruptedException {
        return send(operation, builder(path).build(), deadline);
    }

    Sent<KubeAnswer> patch(
            KubernetesOperation operation,
            String path,
            Patch type,
            JsonNode patch,
            Deadline deadline)
            throws InterruptedException {
        return send(
                operation,
                builder(path).method("PATCH", type.contentType, write(patch)).build(),
                deadline);
    }

    Sent<KubeAnswer> create(
            KubernetesOperation operation, String path, JsonNode object, Deadline deadline)
            throws InterruptedException {
        return send(
                operation,
                builder(path).method("POST", "application/json", write(object)).build(),
                deadline);
    }

    private HttpRequest.Builder builder(String path) {
        return http.newHttpRequestBuilder()
                .uri(master.resolve(path))
                .setHeader("Accept", "application/json");
    }

    private static String write(JsonNode node) {
        try {
            return JSON.writeValueAsString(node);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a tree of values can always be written", e);
        }
    }

    private Sent<KubeAnswer> send(
            KubernetesOperation operation, HttpRequest request, Deadline deadline)
            throws InterruptedException {
        long begin = System.nanoTime();
        Sent<KubeAnswer> sent =
                guard.exchange(
                        KubeAnswer.class,
                        deadline,
                        () -> http.sendAsync(request, byte[].class),
                        KubeAnswer::of,
                        answer -> answer.status() >= SERVER && !answer.error().throttled());
        long nanos = System.nanoTime() - begin;
        switch (sent) {
            case Sent.Answered(var answer) ->
                    listener.exchanged(operation, answer.status(), "", nanos);
            case Sent.Lost(var why) -> listener.exchanged(operation, 0, why, nanos);
            case Sent.Held(var reason, _) -> listener.exchanged(operation, 0, reason.name(), nanos);
        }
        return sent;
    }
}
