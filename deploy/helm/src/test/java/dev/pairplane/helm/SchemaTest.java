package dev.pairplane.helm;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/// Shapes and ranges, which Helm itself checks before it renders anything.
class SchemaTest {

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            textBlock =
                    """
                    global: {profile: staging}                           | at '/global/profile': value must be one of 'prod', 'local'
                    global: {imageFlavor: graal}                         | at '/global/imageFlavor': value must be one of 'native', 'jvm'
                    global: {openshift: maybe}                           | at '/global/openshift': value must be one of 'auto', true, false
                    global: {bindAddress: 127.0.0.1}                     | at '/global/bindAddress': value must be one of '0.0.0.0', '::'
                    global: {labels: {app.kubernetes.io/name: x}}        | at '/global/labels/app.kubernetes.io~1name': false schema
                    global: {log: {level: trace}}                        | at '/global/log/level': value must be one of 'DEBUG', 'INFO', 'WARN', 'ERROR'
                    global: {otlpEndpoint: collector}                    | at '/global/otlpEndpoint': 'collector' does not match pattern
                    global: {networkPolicy: {apiServer: {ports: [0]}}}   | at '/global/networkPolicy/apiServer/ports/0': minimum: got 0, want 1
                    global: {monitoring: {serviceMonitor: {interval: 15}}} | at '/global/monitoring/serviceMonitor/interval': got number, want string
                    global: {monitoring: {rules: {enabled: "yes"}}}      | at '/global/monitoring/rules/enabled': value must be one of 'auto', true, false
                    global: {monitoring: {rules: {disabled: [PairDBAbsent]}}} | at '/global/monitoring/rules/disabled': got array, want object
                    global: {monitoring: {rules: {custom: {PairDBAbsent: {for: 1 h}}}}} | at '/global/monitoring/rules/custom/PairDBAbsent/for': '1 h' does not match pattern
                    global: {monitoring: {rules: {custom: {PairDBAbsent: {threshold: 1}}}}} | at '/global/monitoring/rules/custom/PairDBAbsent': additional properties 'threshold' not allowed
                    global: {monitoring: {rules: {custom: {PairDBAbsent: {labels: {severity: a}}}}}} | at '/global/monitoring/rules/custom/PairDBAbsent/labels/severity': false schema
                    global: {monitoring: {rules: {additionalRuleLabels: {component: a}}}} | at '/global/monitoring/rules/additionalRuleLabels/component': false schema
                    global: {monitoring: {rules: {additionalRuleLabels: {a-b: c}}}} | at '/global/monitoring/rules/additionalRuleLabels': additional properties 'a-b' not allowed
                    global: {monitoring: {rules: {runbookUrl: runbooks}}} | at '/global/monitoring/rules/runbookUrl': 'runbooks' does not match pattern
                    global: {monitoring: {dashboards: {label: 'a b'}}}   | at '/global/monitoring/dashboards/label': 'a b' does not match pattern
                    global: {monitoring: {dashboards: {label: helm.sh/chart}}} | at '/global/monitoring/dashboards/label': 'not' failed
                    global: {monitoring: {dashboards: {labelValue: 1}}}  | at '/global/monitoring/dashboards/labelValue': got number, want string
                    global: {monitoring: {dashboards: {folderAnnotation: ''}}} | at '/global/monitoring/dashboards/folderAnnotation': '' does not match pattern
                    storage-node: {replicas: 0}                          | at '/replicas': minimum: got 0, want 1
                    storage-node: {replicas: three}                      | at '/replicas': got string, want integer
                    storage-node: {persistence: {size: big}}             | at '/persistence/size': 'big' does not match pattern
                    storage-node: {persistence: {accessModes: []}}       | at '/persistence/accessModes': minItems: got 0, want 1
                    storage-node: {shutdownTimeout: 30}                  | at '/shutdownTimeout': got number, want string
                    storage-node: {image: {digest: abc}}                 | at '/image/digest': 'abc' does not match pattern
                    storage-node: {podLabels: {helm.sh/chart: x}}        | at '/podLabels/helm.sh~1chart': false schema
                    storage-node: {image: {repository: 'r:5000/a:1'}}    | at '/image/repository': 'r:5000/a:1' does not match pattern
                    storage-node: {heapPercent: 95}                      | at '/heapPercent': maximum: got 95, want 90
                    storage-node: {resources: {limits: {memory: null}}}  | at '/resources/limits': missing property 'memory'
                    storage-node: {fullnameOverride: Store}              | at '/fullnameOverride': 'Store' does not match pattern
                    storage-node: {config: {server: {hosts: [a]}}}       | at '/config/server/hosts': got array
                    publishing-queue: {database: {connectionBudget: 50}} | at '/database/connectionBudget': maximum: got 50, want 49
                    publishing-queue: {database: {mode: bundled}}        | at '/database/mode': value must be one of 'external', 'cnpg', 'trial'
                    publishing-queue: {database: {poolMax: 1}}           | at '/database/poolMax'
                    publishing-queue: {auth: {mode: oidc}}               | at '/auth/mode': value must be one of 'static', 'none'
                    publishing-queue: {workers: 257}                     | at '/workers': maximum: got 257, want 256
                    publishing-queue: {targets: {egress: {ports: []}}}   | at '/targets/egress/ports': minItems: got 0, want 1
                    publishing-queue: {ingress: {hosts: ['a b']}}        | at '/ingress/hosts/0': 'a b' does not match pattern
                    publishing-queue: {service: {type: ExternalName}}    | at '/service/type': value must be one of 'ClusterIP', 'NodePort', 'LoadBalancer'
                    publishing-queue: {extraEnv: [{value: x}]}           | at '/extraEnv/0': missing property 'name'
                    publishing-queue: {extraEnv: [{name: A, value: 1}]}  | at '/extraEnv/0/value': got number, want string
                    publishing-queue: {database: {poolMax: 20}}          | at '/database/poolMax'
                    publishing-queue: {database: {trial: {image: 'r:5000/postgres'}}} | at '/database/trial/image': 'r:5000/postgres' does not match pattern
                    publishing-queue: {config: {'%prod.server.port': 1}} | at '/config': additional properties '%prod.server.port' not allowed
                    difftracker: {config: {A: 1}}                        | at '/config': additional properties 'A' not allowed
                    publishing-queue: {config: {queue.x: {a: 1}}}        | at '/config/queue.x': got object
                    difftracker: {replicas: 2}                           | additional properties 'replicas' not allowed
                    difftracker: {clusterName: -a}                       | at '/clusterName': '-a' does not match pattern
                    difftracker: {azure: {armEndpoint: 'http://arm'}}    | at '/azure/armEndpoint': 'http://arm' does not match pattern
                    difftracker: {azure: {resourceGroup: a/b}}           | at '/azure/resourceGroup': 'a/b' does not match pattern
                    difftracker: {identity: {mode: magic}}               | at '/identity/mode': value must be one of 'workload', 'managed', 'servicePrincipal', 'none'
                    difftracker: {identity: {clientId: me}}              | at '/identity/clientId': 'me' does not match pattern
                    difftracker: {serviceSelection: all}                 | at '/serviceSelection': value must be one of 'class', 'classless'
                    difftracker: {probes: {liveness: {path: /}}}         | at '/probes/liveness': additional properties 'path' not allowed
                    extraObjects: [1]                                    | at '/extraObjects/0': got number, want object
                    """)
    void aWrongValueIsRefusedWithItsPath(String values, String message) {
        assertThat(Chart.outcome("minimal", values))
                .isInstanceOfSatisfying(
                        Chart.Outcome.Refused.class,
                        refused -> assertThat(refused.message()).contains(message));
    }

    @Test
    void allFaultsAreReportedAtOnce() {
        var outcome =
                Chart.outcome(
                        "minimal",
                        "{global: {profile: x}, storage-node: {replicas: 0}, difftracker:"
                                + " {maxRetries: 0}}");

        assertThat(outcome)
                .isInstanceOfSatisfying(
                        Chart.Outcome.Refused.class,
                        refused ->
                                assertThat(refused.message())
                                        .contains("/global/profile", "/replicas", "/maxRetries"));
    }

    /// Invariant 6: at every object of the schema, one unknown key is refused, and the message
    /// names it and where it is.
    @ParameterizedTest
    @MethodSource("closedObjects")
    void anUnknownKeyIsRefusedWithItsPath(String path) {
        List<String> parts = List.of((path + "/no-such-key").substring(1).split("/", -1));
        ObjectNode root = Yaml.json("{}").deepCopy();
        ObjectNode last = root;
        for (String part : parts.subList(0, parts.size() - 1)) {
            last = last.putObject(part);
        }
        last.put("no-such-key", true);
        boolean ofService = Chart.SERVICES.contains(parts.getFirst());
        String within =
                path.isEmpty()
                        ? ""
                        : ofService ? path.substring(parts.getFirst().length() + 1) : path;

        assertThat(Chart.outcome("minimal", Yaml.text(root)))
                .isInstanceOfSatisfying(
                        Chart.Outcome.Refused.class,
                        refused ->
                                assertThat(refused.message())
                                        .contains(
                                                "at '%s': additional properties 'no-such-key' not"
                                                        .formatted(within)));
    }

    static List<String> closedObjects() {
        List<String> paths = new ArrayList<>();
        JsonNode umbrella = schema("");
        closed(umbrella, umbrella, "", paths);
        for (String service : Chart.SERVICES) {
            JsonNode schema = schema(service);
            closed(schema, schema, "/" + service, paths);
        }
        return paths.stream().distinct().toList();
    }

    private static void closed(JsonNode root, JsonNode schema, String path, List<String> paths) {
        JsonNode resolved = resolve(root, schema);
        if (resolved.has("properties")
                && resolved.path("additionalProperties").isBoolean()
                && !resolved.path("additionalProperties").asBoolean()) {
            paths.add(path);
        }
        resolved.path("properties")
                .properties()
                .forEach(entry ->
                        closed(root, entry.getValue(), path + "/" + entry.getKey(), paths));
    }

    /// Invariant 6: what the values files of the chart document is accepted when it is given.
    @Test
    void everyDocumentedValueIsAccepted() {
        ObjectNode all = (ObjectNode) Yaml.tree(Chart.read(Chart.FOLDER.resolve("values.yaml")));
        for (String service : Chart.SERVICES) {
            ObjectNode enabled = (ObjectNode) all.get(service);
            enabled.setAll((ObjectNode) Yaml.tree(Chart.read(Chart.valuesOf(service))));
        }
        String given = Yaml.merged(Yaml.text(all), Chart.read(Chart.valuesFile("minimal")));

        assertThat(Chart.outcome(given, Chart.KUBERNETES, Chart.RELEASE, Chart.NAMESPACE))
                .isEqualTo(Chart.outcome("minimal", "{}"));
    }

    /// Three copies, since a schema cannot name another file.
    @Test
    void whatSchemasShareIsTheSameInAll() {
        Map<String, JsonNode> first = new TreeMap<>();
        for (String service : List.of("", "storage-node", "publishing-queue", "difftracker")) {
            schema(service)
                    .path("definitions")
                    .properties()
                    .forEach(entry -> {
                        JsonNode before = first.putIfAbsent(entry.getKey(), entry.getValue());
                        if (before != null) {
                            assertThat(entry.getValue())
                                    .as(service + "'s " + entry.getKey())
                                    .isEqualTo(before);
                        }
                    });
        }
        assertThat(first).containsKeys("size", "seconds", "image", "labels");
    }

    /// Invariant 7, of values and schema: every key of one is in the other.
    @Test
    void schemaAndValuesNameTheSameKeys() {
        assertThat(
                        declared(
                                "",
                                List.of(
                                        "common",
                                        "storage-node",
                                        "publishing-queue",
                                        "difftracker")))
                .isEqualTo(given("", Chart.SERVICES));
        for (String service : Chart.SERVICES) {
            assertThat(declared(service, List.of("global", "enabled")))
                    .as(service)
                    .isEqualTo(given(service, List.of()));
        }
    }

    /// Paths in the schema down to what is no closed object; what values give as a whole ends
    /// there.
    private static List<String> declared(String chart, List<String> without) {
        JsonNode schema = schema(chart);
        List<String> paths = new ArrayList<>();
        declared(schema, schema, "", paths);
        return paths.stream().filter(path -> !without.contains(path)).sorted().toList();
    }

    private static void declared(JsonNode root, JsonNode schema, String path, List<String> paths) {
        JsonNode resolved = resolve(root, schema);
        if (OPEN_ENDED.stream().anyMatch(path::endsWith) || !resolved.has("properties")) {
            paths.add(path);
            return;
        }
        resolved.path("properties")
                .properties()
                .forEach(entry ->
                        declared(
                                root,
                                entry.getValue(),
                                path.isEmpty() ? entry.getKey() : path + "." + entry.getKey(),
                                paths));
    }

    /// Given as a whole, or empty by default: their keys are Kubernetes' own.
    private static final List<String> OPEN_ENDED =
            List.of("resources", "probes.startup", "probes.liveness", "probes.readiness");

    private static List<String> given(String chart, List<String> without) {
        JsonNode schema = schema(chart);
        JsonNode values =
                Yaml.tree(
                        Chart.read(
                                chart.isEmpty()
                                        ? Chart.FOLDER.resolve("values.yaml")
                                        : Chart.valuesOf(chart)));
        List<String> paths = new ArrayList<>();
        given(schema, schema, values, "", paths);
        return paths.stream()
                .filter(path ->
                        without.stream().noneMatch(w -> path.equals(w) || path.startsWith(w + ".")))
                .sorted()
                .toList();
    }

    private static void given(
            JsonNode root, JsonNode schema, JsonNode values, String path, List<String> paths) {
        JsonNode resolved = resolve(root, schema);
        boolean end = OPEN_ENDED.stream().anyMatch(path::endsWith) || !resolved.has("properties");
        if (end || !values.isObject()) {
            paths.add(path);
            return;
        }
        values.properties()
                .forEach(entry ->
                        given(
                                root,
                                resolved.path("properties").path(entry.getKey()),
                                entry.getValue(),
                                path.isEmpty() ? entry.getKey() : path + "." + entry.getKey(),
                                paths));
    }

    private static JsonNode resolve(JsonNode root, JsonNode schema) {
        return schema.has("$ref") ? root.at(schema.path("$ref").asText().substring(1)) : schema;
    }

    private static JsonNode schema(String chart) {
        Path folder =
                chart.isEmpty() ? Chart.FOLDER : Chart.FOLDER.resolve("charts").resolve(chart);
        return Yaml.json(Chart.read(folder.resolve("values.schema.json")));
    }

    /// So that the tests above look at something.
    @Test
    void schemasAreClosed() {
        assertThat(closedObjects())
                .contains("", "/global", "/storage-node", "/publishing-queue/database/cnpg")
                .hasSizeGreaterThan(40);
        assertThat(Stream.of("", "difftracker").map(SchemaTest::schema))
                .allSatisfy(schema ->
                        assertThat(schema.path("$schema").asText())
                                .isEqualTo("http://json-schema.org/draft-07/schema#"));
    }
}
