package dev.pairplane.local;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// What is changed of rules and dashboards before a Prometheus gets them.
class MonitoringFilesTest {

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    up{job="a"} == 0                         | up{job="a"} == bool  0
                    a{x=~"b",y!="c"} >= b and c < 2          | a{x=~"b",y!="c"} >= bool  b and c < bool  2
                    a != b                                   | a != bool  b
                    a > bool 1                               | a > bool 1
                    sum(a) / (sum(b) > 0)                    | sum(a) / (sum(b) > bool  0)
                    """)
    void withoutItsThresholdsAnAlertKeepsNothingBack(String expression, String without) {
        assertThat(MonitoringFiles.withoutThresholds(expression)).isEqualTo(without);
    }

    /// Nothing else differs from what is shipped.
    @Test
    void rulesAreCopiedWithShorterTimes(@TempDir Path directory) throws Exception {
        YAMLMapper yaml = new YAMLMapper();
        List<Path> copies = MonitoringFiles.committed().quickRules(directory);

        assertThat(copies).hasSizeGreaterThan(3);
        for (Path copy : copies) {
            JsonNode rules = yaml.readTree(copy.toFile());
            assertThat(rules.findValuesAsText("for")).allMatch("10s"::equals);
            assertThat(rules.findValuesAsText("interval")).isNotEmpty().allMatch("1s"::equals);
            assertThat(rules.findValuesAsText("expr")).isNotEmpty();
        }
    }

    @Test
    void queriesAreSentAsWhenEverythingIsChosen() throws Exception {
        assertThat(MonitoringFiles.committed().queries())
                .isNotEmpty()
                .noneMatch(query -> query.expression().contains("$"))
                .anyMatch(query -> query.expression().contains("[20s]"))
                .anyMatch(
                        query -> query.expression().contains("cluster=~\".*\",namespace=~\".+\""));
    }
}
