package dev.pairplane.helm;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.util.DefaultIndenter;
import com.fasterxml.jackson.core.util.DefaultPrettyPrinter;
import com.fasterxml.jackson.databind.ObjectWriter;
import com.fasterxml.jackson.databind.cfg.JsonNodeFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.UncheckedIOException;
import java.nio.file.Path;

/// Writes a board as Grafana reads it: schema 39, names sorted, nothing that differs from one run
/// to the next. Panels are laid out in the order of the source, from left to right; a row is as
/// high as the highest in it.
final class BoardJson {
    private static final int COLUMNS = 24;
    private static final JsonMapper JSON =
            JsonMapper.builder().enable(JsonNodeFeature.WRITE_PROPERTIES_SORTED).build();
    private static final ObjectWriter WRITER =
            JSON.writer(
                    new DefaultPrettyPrinter()
                            .withObjectIndenter(new DefaultIndenter("  ", "\n"))
                            .withArrayIndenter(new DefaultIndenter("  ", "\n")));

    private BoardJson() {}

    static String of(Board board) {
        ObjectNode json = JSON.createObjectNode();
        json.put("uid", board.uid()).put("title", board.title());
        json.put("description", board.description());
        json.put("editable", false).put("schemaVersion", 39).put("version", 1);
        json.put("graphTooltip", 1).put("refresh", "30s").put("timezone", "browser");
        json.putObject("time").put("from", board.from()).put("to", "now");
        json.putObject("timepicker");
        board.tags().forEach(json.putArray("tags")::add);
        annotations(json.putObject("annotations").putArray("list").addObject());
        links(json.putArray("links"));
        variables(board, json.putObject("templating").putArray("list"));
        panels(board, json.putArray("panels"));
        try {
            return WRITER.writeValueAsString(json) + "\n";
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// Grafana's own, which it adds where it is missing.
    private static void annotations(ObjectNode json) {
        json.put("builtIn", 1).put("enable", true).put("hide", true);
        json.put("iconColor", "rgba(0, 211, 255, 1)").put("name", "Annotations & Alerts");
        json.put("type", "dashboard");
        json.putObject("datasource").put("type", "grafana").put("uid", "-- Grafana --");
    }

    private static void links(ArrayNode links) {
        ObjectNode boards = links.addObject().put("type", "dashboards").put("title", "Pairplane");
        boards.put("icon", "external link").put("asDropdown", false).put("targetBlank", false);
        boards.put("includeVars", true).put("keepTime", true).put("tooltip", "").put("url", "");
        boards.putArray("tags").add("pairplane");
        ObjectNode runbooks = links.addObject().put("type", "link").put("title", "Runbooks");
        runbooks.put("icon", "doc").put("asDropdown", false).put("targetBlank", true);
        runbooks.put("includeVars", false).put("keepTime", false);
        runbooks.put("tooltip", "A page for each alert")
                .put("url", home() + "/tree/main/docs/runbooks");
        runbooks.putArray("tags");
    }

    private static String home() {
        return Yaml.tree(Chart.read(Chart.FOLDER.resolve(Path.of("Chart.yaml"))))
                .path("home")
                .asText();
    }

    private static void variables(Board board, ArrayNode list) {
        ObjectNode source = list.addObject().put("name", "datasource").put("type", "datasource");
        source.put("label", "data source").put("query", "prometheus").put("regex", "");
        source.put("refresh", 1).put("hide", 0).put("skipUrlSync", false);
        source.put("includeAll", false).put("multi", false);
        source.putObject("current");
        source.putArray("options");
        board.variables()
                .forEach((name, _) -> {
                    String values = board.valuesOf(name);
                    ObjectNode json = list.addObject().put("name", name).put("type", "query");
                    json.put("label", name).put("definition", values).put("regex", "");
                    json.put("refresh", 2).put("hide", 0).put("skipUrlSync", false);
                    json.put("includeAll", true).put("multi", true).put("sort", 1);
                    // Prometheus seldom says which cluster it is in; everything else is always
                    // there.
                    json.put("allValue", name.equals("cluster") ? ".*" : ".+");
                    PanelJson.datasource(json);
                    json.putObject("query")
                            .put("query", values)
                            .put("refId", "PrometheusVariableQueryEditor-VariableQuery");
                    ObjectNode current = json.putObject("current").put("selected", true);
                    current.putArray("text").add("All");
                    current.putArray("value").add("$__all");
                    json.putArray("options");
                });
    }

    private static void panels(Board board, ArrayNode list) {
        int x = 0;
        int y = 0;
        int rowHeight = 0;
        for (Board.Panel panel : board.panels()) {
            if (x + panel.width() > COLUMNS) {
                x = 0;
                y += rowHeight;
                rowHeight = 0;
            }
            ObjectNode json = list.addObject();
            PanelJson.write(panel, json);
            json.putObject("gridPos")
                    .put("x", x)
                    .put("y", y)
                    .put("w", panel.width())
                    .put("h", panel.height());
            x += panel.width();
            rowHeight = Math.max(rowHeight, panel.height());
        }
    }
}
