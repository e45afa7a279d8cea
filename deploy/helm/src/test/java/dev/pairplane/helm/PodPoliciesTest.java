package dev.pairplane.helm;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// What holds of every pod of every values file, tests included.
class PodPoliciesTest {

    static List<String> names() {
        return Chart.accepted().toList();
    }

    /// What Pod Security "restricted" asks for.
    @ParameterizedTest
    @MethodSource("names")
    void everyPodIsRestricted(String values) {
        Chart.render(values).workloads().forEach(PodPoliciesTest::restricted);
    }

    private static void restricted(Manifest workload) {
        JsonNode pod = workload.podSpec();
        assertThat(pod.at("/securityContext/runAsNonRoot").asBoolean()).as(workload.id()).isTrue();
        assertThat(pod.at("/securityContext/seccompProfile/type").asText())
                .isEqualTo("RuntimeDefault");
        for (String shared : List.of("hostNetwork", "hostPID", "hostIPC")) {
            assertThat(pod.path(shared).asBoolean()).as(workload.id() + " " + shared).isFalse();
        }
        for (JsonNode volume : pod.path("volumes")) {
            assertThat(Set.of("configMap", "secret", "emptyDir"))
                    .as(workload.id() + " " + volume)
                    .containsAnyElementsOf(fields(volume));
        }
        for (JsonNode container : workload.containers()) {
            JsonNode context = container.path("securityContext");
            assertThat(context.path("allowPrivilegeEscalation").asBoolean(true))
                    .as(workload.id() + " " + container.path("name"))
                    .isFalse();
            assertThat(context.path("readOnlyRootFilesystem").asBoolean()).isTrue();
            assertThat(Yaml.texts(context.at("/capabilities/drop"))).containsExactly("ALL");
            assertThat(context.has("privileged")).isFalse();
            container.path("ports").forEach(port -> assertThat(port.has("hostPort")).isFalse());
        }
    }

    private static Set<String> fields(JsonNode node) {
        return node.properties().stream()
                .map(java.util.Map.Entry::getKey)
                .collect(Collectors.toCollection(TreeSet::new));
    }

    @ParameterizedTest
    @MethodSource("names")
    void everyContainerAsksForWhatItNeedsAndIsLimitedInMemory(String values) {
        for (Manifest workload : Chart.render(values).workloads().toList()) {
            for (JsonNode container : workload.containers()) {
                JsonNode resources = container.path("resources");
                assertThat(fields(resources.path("requests")))
                        .as(workload.id())
                        .contains("cpu", "memory");
                assertThat(fields(resources.path("limits"))).as(workload.id()).contains("memory");
            }
        }
    }

    @ParameterizedTest
    @MethodSource("names")
    void everyServiceHasItsProbes(String values) {
        Chart.render(values)
                .services()
                .forEach(workload ->
                        assertThat(fields(workload.container()))
                                .as(workload.id())
                                .contains("startupProbe", "livenessProbe", "readinessProbe"));
    }

    @ParameterizedTest
    @MethodSource("names")
    void everyImageIsAVersion(String values) {
        for (Manifest workload : Chart.render(values).workloads().toList()) {
            for (JsonNode container : workload.containers()) {
                assertThat(container.path("image").asText())
                        .as(workload.id())
                        .matches("[-./:\\w]+(:[-.\\w]+|@sha256:[0-9a-f]{64})")
                        .doesNotEndWith(":latest");
            }
        }
    }

    /// Invariant 21: no service links; and only difftracker, which calls the API server, has a
    /// token.
    @ParameterizedTest
    @MethodSource("names")
    void onlyWhoCallsTheApiServerHasAToken(String values) {
        Rendered rendered = Chart.render(values);
        for (Manifest workload : rendered.workloads().toList()) {
            boolean calls =
                    workload.kind() == Kind.DEPLOYMENT
                            && "difftracker"
                                    .equals(workload.labels().get("app.kubernetes.io/component"));
            JsonNode pod = workload.podSpec();
            assertThat(pod.path("enableServiceLinks").asBoolean(true)).as(workload.id()).isFalse();
            assertThat(pod.path("automountServiceAccountToken").asBoolean(true))
                    .as(workload.id())
                    .isEqualTo(calls);
            assertThat(pod.path("serviceAccountName").asText())
                    .as(workload.id())
                    .isNotEmpty()
                    .isNotEqualTo("default");
        }
        assertThat(rendered.of(Kind.SERVICE_ACCOUNT))
                .allSatisfy(account ->
                        assertThat(account.at("/automountServiceAccountToken").asBoolean(true))
                                .isFalse());
    }

    /// Invariant 24: with OpenShift, ids come from the cluster; else the chart gives all three.
    @ParameterizedTest
    @MethodSource("names")
    void idsAreGivenByTheChartOrByOpenShift(String values) {
        String on = "global: {openshift: true}";
        String off = "global: {openshift: false}";
        for (Manifest workload : Chart.render(values, on).workloads().toList()) {
            assertThat(workload.tree().toString())
                    .as(workload.id())
                    .doesNotContain("runAsUser", "runAsGroup", "fsGroup");
        }
        for (Manifest workload : Chart.render(values, off).workloads().toList()) {
            JsonNode context = workload.podSpec().path("securityContext");
            assertThat(List.of("runAsUser", "runAsGroup", "fsGroup"))
                    .as(workload.id())
                    .allSatisfy(id -> assertThat(context.path(id).asInt()).isEqualTo(1000));
        }
    }

    @ParameterizedTest
    @MethodSource("names")
    void volumesAndMountsPairUp(String values) {
        for (Manifest workload : Chart.render(values).workloads().toList()) {
            Set<String> volumes = new TreeSet<>();
            workload.podSpec().path("volumes").forEach(v -> volumes.add(v.path("name").asText()));
            workload.at("/spec/volumeClaimTemplates")
                    .forEach(claim -> volumes.add(claim.at("/metadata/name").asText()));
            Set<String> mounted = new TreeSet<>();
            for (JsonNode container : workload.containers()) {
                Set<String> paths = new TreeSet<>();
                for (JsonNode mount : container.path("volumeMounts")) {
                    mounted.add(mount.path("name").asText());
                    assertThat(paths.add(mount.path("mountPath").asText()))
                            .as(workload.id() + " " + mount)
                            .isTrue();
                }
            }
            assertThat(mounted).as(workload.id()).isEqualTo(volumes);
        }
    }

    @ParameterizedTest
    @MethodSource("names")
    void everyConfigMapThatIsNamedIsMade(String values) {
        Rendered rendered = Chart.render(values);
        Set<String> made =
                rendered.of(Kind.CONFIG_MAP).map(Manifest::name).collect(Collectors.toSet());
        for (Manifest workload : rendered.workloads().toList()) {
            Stream<JsonNode> references = workload.tree().findValues("configMap").stream();
            Stream<JsonNode> others =
                    Stream.of("configMapRef", "configMapKeyRef")
                            .flatMap(name -> workload.tree().findValues(name).stream());
            Stream.concat(references, others)
                    .filter(reference -> !reference.path("optional").asBoolean())
                    .forEach(reference ->
                            assertThat(made)
                                    .as(workload.id())
                                    .contains(reference.path("name").asText()));
        }
    }

    /// Selectors: each one finds the pods it is meant for, and no others.
    @ParameterizedTest
    @MethodSource("names")
    void everySelectorMatchesExactlyItsPods(String values) {
        Rendered rendered = Chart.render(values);
        List<Manifest> workloads = rendered.workloads().toList();
        rendered.of(
                        Kind.SERVICE,
                        Kind.NETWORK_POLICY,
                        Kind.POD_DISRUPTION_BUDGET,
                        Kind.STATEFUL_SET,
                        Kind.DEPLOYMENT)
                .forEach(manifest -> {
                    List<String> found =
                            workloads.stream()
                                    .filter(workload ->
                                            workload.podLabels()
                                                    .entrySet()
                                                    .containsAll(manifest.selector().entrySet()))
                                    .map(Manifest::name)
                                    .toList();
                    String own = manifest.name().replaceFirst("-(headless|pdb)$", "");
                    assertThat(found).as(manifest.id()).containsExactly(own);
                });
    }

    /// Invariant 26: a Secret is never made, and nothing that looks like one is spelled out.
    @ParameterizedTest
    @MethodSource("names")
    void noSecretIsSpelledOut(String values) {
        for (Manifest workload : Chart.render(values).workloads().toList()) {
            for (JsonNode container : workload.containers()) {
                for (JsonNode variable : container.path("env")) {
                    String name = variable.path("name").asText().toLowerCase(Locale.ROOT);
                    if (name.matches(".*(password|secret|token|credential).*")) {
                        assertThat(variable.has("valueFrom")).as(workload.id() + name).isTrue();
                    }
                }
            }
        }
    }

    /// Invariant 26: even of extra objects, of which the user may make any kind, the chart's own
    /// values files have none; and the chart has no template that could.
    @Test
    void noTemplateMakesASecret() throws java.io.IOException {
        try (Stream<java.nio.file.Path> files = java.nio.file.Files.walk(Chart.FOLDER)) {
            List<java.nio.file.Path> templates =
                    files.filter(file -> file.toString().contains("/templates/"))
                            .filter(java.nio.file.Files::isRegularFile)
                            .toList();
            assertThat(templates).hasSizeGreaterThan(30);
            assertThat(templates)
                    .allSatisfy(file ->
                            assertThat(Chart.read(file))
                                    .doesNotContainPattern("kind: Secret\\b")
                                    .doesNotContain(
                                            "randAlpha",
                                            "genCA",
                                            "genPrivateKey",
                                            "htpasswd",
                                            "lookup"));
        }
    }
}
