package dev.pairplane.helm;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Map;

/// Writes one panel of a board as Grafana reads it, of the kinds that Grafana brings itself.
final class PanelJson {
    /// Names of the source, and of Grafana.
    private static final Map<String, String> KINDS =
            Map.of(
                    "gauge", "gauge",
                    "heatmap", "heatmap",
                    "pie", "piechart",
                    "stat", "stat",
                    "state", "state-timeline",
                    "table", "table",
                    "timeseries", "timeseries");

    /// The kinds that show how it was, not only how it is.
    private static final List<String> OVER_TIME = List.of("heatmap", "state", "timeseries");

    private PanelJson() {}

    static void write(Board.Panel panel, ObjectNode json) {
        String kind = KINDS.get(panel.kind());
        if (kind == null) {
            throw new AssertionError(
                    "panel %d is a %s; there are %s"
                            .formatted(panel.id(), panel.kind(), KINDS.keySet()));
        }
        json.put("id", panel.id()).put("type", kind).put("title", panel.title());
        json.put("description", panel.description()).put("pluginVersion", "10.4.0");
        datasource(json);
        targets(panel, json.putArray("targets"));
        ObjectNode field = json.putObject("fieldConfig");
        field.putArray("overrides");
        ObjectNode defaults = field.putObject("defaults").put("unit", panel.unit());
        thresholds(panel.thresholds(), defaults.putObject("thresholds"));
        mappings(panel.states(), defaults.putArray("mappings"));
        ObjectNode options = json.putObject("options");
        switch (panel.kind()) {
            case "gauge" -> gauge(defaults, options);
            case "heatmap" -> heatmap(panel.unit(), defaults, options);
            case "pie" -> pie(defaults, options);
            case "stat" -> stat(defaults, options);
            case "state" -> state(defaults, options);
            case "table" -> table(panel, json, options);
            default -> timeseries(panel, defaults, options);
        }
    }

    static void datasource(ObjectNode json) {
        json.putObject("datasource").put("type", "prometheus").put("uid", "${datasource}");
    }

    private static void targets(Board.Panel panel, ArrayNode targets) {
        char letter = 'A';
        for (Board.Query query : panel.queries()) {
            ObjectNode target = targets.addObject().put("refId", String.valueOf(letter++));
            datasource(target);
            boolean over = OVER_TIME.contains(panel.kind());
            target.put("expr", query.expression()).put("legendFormat", query.legend());
            target.put("range", over).put("instant", !over);
            target.put(
                    "format",
                    switch (panel.kind()) {
                        case "heatmap" -> "heatmap";
                        case "table" -> "table";
                        default -> "time_series";
                    });
        }
    }

    private static void thresholds(List<Board.Threshold> thresholds, ObjectNode json) {
        ArrayNode steps = json.put("mode", "absolute").putArray("steps");
        if (thresholds.isEmpty()) {
            steps.addObject().put("color", "green").putNull("value");
        }
        for (Board.Threshold threshold : thresholds) {
            ObjectNode step = steps.addObject().put("color", threshold.colour());
            threshold
                    .from()
                    .ifPresentOrElse(from -> step.put("value", from), () -> step.putNull("value"));
        }
    }

    private static void mappings(List<Board.State> states, ArrayNode mappings) {
        if (!states.isEmpty()) {
            ObjectNode values = mappings.addObject().put("type", "value").putObject("options");
            for (int i = 0; i < states.size(); i++) {
                Board.State state = states.get(i);
                values.putObject(state.value())
                        .put("text", state.text())
                        .put("color", state.colour())
                        .put("index", i);
            }
        }
    }

    private static void timeseries(Board.Panel panel, ObjectNode defaults, ObjectNode options) {
        defaults.putObject("color").put("mode", "palette-classic");
        defaults.put("min", 0);
        ObjectNode custom = defaults.putObject("custom").put("drawStyle", "line");
        custom.put("lineWidth", 1).put("fillOpacity", 10).put("showPoints", "never");
        custom.put("spanNulls", false);
        custom.putObject("thresholdsStyle")
                .put("mode", panel.thresholds().isEmpty() ? "off" : "line");
        legend(options, "list");
        options.putObject("tooltip").put("mode", "multi").put("sort", "desc");
    }

    private static void stat(ObjectNode defaults, ObjectNode options) {
        defaults.putObject("color").put("mode", "thresholds");
        options.put("colorMode", "value").put("graphMode", "none").put("justifyMode", "auto");
        options.put("orientation", "auto").put("textMode", "auto").put("wideLayout", true);
        last(options);
    }

    private static void gauge(ObjectNode defaults, ObjectNode options) {
        defaults.putObject("color").put("mode", "thresholds");
        defaults.put("min", 0).put("max", 100);
        options.put("orientation", "auto").put("showThresholdLabels", false);
        options.put("showThresholdMarkers", true).put("sizing", "auto");
        last(options);
    }

    private static void pie(ObjectNode defaults, ObjectNode options) {
        defaults.putObject("color").put("mode", "palette-classic");
        defaults.put("decimals", 0);
        options.put("pieType", "pie");
        legend(options, "table").putArray("values").add("value").add("percent");
        options.putObject("tooltip").put("mode", "single").put("sort", "none");
        last(options);
    }

    private static void heatmap(String unit, ObjectNode defaults, ObjectNode options) {
        defaults.putObject("custom").putObject("scaleDistribution").put("type", "linear");
        options.put("calculate", false).put("cellGap", 1);
        options.putObject("color")
                .put("mode", "scheme")
                .put("scheme", "Oranges")
                .put("steps", 64)
                .put("exponent", 0.5)
                .put("scale", "exponential")
                .put("fill", "dark-orange")
                .put("reverse", false);
        options.putObject("cellValues").put("unit", "short");
        options.putObject("yAxis").put("axisPlacement", "left").put("unit", unit);
        options.putObject("rowsFrame").put("layout", "auto");
        options.putObject("filterValues").put("le", 1e-9);
        options.putObject("legend").put("show", true);
        options.putObject("tooltip").put("mode", "single").put("yHistogram", false);
    }

    private static void state(ObjectNode defaults, ObjectNode options) {
        defaults.putObject("color").put("mode", "thresholds");
        defaults.putObject("custom").put("lineWidth", 0).put("fillOpacity", 80);
        options.put("mergeValues", true).put("showValue", "auto").put("alignValue", "left");
        options.put("rowHeight", 0.9);
        legend(options, "list");
        options.putObject("tooltip").put("mode", "single").put("sort", "none");
    }

    private static void table(Board.Panel panel, ObjectNode json, ObjectNode options) {
        options.put("showHeader", true).put("cellHeight", "sm");
        options.putObject("footer").put("show", false);
        ObjectNode organize = json.putArray("transformations").addObject().put("id", "organize");
        ObjectNode columns = organize.putObject("options");
        columns.putObject("excludeByName").put("Time", true);
        ObjectNode names = columns.putObject("renameByName");
        panel.columns().forEach(names::put);
    }

    private static ObjectNode legend(ObjectNode options, String mode) {
        ObjectNode legend = options.putObject("legend").put("displayMode", mode);
        legend.put("placement", "bottom").put("showLegend", true).putArray("calcs");
        return legend;
    }

    private static void last(ObjectNode options) {
        ObjectNode reduce = options.putObject("reduceOptions").put("fields", "");
        reduce.put("values", false).putArray("calcs").add("lastNotNull");
    }
}
