package dev.pairplane.helm;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pairplane.helm.RuleFiles.Rule;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Alerts that the first implementations and the specifications ask for.
class AskedAlertsTest {
    private static final Path TABLE = Path.of("src/test/resources/asked-alerts.tsv");
    private static final Path GUIDE = Path.of("../../docs/guides/monitoring.md");
    private static final String LATER = "later";

    static List<String> lines() {
        return Chart.read(TABLE).lines().filter(line -> !line.startsWith("#")).toList();
    }

    /// An alert is there with its figures, or the guide says what it waits for.
    @ParameterizedTest
    @MethodSource("lines")
    void eachIsThereWithItsFiguresOrSaidToWait(String line) {
        String[] columns = line.split("\t", -1);
        Optional<Rule> found =
                RuleFiles.alerts().stream()
                        .filter(alert -> alert.name().equals(columns[0]))
                        .findFirst();

        if (columns[1].equals(LATER)) {
            assertThat(found).isEmpty();
            assertThat(Chart.read(GUIDE).lines())
                    .anyMatch(row ->
                            row.startsWith("| `" + columns[0] + "` |")
                                    && row.endsWith("| " + columns[2] + " |"));
        } else {
            Rule alert = found.orElseThrow();
            assertThat(alert.severity()).isEqualTo(columns[1]);
            assertThat(alert.tree().path("for").asText()).isEqualTo(columns[2]);
            assertThat(alert.tree().path("expr").asText().split("[^0-9.e]+", -1))
                    .contains(columns[3].split(" ", -1));
        }
    }

    /// What the guide says to be missing is missing.
    @Test
    void theGuideNamesNoAlertAsMissingThatIsThere() {
        List<String> rows =
                Chart.read(GUIDE)
                        .lines()
                        .dropWhile(line -> !line.equals("## Not yet"))
                        .filter(line -> line.startsWith("| `"))
                        .toList();

        assertThat(rows).hasSizeGreaterThan(10);
        assertThat(rows)
                .allSatisfy(row ->
                        assertThat(RuleFiles.alerts())
                                .extracting(Rule::name)
                                .doesNotContain(row.substring(3, row.indexOf('`', 3))));
        assertThat(lines()).hasSizeGreaterThan(30);
    }
}
