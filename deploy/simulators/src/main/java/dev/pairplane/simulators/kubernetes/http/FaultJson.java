package dev.pairplane.simulators.kubernetes.http;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.pairplane.simulators.kubernetes.fault.Fault;
import dev.pairplane.simulators.kubernetes.schema.Json;
import java.time.Duration;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;

/// Faults as `/simulator/faults` takes and shows them.
final class FaultJson {

    private static final Set<String> MEMBERS =
            Set.of("verbs", "resources", "namespace", "user", "probability", "times");

    private FaultJson() {}

    /// @throws IllegalArgumentException when it is no fault, with what would be one
    static Fault read(JsonNode json) {
        Fault.Effect effect = null;
        for (var member : json.properties()) {
            if (!MEMBERS.contains(member.getKey())) {
                if (effect != null) {
                    throw new IllegalArgumentException("a fault has one effect only: " + json);
                }
                effect = effect(member.getKey(), member.getValue());
            }
        }
        if (effect == null) {
            throw new IllegalArgumentException(
                    "a fault needs an effect: latencyMillis, status, cut, dropWatchAfter or"
                            + " staleBy");
        }
        return new Fault(
                new HashSet<>(Json.texts(json.path("verbs"))),
                new HashSet<>(Json.texts(json.path("resources"))),
                text(json, "namespace"),
                text(json, "user"),
                json.path("probability").asDouble(1),
                json.path("times").asInt(0),
                effect);
    }

    private static Optional<String> text(JsonNode json, String member) {
        return json.has(member) ? Optional.of(json.path(member).asText()) : Optional.empty();
    }

    private static Fault.Effect effect(String name, JsonNode value) {
        return switch (name) {
            case "latencyMillis" -> new Fault.Effect.Latency(Duration.ofMillis(value.asLong()));
            case "status" ->
                    new Fault.Effect.Answer(
                            value.path("code").asInt(value.asInt(500)),
                            value.path("retryAfterSeconds").asInt(0),
                            value.path("afterEffect").asBoolean(false));
            case "cut" ->
                    switch (value.asText()) {
                        case "before" -> new Fault.Effect.Cut(false);
                        case "after" -> new Fault.Effect.Cut(true);
                        default ->
                                throw new IllegalArgumentException(
                                        "cut is 'before' or 'after': " + value);
                    };
            case "dropWatchAfter" ->
                    new Fault.Effect.DropWatch(
                            value.path("events").asInt(value.asInt(0)),
                            value.path("abrupt").asBoolean(false));
            case "staleBy" -> new Fault.Effect.StaleList(value.asInt());
            default ->
                    throw new IllegalArgumentException(
                            "a fault has no '"
                                    + name
                                    + "'; it has verbs, resources, namespace, user, probability,"
                                    + " times, and one of latencyMillis, status, cut,"
                                    + " dropWatchAfter, staleBy");
        };
    }

    static ObjectNode write(Fault fault) {
        ObjectNode json = Json.object();
        json.set("verbs", Json.array(fault.verbs()));
        json.set("resources", Json.array(fault.resources()));
        fault.namespace().ifPresent(namespace -> json.put("namespace", namespace));
        fault.user().ifPresent(user -> json.put("user", user));
        json.put("probability", fault.probability()).put("times", fault.times());
        switch (fault.effect()) {
            case Fault.Effect.Latency(Duration delay) ->
                    json.put("latencyMillis", delay.toMillis());
            case Fault.Effect.Answer(int code, int retry, boolean after) ->
                    json.putObject("status")
                            .put("code", code)
                            .put("retryAfterSeconds", retry)
                            .put("afterEffect", after);
            case Fault.Effect.Cut(boolean after) -> json.put("cut", after ? "after" : "before");
            case Fault.Effect.DropWatch(int events, boolean abrupt) ->
                    json.putObject("dropWatchAfter").put("events", events).put("abrupt", abrupt);
            case Fault.Effect.StaleList(int changes) -> json.put("staleBy", changes);
        }
        return json;
    }
}
