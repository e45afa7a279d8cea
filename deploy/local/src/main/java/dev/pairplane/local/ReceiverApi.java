package dev.pairplane.local;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;

/// What the demo sees at the sample receiver, and how it has it answer.
final class ReceiverApi implements AutoCloseable {

    private static final int PAGE = 1000;

    private final JsonHttp http;

    /// @param uri without a path
    ReceiverApi(URI uri) {
        this.http = new JsonHttp("the receiver", uri, "unused");
    }

    /// A delivery.
    ///
    /// @param number in the order of arrival
    /// @param status how it was answered; 0 when it was not
    /// @param job the same in each attempt
    record Delivery(
            long number,
            String target,
            int status,
            String job,
            String fingerprint,
            String severity,
            String attempt) {

        boolean succeeded() {
            return status >= 200 && status < 300;
        }
    }

    /// All that came, in the order of arrival.
    ///
    /// @param target only at this one; empty for all
    List<Delivery> deliveries(String target)
            throws Failure, InterruptedException, JsonHttp.NoAnswer {
        List<Delivery> all = new ArrayList<>();
        long last = 0;
        while (true) {
            JsonNode page =
                    require(
                            http.get(
                                    "/deliveries?limit=%d&after=%d&target=%s"
                                            .formatted(PAGE, last, target)));
            for (JsonNode delivery : page.path("deliveries")) {
                all.add(read(delivery));
            }
            if (page.path("deliveries").size() < PAGE) {
                return all;
            }
            last = all.getLast().number();
        }
    }

    private static Delivery read(JsonNode json) {
        return new Delivery(
                json.path("number").asLong(),
                json.path("target").asText(),
                json.path("status").asInt(),
                json.path("webhook_id").asText(),
                json.path("fingerprint").asText(),
                json.path("severity").asText(),
                json.path("headers").path("x-attempt").asText());
    }

    /// How many have come in all.
    long total() throws Failure, InterruptedException, JsonHttp.NoAnswer {
        return require(http.get("/deliveries?limit=1")).path("total").asLong();
    }

    /// Deliveries that wait for an answer.
    int held() throws Failure, InterruptedException, JsonHttp.NoAnswer {
        int held = 0;
        for (JsonNode target : require(http.get("/targets")).path("targets")) {
            held += target.path("held").asInt();
        }
        return held;
    }

    /// From now on a target takes everything.
    void takes(String target) throws Failure, InterruptedException, JsonHttp.NoAnswer {
        behave(target, JsonNodeFactory.instance.objectNode());
    }

    /// From now on a target answers with a status.
    void answers(String target, int status)
            throws Failure, InterruptedException, JsonHttp.NoAnswer {
        behave(target, JsonNodeFactory.instance.objectNode().put("status", status));
    }

    /// From now on a target takes everything, slowly.
    void takesSlowly(String target, int millis)
            throws Failure, InterruptedException, JsonHttp.NoAnswer {
        behave(target, JsonNodeFactory.instance.objectNode().put("delay_ms", millis));
    }

    /// From now on a target does not answer.
    void holds(String target) throws Failure, InterruptedException, JsonHttp.NoAnswer {
        behave(target, JsonNodeFactory.instance.objectNode().put("hold", true));
    }

    private void behave(String target, ObjectNode behaviour)
            throws Failure, InterruptedException, JsonHttp.NoAnswer {
        require(http.send("PUT", "/targets/" + target + "/behaviour", behaviour, JsonHttp.JSON));
    }

    private static JsonNode require(JsonHttp.Answer answer) throws Failure {
        if (!answer.isOk()) {
            throw new Failure(
                    "the receiver answers %d: %s".formatted(answer.status(), answer.message()));
        }
        return answer.body();
    }

    @Override
    public void close() {
        http.close();
    }
}
