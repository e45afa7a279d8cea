package dev.pairplane.helm;

import static org.assertj.core.api.Assertions.assertThat;

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

    /// Names of Services and pods become DNS labels. Invariant 56 asks for no more than that they
    /// differ.
    @ParameterizedTest
    @MethodSource("names")
    void namesAreShortEnough(String values) {
        var long53 = "a-release-whose-name-is-as-long-as-helm-lets-it-be-53";
        for (Manifest manifest : Chart.render(values, "{}", long53, Chart.NAMESPACE).manifests()) {
            assertThat(manifest.name().length())
                    .as(manifest.id())
                    .isLessThanOrEqualTo(manifest.kind().clusterWide() ? 253 : 63);
        }
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
