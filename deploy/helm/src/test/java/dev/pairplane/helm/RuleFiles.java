package dev.pairplane.helm;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;

/// The files of alerts and recording rules in the chart, as Prometheus reads them.
final class RuleFiles {
    /// From the module's folder.
    static final Path FOLDER = Chart.FOLDER.resolve("files");

    /// Read once for a JVM.
    private static final Map<Path, List<JsonNode>> READ = new ConcurrentHashMap<>();

    private RuleFiles() {}

    /// An alert or a recording rule.
    ///
    /// @param service whose it is
    record Rule(String service, JsonNode tree) {

        /// What it is called: the alert, or the series that it makes.
        String name() {
            return tree.path(tree.has("alert") ? "alert" : "record").asText();
        }

        PromQl expression() {
            return PromQl.of(tree.path("expr").asText());
        }

        Map<String, String> labels() {
            return Manifest.map(tree.path("labels"));
        }

        Map<String, String> annotations() {
            return Manifest.map(tree.path("annotations"));
        }

        String severity() {
            return labels().getOrDefault("severity", "");
        }

        /// The file name of its runbook.
        String page() {
            String url = annotations().getOrDefault("runbook_url", "");
            return url.substring(url.lastIndexOf('/') + 1);
        }
    }

    static Path file(String kind, String service) {
        return FOLDER.resolve(kind).resolve(service + ".yaml");
    }

    /// Groups of a file; none when the service has no such file.
    static List<JsonNode> groups(String kind, String service) {
        return READ.computeIfAbsent(file(kind, service), RuleFiles::groups);
    }

    private static List<JsonNode> groups(Path file) {
        return Files.exists(file)
                ? Manifest.elements(Yaml.tree(Chart.read(file)).path("groups")).toList()
                : List.of();
    }

    static List<Rule> alerts(String service) {
        return rules("alerts", service);
    }

    /// All alerts; an error when a service has none.
    static List<Rule> alerts() {
        List<Rule> alerts = new ArrayList<>();
        for (String service : Chart.SERVICES) {
            List<Rule> own = alerts(service);
            if (own.isEmpty()) {
                throw new AssertionError(service + " has no alerts");
            }
            alerts.addAll(own);
        }
        return alerts;
    }

    /// All recording rules.
    static List<Rule> recordings() {
        return Chart.SERVICES.stream()
                .flatMap(service -> rules("rules", service).stream())
                .toList();
    }

    /// The series that recording rules make, each with its labels.
    static Map<String, Set<String>> recorded() {
        Map<String, Set<String>> recorded = new TreeMap<>();
        recordings().forEach(rule -> recorded.put(rule.name(), rule.expression().groupings()));
        return recorded;
    }

    private static List<Rule> rules(String kind, String service) {
        return groups(kind, service).stream()
                .flatMap(group -> Manifest.elements(group.path("rules")))
                .map(tree -> new Rule(service, tree))
                .toList();
    }
}
