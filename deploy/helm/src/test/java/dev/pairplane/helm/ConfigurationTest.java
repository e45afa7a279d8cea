package dev.pairplane.helm;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/// What the chart writes into the services' configuration, and how Secrets reach them.
class ConfigurationTest {
    private static final Pattern ROW =
            Pattern.compile("(?m)^\\| `([a-z0-9_.]+)` \\| `([A-Z0-9_]+)`");
    private static final Map<String, String> REFERENCE =
            Map.of(
                    "storage", "config.md",
                    "publishing", "publishing-config.md",
                    "difftracker", "difftracker-config.md");

    static List<String> names() {
        return Chart.accepted().toList();
    }

    private static String component(Manifest manifest) {
        return String.valueOf(manifest.labels().get("app.kubernetes.io/component"));
    }

    private static Stream<Manifest> configMaps(Rendered rendered) {
        return rendered.of(Kind.CONFIG_MAP).filter(map -> map.name().endsWith("-config"));
    }

    private static String reference(String component) {
        return Chart.read(
                Path.of("../../docs/reference", REFERENCE.getOrDefault(component, component)));
    }

    /// Invariant 29: all keys are real ones, in the file and in the environment, so that a service
    /// that is strict about unknown keys starts.
    @ParameterizedTest
    @MethodSource("names")
    void everyKeyIsInTheReference(String values) {
        Rendered rendered = Chart.render(values);
        for (Manifest map : configMaps(rendered).toList()) {
            Set<String> known = keys(component(map), 1);
            // Asked by the check itself, before there are keys to be documented.
            known.add("config.strict");
            assertThat(known).containsAll(Manifest.configuration(map).keySet());
        }
        for (Manifest workload :
                rendered.services().filter(w -> !w.name().endsWith("-db")).toList()) {
            Set<String> known = keys(component(workload), 2);
            known.addAll(
                    Set.of(
                            "QUARKUS_PROFILE",
                            "CONFIG_PATH",
                            "MALLOC_ARENA_MAX",
                            "OTEL_EXPORTER_OTLP_ENDPOINT",
                            "NODE_ID",
                            "POD_NAME",
                            "POD_NAMESPACE",
                            "POD_UID",
                            "AZURE_CLIENT_ID",
                            "AZURE_TENANT_ID",
                            "AZURE_CLIENT_SECRET",
                            "DB_HOST",
                            "DB_PORT",
                            "DB_NAME"));
            for (JsonNode variable : workload.container().path("env")) {
                assertThat(known).as(workload.id()).contains(variable.path("name").asText());
            }
        }
    }

    private static Set<String> keys(String component, int column) {
        return ROW.matcher(reference(component))
                .results()
                .map(row -> row.group(column))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    /// So that the test above cannot pass by reading nothing.
    @Test
    void theReferenceIsRead() {
        assertThat(keys("storage", 1))
                .contains("server.port", "storage.data_dir")
                .doesNotContain("x");
        assertThat(keys("publishing", 2)).contains("DATABASE_URL", "DATABASE_PASSWORD");
        assertThat(keys("difftracker", 1)).contains("difftracker.azure.location");
    }

    /// Invariant 14: a service that listens on its own loopback address is reached by no probe.
    @ParameterizedTest
    @MethodSource("names")
    void everyServiceListensForOthers(String values) {
        var wanted = values.equals("ipv6") ? "::" : "0.0.0.0";

        configMaps(Chart.render(values))
                .forEach(map ->
                        assertThat(Manifest.configuration(map))
                                .as(map.id())
                                .containsEntry("server.host", wanted));
    }

    /// Where the file is mounted is where the service looks.
    @ParameterizedTest
    @MethodSource("names")
    void theFileIsWhereTheServiceLooks(String values) {
        Rendered rendered = Chart.render(values);
        for (Manifest workload :
                rendered.services().filter(w -> !w.name().endsWith("-db")).toList()) {
            String path = workload.variable("CONFIG_PATH").orElseThrow().path("value").asText();
            Manifest map = rendered.one(Kind.CONFIG_MAP, workload.name() + "-config");
            String folder =
                    Manifest.elements(workload.container().path("volumeMounts"))
                            .filter(mount -> mount.path("name").asText().equals("config"))
                            .map(mount -> mount.path("mountPath").asText())
                            .findFirst()
                            .orElseThrow();
            assertThat(Manifest.map(map.at("/data")).keySet())
                    .as(workload.id())
                    .containsExactly(path.substring(folder.length() + 1));
        }
    }

    /// Invariant 28: pods are replaced when the file changes, and only then.
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    storage-node     | storage-node: {shutdownTimeout: 20s}
                    storage-node     | storage-node: {config: {mem_table: {max_size: 128M}}}
                    storage-node     | global: {log: {level: DEBUG}}
                    publishing-queue | publishing-queue: {workers: 65}
                    publishing-queue | publishing-queue: {autoscaling: {maxReplicas: 3}}
                    publishing-queue | publishing-queue: {config: {retry.max: 1m}}
                    difftracker      | difftracker: {maxRetries: 4}
                    difftracker      | difftracker: {azure: {location: northeurope}}
                    """)
    void aChangeOfTheFileReplacesThePods(String service, String change) {
        assertThat(checksum(service, change)).isNotEqualTo(checksum(service, "{}"));
    }

    /// Invariant 28: a label does not; no more does anything that is not in the file.
    @ParameterizedTest
    @CsvSource({"storage-node", "publishing-queue", "difftracker"})
    void aLabelDoesNot(String service) {
        assertThat(checksum(service, "global: {labels: {a: b}, annotations: {c: d}}"))
                .isEqualTo(checksum(service, "{}"));
        assertThat(checksum(service, service + ": {resources: {limits: {memory: 8Gi}}}"))
                .isEqualTo(checksum(service, "{}"));
    }

    private static String checksum(String service, String more) {
        return Chart.render("minimal", more)
                .services()
                .filter(workload -> workload.name().equals("pp-" + service))
                .map(workload -> workload.podAnnotations().get("checksum/config"))
                .findFirst()
                .orElseThrow();
    }

    /// A number of seven digits is no floating point, a backslash no escape, a text no number.
    @Test
    void valuesArriveAsTheyWereGiven() {
        Rendered rendered =
                Chart.render(
                        "minimal",
                        """
                        storage-node: {config: {server: {max_connections: 1000000}, commit_log: {sync_writes: false}}}
                        publishing-queue: {config: {queue.tracked_jobs: 1000000, retry.multiplier: 1.5, targets.allowed_hosts: 'a\\b, c=d'}, capacity: {low: 1000000}}
                        """);

        assertThat(Manifest.configuration(rendered.one(Kind.CONFIG_MAP, "pp-storage-node-config")))
                .containsEntry("server.max_connections", "1000000")
                .containsEntry("commit_log.sync_writes", "false");
        assertThat(
                        Manifest.configuration(
                                rendered.one(Kind.CONFIG_MAP, "pp-publishing-queue-config")))
                .containsEntry("queue.tracked_jobs", "1000000")
                .containsEntry("queue.capacity_low", "1000000")
                .containsEntry("retry.multiplier", "1.5")
                .containsEntry("targets.allowed_hosts", "a\\\\b, c=d");
    }

    /// Invariant 27: each reference to a Secret takes name and keys from the values.
    @Test
    void secretsAndTheirKeysAreNamedByTheValues() {
        Rendered rendered =
                Chart.render(
                        "minimal",
                        """
                        publishing-queue:
                          database: {existingSecret: s1, keys: {host: k1, port: k2, dbname: k3, username: k4, password: k5}}
                          auth: {existingSecret: s2, key: k6}
                          targets: {existingSecret: s3}
                        difftracker:
                          identity: {mode: servicePrincipal, existingSecret: s4, keys: {tenantId: k7, clientId: k8, clientSecret: k9}}
                          debug: {existingSecret: s5, key: k10}
                        """);

        Set<String> references = new TreeSet<>();
        for (Manifest workload : rendered.workloads().toList()) {
            workload.tree()
                    .findValues("secretKeyRef")
                    .forEach(r ->
                            references.add(r.path("name").asText() + "/" + r.path("key").asText()));
            for (JsonNode secret : workload.tree().findValues("secret")) {
                String name = secret.path("secretName").asText();
                if (secret.has("items")) {
                    secret.path("items")
                            .forEach(
                                    item -> references.add(name + "/" + item.path("key").asText()));
                } else {
                    references.add(name);
                }
            }
        }
        assertThat(references)
                .containsExactlyInAnyOrder(
                        "s1/k1", "s1/k2", "s1/k3", "s1/k4", "s1/k5", "s2/k6", "s3", "s4/k7",
                        "s4/k8", "s4/k9", "s5/k10");
    }

    /// More concurrency needs more calls, or the service refuses to start.
    @Test
    void callsToAzureLeaveRoomForTheOperations() {
        assertThat(
                        Manifest.configuration(
                                Chart.render("extras")
                                        .one(Kind.CONFIG_MAP, "pp-difftracker-config")))
                .containsEntry("difftracker.operations.concurrency", "40")
                .containsEntry("difftracker.azure.max_concurrent_calls", "42");
    }
}
