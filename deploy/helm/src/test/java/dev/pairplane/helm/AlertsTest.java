package dev.pairplane.helm;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.pairplane.helm.RuleFiles.Rule;
import dev.pairplane.testkit.PromTool;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// What every alert says, and whether what it asks for is there.
class AlertsTest {
    private static final Set<String> SEVERITIES = Set.of("critical", "warning", "info");
    private static final Map<String, String> BOARDS =
            Map.of(
                    "storage-node", "pairplane-storage-node",
                    "publishing-queue", "publishing-queue-tn056",
                    "difftracker", "pairplane-difftracker");
    private static final Map<String, String> PREFIXES =
            Map.of(
                    "storage-node", "PairDB",
                    "publishing-queue", "Publishing",
                    "difftracker", "DiffTracker");

    static List<Rule> alerts() {
        return RuleFiles.alerts();
    }

    static List<Rule> rules() {
        return Stream.concat(RuleFiles.alerts().stream(), RuleFiles.recordings().stream()).toList();
    }

    private static String runbooks() {
        return Yaml.tree(Chart.read(Chart.FOLDER.resolve("values.yaml")))
                .at("/global/monitoring/rules/runbookUrl")
                .asText();
    }

    /// Invariant 43: an alert is silenced, changed and looked up by its name.
    @Test
    void namesOfAlertsAreUnique() {
        assertThat(RuleFiles.alerts())
                .extracting(Rule::name)
                .doesNotHaveDuplicates()
                .hasSizeGreaterThan(50);
        assertThat(RuleFiles.recordings())
                .extracting(Rule::name)
                .doesNotHaveDuplicates()
                .hasSize(12);
    }

    /// Invariant 43: whoever is woken knows how urgent it is, what it is about, how bad it is, what
    /// to do first, and where to read on.
    @ParameterizedTest
    @MethodSource("alerts")
    void everyAlertSaysAllThatIsNeeded(Rule alert) {
        assertThat(alert.tree().properties())
                .extracting(Map.Entry::getKey)
                .isSubsetOf("alert", "expr", "for", "labels", "annotations")
                .contains("expr", "labels", "annotations");
        assertThat(alert.name()).startsWith(PREFIXES.get(alert.service()));
        assertThat(alert.labels()).containsOnlyKeys("severity", "component");
        assertThat(SEVERITIES).contains(alert.severity());
        assertThat(alert.labels()).containsEntry("component", component(alert.service()));
        assertThat(alert.annotations())
                .containsOnlyKeys("summary", "description", "runbook_url", "dashboard_uid")
                .containsEntry("dashboard_uid", BOARDS.get(alert.service()))
                .containsEntry("runbook_url", runbooks() + "/" + alert.page());
        assertThat(alert.annotations().get("summary")).isNotBlank().doesNotEndWith(".");
        assertThat(alert.annotations().get("description"))
                .contains("$value", "First ")
                .endsWith(".");
    }

    /// As the chart's own objects have it.
    private static String component(String service) {
        String facts =
                Chart.read(Chart.FOLDER.resolve("charts/" + service + "/templates/_service.tpl"));
        var component = Pattern.compile("(?m)^component: (.+)$").matcher(facts);
        assertThat(component.find()).isTrue();
        return component.group(1);
    }

    /// Two installations that one Prometheus scrapes do not mix: what is added up is kept apart by
    /// namespace. What asks whether anybody is there at all cannot.
    @ParameterizedTest
    @MethodSource("rules")
    void namespacesAreKeptApart(Rule rule) {
        String text = rule.tree().path("expr").asText();
        List<String> aggregations =
                Pattern.compile(
                                "\\b(?:sum|max|min|avg|count|topk|quantile)\\b\\s*(by\\s*\\([^)]*\\))?")
                        .matcher(text)
                        .results()
                        .map(found -> String.valueOf(found.group(1)))
                        .toList();

        assertThat(aggregations).allSatisfy(by -> assertThat(by).contains("namespace"));
    }

    @Test
    void groupsAreLookedAtEveryHalfMinute() {
        for (String service : Chart.SERVICES) {
            List<JsonNode> groups = new ArrayList<>(RuleFiles.groups("alerts", service));
            groups.addAll(RuleFiles.groups("rules", service));
            assertThat(groups)
                    .isNotEmpty()
                    .allSatisfy(
                            group -> assertThat(group.path("interval").asText()).isEqualTo("30s"));
        }
    }

    /// Invariant 47, of rules: a metric or label that nobody exports would never raise anything.
    @ParameterizedTest
    @MethodSource("rules")
    void everyMetricAndLabelOfARuleIsExported(Rule rule) {
        PromQl expression = rule.expression();

        assertThat(expression.selectors()).isNotEmpty();
        assertThat(Scrapes.of(rule.service()).missing(expression, RuleFiles.recorded())).isEmpty();
    }

    /// Invariant 47: so that the test above would notice.
    @Test
    void whatNobodyExportsIsNoticed() {
        Scrapes scrapes = Scrapes.of("publishing-queue");

        assertThat(
                        scrapes.missing(
                                PromQl.of(
                                        """
                                        sum by (pod, tier) (rate(webhook_request_duration_seconds_sum{code="1"}[5m]))
                                          + alert_history_publishing_queue_size{priority=~"high|urgent", pod="a"}
                                          + pairdb_commitlog_poisoned
                                          + alert_history_publishing_queue_size_bucket{le="1"}
                                          + up{target="a"}
                                        """),
                                Map.of()))
                .containsExactly(
                        "webhook_request_duration_seconds_sum has no label code",
                        "alert_history_publishing_queue_size never has priority=\"urgent\", only"
                                + " [high, low, medium]",
                        "nobody exports pairdb_commitlog_poisoned",
                        "nobody exports alert_history_publishing_queue_size_bucket",
                        "up has no label target",
                        "no series has the label tier");
    }

    /// Where promtool is, it reads the files; so does the Prometheus of that version.
    @Test
    void promtoolTakesTheFiles() throws IOException {
        PromTool promtool = PromTool.foundOrSkipped();
        List<Path> files = new ArrayList<>();
        for (String kind : List.of("alerts", "rules")) {
            try (Stream<Path> found = Files.list(RuleFiles.FOLDER.resolve(kind))) {
                files.addAll(found.toList());
            }
        }

        assertThat(files).hasSize(5);
        for (Path file : files) {
            promtool.succeeds("check", "rules", file.toString());
        }
    }
}
