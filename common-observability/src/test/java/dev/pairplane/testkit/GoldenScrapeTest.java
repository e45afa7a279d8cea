package dev.pairplane.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class GoldenScrapeTest {

    private static final String EXPECTED =
            """
            pairdb_flush_seconds histogram
              How long a flush took.
              buckets: 0.1 1.0 +Inf

            pairdb_writes_total counter
              Writes by outcome.
              outcome: refused, success
            """;

    private final GoldenScrape golden = new GoldenScrape(List.of("pairdb_"), Set.of("version"));

    @Test
    void keepsTheContractAndDropsTheNumbers() {
        assertThat(golden.of(ScrapeFile.parse(ScrapeFileTest.SCRAPE))).isEqualTo(EXPECTED);
        assertThat(golden.of(ScrapeFile.parse(ScrapeFileTest.SCRAPE.replace("3.0", "9.0"))))
                .isEqualTo(EXPECTED);
    }

    @Test
    void hidesTheValuesOfOpenLabels() {
        var scrape = "# TYPE pairdb_info gauge\npairdb_info{version=\"0.1.0-abc\"} 1\n";

        assertThat(golden.of(ScrapeFile.parse(scrape)))
                .contains("version: (open)")
                .doesNotContain("0.1.0");
    }

    @Test
    void showsSeriesOfOneFamilyWithDifferentLabels() {
        var scrape = "# TYPE pairdb_x gauge\npairdb_x 1\npairdb_x{a=\"1\"} 1\n";

        assertThat(golden.of(ScrapeFile.parse(scrape)))
                .contains("  labels: (none)\n  labels: a\n  a: 1\n");
    }
}
