package dev.pairplane.simulators.azure.http;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/// An answer that has not been sent.
record Answer(int status, Map<String, String> headers, Optional<JsonNode> body) {

    static Answer of(int status, JsonNode body) {
        return new Answer(status, Map.of(), Optional.of(body));
    }

    static Answer empty(int status) {
        return new Answer(status, Map.of(), Optional.empty());
    }

    static Answer error(int status, String code, String message) {
        return of(status, errorBody(code, message));
    }

    static ObjectNode errorBody(String code, String message) {
        ObjectNode body = JsonNodeFactory.instance.objectNode();
        body.putObject("error").put("code", code).put("message", message).putArray("details");
        return body;
    }

    /// The code of the error that it says, or empty.
    String errorCode() {
        return body.map(said -> said.path("error").path("code").asText("")).orElse("");
    }

    Answer with(String name, String value) {
        Map<String, String> more = new TreeMap<>(headers);
        more.put(name, value);
        return new Answer(status, more, body);
    }
}
