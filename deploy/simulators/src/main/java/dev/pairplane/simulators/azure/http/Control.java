package dev.pairplane.simulators.azure.http;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.pairplane.simulators.azure.cloud.Cloud;
import dev.pairplane.simulators.azure.fault.Behaviour;
import dev.pairplane.simulators.azure.fault.Faults;
import dev.pairplane.simulators.azure.gateway.Gateway;
import java.io.IOException;
import java.util.function.Consumer;
import java.util.function.Supplier;

/// What is served under `/simulator/`, without a token. Safe for threads.
final class Control {

    private final Cloud cloud;
    private final Faults faults;
    private final Journal journal;
    private final Admin admin;
    private final Supplier<Behaviour> behaviour;
    private final Consumer<Behaviour> behave;

    Control(
            Cloud cloud,
            Faults faults,
            Journal journal,
            Admin admin,
            Supplier<Behaviour> behaviour,
            Consumer<Behaviour> behave) {
        this.cloud = cloud;
        this.faults = faults;
        this.journal = journal;
        this.admin = admin;
        this.behaviour = behaviour;
        this.behave = behave;
    }

    Answer answer(ArmRequest request) {
        try {
            String path = request.path().substring("/simulator/".length());
            return switch (request.method() + " " + path) {
                case "GET health" -> ok(object().put("status", "ok"));
                case "GET state" -> ok(state());
                case "GET journal" -> ok(journal(request.query().getOrDefault("after", "0")));
                case "DELETE journal" -> {
                    journal.clear();
                    yield Answer.empty(204);
                }
                case "GET calls" -> ok(calls());
                case "GET faults" -> ok(faults());
                case "POST faults" ->
                        Answer.of(
                                201, object().put("id", faults.add(FaultJson.read(json(request)))));
                case "DELETE faults" -> {
                    faults.clear();
                    yield Answer.empty(204);
                }
                case "GET behaviour" -> ok(BehaviourJson.write(behaviour.get()));
                case "PATCH behaviour" -> {
                    behave.accept(BehaviourJson.merge(behaviour.get(), json(request)));
                    yield ok(BehaviourJson.write(behaviour.get()));
                }
                case "POST reset" -> {
                    admin.reset();
                    yield Answer.empty(204);
                }
                case "GET snapshot" -> ok(admin.snapshot());
                case "PUT snapshot" -> {
                    admin.restore(json(request));
                    yield Answer.empty(204);
                }
                case "POST save" -> ok(object().put("file", admin.save()));
                default -> other(request, path);
            };
        } catch (IllegalArgumentException e) {
            return Answer.error(400, "BadRequest", String.valueOf(e.getMessage()));
        } catch (IOException e) {
            return Answer.error(500, "CannotSave", String.valueOf(e.getMessage()));
        }
    }

    private Answer other(ArmRequest request, String path) {
        if (request.method().equals("DELETE") && path.matches("faults/\\d{1,9}")) {
            faults.remove(Integer.parseInt(path.substring("faults/".length())));
            return Answer.empty(204);
        }
        return Answer.error(
                404,
                "NotFound",
                "There is no "
                        + request.method()
                        + " of /simulator/"
                        + path
                        + "; the README of the simulators lists what there is.");
    }

    private static JsonNode json(ArmRequest request) throws IOException {
        try {
            return Arm.JSON.readTree(request.body());
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("not JSON: " + e.getOriginalMessage(), e);
        }
    }

    private static ObjectNode object() {
        return JsonNodeFactory.instance.objectNode();
    }

    private static Answer ok(JsonNode body) {
        return Answer.of(200, body);
    }

    private ObjectNode state() {
        ObjectNode state = object();
        state.putArray("resources").addAll(cloud.resources());
        state.putArray("gateways").addAll(cloud.gateways((Gateway g) -> g.snapshot(object())));
        state.put("pending", cloud.pending());
        return state;
    }

    private ObjectNode journal(String after) {
        ObjectNode json = object();
        var list = json.putArray("calls");
        for (RecordedCall call : journal.after(Long.parseLong(after))) {
            list.addObject()
                    .put("number", call.number())
                    .put("at", call.at().toString())
                    .put("method", call.method())
                    .put("path", call.path())
                    .put("body", call.body())
                    .put("status", call.status())
                    .put("fault", call.fault())
                    .put("error", call.error());
        }
        return json;
    }

    private ObjectNode calls() {
        ObjectNode json = object();
        journal.counts().forEach(json::put);
        return json;
    }

    private ObjectNode faults() {
        ObjectNode json = object();
        var list = json.putArray("faults");
        faults.active().forEach(f -> list.add(FaultJson.write(f)));
        json.put("hits", faults.hits());
        return json;
    }
}
