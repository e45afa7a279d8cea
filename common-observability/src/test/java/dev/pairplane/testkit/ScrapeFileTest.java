package dev.pairplane.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class ScrapeFileTest {

    static final String SCRAPE =
            """
            # HELP pairdb_writes_total Writes by outcome.
            # TYPE pairdb_writes_total counter
            pairdb_writes_total{outcome="refused"} 0.0
            pairdb_writes_total{outcome="success"} 3.0
            # HELP pairdb_flush_seconds How long a flush took.
            # TYPE pairdb_flush_seconds histogram
            pairdb_flush_seconds_bucket{le="0.1"} 1
            pairdb_flush_seconds_bucket{le="1.0"} 2 # {trace_id="abc"} 0.7
            pairdb_flush_seconds_bucket{le="+Inf"} 2
            pairdb_flush_seconds_sum 0.8
            pairdb_flush_seconds_count 2
            # HELP jvm_threads Threads.
            # TYPE jvm_threads gauge
            jvm_threads 12 1700000000000
            odd{path="a\\\\b\\"c\\nd",x="1,}",} NaN
            # EOF
            """;

    private final ScrapeFile scrape = ScrapeFile.parse(SCRAPE);

    @Test
    void readsFamiliesWithTypeAndHelp() {
        assertThat(scrape.families())
                .extracting(f -> f.name() + " " + f.type() + " " + f.help())
                .containsExactly(
                        "pairdb_writes_total counter Writes by outcome.",
                        "pairdb_flush_seconds histogram How long a flush took.",
                        "jvm_threads gauge Threads.",
                        "odd untyped ");
    }

    @Test
    void readsLabelsWithEscapes() {
        var odd = scrape.family("odd").orElseThrow().samples().getFirst();

        assertThat(odd.labels()).isEqualTo(Map.of("path", "a\\b\"c\nd", "x", "1,}"));
        assertThat(odd.value()).isNaN();
    }

    @Test
    void puttingASeriesIntoItsFamilyKeepsTheBuckets() {
        var flush = scrape.family("pairdb_flush_seconds").orElseThrow();

        assertThat(flush.samples()).hasSize(5);
        assertThat(flush.labels()).isEmpty();
        assertThat(flush.buckets()).isEqualTo(List.of(0.1, 1.0, Double.POSITIVE_INFINITY));
    }

    @Test
    void findsACounterOfOpenMetricsByEitherName() {
        var open = ScrapeFile.parse("# TYPE x counter\nx_total{a=\"1\"} 2\n# EOF\n");

        assertThat(open.family("x")).isPresent().isEqualTo(open.family("x_total"));
        assertThat(open.families()).hasSize(1);
    }

    @Test
    void addsUpAllSamplesWithTheLabels() {
        assertThat(scrape.value("pairdb_writes_total", Map.of())).hasValue(3);
        assertThat(scrape.value("pairdb_writes_total", Map.of("outcome", "refused"))).hasValue(0);
        assertThat(scrape.value("pairdb_writes_total", Map.of("outcome", "lost"))).isEmpty();
        assertThat(scrape.family("pairdb_writes_total").orElseThrow().values("outcome"))
                .isEqualTo(Set.of("refused", "success"));
    }

    @Test
    void namesTheLineItCannotRead() {
        for (String wrong : List.of("novalue", "x{a=\"1\" 2", "x{a=\"1\",a=\"2\"} 3", "x one")) {
            assertThatThrownBy(() -> ScrapeFile.parse("# fine\n" + wrong + "\n"))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessage("line 2 of the scrape cannot be read: " + wrong);
        }
        assertThatThrownBy(() -> ScrapeFile.parse("# TYPE x gauge\n# TYPE x gauge\n"))
                .hasMessageContaining("line 2");
    }
}
