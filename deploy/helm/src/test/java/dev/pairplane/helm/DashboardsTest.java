package dev.pairplane.helm;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.pairplane.testkit.GoldenFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// The form of the dashboards: what Grafana's own linter asks for, and what makes the four one
/// family. What they ask Prometheus for is looked at by [DashboardQueriesTest].
class DashboardsTest {
    private static final int COLUMNS = 24;

    /// What comes with Grafana, so that no board needs a plug-in.
    private static final Set<String> CORE =
            Set.of("gauge", "heatmap", "piechart", "stat", "state-timeline", "table", "timeseries");

    private static final Set<String> UNITS =
            Set.of("Bps", "bytes", "ops", "percent", "percentunit", "reqps", "s", "short");

    static List<DashboardFile> boards() {
        return DashboardFile.all();
    }

    /// Invariant 50: what is shipped is what the sources give. Rewritten with
    /// `-Dpairplane.golden.rewrite=true`.
    @Test
    void everyDashboardIsMadeOfItsSource() throws IOException {
        List<Board> sources = Board.all();
        sources.forEach(
                board -> GoldenFiles.check(DashboardFile.file(board.uid()), BoardJson.of(board)));

        if (Boolean.getBoolean(GoldenFiles.REWRITE)) {
            for (Path stray : shipped()) {
                if (sources.stream()
                        .noneMatch(board -> DashboardFile.file(board.uid()).equals(stray))) {
                    Files.delete(stray);
                }
            }
        }
        assertThat(shipped())
                .containsExactlyInAnyOrderElementsOf(
                        sources.stream().map(board -> DashboardFile.file(board.uid())).toList());
    }

    private static List<Path> shipped() throws IOException {
        try (Stream<Path> files = Files.list(DashboardFile.FOLDER)) {
            return files.toList();
        }
    }

    /// Invariant 50.
    @Test
    void thereIsOneForEachServiceAndOneForAll() {
        assertThat(boards().stream().map(DashboardFile::uid))
                .containsExactlyInAnyOrder(
                        "pairplane-difftracker",
                        "pairplane-overview",
                        "pairplane-storage-node",
                        "publishing-queue-tn056");
    }

    /// Invariant 50.
    @ParameterizedTest
    @MethodSource("boards")
    void everyDashboardHasTheFormOfTheFamily(DashboardFile board) {
        JsonNode json = board.json();

        assertThat(board.path()).isEqualTo(DashboardFile.file(board.uid()));
        assertThat(json.path("title").asText()).isNotBlank();
        assertThat(json.path("description").asText()).endsWith(".");
        assertThat(json.path("editable").asBoolean(true)).isFalse();
        assertThat(json.path("schemaVersion").asInt()).isEqualTo(39);
        assertThat(json.path("refresh").asText()).isEqualTo("30s");
        assertThat(json.at("/time/from").asText())
                .isEqualTo(board.uid().startsWith("publishing") ? "now-6h" : "now-3h");
        assertThat(json.at("/time/to").asText()).isEqualTo("now");
        assertThat(json.path("graphTooltip").asInt()).as("shared crosshair").isEqualTo(1);
        assertThat(Yaml.texts(json.path("tags"))).contains("pairplane");
        assertThat(json.has("id")).as("an id of one Grafana").isFalse();
    }

    /// Invariant 50: from each to the others, by the tag that all have, and to the runbooks.
    @ParameterizedTest
    @MethodSource("boards")
    void everyDashboardLeadsToTheOthersAndToTheRunbooks(DashboardFile board) {
        assertThat(board.json().path("links"))
                .anySatisfy(link -> {
                    assertThat(link.path("type").asText()).isEqualTo("dashboards");
                    assertThat(Yaml.texts(link.path("tags"))).containsExactly("pairplane");
                    assertThat(link.path("includeVars").asBoolean()).isTrue();
                    assertThat(link.path("keepTime").asBoolean()).isTrue();
                })
                .anySatisfy(link ->
                        assertThat(link.path("url").asText())
                                .isEqualTo(
                                        "https://github.com/pairplane/pairplane/tree/main/docs/runbooks"));
    }

    /// Invariant 50.
    @ParameterizedTest
    @MethodSource("boards")
    void everyVariableIsTemplated(DashboardFile board) {
        List<String> expected = new ArrayList<>(List.of("datasource", "cluster", "namespace"));
        if (!board.uid().equals("pairplane-overview")) {
            expected.addAll(List.of("job", "instance"));
        }
        if (board.uid().startsWith("publishing")) {
            expected.add("target");
        }
        List<JsonNode> variables = Manifest.elements(board.json().at("/templating/list")).toList();

        assertThat(board.variables()).isEqualTo(expected);
        assertThat(variables.getFirst().path("type").asText()).isEqualTo("datasource");
        assertThat(variables.getFirst().path("query").asText()).isEqualTo("prometheus");
        assertThat(variables.subList(1, variables.size()))
                .allSatisfy(variable -> {
                    assertThat(variable.path("type").asText()).isEqualTo("query");
                    assertThat(variable.at("/datasource/uid").asText()).isEqualTo("${datasource}");
                    assertThat(variable.path("refresh").asInt()).as("on time change").isEqualTo(2);
                    assertThat(variable.path("includeAll").asBoolean()).isTrue();
                    assertThat(variable.path("multi").asBoolean()).isTrue();
                    assertThat(variable.path("allValue").asText())
                            .isEqualTo(
                                    variable.path("name").asText().equals("cluster") ? ".*" : ".+");
                    assertThat(variable.at("/current/value/0").asText()).isEqualTo("$__all");
                    assertThat(variable.at("/query/query").asText())
                            .startsWith("label_values(")
                            .endsWith(", " + variable.path("name").asText() + ")")
                            .isEqualTo(variable.path("definition").asText());
                });
    }

    /// Invariant 50.
    @ParameterizedTest
    @MethodSource("boards")
    void everyPanelSaysWhatItShowsAndInWhatUnit(DashboardFile board) {
        assertThat(board.panels()).hasSizeGreaterThan(10);
        assertThat(board.panels())
                .allSatisfy(panel -> {
                    assertThat(panel.path("title").asText()).isNotBlank();
                    // What it shows, what is normal, what to do.
                    assertThat(panel.path("description").asText())
                            .matches("[A-Z0-9].{80,}\\.")
                            .containsPattern("[.;] .*[.;] ");
                    assertThat(panel.path("type").asText()).isIn(CORE);
                    assertThat(panel.at("/fieldConfig/defaults/unit").asText()).isIn(UNITS);
                    assertThat(panel.at("/datasource/uid").asText()).isEqualTo("${datasource}");
                    assertThat(panel.path("targets")).isNotEmpty();
                    assertThat(panel.path("targets"))
                            .allSatisfy(target -> {
                                assertThat(target.at("/datasource/uid").asText())
                                        .isEqualTo("${datasource}");
                                assertThat(target.path("legendFormat").asText()).isNotBlank();
                                assertThat(target.path("expr").asText()).isNotBlank();
                            });
                });
    }

    /// Invariant 50.
    @ParameterizedTest
    @MethodSource("boards")
    void thresholdsAscendFromAColourThatNeedsNoNumber(DashboardFile board) {
        assertThat(board.panels())
                .allSatisfy(panel -> {
                    List<JsonNode> steps =
                            Manifest.elements(panel.at("/fieldConfig/defaults/thresholds/steps"))
                                    .toList();
                    assertThat(steps).isNotEmpty();
                    assertThat(steps.getFirst().path("value").isNull()).isTrue();
                    assertThat(steps.subList(1, steps.size()))
                            .extracting(step -> step.path("value").asDouble())
                            .isSorted()
                            .doesNotHaveDuplicates();
                    assertThat(steps)
                            .extracting(step -> step.path("color").asText())
                            .isSubsetOf("green", "yellow", "orange", "red");
                });
    }

    /// Invariant 50: Grafana drops one of two panels with the same id.
    @ParameterizedTest
    @MethodSource("boards")
    void idsAreUnique(DashboardFile board) {
        assertThat(board.panels())
                .extracting(panel -> panel.path("id").asInt())
                .doesNotHaveDuplicates();
        assertThat(board.panels())
                .extracting(panel -> panel.path("title").asText())
                .doesNotHaveDuplicates();
        assertThat(board.panels())
                .allSatisfy(panel -> {
                    assertThat(panel.path("id").asInt()).isPositive();
                    assertThat(panel.path("targets"))
                            .extracting(target -> target.path("refId").asText())
                            .doesNotHaveDuplicates();
                });
    }

    /// Invariant 50.
    @ParameterizedTest
    @MethodSource("boards")
    void panelsStandInAGridAndOnNoOther(DashboardFile board) {
        Set<List<Integer>> taken = new HashSet<>();
        for (JsonNode panel : board.panels()) {
            JsonNode at = panel.path("gridPos");
            int left = at.path("x").asInt(-1);
            int right = left + at.path("w").asInt();
            int top = at.path("y").asInt(-1);
            int bottom = top + at.path("h").asInt();
            assertThat(left).isNotNegative().isLessThan(right);
            assertThat(right).isLessThanOrEqualTo(COLUMNS);
            assertThat(top).isNotNegative().isLessThan(bottom);
            for (int x = left; x < right; x++) {
                for (int y = top; y < bottom; y++) {
                    assertThat(taken.add(List.of(x, y)))
                            .as("%s is at %d, %d with another", panel.path("title"), x, y)
                            .isTrue();
                }
            }
        }
        int height = taken.stream().mapToInt(cell -> cell.getLast()).max().orElseThrow() + 1;
        assertThat(taken).as("without gaps").hasSize(COLUMNS * height);
    }

    /// Titles, kinds and thresholds.
    @Test
    void thePublishingPanelsAreThoseThatTheServiceCameWith() {
        DashboardFile board = DashboardFile.of("publishing-queue-tn056");
        TreeMap<Integer, String> panels = new TreeMap<>();
        for (JsonNode panel : board.panels()) {
            List<String> steps = new ArrayList<>();
            panel.at("/fieldConfig/defaults/thresholds/steps")
                    .forEach(step -> {
                        if (!step.path("value").isNull()) {
                            steps.add(step.path("value").asText());
                        }
                        steps.add(step.path("color").asText());
                    });
            panels.put(
                    panel.path("id").asInt(),
                    "%s: %s, %s"
                            .formatted(
                                    panel.path("title").asText(),
                                    panel.path("type").asText(),
                                    String.join(" ", steps)));
        }

        assertThat(board.json().path("title").asText())
                .isEqualTo("TN-056: Publishing Queue Monitoring");
        assertThat(panels.headMap(9))
                .containsExactlyInAnyOrderEntriesOf(
                        Map.of(
                                1, "Queue Size by Priority: timeseries, green 5000 red",
                                2, "Job Success Rate: gauge, red 80 orange 95 green",
                                3, "Active Workers: stat, green",
                                4, "Jobs Processed (1h) by Target: piechart, green",
                                5, "Dead Letter Queue Size: stat, green 10 orange 50 red",
                                6, "Processing Duration Distribution: heatmap, green",
                                7, "Error Breakdown (1h) by Type: piechart, green",
                                8, "Recent Failed Jobs (Top 20 in DLQ): table, green"));
    }
}
