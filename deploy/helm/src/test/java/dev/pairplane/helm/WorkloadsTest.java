package dev.pairplane.helm;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/// The services' workloads, against the figures that they were specified with, written down here a
/// second time on purpose.
class WorkloadsTest {
    private static final Map<String, Map<String, Integer>> PORTS =
            Map.of(
                    "storage", Map.of("grpc", 8080, "metrics", 9091),
                    "publishing", Map.of("http", 8082, "management", 9482),
                    "difftracker", Map.of("http", 8083, "management", 9483));

    static List<String> names() {
        return Chart.accepted().toList();
    }

    private static Map<String, Integer> portsOf(Manifest manifest) {
        return PORTS.getOrDefault(component(manifest), Map.of());
    }

    private static Manifest workload(String service) {
        return Chart.render("minimal")
                .one(
                        service.equals("storage-node") ? Kind.STATEFUL_SET : Kind.DEPLOYMENT,
                        "pp-" + service);
    }

    /// Invariant 13: containers, Services, probes, policies and monitors name these ports.
    @ParameterizedTest
    @MethodSource("names")
    void portsAreThoseOfTheServices(String values) {
        Rendered rendered =
                Chart.render(
                        values,
                        "global: {monitoring: {serviceMonitor: {enabled: true}, scrapeAnnotations:"
                                + " auto}}");
        for (Manifest workload : rendered.services().toList()) {
            if (workload.name().endsWith("-db")) {
                continue;
            }
            Map<String, Integer> ports = portsOf(workload);
            assertThat(workload.ports()).as(workload.id()).isEqualTo(new TreeMap<>(ports));
            for (String probe : List.of("startupProbe", "livenessProbe", "readinessProbe")) {
                assertThat(ports.keySet())
                        .contains(workload.container().path(probe).at("/httpGet/port").asText());
            }
        }
        for (Manifest service :
                rendered.of(Kind.SERVICE).filter(s -> !s.name().endsWith("-db")).toList()) {
            Map<String, Integer> ports = new TreeMap<>();
            for (JsonNode port : service.at("/spec/ports")) {
                assertThat(port.path("targetPort")).isEqualTo(port.path("name"));
                ports.put(port.path("name").asText(), port.path("port").asInt());
            }
            assertThat(ports).as(service.id()).isEqualTo(new TreeMap<>(portsOf(service)));
        }
        for (Manifest policy :
                rendered.of(Kind.NETWORK_POLICY).filter(p -> !p.name().endsWith("-db")).toList()) {
            assertThat(policy.at("/spec/ingress").findValues("port"))
                    .as(policy.id())
                    .extracting(JsonNode::asInt)
                    .hasSameElementsAs(portsOf(policy).values());
        }
        assertThat(rendered.of(Kind.SERVICE_MONITOR))
                .allSatisfy(monitor ->
                        assertThat(portsOf(monitor))
                                .containsKey(monitor.at("/spec/endpoints/0/port").asText()));
    }

    private static String component(Manifest manifest) {
        return String.valueOf(manifest.labels().get("app.kubernetes.io/component"));
    }

    /// Invariant 15: path, then delay / period / timeout / failures.
    @ParameterizedTest
    @CsvSource({
        "storage-node, startup, /health/live, metrics, 5, 5, 3, 12",
        "storage-node, liveness, /health/live, metrics, 10, 10, 3, 3",
        "storage-node, readiness, /health/ready, metrics, 5, 5, 3, 2",
        "publishing-queue, startup, /startupz, management, 0, 5, 3, 60",
        "publishing-queue, liveness, /healthz, management, 0, 10, 3, 3",
        "publishing-queue, readiness, /readyz, management, 0, 5, 3, 2",
        "difftracker, startup, /livez, management, 0, 5, 3, 12",
        "difftracker, liveness, /livez, management, 0, 10, 3, 3",
        "difftracker, readiness, /readyz, management, 0, 5, 3, 2"
    })
    void probesAreAsSpecified(
            String service,
            String probe,
            String path,
            String port,
            int delay,
            int period,
            int timeout,
            int failures) {
        assertThat(workload(service).container().path(probe + "Probe"))
                .isEqualTo(
                        Yaml.tree(
                                "{httpGet: {path: %s, port: %s}, initialDelaySeconds: %d, periodSeconds: %d, timeoutSeconds: %d, failureThreshold: %d}"
                                        .formatted(path, port, delay, period, timeout, failures)));
    }

    /// Invariant 17.
    @Test
    void theStatefulSetHasTheFiguresItWasSpecifiedWith() {
        Manifest nodes = workload("storage-node");

        assertThat(nodes.at("/spec/replicas").asInt()).isEqualTo(3);
        assertThat(nodes.at("/spec/serviceName").asText()).isEqualTo("pp-storage-node-headless");
        assertThat(nodes.at("/spec/podManagementPolicy").asText()).isEqualTo("Parallel");
        assertThat(nodes.at("/spec/minReadySeconds").asInt()).isEqualTo(10);
        assertThat(nodes.container().path("resources"))
                .isEqualTo(
                        Yaml.tree(
                                "{requests: {cpu: 500m, memory: 1Gi, ephemeral-storage: 64Mi},"
                                        + " limits: {cpu: 2000m, memory: 4Gi, ephemeral-storage:"
                                        + " 512Mi}}"));
        assertThat(nodes.podSpec().path("terminationGracePeriodSeconds").asInt()).isEqualTo(60);
        assertThat(nodes.podSpec().at("/securityContext/runAsUser").asInt()).isEqualTo(1000);
        assertThat(nodes.at("/spec/volumeClaimTemplates/0/spec"))
                .isEqualTo(
                        Yaml.tree(
                                "{accessModes: [ReadWriteOnce], resources: {requests: {storage:"
                                        + " 100Gi}}}"));
        assertThat(nodes.at("/spec/persistentVolumeClaimRetentionPolicy"))
                .isEqualTo(Yaml.tree("{whenDeleted: Retain, whenScaled: Retain}"));
        assertThat(
                        nodes.podSpec()
                                .at(
                                        "/affinity/podAntiAffinity/preferredDuringSchedulingIgnoredDuringExecution/0/podAffinityTerm/topologyKey")
                                .asText())
                .isEqualTo("kubernetes.io/hostname");
        assertThat(
                        Chart.render("minimal")
                                .one(Kind.POD_DISRUPTION_BUDGET, "pp-storage-node-pdb")
                                .at("/spec/minAvailable")
                                .asInt())
                .isEqualTo(2);
        assertThat(
                        Chart.render("production")
                                .one(Kind.STATEFUL_SET, "pp-storage-node")
                                .at("/spec/volumeClaimTemplates/0/spec/storageClassName")
                                .asText())
                .isEqualTo("fast-ssd");
    }

    /// Invariant 18.
    @ParameterizedTest
    @MethodSource("names")
    void noBudgetBlocksADrain(String values) {
        Rendered rendered = Chart.render(values);
        for (Manifest budget : rendered.of(Kind.POD_DISRUPTION_BUDGET).toList()) {
            Manifest workload =
                    rendered.services()
                            .filter(w -> w.selector().equals(budget.selector()))
                            .findFirst()
                            .orElseThrow();
            int replicas =
                    rendered.of(Kind.HORIZONTAL_POD_AUTOSCALER)
                            .filter(h ->
                                    h.at("/spec/scaleTargetRef/name")
                                            .asText()
                                            .equals(workload.name()))
                            .map(h -> h.at("/spec/minReplicas").asInt())
                            .findFirst()
                            .orElseGet(() -> workload.at("/spec/replicas").asInt());
            JsonNode spec = budget.at("/spec");
            int disruptions =
                    spec.has("minAvailable")
                            ? replicas - spec.path("minAvailable").asInt()
                            : spec.path("maxUnavailable").asInt();
            assertThat(replicas).as(budget.id()).isGreaterThan(1);
            assertThat(disruptions).as(budget.id()).isPositive();
        }
    }

    /// Invariant 18: for one replica there is none.
    @Test
    void oneReplicaHasNoBudget() {
        assertThat(Chart.render("trial").of(Kind.POD_DISRUPTION_BUDGET)).isEmpty();
        assertThat(
                        Chart.render("storage-only", "storage-node: {replicas: 1}")
                                .of(Kind.POD_DISRUPTION_BUDGET))
                .isEmpty();
        assertThat(
                        Chart.render(
                                        "queue-only",
                                        "publishing-queue: {autoscaling: {minReplicas: 1}}")
                                .of(Kind.POD_DISRUPTION_BUDGET))
                .isEmpty();
    }

    /// Invariant 19: two that set the number of replicas would undo each other at every upgrade.
    @Test
    void whereTheNumberFollowsTheLoadNothingElseSetsIt() {
        var with = workload("publishing-queue");
        var without =
                Chart.render("queue-only", "publishing-queue: {autoscaling: {enabled: false}}");

        assertThat(with.at("/spec").has("replicas")).isFalse();
        assertThat(without.of(Kind.HORIZONTAL_POD_AUTOSCALER)).isEmpty();
        assertThat(without.one(Kind.DEPLOYMENT, "pp-publishing-queue").at("/spec/replicas").asInt())
                .isEqualTo(2);
    }

    /// Invariant 20: however many replicas there are, and one more during an update, the database
    /// has room for their connections. Each opens its pool, one for its lock and four for reading.
    @ParameterizedTest
    @CsvSource({"2, 48", "3, 48", "4, 48", "1, 18", "3, 36", "4, 45", "4, 49", "2, 28", "1, 20"})
    void connectionsStayWithinTheirBudget(int most, int budget) {
        Rendered rendered =
                Chart.render(
                        "queue-only",
                        ("publishing-queue: {autoscaling: {minReplicas: 1, maxReplicas: %d},"
                                        + " database: {connectionBudget: %d}}")
                                .formatted(most, budget));
        int pool =
                Integer.parseInt(
                        Manifest.configuration(
                                        rendered.one(Kind.CONFIG_MAP, "pp-publishing-queue-config"))
                                .getOrDefault("database.pool_size", "0"));

        assertThat(pool).isBetween(4, 10);
        assertThat((most + 1) * (pool + 1 + 4)).isLessThanOrEqualTo(budget);
        if (pool < 10) {
            assertThat((most + 1) * (pool + 1 + 1 + 4))
                    .as("the largest that fits")
                    .isGreaterThan(budget);
        }
    }

    /// Two writers to one gateway must never be, and nobody elects a leader yet.
    @ParameterizedTest
    @MethodSource("names")
    void difftrackerRunsOnce(String values) {
        Chart.render(values)
                .of(Kind.DEPLOYMENT)
                .filter(deployment -> component(deployment).equals("difftracker"))
                .forEach(deployment -> {
                    assertThat(deployment.at("/spec/replicas").asInt()).isEqualTo(1);
                    assertThat(deployment.at("/spec/strategy"))
                            .isEqualTo(Yaml.tree("{type: Recreate}"));
                });
    }

    /// Invariant 22: the rights are those that difftracker's own tests see it use on a real API
    /// server, both ways; those tests keep the table equal to the calls.
    @Test
    void difftrackersRightsAreTheCallsItIsSeenToMake() {
        var role = Chart.render("minimal").one(Kind.CLUSTER_ROLE, "pp-difftracker-pairplane");
        Set<String> granted = new TreeSet<>();
        for (JsonNode rule : role.at("/rules")) {
            assertThat(fields(rule)).containsExactly("apiGroups", "resources", "verbs");
            String group = rule.at("/apiGroups/0").asText();
            for (String resource : Yaml.texts(rule.path("resources"))) {
                String[] parts = resource.split("/", 2);
                String name =
                        parts[0]
                                + (group.isEmpty() ? "" : "." + group)
                                + (parts.length > 1 ? "/" + parts[1] : "");
                Yaml.texts(rule.path("verbs")).forEach(verb -> granted.add(verb + " " + name));
            }
        }

        assertThat(granted).isEqualTo(rightsOfDifftracker()).contains("patch services/status");
        assertThat(granted).noneMatch(right -> right.matches("delete.*|.*[*].*|.* secrets.*"));
    }

    private static Set<String> fields(JsonNode node) {
        return new TreeSet<>(Manifest.map(node).keySet());
    }

    /// The table of difftracker's tests, in the words `patch services/status`.
    static Set<String> rightsOfDifftracker() {
        String source =
                Chart.read(
                        Path.of(
                                "../../difftracker/src/test/java/dev/pairplane/difftracker/it/Rights.java"));
        String table = source.substring(source.indexOf("TABLE ="), source.indexOf("FORBIDDEN ="));
        return Pattern.compile("\"([^\"]+)\"")
                .matcher(table)
                .results()
                .map(match -> match.group(1))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    /// Before 1.27 nobody deletes claims, whatever the values say.
    @Test
    void claimsThatStayAlthoughTheyShouldNotAreNamed() {
        assertThat(Chart.read(Path.of("rendered/k8s-1.24/templates/NOTES.txt")))
                .contains("storage-node.persistence.retain is false, which Kubernetes before 1.27");
        assertThat(
                        Chart.renderFor("1.27.0", Chart.read(Chart.valuesFile("k8s-1.24")))
                                .one(Kind.STATEFUL_SET, "pp-storage-node")
                                .at("/spec/persistentVolumeClaimRetentionPolicy/whenDeleted")
                                .asText())
                .isEqualTo("Delete");
    }

    /// Images before 18 declare a volume at their own folder of data, which would come before the
    /// disk and end with the pod.
    @Test
    void theTrialDatabasesDataIsOnItsDisk() {
        Manifest database =
                Chart.render(
                                "trial",
                                "publishing-queue: {database: {trial: {image: 'postgres:17'}}}")
                        .one(Kind.STATEFUL_SET, "pp-publishing-queue-db");
        String folder = database.variable("PGDATA").orElseThrow().path("value").asText();
        String disk =
                Manifest.elements(database.container().path("volumeMounts"))
                        .filter(mount -> mount.path("name").asText().equals("data"))
                        .map(mount -> mount.path("mountPath").asText())
                        .findFirst()
                        .orElseThrow();

        assertThat(folder).startsWith(disk + "/").isNotEqualTo("/var/lib/postgresql/data");
    }

    /// What is above a cluster's version would be refused there, or dropped silently.
    @ParameterizedTest
    @CsvSource({
        "1.24.0, false, false",
        "1.26.9, false, false",
        "1.27.0, true, false",
        "1.29.5, true, false",
        "1.30.0, true, true",
        "1.36.0, true, true"
    })
    void fieldsComeWithTheVersionThatKnowsThem(String version, boolean since27, boolean since30) {
        String text =
                switch (Chart.outcome(
                        Chart.read(Chart.valuesFile("minimal")), version, "pp", "pairplane")) {
                    case Chart.Outcome.Accepted(Rendered rendered) -> rendered.files().toString();
                    case Chart.Outcome.Refused(String message) -> throw new AssertionError(message);
                };

        for (String field :
                List.of(
                        "persistentVolumeClaimRetentionPolicy",
                        "unhealthyPodEvictionPolicy",
                        "matchLabelKeys")) {
            assertThat(text.contains(field)).as(field).isEqualTo(since27);
        }
        assertThat(text.contains("preStop:")).isEqualTo(since30);
        assertThat(text.contains("pre_stop_delay: \"15s\"")).isNotEqualTo(since30);
    }

    /// Invariant 35: the oldest version gets what the next one gets.
    @Test
    void theOldestVersionRendersAsTheNextOne() {
        String values = Chart.read(Chart.valuesFile("k8s-1.24"));

        assertThat(Chart.outcome(values, "1.24.0", "pp", "pairplane"))
                .isEqualTo(Chart.outcome(values, "1.25.0", "pp", "pairplane"));
    }

    @Test
    void anOlderClusterIsRefused() {
        assertThat(
                        Chart.outcome(
                                Chart.read(Chart.valuesFile("minimal")),
                                "1.23.17",
                                "pp",
                                "pairplane"))
                .isInstanceOfSatisfying(
                        Chart.Outcome.Refused.class,
                        refused ->
                                assertThat(refused.message()).contains("kubeVersion: >=1.24.0-0"));
    }
}
