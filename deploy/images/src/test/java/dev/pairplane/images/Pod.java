package dev.pairplane.images;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/// A service's pod as the chart renders it for JVM images.
///
/// @param pod its template's `spec`
/// @param container its only container
/// @param files what its ConfigMap holds
/// @param tests commands of `helm test`, each with its arguments, in order
record Pod(JsonNode pod, JsonNode container, Map<String, String> files, List<List<String>> tests) {

    private static final Path RENDERED = Path.of("../helm/rendered/jvm/charts");
    private static final YAMLMapper YAML = new YAMLMapper();
    private static final Pattern REFERENCE = Pattern.compile("\\$\\((\\w+)\\)");

    /// A volume that is mounted.
    record Mount(String volume, String path, boolean readOnly) {}

    static Pod of(String service) throws IOException {
        Path templates = RENDERED.resolve(service).resolve("templates");
        JsonNode workload =
                Stream.of("statefulset.yaml", "deployment.yaml")
                        .map(templates::resolve)
                        .filter(Files::exists)
                        .findFirst()
                        .map(Pod::read)
                        .orElseThrow();
        Map<String, String> files = new LinkedHashMap<>();
        read(templates.resolve("configmap.yaml"))
                .path("data")
                .properties()
                .forEach(file -> files.put(file.getKey(), file.getValue().asText()));
        List<List<String>> tests = new ArrayList<>();
        try (Stream<Path> jobs = Files.list(templates.resolve("tests"))) {
            for (Path job : (Iterable<Path>) jobs.sorted()::iterator) {
                JsonNode spec = read(job).at("/spec/template/spec");
                for (String kind : List.of("initContainers", "containers")) {
                    for (JsonNode step : spec.path(kind)) {
                        tests.add(
                                Stream.concat(texts(step.path("command")), texts(step.path("args")))
                                        .toList());
                    }
                }
            }
        }
        JsonNode pod = workload.at("/spec/template/spec");
        return new Pod(pod, pod.path("containers").path(0), files, tests);
    }

    private static JsonNode read(Path file) {
        try {
            return YAML.readTree(Files.readString(file));
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    private static Stream<String> texts(JsonNode list) {
        return list.valueStream().map(JsonNode::asText);
    }

    List<String> command() {
        return texts(container.path("command")).toList();
    }

    /// Its environment, as the kubelet makes it: references to earlier variables are replaced.
    ///
    /// @param secrets values by the keys of Secrets; of the pod's own fields each gives `pod-0`
    Map<String, String> environment(Map<String, String> secrets) {
        Map<String, String> environment = new LinkedHashMap<>();
        for (JsonNode variable : container.path("env")) {
            String key = variable.at("/valueFrom/secretKeyRef/key").asText();
            String value;
            if (variable.has("value")) {
                value =
                        REFERENCE
                                .matcher(variable.path("value").asText())
                                .replaceAll(reference ->
                                        Matcher.quoteReplacement(
                                                environment.getOrDefault(reference.group(1), "")));
            } else if (!key.isEmpty()) {
                value = secrets.getOrDefault(key, "");
            } else {
                value = "pod-0";
            }
            environment.put(variable.path("name").asText(), value);
        }
        return environment;
    }

    List<Mount> mounts() {
        return container
                .path("volumeMounts")
                .valueStream()
                .map(mount ->
                        new Mount(
                                mount.path("name").asText(),
                                mount.path("mountPath").asText(),
                                mount.path("readOnly").asBoolean()))
                .toList();
    }

    /// Where a probe asks; `kind` is `startup`, `liveness` or `readiness`.
    String probe(String kind) {
        return container.path(kind + "Probe").at("/httpGet/path").asText();
    }

    /// How long the process has from SIGTERM on: what the pre-stop hook takes is not left to it.
    long secondsToStop() {
        return pod.path("terminationGracePeriodSeconds").asLong()
                - container.at("/lifecycle/preStop/sleep/seconds").asLong();
    }
}
