package dev.pairplane.helm;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/// A dashboard as the chart ships it.
record DashboardFile(Path path, JsonNode json) {
    static final Path FOLDER = Chart.FOLDER.resolve("files/dashboards");
    private static final String SUFFIX = ".json";

    /// Every one, in order of its name.
    static List<DashboardFile> all() {
        try (Stream<Path> files = Files.list(FOLDER)) {
            List<DashboardFile> all =
                    files.sorted()
                            .map(file -> new DashboardFile(file, Yaml.json(Chart.read(file))))
                            .toList();
            if (all.isEmpty()) {
                throw new AssertionError("no dashboard in " + FOLDER);
            }
            return all;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static DashboardFile of(String uid) {
        Path file = file(uid);
        return new DashboardFile(file, Yaml.json(Chart.read(file)));
    }

    static Path file(String uid) {
        return FOLDER.resolve(uid + SUFFIX);
    }

    String uid() {
        return json.path("uid").asText();
    }

    List<JsonNode> panels() {
        List<JsonNode> panels = new ArrayList<>();
        json.path("panels").forEach(panels::add);
        return panels;
    }

    /// The names of its variables, in order.
    List<String> variables() {
        return Manifest.elements(json.path("templating").path("list"))
                .map(variable -> variable.path("name").asText())
                .toList();
    }

    /// Expressions of a panel.
    static List<String> expressions(JsonNode panel) {
        return Manifest.elements(panel.path("targets"))
                .map(target -> target.path("expr").asText())
                .toList();
    }

    /// An expression as Grafana sends it when everything is chosen.
    static String asSent(String expression) {
        return expression
                .replace("$__rate_interval", "1m")
                .replace("$cluster", ".*")
                .replaceAll("\\$[a-z]+", ".+");
    }
}
