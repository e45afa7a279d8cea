package dev.pairplane.local;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/// The rules and dashboards that the chart ships.
///
/// @param folder the chart's files
record MonitoringFiles(Path folder) {
    private static final YAMLMapper YAML = new YAMLMapper();
    private static final JsonMapper JSON = new JsonMapper();

    /// A comparison, or what only looks like one: matchers of labels.
    private static final Pattern COMPARISON =
            Pattern.compile("\\{[^}]*}|(?:[=!]=|[<>]=?)(?!\\s*bool)");

    static MonitoringFiles committed() throws Failure {
        return new MonitoringFiles(
                Installation.find(Path.of(""), System.getenv())
                        .root()
                        .resolve("deploy/helm/pairplane/files"));
    }

    /// One query of a dashboard.
    ///
    /// @param panel board and id
    record Query(String panel, String expression) {}

    /// What fills one variable of a dashboard.
    record Variable(String board, String name, String selector) {}

    /// Copies every file of rules, but evaluated each second and with nothing that has to last for
    /// longer than 10 s.
    List<Path> quickRules(Path into) throws IOException {
        List<Path> copies = new ArrayList<>();
        for (Path file : files("alerts", ".yaml", "rules")) {
            JsonNode rules = YAML.readTree(file.toFile());
            for (JsonNode group : rules.path("groups")) {
                ((ObjectNode) group).put("interval", "1s");
                for (JsonNode rule : group.path("rules")) {
                    if (rule.has("for")) {
                        ((ObjectNode) rule).put("for", "10s");
                    }
                }
            }
            Path copy = into.resolve(copies.size() + "-" + file.getFileName());
            YAML.writeValue(copy.toFile(), rules);
            copies.add(copy);
        }
        return copies;
    }

    /// All queries of all dashboards, as Grafana sends them when everything is chosen.
    List<Query> queries() throws IOException {
        List<Query> queries = new ArrayList<>();
        for (Path file : files("dashboards", ".json")) {
            JsonNode board = JSON.readTree(file.toFile());
            for (JsonNode panel : board.path("panels")) {
                String id = board.path("uid").asText() + "/" + panel.path("id").asText();
                for (JsonNode target : panel.path("targets")) {
                    queries.add(new Query(id, sent(target.path("expr").asText())));
                }
            }
        }
        return queries;
    }

    /// What fills the variables of all dashboards.
    List<Variable> variables() throws IOException {
        List<Variable> variables = new ArrayList<>();
        for (Path file : files("dashboards", ".json")) {
            JsonNode board = JSON.readTree(file.toFile());
            for (JsonNode variable : board.path("templating").path("list")) {
                if (variable.path("type").asText().equals("query")) {
                    String values = variable.path("definition").asText();
                    variables.add(
                            new Variable(
                                    board.path("uid").asText(),
                                    variable.path("name").asText(),
                                    sent(
                                            values.substring(
                                                    values.indexOf('(') + 1,
                                                    values.lastIndexOf(',')))));
                }
            }
        }
        return variables;
    }

    /// Grafana's interval is four scrapes or more, and about a hundredth of a short range.
    private static String sent(String expression) {
        return expression
                .replace("$__rate_interval", "20s")
                .replace("$cluster", ".*")
                .replaceAll("\\$[a-z]+", ".+");
    }

    /// The expression of an alert without its thresholds: every comparison says yes or no, and
    /// keeps nothing back.
    static String withoutThresholds(String expression) {
        return COMPARISON
                .matcher(expression)
                .replaceAll(match ->
                        match.group().startsWith("{")
                                ? java.util.regex.Matcher.quoteReplacement(match.group())
                                : match.group() + " bool ");
    }

    private List<Path> files(String kind, String suffix, String... more) throws IOException {
        List<Path> all = new ArrayList<>();
        for (String name : Stream.concat(Stream.of(kind), Stream.of(more)).toList()) {
            List<Path> files;
            try (Stream<Path> entries = Files.list(folder.resolve(name))) {
                files = entries.filter(file -> file.toString().endsWith(suffix)).sorted().toList();
            }
            if (files.isEmpty()) {
                throw new AssertionError("no file in " + folder.resolve(name));
            }
            all.addAll(files);
        }
        return all;
    }
}
