package dev.pairplane.simulators.kubernetes.http;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpExchange;
import dev.pairplane.simulators.kubernetes.fault.Call;
import dev.pairplane.simulators.kubernetes.fault.Fault;
import dev.pairplane.simulators.kubernetes.fault.Faults;
import dev.pairplane.simulators.kubernetes.fault.Journal;
import dev.pairplane.simulators.kubernetes.schema.ApiException;
import dev.pairplane.simulators.kubernetes.schema.Json;
import dev.pairplane.simulators.kubernetes.schema.ResourceType;
import dev.pairplane.simulators.kubernetes.store.Store;
import dev.pairplane.simulators.kubernetes.store.Watch;
import java.io.IOException;
import java.util.List;

/// `/simulator`: what a test does to the server rather than with it.
final class SimulatorApi {

    private final Store store;
    private final Faults faults;
    private final Journal journal;

    SimulatorApi(Store store, Faults faults, Journal journal) {
        this.store = store;
        this.faults = faults;
        this.journal = journal;
    }

    /// @throws ApiException when there is no such thing to do
    Reply handle(HttpExchange exchange, List<String> path, Query query) throws IOException {
        String what = exchange.getRequestMethod() + " " + String.join("/", path);
        if (what.startsWith("DELETE faults/")) {
            return faults.remove(path.getLast())
                    ? Reply.json(200, Json.object().put("removed", path.getLast()))
                    : Reply.json(404, Json.object().put("error", "no fault " + path.getLast()));
        }
        return switch (what) {
            case "GET state" -> Reply.json(200, Snapshots.take(store.state()));
            case "GET faults" -> Reply.json(200, list());
            case "POST faults" ->
                    Reply.json(201, Json.object().put("id", faults.add(fault(exchange))));
            case "DELETE faults" -> {
                faults.clear();
                yield Reply.json(200, Json.object());
            }
            case "POST compact" -> {
                store.compact();
                yield Reply.json(200, Json.object().put("version", store.state().version()));
            }
            case "POST watches/drop" -> Reply.json(200, drop(query.text("resource")));
            case "GET watches" -> Reply.json(200, watches());
            case "GET requests" -> Reply.json(200, requests(query.flag("entries")));
            case "DELETE requests" -> {
                journal.clear();
                yield Reply.json(200, Json.object());
            }
            default ->
                    Reply.json(
                            404,
                            Json.object()
                                    .put(
                                            "error",
                                            "no '"
                                                    + what
                                                    + "'; there are GET state, GET POST DELETE"
                                                    + " faults, DELETE faults/<id>, POST compact,"
                                                    + " GET watches, POST watches/drop, GET DELETE"
                                                    + " requests"));
        };
    }

    private static Fault fault(HttpExchange exchange) throws IOException {
        JsonNode json = Json.read(exchange.getRequestBody().readAllBytes());
        try {
            return FaultJson.read(json);
        } catch (IllegalArgumentException e) {
            throw ApiException.badRequest(String.valueOf(e.getMessage()));
        }
    }

    private ObjectNode list() {
        ObjectNode all = Json.object();
        faults.active().forEach((id, fault) -> all.set(id, FaultJson.write(fault)));
        return all;
    }

    private ObjectNode drop(String resource) {
        int dropped = 0;
        for (Watch watch : store.watches()) {
            if (resource.isEmpty() || watch.type().plural().equals(resource)) {
                watch.end();
                dropped++;
            }
        }
        return Json.object().put("dropped", dropped);
    }

    private ObjectNode watches() {
        ObjectNode counts = Json.object();
        for (ResourceType type : ResourceType.all()) {
            counts.put(
                    type.plural(),
                    store.watches().stream().filter(watch -> watch.type() == type).count());
        }
        return counts;
    }

    private ObjectNode requests(boolean entries) {
        ObjectNode answer = Json.object();
        ArrayNode counts = answer.putArray("counts");
        journal.counts()
                .forEach((key, count) ->
                        counts.addObject()
                                .put("verb", key.verb())
                                .put("resource", key.resource())
                                .put("user", key.user())
                                .put("count", count));
        if (entries) {
            ArrayNode array = answer.putArray("entries");
            for (Journal.Entry entry : journal.entries()) {
                Call call = entry.call();
                array.addObject()
                        .put("at", entry.at().toString())
                        .put("verb", call.verb())
                        .put("resource", call.resource())
                        .put("namespace", call.namespace())
                        .put("name", call.name())
                        .put("user", call.user())
                        .put("code", entry.code());
            }
        }
        return answer;
    }
}
