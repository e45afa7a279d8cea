package dev.pairplane.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PromToolTest {

    @TempDir Path folder;

    @Test
    void isContentWithAGoodScrape() throws IOException {
        var scrape = "# HELP x_total X.\n# TYPE x_total counter\nx_total 1\n";

        assertThat(PromTool.foundOrSkipped().checkMetrics(scrape)).isEmpty();
    }

    @Test
    void reportsWhatItFindsUnlessItIsAccepted() throws IOException {
        var tool = PromTool.foundOrSkipped();
        var scrape = "# HELP x X.\n# TYPE x counter\nx 1\n";

        assertThat(tool.checkMetrics(scrape)).singleElement().asString().contains("_total");
        assertThat(tool.checkMetrics(scrape, "x ")).isEmpty();
    }

    @Test
    void aCommandThatFailsThrowsWithItsOutput() {
        var tool = PromTool.foundOrSkipped();

        assertThatThrownBy(() -> tool.succeeds("check", "rules", folder + "/none.yaml"))
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("none.yaml");
    }

    @Test
    void findsNothingWhereThereIsNothing() {
        assertThat(Programs.find(folder.toString() + ":", "promtool")).isEmpty();
    }
}
