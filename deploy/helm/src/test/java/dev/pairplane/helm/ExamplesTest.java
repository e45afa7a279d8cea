package dev.pairplane.helm;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.pairplane.testkit.PromTool;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Configurations to begin with, for who has no operator.
class ExamplesTest {
    private static final Path FOLDER = Path.of("../monitoring/examples");
    private static final String DISCOVERY = "    kubernetes_sd_configs:\n      - role: pod\n";

    @TempDir private Path folder;

    private static JsonNode example(String name) {
        return Yaml.tree(Chart.read(FOLDER.resolve(name)));
    }

    /// The job follows from the component that the chart puts on its pods.
    @Test
    void theJobsAreThoseThatRulesName() {
        Map<String, String> jobs = new TreeMap<>();
        example("prometheus.yaml")
                .at("/scrape_configs/0/relabel_configs")
                .forEach(rule -> {
                    if (rule.path("target_label").asText().equals("job")) {
                        jobs.put(rule.path("regex").asText(), rule.path("replacement").asText());
                    }
                });
        Map<String, String> monitors = new TreeMap<>();
        Chart.render("production")
                .of(Kind.SERVICE_MONITOR)
                .forEach(monitor ->
                        monitors.put(
                                String.valueOf(monitor.labels().get("app.kubernetes.io/component")),
                                monitor.at("/spec/endpoints/0/relabelings/0/replacement")
                                        .asText()));

        assertThat(jobs).isEqualTo(monitors).hasSize(3);
    }

    /// Every label that is asked for stands on the chart's pods.
    @Test
    void podsCarryWhatIsAskedFor() {
        Set<String> asked = new TreeSet<>();
        example("prometheus.yaml")
                .at("/scrape_configs/0/relabel_configs")
                .forEach(rule ->
                        rule.path("source_labels").forEach(label -> asked.add(label.asText())));
        String prefix = "__meta_kubernetes_pod_";

        for (Manifest workload : Chart.render("plain-prometheus").services().toList()) {
            Set<String> there =
                    new TreeSet<>(Set.of(prefix + "name", "__meta_kubernetes_namespace"));
            workload.podLabels().keySet().forEach(k -> there.add(prefix + "label_" + safe(k)));
            workload.podAnnotations()
                    .keySet()
                    .forEach(k -> there.add(prefix + "annotation_" + safe(k)));
            assertThat(there).as(workload.id()).containsAll(asked);
        }
        assertThat(asked).hasSizeGreaterThan(5);
    }

    /// As Prometheus makes names of labels.
    private static String safe(String name) {
        return name.replaceAll("[^a-zA-Z0-9_]", "_");
    }

    /// The queue cannot report its own death.
    @Test
    void alertsAboutTheQueueDoNotGoThroughTheQueue() {
        JsonNode alertmanager = example("alertmanager.yaml");
        String through = alertmanager.at("/route/receiver").asText();
        List<JsonNode> routes = Manifest.elements(alertmanager.at("/route/routes")).toList();
        List<JsonNode> ofTheQueue =
                routes.stream()
                        .filter(route ->
                                Yaml.texts(route.path("matchers"))
                                        .contains("component=\"publishing\""))
                        .toList();

        assertThat(through).isEqualTo("through-the-queue");
        // The first that fits wins; the last of these takes all that are left.
        assertThat(ofTheQueue).isNotEmpty().isEqualTo(routes.subList(0, ofTheQueue.size()));
        assertThat(ofTheQueue)
                .noneMatch(route -> route.path("receiver").asText().equals(through))
                .noneMatch(route -> route.path("continue").asBoolean());
        assertThat(Yaml.texts(ofTheQueue.getLast().path("matchers")))
                .containsExactly("component=\"publishing\"");
    }

    /// Two budgets that burn are two faults: each slow alert is held back by its own fast one only.
    @Test
    void aFastBurnHoldsBackTheSlowOneOfItsOwnBudget() {
        Map<String, String> heldBack = new TreeMap<>();
        example("alertmanager.yaml")
                .path("inhibit_rules")
                .forEach(rule -> {
                    String source = Yaml.texts(rule.path("source_matchers")).getFirst();
                    if (source.contains("Burn")) {
                        assertThat(Yaml.texts(rule.path("equal"))).containsExactly("namespace");
                        heldBack.put(Yaml.texts(rule.path("target_matchers")).getFirst(), source);
                    }
                });
        Map<String, String> wanted = new TreeMap<>();
        RuleFiles.alerts().stream()
                .map(RuleFiles.Rule::name)
                .filter(name -> name.endsWith("SlowBurn"))
                .map("alertname=\"%s\""::formatted)
                .forEach(slow -> wanted.put(slow, slow.replace("SlowBurn", "FastBurn")));

        assertThat(heldBack).isEqualTo(wanted).hasSize(3);
    }

    @Test
    void everyReceiverIsThere() {
        JsonNode alertmanager = example("alertmanager.yaml");
        Set<String> there = new TreeSet<>();
        alertmanager.path("receivers").forEach(one -> there.add(one.path("name").asText()));
        Set<String> named = new TreeSet<>(Set.of(alertmanager.at("/route/receiver").asText()));
        alertmanager
                .at("/route/routes")
                .forEach(route -> named.add(route.path("receiver").asText()));

        assertThat(there).isEqualTo(named).hasSize(3);
    }

    /// Where promtool is. Debian's is built without the discovery of pods, so another one stands
    /// in.
    @Test
    void promtoolTakesTheConfiguration() throws IOException {
        String text = Chart.read(FOLDER.resolve("prometheus.yaml"));
        assertThat(text).contains(DISCOVERY);
        Path file = folder.resolve("prometheus.yaml");
        Files.writeString(
                file,
                text.replace(
                        DISCOVERY, "    static_configs:\n      - targets: ['127.0.0.1:9091']\n"));

        PromTool.foundOrSkipped().succeeds("check", "config", "--syntax-only", file.toString());
    }
}
