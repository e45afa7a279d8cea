package dev.pairplane.helm;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/// Names and labels: what may never change, and what never meets.
class NamesTest {
    private static final Set<String> SELECTING =
            Set.of("app.kubernetes.io/name", "app.kubernetes.io/instance");

    static List<String> names() {
        return Chart.accepted().toList();
    }

    @ParameterizedTest
    @CsvSource({
        "pp, pp-storage-node",
        "storage-node, storage-node",
        "my-storage-node-2, my-storage-node-2",
        "a-release-whose-name-is-as-long-as-helm-lets-it-be-53,"
                + " a-release-whose-name-is-as-long-as-helm-storage-node"
    })
    void aServiceIsCalledAfterItsRelease(String release, String name) {
        var rendered = Chart.render("storage-only", "{}", release, Chart.NAMESPACE);

        assertThat(rendered.of(Kind.STATEFUL_SET).map(Manifest::name)).containsExactly(name);
        assertThat(name.length()).isLessThanOrEqualTo(52);
    }

    /// The names that PairDB's own manifests use, with the same companions.
    @Test
    void anOverrideGivesExactlyTheNamesOfPairDb() {
        assertThat(Chart.render("pairdb-names").manifests())
                .extracting(Manifest::name)
                .containsOnly(
                        "pairdb-storage-node",
                        "pairdb-storage-node-headless",
                        "pairdb-storage-node-config",
                        "pairdb-storage-node-dashboard",
                        "pairdb-storage-node-pdb",
                        "pp-pairplane-dashboard",
                        "pairdb-storage-node-test-store");
    }

    /// Names of Services and pods become DNS labels. A StatefulSet's becomes a label's value with
    /// 11 more characters, and CloudNativePG takes no name of more than 50. Invariant 56 asks for
    /// no more than that they differ.
    @ParameterizedTest
    @MethodSource("names")
    void namesAreShortEnough(String values) {
        var long53 = "a-release-whose-name-is-as-long-as-helm-lets-it-be-53";
        for (Manifest manifest : Chart.render(values, "{}", long53, Chart.NAMESPACE).manifests()) {
            assertThat(manifest.name().length())
                    .as(manifest.id())
                    .isLessThanOrEqualTo(
                            switch (manifest.kind()) {
                                case STATEFUL_SET -> 52;
                                case CLUSTER -> 50;
                                case CLUSTER_ROLE, CLUSTER_ROLE_BINDING -> 253;
                                case CONFIG_MAP,
                                        DEPLOYMENT,
                                        HORIZONTAL_POD_AUTOSCALER,
                                        HTTP_ROUTE,
                                        INGRESS,
                                        JOB,
                                        NETWORK_POLICY,
                                        POD_DISRUPTION_BUDGET,
                                        PROMETHEUS_RULE,
                                        SERVICE,
                                        SERVICE_ACCOUNT,
                                        SERVICE_MONITOR ->
                                        63;
                            });
        }
    }

    /// The queue finds its database under the name that was cut, too.
    @ParameterizedTest
    @CsvSource({"trial", "cnpg"})
    void theDatabaseIsCalledWhatTheQueueCalls(String values) {
        var long53 = "a-release-whose-name-is-as-long-as-helm-lets-it-be-53";
        Rendered rendered = Chart.render(values, "{}", long53, Chart.NAMESPACE);
        String called = "a-release-whose-name-is-as-long-as-publishing-q-db";
        Manifest queue = rendered.of(Kind.DEPLOYMENT).findFirst().orElseThrow();
        JsonNode host = queue.variable("DB_HOST").orElseThrow();

        if (values.equals("trial")) {
            assertThat(rendered.one(Kind.STATEFUL_SET, called).at("/spec/serviceName").asText())
                    .isEqualTo(called);
            assertThat(rendered.one(Kind.SERVICE, called)).isNotNull();
            assertThat(host.path("value").asText()).isEqualTo(called);
        } else {
            assertThat(rendered.one(Kind.CLUSTER, called)).isNotNull();
            assertThat(host.at("/valueFrom/secretKeyRef/name").asText()).isEqualTo(called + "-app");
        }
    }

    /// A release, a namespace, a Secret may be called by digits alone, which YAML takes for a
    /// number.
    @ParameterizedTest
    @CsvSource({"production", "trial", "service-principal"})
    void namesOfDigitsStayTexts(String values) {
        var more =
                """
                global: {imagePullSecrets: ['42'], storageClass: '7', networkPolicy: {monitoringNamespaces: ['1']}}
                storage-node: {priorityClassName: '8', nameOverride: 'true', fullnameOverride: 'null'}
                publishing-queue:
                  database: {existingSecret: '123', keys: {password: '1', host: '2', port: '3', dbname: '4', username: '5'}}
                  auth: {existingSecret: '124', key: '6'}
                  targets: {existingSecret: '125'}
                  serviceAccount: {name: '9'}
                  ingress: {enabled: true, className: '10', hosts: ['11']}
                difftracker:
                  identity: {existingSecret: '126', keys: {tenantId: '1', clientId: '2', clientSecret: '3'}}
                  debug: {existingSecret: '127', key: '1'}
                  serviceAccount: {name: '12'}
                """;
        Set<String> texts =
                Set.of(
                        "name",
                        "namespace",
                        "secretName",
                        "key",
                        "serviceAccountName",
                        "serviceName",
                        "storageClassName",
                        "priorityClassName",
                        "ingressClassName",
                        "path",
                        "host");

        for (Manifest manifest : Chart.render(values, more, "1e3", "456").manifests()) {
            Yaml.leaves(
                    manifest.tree(),
                    "",
                    (path, leaf) -> {
                        String last = path.substring(path.lastIndexOf('.') + 1);
                        boolean label =
                                path.matches(".*([lL]abels|annotations|selector)\\.[^\\[]+");
                        if (texts.contains(last) || label || path.contains("matchNames[")) {
                            assertThat(leaf.isTextual())
                                    .as(manifest.id() + " " + path + ": " + leaf)
                                    .isTrue();
                        }
                    });
        }
    }

    /// Labels and annotations of the user's are on the pods of tests and of the trial database too:
    /// whatever looks after pods goes by them.
    @ParameterizedTest
    @MethodSource("names")
    void everyPodCarriesWhatTheUserWants(String values) {
        Rendered rendered =
                Chart.render(
                        values,
                        "global: {labels: {x-team: a}, podLabels: {x-pod: b}, annotations: {x-note:"
                                + " c}}");

        assertThat(rendered.workloads())
                .allSatisfy(workload -> {
                    assertThat(workload.podLabels())
                            .as(workload.id())
                            .containsEntry("x-team", "a")
                            .containsEntry("x-pod", "b");
                    assertThat(workload.podAnnotations())
                            .as(workload.id())
                            .containsEntry("x-note", "c");
                });
    }

    /// Invariant 9: labels of the user's are on objects and pods, and nowhere else.
    @ParameterizedTest
    @MethodSource("names")
    void labelsChangeNoSelectorAndNoClaimTemplate(String values) {
        var labels = "{x-team: a, x-other: b}";
        var more =
                "{global: {labels: %s, podLabels: {x-pod: c}}, storage-node: {podLabels: {x-own: d}}}"
                        .formatted(labels);
        Rendered before = Chart.render(values);
        Rendered after = Chart.render(values, more);

        assertThat(after.manifests()).hasSameSizeAs(before.manifests());
        for (int i = 0; i < before.manifests().size(); i++) {
            Manifest one = before.manifests().get(i);
            Manifest other = after.manifests().get(i);
            assertThat(other.selector()).as(other.id()).isEqualTo(one.selector());
            assertThat(other.at("/spec/volumeClaimTemplates"))
                    .as(other.id())
                    .isEqualTo(one.at("/spec/volumeClaimTemplates"));
            if (!other.name().endsWith("-extra")) {
                assertThat(other.labels()).as(other.id()).containsEntry("x-team", "a");
            }
        }
        if (after.services().anyMatch(m -> m.kind() == Kind.DEPLOYMENT)) {
            assertThat(after.of(Kind.DEPLOYMENT))
                    .allSatisfy(m -> assertThat(m.podLabels()).containsEntry("x-pod", "c"));
        }
    }

    @ParameterizedTest
    @MethodSource("names")
    void selectorsAreNameAndInstanceOnly(String values) {
        var rendered = Chart.render(values);
        rendered.of(
                        Kind.STATEFUL_SET,
                        Kind.DEPLOYMENT,
                        Kind.SERVICE,
                        Kind.NETWORK_POLICY,
                        Kind.POD_DISRUPTION_BUDGET)
                .forEach(manifest ->
                        assertThat(manifest.selector().keySet())
                                .as(manifest.id())
                                .isEqualTo(SELECTING));
        rendered.of(Kind.STATEFUL_SET)
                .flatMap(m -> Manifest.elements(m.at("/spec/volumeClaimTemplates")))
                .forEach(claim ->
                        assertThat(Manifest.map(claim.at("/metadata/labels")).keySet())
                                .isEqualTo(SELECTING));
    }

    @ParameterizedTest
    @MethodSource("names")
    void everyObjectSaysWhatItBelongsTo(String values) {
        assertThat(Chart.render(values).manifests())
                .filteredOn(manifest -> !manifest.name().equals("pp-extra"))
                .allSatisfy(manifest ->
                        assertThat(manifest.labels())
                                .as(manifest.id())
                                .containsEntry("app.kubernetes.io/part-of", "pairplane")
                                .containsEntry("app.kubernetes.io/instance", "pp")
                                .containsEntry("app.kubernetes.io/managed-by", "Helm")
                                .containsKeys(
                                        "app.kubernetes.io/name",
                                        "app.kubernetes.io/version",
                                        "app.kubernetes.io/component",
                                        "helm.sh/chart"));
    }

    /// Invariant 56: neither in one namespace nor in two do releases share a name or select each
    /// other's pods.
    @ParameterizedTest
    @CsvSource({"one, pairplane, two, pairplane", "one, first, one, second"})
    void releasesSideBySideDoNotMeet(String a, String inA, String b, String inB) {
        // The one object whose name the chart does not make.
        var more = "extraObjects: []";
        Rendered first =
                Chart.render(
                        "extras",
                        more + "\nstorage-node: {serviceAccount: {create: true, name: ''}}",
                        a,
                        inA);
        Rendered second =
                Chart.render(
                        "extras",
                        more + "\nstorage-node: {serviceAccount: {create: true, name: ''}}",
                        b,
                        inB);

        Set<String> ids = new TreeSet<>(identities(first, inA));
        ids.retainAll(identities(second, inB));
        assertThat(ids).isEmpty();
        if (inA.equals(inB)) {
            List<Map<String, String>> pods = new ArrayList<>();
            second.workloads().forEach(workload -> pods.add(workload.podLabels()));
            first.manifests().stream()
                    .filter(manifest -> !manifest.selector().isEmpty())
                    .forEach(manifest ->
                            assertThat(pods)
                                    .as(manifest.id())
                                    .noneMatch(labels ->
                                            labels.entrySet()
                                                    .containsAll(manifest.selector().entrySet())));
        }
    }

    /// Invariant 56, of what is made in the monitoring's namespace: there two releases of one name
    /// meet.
    @Test
    void releasesOfOneNameDoNotMeetInTheMonitoringsNamespace() {
        var elsewhere =
                "global: {monitoring: {dashboards: {namespace: monitoring}, serviceMonitor:"
                        + " {enabled: true, namespace: monitoring}, rules: {enabled: true}}}";
        Set<String> first = madeIn("monitoring", Chart.render("minimal", elsewhere, "one", "a"));
        Set<String> second = madeIn("monitoring", Chart.render("minimal", elsewhere, "one", "b"));
        Set<String> own =
                madeIn("monitoring", Chart.render("minimal", elsewhere, "one", "monitoring"));

        assertThat(first)
                .hasSize(10)
                .contains("ServiceMonitor/one-difftracker-a", "ConfigMap/one-pairplane-dashboard-a")
                .doesNotContainAnyElementsOf(second)
                .doesNotContainAnyElementsOf(own);
        assertThat(own)
                .contains("ServiceMonitor/one-difftracker", "PrometheusRule/one-difftracker");
    }

    private static Set<String> madeIn(String namespace, Rendered rendered) {
        Set<String> ids = new TreeSet<>();
        rendered.manifests().stream()
                .filter(manifest -> manifest.at("/metadata/namespace").asText().equals(namespace))
                .forEach(manifest -> ids.add(manifest.id()));
        return ids;
    }

    private static Set<String> identities(Rendered rendered, String namespace) {
        Set<String> ids = new TreeSet<>();
        rendered.manifests()
                .forEach(manifest -> {
                    String in = manifest.at("/metadata/namespace").asText();
                    boolean cluster = manifest.kind().clusterWide();
                    assertThat(in).as(manifest.id()).isEqualTo(cluster ? "" : namespace);
                    ids.add(in + "/" + manifest.id());
                });
        return ids;
    }
}
