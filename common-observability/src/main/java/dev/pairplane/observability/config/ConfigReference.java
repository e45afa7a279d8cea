package dev.pairplane.observability.config;

import java.util.List;

/// The Markdown of the configuration reference, the same text for the same interfaces at every
/// call.
public final class ConfigReference {
    /// The configuration of one service.
    public record Section(String title, ConfigSchema schema) {}

    private ConfigReference() {}

    /// The whole page: a heading, then per service one table per section.
    public static String render(List<Section> sections) {
        StringBuilder page = new StringBuilder(4096);
        page.append(
                "# Configuration\n\nGenerated from the configuration interfaces; do not edit.\n");
        for (Section section : sections) {
            page.append("\n## ").append(section.title()).append('\n');
            String current = "";
            for (ConfigKey key : section.schema().keys()) {
                if (!key.section().equals(current)) {
                    current = key.section();
                    page.append("\n### ").append(current).append("\n\n");
                    page.append("| key | variable | type | default | range | meaning |\n");
                    page.append("|---|---|---|---|---|---|\n");
                }
                row(page, key);
            }
        }
        return page.toString();
    }

    private static void row(StringBuilder page, ConfigKey key) {
        String fallback =
                key.fallback()
                        .filter(text -> !key.secret())
                        .map(text -> text.isEmpty() ? "" : "`" + text + "`")
                        .orElse(key.required() ? "**required**" : "");
        page.append("| `").append(key.name()).append("` | ");
        page.append(key.wild() ? "" : "`" + Sources.variable(key.name()) + "`");
        page.append(" | ").append(cell(key.typeText()));
        page.append(" | ").append(cell(fallback));
        page.append(" | ").append(key.rangeText());
        page.append(" | ").append(cell(key.doc())).append(" |\n");
    }

    private static String cell(String text) {
        return text.replace("|", "\\|");
    }
}
