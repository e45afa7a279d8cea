package dev.pairplane.simulators.receiver;

import com.fasterxml.jackson.databind.JsonNode;

/// What people see: the names, and what came last.
final class Page {

    private static final int SHOWN = 100;

    private Page() {}

    static String of(Hooks hooks, Deliveries deliveries) {
        StringBuilder page =
                new StringBuilder(
                        """
                        <!DOCTYPE html>
                        <html lang="en"><head><meta charset="utf-8"><meta http-equiv="refresh" content="2">
                        <title>Sample receiver</title><style>
                        body { font: 14px system-ui, sans-serif; margin: 2em; color-scheme: light dark }
                        table { border-collapse: collapse; margin-bottom: 2em } td, th { padding: .2em .8em; text-align: left; border-bottom: 1px solid #8884 }
                        </style></head><body><h1>Sample receiver</h1>
                        <table><tr><th>target</th><th>received</th><th>held now</th><th>answers</th><th>behaviour</th></tr>
                        """);
        for (Hook hook : hooks.all()) {
            JsonNode json = hook.toJson();
            row(
                    page,
                    json.path("name").asText(),
                    json.path("received").asText(),
                    json.path("held").asText(),
                    json.path("answers").toString(),
                    json.path("behaviour").toString());
        }
        page.append(
                "</table><table><tr><th>no.</th><th>time</th><th>target</th><th>answer</th><th>alert</th><th>severity</th><th>attempt</th><th>webhook-id</th></tr>\n");
        for (Delivery delivery : deliveries.newest(SHOWN)) {
            JsonNode json = delivery.toJson();
            row(
                    page,
                    json.path("number").asText(),
                    json.path("time").asText(),
                    json.path("target").asText(),
                    json.path("status").asText(),
                    json.path("alert_name").asText(),
                    json.path("severity").asText(),
                    json.path("headers").path("x-attempt").asText(),
                    json.path("webhook_id").asText());
        }
        return page.append("</table></body></html>\n").toString();
    }

    private static void row(StringBuilder page, String... cells) {
        page.append("<tr>");
        for (String cell : cells) {
            page.append("<td>").append(escaped(cell)).append("</td>");
        }
        page.append("</tr>\n");
    }

    private static String escaped(String text) {
        return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
    }
}
