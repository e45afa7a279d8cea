package dev.pairplane.observability.metrics;

import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;

/// The Markdown of the metrics reference, the same text for the same enums at every call.
public final class MetricsReference {
    /// The metrics of one service.
    ///
    /// @param constantLabels names of the labels every series of the service carries
    public record Section(
            String title, List<String> constantLabels, List<? extends MetricName> metrics) {
        public Section {
            constantLabels = List.copyOf(constantLabels);
            metrics = List.copyOf(metrics);
        }
    }

    private MetricsReference() {}

    /// The whole page: a heading, then one table per section, metrics in the order given.
    public static String render(List<Section> sections) {
        StringBuilder page = new StringBuilder(4096);
        page.append("# Metrics\n\nGenerated from the metric enums; do not edit.\n");
        for (Section section : sections) {
            page.append("\n## ").append(section.title()).append("\n\n");
            if (!section.constantLabels().isEmpty()) {
                page.append("Every series carries ")
                        .append(
                                section.constantLabels().stream()
                                        .map(l -> "`" + l + "`")
                                        .collect(Collectors.joining(", ")))
                        .append(".\n\n");
            }
            page.append("| metric | type | unit | labels | meaning |\n|---|---|---|---|---|\n");
            section.metrics().forEach(metric -> row(page, metric.spec()));
        }
        return page.toString();
    }

    private static void row(StringBuilder page, MetricSpec spec) {
        page.append("| `").append(spec.name()).append("` | ").append(spec.type().text());
        page.append(" | ").append(spec.unit().text()).append(" | ");
        page.append(
                spec.labels().stream()
                        .map(label -> label(label, spec.rows() > 0))
                        .collect(Collectors.joining("; ")));
        page.append(" | ").append(cell(spec.meaning()));
        spec.buckets()
                .ifPresent(buckets ->
                        page.append(" Buckets: ")
                                .append(
                                        Arrays.stream(buckets.bounds())
                                                .mapToObj(MetricsReference::number)
                                                .collect(Collectors.joining(", ")))
                                .append('.'));
        if (spec.onDemand()) {
            page.append(" Shown only once used.");
        }
        if (spec.rows() > 0) {
            page.append(" At most ").append(spec.rows()).append(" series.");
        }
        page.append(" |\n");
    }

    private static String label(Label label, boolean inList) {
        if (label.closed()) {
            return "`%s` = %s".formatted(label.name(), cell(String.join(", ", label.values())));
        }
        return inList
                ? "`%s`".formatted(label.name())
                : "`%s` (at most %d values, then `%s`)"
                        .formatted(label.name(), label.limit(), Label.OTHER);
    }

    private static String number(double bound) {
        return bound == Math.rint(bound) ? Long.toString((long) bound) : Double.toString(bound);
    }

    private static String cell(String text) {
        return text.replace("|", "\\|");
    }
}
