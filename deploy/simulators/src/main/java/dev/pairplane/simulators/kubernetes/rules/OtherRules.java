package dev.pairplane.simulators.kubernetes.rules;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.pairplane.simulators.kubernetes.schema.ApiException;
import dev.pairplane.simulators.kubernetes.schema.Causes;
import dev.pairplane.simulators.kubernetes.schema.Json;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Defaults and checks of the resources that need few.
final class OtherRules {

    private static final Pattern DATA_KEY = Pattern.compile("[-._a-zA-Z0-9]{1,253}");

    private static final Pattern BASE64 = Pattern.compile("[A-Za-z0-9+/]*");

    private OtherRules() {}

    static void createNamespace(ObjectNode namespace) {
        namespace.putObject("spec").putArray("finalizers").add("kubernetes");
        namespace.putObject("status").put("phase", "Active");
    }

    static void fillNamespace(ObjectNode namespace) {
        ObjectNode metadata = Json.metadata(namespace);
        Json.child(metadata, "labels")
                .put("kubernetes.io/metadata.name", metadata.path("name").asText());
    }

    static void fillNode(ObjectNode node) {
        if (node.path("spec").has("unschedulable")
                && !node.path("spec").path("unschedulable").asBoolean()) {
            ((ObjectNode) node.path("spec")).remove("unschedulable");
        }
        ObjectNode status = Json.child(node, "status");
        for (JsonNode condition : status.path("conditions")) {
            putNulls((ObjectNode) condition, "lastHeartbeatTime", "lastTransitionTime");
        }
        if (status.has("capacity") && !status.has("allocatable")) {
            status.set("allocatable", status.path("capacity").deepCopy());
        }
        Json.child(Json.child(status, "daemonEndpoints"), "kubeletEndpoint");
        ObjectNode info = Json.child(status, "nodeInfo");
        for (String field :
                List.of(
                        "machineID",
                        "systemUUID",
                        "bootID",
                        "kernelVersion",
                        "osImage",
                        "containerRuntimeVersion",
                        "kubeletVersion",
                        "kubeProxyVersion",
                        "operatingSystem",
                        "architecture")) {
            if (!info.has(field)) {
                info.put(field, "");
            }
        }
        ObjectNode endpoint = Json.child(Json.child(status, "daemonEndpoints"), "kubeletEndpoint");
        if (!endpoint.has("Port")) {
            endpoint.put("Port", 0);
        }
    }

    /// A typed server shows these times even when they are not known.
    static void putNulls(ObjectNode node, String... times) {
        for (String time : times) {
            if (!node.has(time)) {
                node.putNull(time);
            }
        }
    }

    static void fillSecret(ObjectNode secret) {
        if (secret.path("stringData").isObject()) {
            ObjectNode data = Json.child(secret, "data");
            for (Map.Entry<String, JsonNode> entry : secret.path("stringData").properties()) {
                byte[] value = entry.getValue().asText().getBytes(StandardCharsets.UTF_8);
                data.put(entry.getKey(), Base64.getEncoder().encodeToString(value));
            }
            secret.remove("stringData");
        }
        for (JsonNode value : secret.path("data")) {
            try {
                Base64.getDecoder().decode(value.asText());
            } catch (IllegalArgumentException e) {
                throw ApiException.badRequest(
                        "Secret in version \"v1\" cannot be handled as a Secret: illegal base64"
                                + " data at input byte "
                                + firstForeign(value.asText()));
            }
        }
        if (secret.path("type").asText("").isEmpty()) {
            secret.put("type", "Opaque");
        }
    }

    /// Where a text ceases to be base64.
    private static int firstForeign(String text) {
        Matcher matcher = BASE64.matcher(text);
        return matcher.lookingAt() ? matcher.end() : 0;
    }

    static void checkData(Causes causes, JsonNode object) {
        for (String field : List.of("data", "binaryData")) {
            for (Map.Entry<String, JsonNode> entry : object.path(field).properties()) {
                if (!DATA_KEY.matcher(entry.getKey()).matches()) {
                    causes.invalid(
                            field + "[" + entry.getKey() + "]",
                            entry.getKey(),
                            "a valid config key must consist of alphanumeric characters, '-', '_'"
                                + " or '.' (e.g. 'key.name',  or 'KEY_NAME',  or 'key-name', regex"
                                + " used for validation is '[-._a-zA-Z0-9]+')");
                }
            }
        }
    }

    static void checkDataUpdate(Causes causes, JsonNode object, JsonNode old) {
        if (!object.path("type").equals(old.path("type"))) {
            causes.invalid("type", object.path("type"), "field is immutable");
        }
        if (!old.path("immutable").asBoolean(false)) {
            return;
        }
        if (!object.path("immutable").asBoolean(false)) {
            causes.forbidden("immutable", "field is immutable when `immutable` is set");
        }
        for (String field : List.of("data", "binaryData")) {
            if (!object.path(field).equals(old.path(field))) {
                causes.forbidden(field, "field is immutable when `immutable` is set");
            }
        }
    }

    static void fillEvent(ObjectNode event) {
        Json.child(event, "source");
        putNulls(event, "firstTimestamp", "lastTimestamp", "eventTime");
        for (String text : List.of("reportingComponent", "reportingInstance")) {
            if (!event.has(text)) {
                event.put(text, "");
            }
        }
    }

    static void checkEvent(Causes causes, JsonNode event) {
        String namespace = Json.text(event, "metadata.namespace");
        String involved = Json.text(event, "involvedObject.namespace");
        boolean agrees =
                involved.isEmpty() ? "default".equals(namespace) : involved.equals(namespace);
        if (!agrees) {
            causes.invalid("involvedObject.namespace", involved, "does not match event.namespace");
        }
    }

    static void checkLease(Causes causes, JsonNode lease) {
        JsonNode spec = lease.path("spec");
        if (spec.path("leaseDurationSeconds").asInt(1) <= 0) {
            causes.invalid(
                    "spec.leaseDurationSeconds",
                    spec.path("leaseDurationSeconds"),
                    "must be greater than 0");
        }
        if (spec.path("leaseTransitions").asInt(0) < 0) {
            causes.invalid(
                    "spec.leaseTransitions",
                    spec.path("leaseTransitions"),
                    "must be greater than or equal to 0");
        }
        if (spec.has("holderIdentity") && spec.path("holderIdentity").asText().isEmpty()) {
            causes.invalid("spec.holderIdentity", "", "must not be empty");
        }
    }
}
