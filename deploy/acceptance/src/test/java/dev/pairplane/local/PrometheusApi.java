package dev.pairplane.local;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/// What is asked of a Prometheus.
final class PrometheusApi implements AutoCloseable {
    private final JsonHttp http;

    PrometheusApi(URI uri) {
        this.http = new JsonHttp("prometheus", uri, "unused");
    }

    /// A rule, as it was last evaluated.
    ///
    /// @param state of an alert: `inactive`, `pending` or `firing`
    record Rule(
            String name,
            String expression,
            boolean alerts,
            String health,
            String error,
            String state) {}

    /// The values of an expression now; those that are no numbers too.
    List<Double> query(String expression) throws Exception {
        JsonNode data = get("/api/v1/query?query=" + encoded(expression));
        List<Double> values = new ArrayList<>();
        if (data.path("resultType").asText().equals("scalar")) {
            values.add(number(data.path("result").path(1)));
        } else {
            data.path("result").forEach(sample -> values.add(number(sample.path("value").path(1))));
        }
        return values;
    }

    /// The values that a label has among the series of a selector.
    Set<String> labelValues(String label, String selector) throws Exception {
        Set<String> values = new TreeSet<>();
        get("/api/v1/label/%s/values?match[]=%s"
                        .formatted(label, encoded(selector))
                        .replace("[]", "%5B%5D"))
                .forEach(value -> values.add(value.asText()));
        return values;
    }

    List<Rule> rules() throws Exception {
        List<Rule> rules = new ArrayList<>();
        for (JsonNode group : get("/api/v1/rules").path("groups")) {
            for (JsonNode rule : group.path("rules")) {
                rules.add(
                        new Rule(
                                rule.path("name").asText(),
                                rule.path("query").asText(),
                                rule.path("type").asText().equals("alerting"),
                                rule.path("health").asText(),
                                rule.path("lastError").asText(),
                                rule.path("state").asText()));
            }
        }
        return rules;
    }

    /// The names of the alerts that are in a state.
    Set<String> alerts(String state) throws Exception {
        Set<String> names = new TreeSet<>();
        for (Rule rule : rules()) {
            if (rule.alerts() && rule.state().equals(state)) {
                names.add(rule.name());
            }
        }
        return names;
    }

    private JsonNode get(String path) throws Exception {
        JsonHttp.Answer answer = http.get(path);
        if (!answer.isOk()) {
            throw new AssertionError(
                    "prometheus answers %d: %s"
                            .formatted(answer.status(), answer.body().path("error").asText()));
        }
        return answer.body().path("data");
    }

    private static double number(JsonNode text) {
        return switch (text.asText()) {
            case "+Inf" -> Double.POSITIVE_INFINITY;
            case "-Inf" -> Double.NEGATIVE_INFINITY;
            default -> Double.parseDouble(text.asText());
        };
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }

    @Override
    public void close() {
        http.close();
    }
}
