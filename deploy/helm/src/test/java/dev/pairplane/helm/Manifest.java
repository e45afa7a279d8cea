package dev.pairplane.helm;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/// One object of a render.
record Manifest(JsonNode tree) {

    Kind kind() {
        return Kind.of(tree.path("kind").asText());
    }

    String name() {
        return at("/metadata/name").asText();
    }

    /// Kind and name, for messages.
    String id() {
        return kind() + "/" + name();
    }

    /// What is at a JSON pointer; a missing node when nothing is.
    JsonNode at(String pointer) {
        return tree.at(pointer);
    }

    Map<String, String> labels() {
        return map(at("/metadata/labels"));
    }

    Map<String, String> annotations() {
        return map(at("/metadata/annotations"));
    }

    JsonNode podTemplate() {
        return at("/spec/template");
    }

    JsonNode podSpec() {
        return at("/spec/template/spec");
    }

    Map<String, String> podLabels() {
        return map(at("/spec/template/metadata/labels"));
    }

    Map<String, String> podAnnotations() {
        return map(at("/spec/template/metadata/annotations"));
    }

    /// All containers of the pods, those that run first included.
    List<JsonNode> containers() {
        return Stream.of("initContainers", "containers")
                .flatMap(name -> elements(podSpec().path(name)))
                .toList();
    }

    /// The service's own container.
    JsonNode container() {
        return podSpec().path("containers").path(0);
    }

    Optional<JsonNode> variable(String name) {
        return elements(container().path("env"))
                .filter(variable -> variable.path("name").asText().equals(name))
                .findFirst();
    }

    /// The labels that pods are selected by; of a Service, a workload, a budget or a policy.
    Map<String, String> selector() {
        return switch (kind()) {
            case SERVICE -> map(at("/spec/selector"));
            case NETWORK_POLICY -> map(at("/spec/podSelector/matchLabels"));
            case CLUSTER,
                    CLUSTER_ROLE,
                    CLUSTER_ROLE_BINDING,
                    CONFIG_MAP,
                    DEPLOYMENT,
                    HORIZONTAL_POD_AUTOSCALER,
                    HTTP_ROUTE,
                    INGRESS,
                    JOB,
                    POD_DISRUPTION_BUDGET,
                    PROMETHEUS_RULE,
                    SERVICE_ACCOUNT,
                    SERVICE_MONITOR,
                    STATEFUL_SET ->
                    map(at("/spec/selector/matchLabels"));
        };
    }

    /// Named container ports of the pods.
    Map<String, Integer> ports() {
        Map<String, Integer> ports = new TreeMap<>();
        containers()
                .forEach(container ->
                        container
                                .path("ports")
                                .forEach(port ->
                                        ports.put(
                                                port.path("name").asText(),
                                                port.path("containerPort").asInt())));
        return ports;
    }

    static Map<String, String> map(JsonNode node) {
        Map<String, String> map = new TreeMap<>();
        node.properties().forEach(entry -> map.put(entry.getKey(), entry.getValue().asText()));
        return map;
    }

    static Stream<JsonNode> elements(JsonNode array) {
        return StreamSupport.stream(array.spliterator(), false);
    }

    /// What the service's own configuration file holds, flat.
    static Map<String, String> configuration(Manifest configMap) {
        Map<String, String> flat = new TreeMap<>();
        List<String> texts = new ArrayList<>();
        configMap
                .at("/data")
                .properties()
                .forEach(file -> {
                    texts.add(file.getKey());
                    if (file.getKey().endsWith(".yaml")) {
                        Yaml.leaves(
                                Yaml.tree(file.getValue().asText()),
                                "",
                                (key, value) -> flat.put(key, value.asText()));
                    } else {
                        file.getValue()
                                .asText()
                                .lines()
                                .map(line -> line.split("=", 2))
                                .forEach(parts -> flat.put(parts[0], parts[1]));
                    }
                });
        if (texts.size() != 1) {
            throw new AssertionError(configMap.id() + " has the files " + texts);
        }
        return flat;
    }
}
