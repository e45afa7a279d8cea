package dev.pairplane.simulators.azure.http;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.pairplane.simulators.azure.fault.Behaviour;
import dev.pairplane.simulators.azure.fault.Bucket;
import dev.pairplane.simulators.azure.fault.CallKind;
import dev.pairplane.simulators.azure.fault.Flavour;
import dev.pairplane.simulators.azure.fault.Latency;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;

/// The behaviour as JSON.
final class BehaviourJson {

    private BehaviourJson() {}

    /// What is absent stays as it is; `"bucket": null` takes the limit away.
    ///
    /// @throws IllegalArgumentException that says what is wrong
    static Behaviour merge(Behaviour now, JsonNode json) {
        Map<CallKind, Latency> latency = new EnumMap<>(CallKind.class);
        latency.putAll(now.latency());
        for (Map.Entry<String, JsonNode> entry : json.path("latency").properties()) {
            latency.put(
                    CallKind.valueOf(entry.getKey()),
                    new Latency(
                            Duration.ofMillis(entry.getValue().path("leastMillis").asLong()),
                            Duration.ofMillis(entry.getValue().path("mostMillis").asLong())));
        }
        Optional<Bucket> bucket = now.bucket();
        if (json.has("bucket")) {
            JsonNode given = json.path("bucket");
            bucket =
                    given.isNull()
                            ? Optional.empty()
                            : Optional.of(
                                    new Bucket(
                                            given.path("capacity").asInt(),
                                            given.path("perSecond").asDouble()));
        }
        return new Behaviour(
                flavour(json, "put", now.put()),
                flavour(json, "delete", now.delete()),
                flavour(json, "update", now.update()),
                Duration.ofMillis(
                        json.path("asyncDelayMillis").asLong(now.asyncDelay().toMillis())),
                json.path("retryAfterSeconds").asInt(now.retryAfter()),
                json.path("addressInFirstAnswer").asBoolean(now.addressInFirstAnswer()),
                json.path("strictUnregister").asBoolean(now.strictUnregister()),
                json.path("oneUpdateAtATime").asBoolean(now.oneUpdateAtATime()),
                json.path("requireToken").asBoolean(now.requireToken()),
                json.path("pageSize").asInt(now.pageSize()),
                latency,
                bucket);
    }

    private static Flavour flavour(JsonNode json, String name, Flavour now) {
        return json.has(name) ? FaultJson.flavour(json.path(name).asText()) : now;
    }

    static ObjectNode write(Behaviour behaviour) {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        json.put("put", behaviour.put().name());
        json.put("delete", behaviour.delete().name());
        json.put("update", behaviour.update().name());
        json.put("asyncDelayMillis", behaviour.asyncDelay().toMillis());
        json.put("retryAfterSeconds", behaviour.retryAfter());
        json.put("addressInFirstAnswer", behaviour.addressInFirstAnswer());
        json.put("strictUnregister", behaviour.strictUnregister());
        json.put("oneUpdateAtATime", behaviour.oneUpdateAtATime());
        json.put("requireToken", behaviour.requireToken());
        json.put("pageSize", behaviour.pageSize());
        ObjectNode latency = json.putObject("latency");
        behaviour
                .latency()
                .forEach((kind, value) ->
                        latency.putObject(kind.name())
                                .put("leastMillis", value.least().toMillis())
                                .put("mostMillis", value.most().toMillis()));
        if (behaviour.bucket().isPresent()) {
            Bucket bucket = behaviour.bucket().orElseThrow();
            json.putObject("bucket")
                    .put("capacity", bucket.capacity())
                    .put("perSecond", bucket.perSecond());
        } else {
            json.putNull("bucket");
        }
        return json;
    }
}
