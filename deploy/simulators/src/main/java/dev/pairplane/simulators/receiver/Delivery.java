package dev.pairplane.simulators.receiver;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.util.Map;
import java.util.SortedMap;

/// What came, and how it was answered. Safe for threads.
final class Delivery {

    /// Before there is an answer, and for good when there is none.
    static final int UNANSWERED = 0;

    private final long number;
    private final Instant time;
    private final String hook;
    private final SortedMap<String, String> headers;
    private final JsonNode body;
    private volatile Answer answer = new Answer(UNANSWERED, Instant.EPOCH);

    private record Answer(int status, Instant time) {}

    /// @param number in the order of arrival, from 1
    /// @param headers by their names in small letters
    /// @param body only what [#toJson] shows of it is kept
    Delivery(
            long number,
            Instant time,
            String hook,
            SortedMap<String, String> headers,
            JsonNode body) {
        this.number = number;
        this.time = time;
        this.hook = hook;
        this.headers = headers;
        this.body = digest(body);
    }

    private static JsonNode digest(JsonNode body) {
        ObjectNode digest = JsonNodeFactory.instance.objectNode();
        for (Map.Entry<String, JsonNode> shown :
                Map.of(
                                "alert_name", body.path("alert_name"),
                                "fingerprint", body.path("fingerprint"),
                                "alert_status", body.path("status"),
                                "job_id", body.path("job_id"),
                                "severity", body.path("labels").path("severity"),
                                "priority", body.path("labels").path("priority"))
                        .entrySet()) {
            if (shown.getValue().isTextual()) {
                digest.put(shown.getKey(), shown.getValue().asText());
            }
        }
        return digest;
    }

    long number() {
        return number;
    }

    String hook() {
        return hook;
    }

    void answered(int with, Instant at) {
        answer = new Answer(with, at);
    }

    int status() {
        return answer.status;
    }

    /// The value that is the same in every attempt of one job.
    String webhookId() {
        return headers.getOrDefault("webhook-id", headers.getOrDefault("idempotency-key", ""));
    }

    ObjectNode toJson() {
        Answer given = answer;
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        json.put("number", number);
        json.put("time", time.toString());
        json.put("target", hook);
        json.put("status", given.status);
        if (given.status != UNANSWERED) {
            json.put("answered", given.time.toString());
        }
        json.put("webhook_id", webhookId());
        json.setAll((ObjectNode) body);
        ObjectNode shown = json.putObject("headers");
        headers.forEach(shown::put);
        return json;
    }
}
