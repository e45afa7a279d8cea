package dev.pairplane.helm;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// A dashboard as it is written, in `deploy/monitoring/boards/<uid>.yaml`; [BoardJson] makes of it
/// what Grafana reads.
///
/// Queries are written short: `{S}` stands for the matchers of the board's own variables, `{T}` for
/// that of the target, `{O}` for those of all three services, `[R]` for Grafana's interval for
/// rates. None of the four is PromQL by itself, so nothing else can be meant.
///
/// @param variables names with the metric from whose label their values come, in order: each
///   depends on those before it
record Board(
        String uid,
        String title,
        String description,
        String from,
        List<String> tags,
        Map<String, String> variables,
        List<Panel> panels) {

    static final Path SOURCES = Path.of("../monitoring/boards");

    /// What relabeling calls the three services, whatever the release is called.
    static final String JOBS = "job=~\"pairdb-storage-node|publishing-queue|difftracker\"";

    private static final String SUFFIX = ".yaml";
    private static final String TARGET = "target";
    private static final Pattern SHORT = Pattern.compile("(?<=[{,])[STO](?=[,}])|(?<=\\[)R(?=])");

    /// @param id for ever: links name it
    /// @param width of 24
    /// @param thresholds the colour below the first, then where another begins
    /// @param states what numbers are called
    /// @param columns other names for columns of a table
    record Panel(
            int id,
            String title,
            String kind,
            int width,
            int height,
            String unit,
            String description,
            List<Threshold> thresholds,
            List<State> states,
            Map<String, String> columns,
            List<Query> queries) {}

    record Threshold(Optional<BigDecimal> from, String colour) {}

    record State(String value, String text, String colour) {}

    /// @param expression PromQL with Grafana's variables
    record Query(String expression, String legend) {}

    /// Every board, in order of its name.
    static List<Board> all() {
        try (Stream<Path> files = Files.list(SOURCES)) {
            List<Board> boards = files.sorted().map(Board::read).toList();
            if (boards.isEmpty()) {
                throw new AssertionError("no board in " + SOURCES);
            }
            return boards;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Board read(Path file) {
        JsonNode tree = Yaml.tree(Chart.read(file));
        String uid = text(tree, "uid");
        if (!file.getFileName().toString().equals(uid + SUFFIX)) {
            throw new AssertionError(file + " holds the board " + uid);
        }
        Map<String, String> variables = names(tree.path("variables"));
        List<Panel> panels = new ArrayList<>();
        tree.path("panels").forEach(panel -> panels.add(panel(panel, variables)));
        return new Board(
                uid,
                text(tree, "title"),
                text(tree, "description"),
                text(tree, "from"),
                Yaml.texts(tree.path("tags")),
                variables,
                panels);
    }

    private static Panel panel(JsonNode tree, Map<String, String> variables) {
        JsonNode size = tree.path("size");
        List<Query> queries = new ArrayList<>();
        tree.path("queries")
                .forEach(query ->
                        queries.add(
                                new Query(
                                        expanded(text(query, "expr"), variables),
                                        text(query, "legend"))));
        return new Panel(
                tree.path("id").asInt(),
                text(tree, "title"),
                text(tree, "kind"),
                size.path(0).asInt(8),
                size.path(1).asInt(8),
                text(tree, "unit"),
                text(tree, "description"),
                Yaml.texts(tree.path("thresholds")).stream().map(Board::threshold).toList(),
                Yaml.texts(tree.path("states")).stream().map(Board::state).toList(),
                names(tree.path("columns")),
                queries);
    }

    private static Threshold threshold(String text) {
        String[] parts = text.split(" ", 2);
        return parts.length == 1
                ? new Threshold(Optional.empty(), text)
                : new Threshold(Optional.of(new BigDecimal(parts[0])), parts[1]);
    }

    private static State state(String text) {
        int first = text.indexOf(' ');
        int last = text.lastIndexOf(' ');
        return new State(
                text.substring(0, first),
                text.substring(first + 1, last),
                text.substring(last + 1));
    }

    private static String expanded(String expression, Map<String, String> variables) {
        return SHORT.matcher(expression)
                .replaceAll(match ->
                        Matcher.quoteReplacement(
                                switch (match.group()) {
                                    case "S" ->
                                            matchers(
                                                    variables.keySet().stream()
                                                            .filter(name -> !name.equals(TARGET)));
                                    case "T" -> matcher(TARGET);
                                    case "O" -> matchers(variables.keySet().stream()) + "," + JOBS;
                                    default -> "$__rate_interval";
                                }));
    }

    private static String matchers(Stream<String> variables) {
        return variables.map(Board::matcher).collect(Collectors.joining(","));
    }

    private static String matcher(String variable) {
        return "%s=~\"$%s\"".formatted(variable, variable);
    }

    private static Map<String, String> names(JsonNode tree) {
        Map<String, String> names = new LinkedHashMap<>();
        tree.properties().forEach(entry -> names.put(entry.getKey(), entry.getValue().asText()));
        return names;
    }

    private static String text(JsonNode tree, String key) {
        String text = tree.path(key).asText().strip();
        if (text.isEmpty()) {
            throw new AssertionError("no %s in %s".formatted(key, tree));
        }
        return text;
    }

    /// Where the values of a variable come from: a metric, narrowed by the variables before it.
    String valuesOf(String variable) {
        List<String> before =
                variables.keySet().stream().takeWhile(name -> !name.equals(variable)).toList();
        List<String> matchers = new ArrayList<>(before.stream().map(Board::matcher).toList());
        if (!variables.containsKey("job")) {
            matchers.add(JOBS);
        }
        return "label_values(%s%s, %s)"
                .formatted(
                        variables.get(variable),
                        matchers.isEmpty() ? "" : "{" + String.join(",", matchers) + "}",
                        variable);
    }
}
