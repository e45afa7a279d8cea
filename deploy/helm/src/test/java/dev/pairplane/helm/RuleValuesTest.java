package dev.pairplane.helm;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.pairplane.helm.RuleFiles.Rule;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/// What the values make of the files of rules.
class RuleValuesTest {
    private static Rendered rendered(String rules) {
        return Chart.render(
                "minimal", "global: {monitoring: {rules: {enabled: true, %s}}}".formatted(rules));
    }

    /// The groups of each PrometheusRule, by the service whose it is.
    private static Map<String, JsonNode> groups(Rendered rendered) {
        Map<String, JsonNode> groups = new TreeMap<>();
        rendered.of(Kind.PROMETHEUS_RULE)
                .forEach(rule ->
                        groups.put(
                                String.valueOf(rule.labels().get("app.kubernetes.io/name")),
                                rule.at("/spec/groups")));
        return groups;
    }

    private static Map<String, JsonNode> alerts(Rendered rendered) {
        Map<String, JsonNode> alerts = new TreeMap<>();
        groups(rendered)
                .values()
                .forEach(groups ->
                        Manifest.elements(groups)
                                .flatMap(group -> Manifest.elements(group.path("rules")))
                                .filter(rule -> rule.has("alert"))
                                .forEach(rule -> alerts.put(rule.path("alert").asText(), rule)));
        return alerts;
    }

    /// What the files say, without any value's doing.
    private static Map<String, JsonNode> asInTheFiles() {
        Map<String, JsonNode> alerts = new TreeMap<>();
        RuleFiles.alerts().forEach(alert -> alerts.put(alert.name(), alert.tree()));
        return alerts;
    }

    /// An alert of the files, to be changed.
    private static ObjectNode copy(String alert) {
        return RuleFiles.alerts().stream()
                .filter(one -> one.name().equals(alert))
                .map(one -> one.tree().<ObjectNode>deepCopy())
                .findFirst()
                .orElseThrow();
    }

    @Test
    void byDefaultEverythingIsAsInTheFiles() {
        Map<String, JsonNode> groups = groups(rendered(""));

        assertThat(groups).containsOnlyKeys(Chart.SERVICES);
        groups.forEach((service, made) -> {
            List<JsonNode> files = new ArrayList<>(RuleFiles.groups("rules", service));
            files.addAll(RuleFiles.groups("alerts", service));
            assertThat(Manifest.elements(made).toList()).isEqualTo(files);
        });
    }

    /// Invariant 49.
    @Test
    void anAlertThatIsSwitchedOffIsLeftOutAndNothingElse() {
        Map<String, JsonNode> expected = asInTheFiles();
        expected.remove("PairDBHighMemoryUsage");

        assertThat(
                        alerts(
                                rendered(
                                        "disabled: {PairDBHighMemoryUsage: true, PairDBAbsent:"
                                                + " false}")))
                .isEqualTo(expected);
    }

    /// Invariant 49.
    @Test
    void aChangedAlertDiffersInWhatWasGivenAndNothingElse() {
        Map<String, JsonNode> expected = asInTheFiles();
        ObjectNode memory = copy("PairDBHighMemoryUsage");
        memory.put("expr", "up{a=\"{{ $b }}\"} > 7e9").put("for", "1h30m");
        memory.withObject("/labels").put("severity", "page").put("team", "a");
        expected.put("PairDBHighMemoryUsage", memory);
        ObjectNode lost = copy("PairDBRecordsLost");
        lost.put("for", "1m");
        expected.put("PairDBRecordsLost", lost);
        ObjectNode down = copy("PairDBPodDown");
        down.withObject("/labels").put("component", "stores");
        expected.put("PairDBPodDown", down);

        assertThat(
                        alerts(
                                rendered(
                                        """
                                        custom: {PairDBHighMemoryUsage: {expr: 'up{a="{{ $b }}"} > 7e9', for: 1h30m,
                                        severity: page, labels: {team: a}}, PairDBRecordsLost: {for: 1m},
                                        PairDBPodDown: {labels: {component: stores}}}
                                        """)))
                .isEqualTo(expected);
    }

    /// Invariant 49.
    @Test
    void aFurtherLabelIsOnEveryAlertAndNothingElse() {
        Map<String, JsonNode> expected = asInTheFiles();
        expected.replaceAll((_, alert) -> {
            ObjectNode labelled = alert.deepCopy();
            labelled.withObject("/labels").put("team", "platform");
            return labelled;
        });
        expected.put(
                "PairDBAbsent",
                copy("PairDBAbsent")
                        .set(
                                "labels",
                                Yaml.tree(
                                        "{severity: critical, component: storage, team:"
                                                + " storage}")));
        Rendered rendered =
                rendered(
                        "additionalRuleLabels: {team: platform}, custom: {PairDBAbsent: {labels:"
                                + " {team: storage}}}");

        assertThat(alerts(rendered)).isEqualTo(expected);
        groups(rendered)
                .values()
                .forEach(groups ->
                        assertThat(
                                        Manifest.elements(groups)
                                                .flatMap(g -> Manifest.elements(g.path("rules")))
                                                .filter(rule -> rule.has("record")))
                                .noneMatch(rule -> rule.has("labels")));
    }

    @Test
    void runbooksMayBeElsewhere() {
        Map<String, JsonNode> alerts =
                alerts(rendered("runbookUrl: 'https://wiki.example.com/books/'"));

        for (Rule alert : RuleFiles.alerts()) {
            ObjectNode expected = alert.tree().deepCopy();
            expected.withObject("/annotations")
                    .put("runbook_url", "https://wiki.example.com/books/" + alert.page());
            assertThat(alerts.get(alert.name())).isEqualTo(expected);
        }
    }

    /// A Prometheus without operator gets the same.
    @Test
    void theConfigMapHoldsWhatTheObjectsHold() {
        Rendered rendered =
                rendered(
                        "configMap: true, disabled: {PairDBAbsent: true}, custom:"
                                + " {DiffTrackerDrift: {for: 1m}}");
        Manifest map = rendered.one(Kind.CONFIG_MAP, "pp-alerts");
        Map<String, JsonNode> files = new TreeMap<>();
        map.at("/data")
                .properties()
                .forEach(file ->
                        files.put(
                                file.getKey().replace(".yaml", ""),
                                Yaml.tree(file.getValue().asText()).path("groups")));

        assertThat(files).isEqualTo(groups(rendered)).hasSize(3);
        assertThat(rendered("").of(Kind.CONFIG_MAP)).noneMatch(m -> m.name().equals("pp-alerts"));
    }

    @Test
    void onlyServicesThatRunHaveRules() {
        String both = "enabled: true, configMap: true";
        Rendered queue =
                Chart.render("queue-only", "global: {monitoring: {rules: {%s}}}".formatted(both));
        Rendered none =
                Chart.render("all-off", "global: {monitoring: {rules: {%s}}}".formatted(both));

        assertThat(groups(queue)).containsOnlyKeys("publishing-queue");
        assertThat(queue.one(Kind.CONFIG_MAP, "pp-alerts").at("/data").properties())
                .extracting(Map.Entry::getKey)
                .containsExactly("publishing-queue.yaml");
        assertThat(none.files()).isEmpty();
    }

    /// One file of values for clusters with and without a service: what is off may be named.
    @Test
    void alertsOfServicesThatAreOffMayBeNamed() {
        String values =
                "global: {monitoring: {rules: {enabled: true, disabled: {DiffTrackerDrift: true},"
                        + " custom: {PairDBAbsent: {for: 1m}}}}}";

        assertThat(groups(Chart.render("queue-only", values)))
                .isEqualTo(
                        groups(
                                Chart.render(
                                        "queue-only",
                                        "global: {monitoring: {rules: {enabled: true}}}")));
    }

    /// Like monitors: where the operator looks, and with the labels that it selects by. The guide's
    /// alert of one's own arrives as Prometheus has to read it.
    @Test
    void anAlertOfOnesOwnIsWrittenAsTheGuideSays() {
        String guide = Chart.read(java.nio.file.Path.of("../../docs/guides/monitoring.md"));
        int at = guide.indexOf("extraObjects:\n");
        Manifest rule =
                Chart.render("minimal", guide.substring(at, guide.indexOf("```", at)))
                        .one(Kind.PROMETHEUS_RULE, "pairplane-own");

        assertThat(rule.at("/spec/groups/0/rules/0/annotations/summary").asText())
                .isEqualTo("Flushes fail at storage node {{ $labels.pod }}");
        assertThat(rule.at("/spec/groups/0/rules/0/expr").asText())
                .contains("pairdb_memtable_flush_failures_total");
    }

    @Test
    void rulesStandBesideTheMonitors() {
        Manifest rule =
                Chart.render(
                                "storage-only",
                                """
                                global:
                                  monitoring:
                                    labels: {release: stack}
                                    serviceMonitor: {namespace: observability}
                                    rules: {enabled: true}
                                """)
                        .one(Kind.PROMETHEUS_RULE, "pp-storage-node-pairplane");

        assertThat(rule.labels())
                .containsEntry("release", "stack")
                .containsEntry("app.kubernetes.io/component", "storage");
        assertThat(rule.at("/metadata/namespace").asText()).isEqualTo("observability");
    }

    @Test
    void rulesAreMadeWhenAskedForOrWhenTheClusterKnowsThem() {
        assertThat(Chart.render("minimal").of(Kind.PROMETHEUS_RULE)).isEmpty();
        assertThat(rendered("").of(Kind.PROMETHEUS_RULE)).hasSize(3);
        assertThat(Chart.read(java.nio.file.Path.of("rendered/minimal/templates/NOTES.txt")))
                .contains("Nothing raises an alert: no PrometheusRule was made");
        assertThat(Chart.read(java.nio.file.Path.of("rendered/production/templates/NOTES.txt")))
                .contains("Alerts and recording rules are in PrometheusRules.");
        assertThat(
                        Chart.read(
                                java.nio.file.Path.of(
                                        "rendered/plain-prometheus/templates/NOTES.txt")))
                .contains("Alerts and recording rules are files in the ConfigMap pp-alerts")
                .doesNotContain("Nothing raises an alert");
    }
}
