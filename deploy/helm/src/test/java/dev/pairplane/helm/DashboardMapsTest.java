package dev.pairplane.helm;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.NumericNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// The dashboards in the cluster: ConfigMaps that Grafana's sidecar finds by a label.
class DashboardMapsTest {
    private static final Map<String, String> DASHBOARDS =
            Map.of(
                    "storage", "pairplane-storage-node",
                    "publishing", "publishing-queue-tn056",
                    "difftracker", "pairplane-difftracker");

    static List<String> names() {
        return Chart.accepted().toList();
    }

    private static Stream<Manifest> maps(Rendered rendered) {
        return rendered.of(Kind.CONFIG_MAP).filter(map -> map.name().contains("-dashboard"));
    }

    private static String key(Manifest map) {
        List<String> keys = new ArrayList<>();
        map.at("/data").fieldNames().forEachRemaining(keys::add);
        assertThat(keys).as(map.id()).hasSize(1);
        return keys.getFirst();
    }

    /// Invariant 50: each service's that runs, and the overview where any does; as in the files,
    /// but on one line.
    @ParameterizedTest
    @MethodSource("names")
    void everyServiceHasItsDashboardAndTheReleaseTheOverview(String values) {
        Rendered rendered = Chart.render(values);
        List<String> expected = new ArrayList<>();
        rendered.services()
                .map(workload -> workload.labels().get("app.kubernetes.io/component"))
                .map(DASHBOARDS::get)
                .filter(uid -> uid != null)
                .distinct()
                .forEach(uid -> expected.add(uid + ".json"));
        if (!expected.isEmpty()) {
            expected.add("pairplane-overview.json");
        }

        List<Manifest> maps = maps(rendered).toList();

        assertThat(maps)
                .extracting(DashboardMapsTest::key)
                .containsExactlyInAnyOrderElementsOf(expected);
        for (Manifest map : maps) {
            String text = map.at("/data").path(key(map)).asText();
            assertThat(text).as(map.id()).startsWith("{\"annotations\":{").doesNotContain("\n");
            JsonNode file =
                    DashboardFile.of(key(map).substring(0, key(map).length() - ".json".length()))
                            .json();
            assertThat(file.equals(DashboardMapsTest::compare, Yaml.json(text)))
                    .as(map.id())
                    .isTrue();
        }
    }

    /// Helm knows one kind of number.
    private static int compare(JsonNode one, JsonNode other) {
        if (one instanceof NumericNode && other instanceof NumericNode) {
            return Double.compare(one.asDouble(), other.asDouble());
        }
        return one.equals(other) ? 0 : 1;
    }

    @Test
    void theSidecarFindsThemByItsDefaults() {
        assertThat(maps(Chart.render("minimal")))
                .hasSize(4)
                .allSatisfy(map -> {
                    assertThat(map.labels()).containsEntry("grafana_dashboard", "1");
                    assertThat(map.annotations()).containsEntry("grafana_folder", "Pairplane");
                    assertThat(map.at("/metadata/namespace").asText()).isEqualTo(Chart.NAMESPACE);
                });
    }

    @Test
    void anotherSidecarFindsThemByWhatItIsToldToLookFor() {
        Rendered rendered =
                Chart.render(
                        "minimal",
                        """
                        global:
                          annotations: {example.com/owner: platform}
                          labels: {boards.example.com/show: "no"}
                          monitoring:
                            dashboards:
                              label: boards.example.com/show
                              labelValue: "yes"
                              folder: Shared / Storage
                              folderAnnotation: k8s-sidecar-target-directory
                              namespace: grafana
                        """);

        assertThat(maps(rendered))
                .hasSize(4)
                .allSatisfy(map -> {
                    assertThat(map.labels())
                            .containsEntry("boards.example.com/show", "yes")
                            .doesNotContainKey("grafana_dashboard");
                    assertThat(map.annotations())
                            .isEqualTo(
                                    Map.of(
                                            "example.com/owner", "platform",
                                            "k8s-sidecar-target-directory", "Shared / Storage"));
                    assertThat(map.at("/metadata/namespace").asText()).isEqualTo("grafana");
                    assertThat(map.name()).endsWith("-dashboard-pairplane");
                });
    }

    @Test
    void withoutAFolderTheSidecarsOwnIsTaken() {
        assertThat(
                        maps(
                                Chart.render(
                                        "minimal",
                                        "global: {monitoring: {dashboards: {folder: ''}}}")))
                .hasSize(4)
                .allSatisfy(map -> assertThat(map.annotations()).isEmpty());
    }

    @Test
    void switchedOffNoneIsMade() {
        Rendered rendered =
                Chart.render("minimal", "global: {monitoring: {dashboards: {enabled: false}}}");

        assertThat(maps(rendered)).isEmpty();
        assertThat(rendered.of(Kind.CONFIG_MAP)).hasSize(3);
    }
}
