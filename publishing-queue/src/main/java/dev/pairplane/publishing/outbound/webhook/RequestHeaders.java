package dev.pairplane.publishing.outbound.webhook;

import dev.pairplane.observability.logging.Secret;
import dev.pairplane.publishing.core.job.Job;
import io.vertx.core.MultiMap;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/// Makes the headers of an attempt.
final class RequestHeaders {

    private final String userAgent;

    RequestHeaders(String version) {
        this.userAgent = "publishing-queue/" + version;
    }

    /// A header that must not be sent; the message names it and does not contain its value.
    static final class Refused extends Exception {
        private static final long serialVersionUID = 1;

        Refused(String message) {
            super(message, null, false, false);
        }
    }

    /// @param at the time of the attempt, which is signed
    /// @throws Refused when one of them would break the message
    MultiMap of(Destination destination, Job job, int attempt, Instant at, byte[] body)
            throws Refused {
        String id = job.id().toString();
        MultiMap headers = MultiMap.caseInsensitiveMultiMap();
        headers.set("Content-Type", "application/json");
        headers.set("User-Agent", userAgent);
        configured(headers, destination.headers());
        configured(headers, destination.auth().asHeaders());
        told(headers, "X-Request-ID", job.requestId());
        job.traceparent().ifPresent(parent -> told(headers, "traceparent", parent));
        headers.set("Idempotency-Key", id);
        headers.set("webhook-id", id);
        headers.set("X-Attempt", Integer.toString(attempt));
        if (!destination.signing().isEmpty()) {
            long seconds = at.getEpochSecond();
            headers.set("webhook-timestamp", Long.toString(seconds));
            headers.set(
                    "webhook-signature",
                    destination.signing().stream()
                            .map(key -> key.sign(id, seconds, body))
                            .collect(Collectors.joining(" ")));
        }
        return headers;
    }

    private static void configured(MultiMap headers, Map<String, Secret> more) throws Refused {
        for (Map.Entry<String, Secret> header : more.entrySet()) {
            Optional<String> fault = HeaderText.faultInName(header.getKey());
            if (fault.isPresent()) {
                throw new Refused("a configured header's name " + fault.orElseThrow());
            }
            set(headers, header.getKey(), header.getValue().value());
        }
    }

    /// What only helps to find things is left out rather than that an alert is not sent for it.
    private static void told(MultiMap headers, String name, String value) {
        if (!value.isEmpty() && HeaderText.faultInValue(value).isEmpty()) {
            headers.set(name, value);
        }
    }

    private static void set(MultiMap headers, String name, String value) throws Refused {
        Optional<String> fault = HeaderText.faultInValue(value);
        if (fault.isPresent()) {
            throw new Refused("header " + name + " " + fault.orElseThrow());
        }
        headers.set(name, value);
    }
}
