package dev.pairplane.simulators.azure.http;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.pairplane.simulators.azure.fault.Fault;
import dev.pairplane.simulators.azure.fault.FaultAction;
import dev.pairplane.simulators.azure.fault.Faults;
import dev.pairplane.simulators.azure.fault.Flavour;
import dev.pairplane.simulators.azure.resource.ResourceKind;
import java.time.Duration;
import java.util.HashSet;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;

/// Faults as JSON.
final class FaultJson {

    private FaultJson() {}

    /// @throws IllegalArgumentException that says what is wrong
    static Fault read(JsonNode json) {
        Set<String> methods = new HashSet<>();
        json.path("methods").forEach(m -> methods.add(m.asText().toUpperCase(Locale.ROOT)));
        Optional<ResourceKind> kind = Optional.empty();
        if (json.hasNonNull("kind")) {
            String text = json.path("kind").asText();
            kind = ResourceKind.of(text);
            if (kind.isEmpty()) {
                throw new IllegalArgumentException(
                        "kind '" + text + "' is unknown; natGateways is one");
            }
        }
        return new Fault(
                methods,
                kind,
                json.path("call").asText(""),
                json.path("name").asText(""),
                json.path("times").asInt(1),
                json.path("probability").asDouble(1),
                action(json.path("action")));
    }

    private static FaultAction action(JsonNode json) {
        String type = json.path("type").asText();
        return switch (type) {
            case "error" ->
                    new FaultAction.Failure(
                            json.path("status").asInt(503),
                            json.path("code").asText("ServiceUnavailable"),
                            json.path("message").asText("Injected by the simulator."),
                            json.hasNonNull("retryAfterSeconds")
                                    ? OptionalInt.of(json.path("retryAfterSeconds").asInt())
                                    : OptionalInt.empty());
            case "lostBefore" -> new FaultAction.CutBefore();
            case "lostAfter" -> new FaultAction.CutAfter();
            case "hang" -> new FaultAction.Hang(false);
            case "hangAfter" -> new FaultAction.Hang(true);
            case "lateEffect" -> new FaultAction.LateEffect(delay(json));
            case "slow" -> new FaultAction.Slow(delay(json));
            case "answered" -> new FaultAction.Answered(flavour(json.path("flavour").asText()));
            default ->
                    throw new IllegalArgumentException(
                            "action.type '"
                                    + type
                                    + "' is unknown; error, lostBefore, lostAfter, hang,"
                                    + " hangAfter, lateEffect, slow and answered are known");
        };
    }

    private static Duration delay(JsonNode json) {
        return Duration.ofMillis(json.path("delayMillis").asLong(1000));
    }

    static Flavour flavour(String text) {
        for (Flavour flavour : Flavour.values()) {
            if (flavour.name().equalsIgnoreCase(text)) {
                return flavour;
            }
        }
        throw new IllegalArgumentException(
                "flavour '" + text + "' is unknown; SYNC and POLL_FAILS are two of them");
    }

    static ObjectNode write(Faults.Active active) {
        Fault fault = active.fault();
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        json.put("id", active.id());
        fault.methods().forEach(json.putArray("methods")::add);
        fault.kind().ifPresent(k -> json.put("kind", k.path()));
        json.put("call", fault.call());
        json.put("name", fault.name());
        json.put("times", fault.times());
        json.put("left", active.left());
        json.put("hits", active.hits());
        json.put("probability", fault.probability());
        ObjectNode action = json.putObject("action");
        switch (fault.action()) {
            case FaultAction.Failure error -> {
                action.put("type", "error");
                action.put("status", error.status());
                action.put("code", error.code());
                action.put("message", error.message());
                error.retryAfter().ifPresent(s -> action.put("retryAfterSeconds", s));
            }
            case FaultAction.CutBefore _ -> action.put("type", "lostBefore");
            case FaultAction.CutAfter _ -> action.put("type", "lostAfter");
            case FaultAction.Hang hang ->
                    action.put("type", hang.afterEffect() ? "hangAfter" : "hang");
            case FaultAction.LateEffect late ->
                    action.put("type", "lateEffect").put("delayMillis", late.delay().toMillis());
            case FaultAction.Slow slow ->
                    action.put("type", "slow").put("delayMillis", slow.delay().toMillis());
            case FaultAction.Answered answered ->
                    action.put("type", "answered").put("flavour", answered.flavour().name());
        }
        return json;
    }
}
