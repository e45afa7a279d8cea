package dev.pairplane.helm;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// How metrics are found.
class MonitoringTest {
    private static final String MARK = "pairplane.dev/scrape";
    private static final String ON =
            "global: {monitoring: {serviceMonitor: {enabled: true}, scrapeAnnotations: auto}}";

    static List<String> names() {
        return Chart.accepted().toList();
    }

    private static List<Manifest> workloads(Rendered rendered) {
        return rendered.services().filter(workload -> !workload.name().endsWith("-db")).toList();
    }

    /// Invariant 31: of a workload's Services exactly one carries the mark; a monitor finds that
    /// one.
    @ParameterizedTest
    @MethodSource("names")
    void eachPodIsScrapedOnce(String values) {
        Rendered rendered = Chart.render(values, ON);
        for (Manifest workload : workloads(rendered)) {
            List<Manifest> marked =
                    rendered.of(Kind.SERVICE)
                            .filter(service -> service.selector().equals(workload.selector()))
                            .filter(service -> service.labels().containsKey(MARK))
                            .toList();
            assertThat(marked).as(workload.id()).hasSize(1);
            assertThat(
                            rendered.of(Kind.SERVICE_MONITOR)
                                    .filter(monitor ->
                                            marked.getFirst()
                                                    .labels()
                                                    .entrySet()
                                                    .containsAll(monitor.selector().entrySet())))
                    .as(workload.id())
                    .hasSize(1);
            assertThat(workload.podAnnotations())
                    .as(workload.id())
                    .doesNotContainKey("prometheus.io/scrape");
        }
    }

    /// Invariant 31: annotations stand where no monitor is, and say where the metrics are.
    @ParameterizedTest
    @MethodSource("names")
    void withoutMonitorsThePodsSayWhereTheirMetricsAre(String values) {
        Rendered rendered =
                Chart.render(
                        values,
                        "global: {monitoring: {serviceMonitor: {enabled: false}, scrapeAnnotations:"
                                + " auto}}");
        assertThat(rendered.of(Kind.SERVICE_MONITOR)).isEmpty();
        for (Manifest workload : workloads(rendered)) {
            String port =
                    String.valueOf(
                            workload.ports()
                                    .getOrDefault(
                                            "metrics",
                                            workload.ports().getOrDefault("management", 0)));
            assertThat(workload.podAnnotations())
                    .containsEntry("prometheus.io/scrape", "true")
                    .containsEntry("prometheus.io/path", "/metrics")
                    .containsEntry("prometheus.io/port", port);
        }
    }

    /// Invariant 32: rules and boards name the job, so it may depend on no name that users choose.
    @Test
    void theJobIsTheSameWhateverTheReleaseIsCalled() {
        Map<String, String> jobs = jobs(Chart.render("minimal", ON));

        assertThat(jobs)
                .isEqualTo(
                        Map.of(
                                "storage", "pairdb-storage-node",
                                "publishing", "publishing-queue",
                                "difftracker", "difftracker"));
        assertThat(
                        jobs(
                                Chart.render(
                                        "minimal",
                                        ON
                                                + "\n"
                                                + "storage-node: {nameOverride: a}\n"
                                                + "publishing-queue: {fullnameOverride: b}\n",
                                        "other",
                                        "elsewhere")))
                .isEqualTo(jobs);
    }

    private static Map<String, String> jobs(Rendered rendered) {
        return rendered.of(Kind.SERVICE_MONITOR)
                .collect(
                        Collectors.toMap(
                                monitor ->
                                        String.valueOf(
                                                monitor.labels()
                                                        .get("app.kubernetes.io/component")),
                                monitor -> {
                                    JsonNode relabeling =
                                            monitor.at("/spec/endpoints/0/relabelings/0");
                                    assertThat(relabeling.path("targetLabel").asText())
                                            .isEqualTo("job");
                                    return relabeling.path("replacement").asText();
                                }));
    }

    /// Invariant 33: true needs no cluster; auto without the CRD makes none, and the notes say so.
    @Test
    void monitorsAreMadeWhenAskedForOrWhenTheClusterKnowsThem() {
        assertThat(Chart.render("minimal", ON).of(Kind.SERVICE_MONITOR)).hasSize(3);
        assertThat(Chart.render("minimal").of(Kind.SERVICE_MONITOR)).isEmpty();
        assertThat(Chart.read(java.nio.file.Path.of("rendered/minimal/templates/NOTES.txt")))
                .contains(
                        "No ServiceMonitor was made: this cluster does not know"
                                + " monitoring.coreos.com/v1");
        assertThat(Chart.read(java.nio.file.Path.of("rendered/production/templates/NOTES.txt")))
                .contains("Prometheus finds the services by their ServiceMonitors");
    }

    @Test
    void monitorsCanBeGivenLabelsAndAPlaceOfTheirOwn() {
        var monitor =
                Chart.render(
                                "storage-only",
                                """
                                global:
                                  monitoring:
                                    labels: {release: stack}
                                    serviceMonitor:
                                      enabled: true
                                      namespace: observability
                                      interval: 30s
                                      relabelings: [{action: labeldrop, regex: pod_ip}]
                                """)
                        .one(Kind.SERVICE_MONITOR, "pp-storage-node-pairplane");

        assertThat(monitor.labels()).containsEntry("release", "stack");
        assertThat(monitor.at("/metadata/namespace").asText()).isEqualTo("observability");
        assertThat(Yaml.texts(monitor.at("/spec/namespaceSelector/matchNames")))
                .containsExactly(Chart.NAMESPACE);
        assertThat(monitor.at("/spec/endpoints/0/interval").asText()).isEqualTo("30s");
        assertThat(monitor.at("/spec/endpoints/0/relabelings/1/action").asText())
                .isEqualTo("labeldrop");
    }
}
