package dev.pairplane.helm;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.pairplane.testkit.PromTool;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What the dashboards ask Prometheus for.
class DashboardQueriesTest {
    /// The only fixed windows whose title does not say so: the one that the service came with.
    private static final Set<String> FIXED = Set.of("publishing-queue-tn056/2 5m");

    private static final Pattern WINDOW = Pattern.compile("\\[([^]]*)]");

    /// What Prometheus makes of the alerts' rules.
    private static final Map<String, Set<String>> OF_PROMETHEUS =
            Map.of(
                    "ALERTS",
                    Set.of("alertname", "alertstate", "severity", "component", "namespace"));

    private static final Scrapes SCRAPES = Scrapes.ofAll();

    /// One query of a panel.
    ///
    /// @param panel board and id, for messages
    private record Query(DashboardFile board, String panel, String title, String expression) {
        PromQl read() {
            return PromQl.of(expression);
        }

        @Override
        public String toString() {
            return panel + ": " + expression;
        }
    }

    private static List<Query> queries() {
        List<Query> queries = new ArrayList<>();
        for (DashboardFile board : DashboardFile.all()) {
            for (JsonNode panel : board.panels()) {
                for (String expression : DashboardFile.expressions(panel)) {
                    queries.add(
                            new Query(
                                    board,
                                    board.uid() + "/" + panel.path("id").asText(),
                                    panel.path("title").asText(),
                                    expression));
                }
            }
        }
        assertThat(queries).hasSizeGreaterThan(90);
        return queries;
    }

    /// Invariant 47, of boards: a panel of something that no service has stays empty for ever.
    @Test
    void everyMetricAndLabelIsInTheGoldenScrapeOfItsService() {
        for (Query query : queries()) {
            assertThat(query.read().selectors()).as(query.toString()).isNotEmpty();
            assertThat(SCRAPES.missing(query.read(), OF_PROMETHEUS)).as(query.toString()).isEmpty();
        }
    }

    /// Invariant 47: the lists of values come from metrics that are there, too.
    @Test
    void everyVariableTakesItsValuesFromALabelThatIsThere() {
        for (DashboardFile board : DashboardFile.all()) {
            for (JsonNode variable : board.json().at("/templating/list")) {
                if (variable.path("type").asText().equals("query")) {
                    String values = variable.path("definition").asText();
                    String series =
                            values.substring(values.indexOf('(') + 1, values.lastIndexOf(','));
                    String grouped =
                            "count by (%s) (%s)".formatted(variable.path("name").asText(), series);
                    assertThat(SCRAPES.missing(PromQl.of(grouped), OF_PROMETHEUS))
                            .as(board.uid() + ": " + values)
                            .isEmpty();
                }
            }
        }
    }

    /// Invariant 50: what only grows is shown as what was counted in a time, and nothing else is.
    @Test
    void countersAreUnderRateOrIncrease() {
        for (Query query : queries()) {
            assertThat(query.read().selectors())
                    .as(query.toString())
                    .allSatisfy(selector ->
                            assertThat(selector.counted())
                                    .isEqualTo(SCRAPES.counter(selector.series()).isPresent()));
        }
    }

    /// Invariant 50: Grafana's own interval follows the scrape's; a fixed one is named in the
    /// title.
    @Test
    void windowsAreGrafanasUnlessTheTitleSaysSo() {
        Set<String> windows = new TreeSet<>();
        Set<String> fixed = new TreeSet<>();
        for (Query query : queries()) {
            Matcher matcher = WINDOW.matcher(query.expression());
            while (matcher.find()) {
                String window = matcher.group(1);
                windows.add(window);
                if (!window.equals("$__rate_interval")
                        && !query.title().contains("(" + window + ")")) {
                    fixed.add(query.panel() + " " + window);
                }
            }
        }
        assertThat(windows).contains("$__rate_interval", "1h");
        assertThat(fixed).isEqualTo(FIXED);
    }

    /// Invariant 50: a choice above the board narrows every panel.
    @Test
    void everySelectorAsksForWhatWasChosen() {
        for (Query query : queries()) {
            for (PromQl.Selector selector : query.read().selectors()) {
                Map<String, String> conditions = new LinkedHashMap<>();
                selector.conditions()
                        .forEach(condition ->
                                conditions.put(
                                        condition.label(),
                                        condition.operator() + condition.value()));
                if (selector.series().equals("ALERTS")) {
                    // Alerts that something is absent name no namespace.
                    assertThat(conditions).containsEntry("namespace", "=~$namespace|");
                } else {
                    for (String variable : asked(query.board(), selector.series())) {
                        assertThat(conditions)
                                .as(query.toString())
                                .containsEntry(variable, "=~$" + variable);
                    }
                }
            }
        }
    }

    /// The variables of a board that a series has to follow: the target's only where it has one.
    private static List<String> asked(DashboardFile board, String series) {
        boolean targeted =
                SCRAPES.missing(PromQl.of(series + "{target=\"any\"}"), OF_PROMETHEUS).isEmpty();
        return board.variables().stream()
                .filter(variable -> !variable.equals("datasource"))
                .filter(variable -> !variable.equals("target") || targeted)
                .toList();
    }

    /// A quantile over replicas needs their buckets together, and nothing else by their bounds.
    @Test
    void quantilesAreTakenOfBuckets() {
        for (Query query : queries()) {
            PromQl read = query.read();
            boolean quantile = query.expression().contains("histogram_quantile(");
            boolean buckets =
                    read.selectors().stream()
                            .allMatch(selector -> selector.series().endsWith("_bucket"));
            assertThat(read.groupings().contains("le")).as(query.toString()).isEqualTo(buckets);
            assertThat(!quantile || buckets).as(query.toString()).isTrue();
        }
    }

    /// Invariant 50.
    @Test
    void promtoolUnderstandsEveryQuery(@TempDir Path folder) throws IOException {
        StringBuilder rules = new StringBuilder("groups:\n  - name: boards\n    rules:\n");
        List<Query> queries = queries();
        for (int i = 0; i < queries.size(); i++) {
            rules.append("      - record: query:%d\n        expr: |-\n          ".formatted(i))
                    .append(DashboardFile.asSent(queries.get(i).expression()))
                    .append('\n');
        }
        Path file = Files.writeString(folder.resolve("boards.yaml"), rules);

        PromTool.foundOrSkipped().succeeds("check", "rules", file.toString());
    }
}
