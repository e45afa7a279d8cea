package dev.pairplane.testkit;

import static dev.pairplane.testkit.MeterAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import org.junit.jupiter.api.Test;

class MeterAssertionsTest {

    private static final String WRITES = "pairdb_writes_total";
    private final ScrapeFile scrape = ScrapeFile.parse(ScrapeFileTest.SCRAPE);

    @Test
    void acceptsWhatIsThere() {
        assertThat(scrape)
                .family(WRITES)
                .isOfType("counter")
                .hasHelp()
                .hasLabels("outcome")
                .hasValues("outcome", "success", "refused");
        assertThat(scrape).family("pairdb_flush_seconds").hasLabels().hasBuckets(0.1, 1.0);
        assertThat(scrape).hasValue(2, "pairdb_flush_seconds_count", Map.of());
    }

    @Test
    void refusesAnotherShape() {
        var writes = assertThat(scrape).family(WRITES);

        assertThatThrownBy(() -> writes.isOfType("gauge")).hasMessageContaining(WRITES);
        assertThatThrownBy(() -> writes.hasLabels("outcome", "tenant"))
                .hasMessageContaining("tenant");
        assertThatThrownBy(() -> writes.hasValues("outcome", "success"))
                .hasMessageContaining("refused");
        assertThatThrownBy(() -> writes.hasBuckets(1)).hasMessageContaining("buckets");
        assertThatThrownBy(() -> assertThat(scrape).family("odd").hasHelp())
                .hasMessageContaining("odd help");
    }

    @Test
    void namesTheFamiliesThereAreWhenOneIsMissing() {
        assertThatThrownBy(() -> assertThat(scrape).family("pairdb_reads_total"))
                .hasMessageContaining("no family pairdb_reads_total; there are [" + WRITES);
    }

    @Test
    void seesByHowMuchASeriesMoved() {
        var labels = Map.of("outcome", "success");
        var after = ScrapeFile.parse(ScrapeFileTest.SCRAPE.replace("3.0", "5.0"));

        assertThat(after).movedSince(scrape, 2, WRITES, labels);
        assertThatThrownBy(() -> assertThat(after).movedSince(scrape, 1, WRITES, labels))
                .hasMessageContaining("was 3.0; moved by");
        assertThatThrownBy(() -> assertThat(after).movedSince(scrape, 0, WRITES, Map.of("o", "x")))
                .hasMessageContaining("of that name there are [{outcome=refused}, {outcome=succ");
    }
}
