package dev.pairplane.observability.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.pairplane.observability.command.BuildInfo;
import io.micrometer.core.instrument.Clock;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class MetricsTest {
    enum Sample implements MetricName {
        WRITES(
                MetricSpec.counter(
                        "demo_writes_total", "Writes.", Label.of("error", "true", "false"))),
        DURATION(
                MetricSpec.histogram(
                        "demo_write_duration_seconds", Buckets.of(0.01, 0.1, 1), "How long.")),
        ENTRIES(MetricSpec.gauge("demo_entries_total", "Entries now.")),
        TABLES(MetricSpec.histogram("demo_tables_input", Buckets.linear(1, 1, 3), "Tables.")),
        TARGETS(MetricSpec.counter("demo_sent_total", "Sent.", Label.open("target", 2))),
        REGISTERED(MetricSpec.gauge("demo_registered", "Registered.").whenUsed()),
        NEWEST(
                MetricSpec.gauge(
                                "demo_newest",
                                "The newest.",
                                Label.open("target", 1),
                                Label.of("error", "true", "false"))
                        .listing(2)),
        STALLED(MetricSpec.counter("demo_stall_seconds_total", "Time | stalled."));

        private final MetricSpec spec;

        Sample(MetricSpec spec) {
            this.spec = spec;
        }

        @Override
        public MetricSpec spec() {
            return spec;
        }
    }

    private final PairplaneRegistry collectors = new PairplaneRegistry();

    // Quarkus 3.31 still builds on this registry; the class that replaces it is not among its
    // dependencies.
    @SuppressWarnings("deprecation")
    private final io.micrometer.prometheus.PrometheusMeterRegistry registry =
            new io.micrometer.prometheus.PrometheusMeterRegistry(
                    io.micrometer.prometheus.PrometheusConfig.DEFAULT, collectors, Clock.SYSTEM);

    private final Metrics metrics = metrics(registry);

    private static Metrics metrics(MeterRegistry registry) {
        return new Metrics(registry, Map.of("node_id", "n1")).register(Sample.values());
    }

    private List<String> scrape() {
        return registry.scrape().lines().sorted().toList();
    }

    /// Storage invariant 135
    @Test
    void showsEverySeriesAtZeroUnderItsExactName() {
        assertThat(scrape())
                .containsExactlyInAnyOrder(
                        "# HELP demo_entries_total Entries now.",
                        "# TYPE demo_entries_total gauge",
                        "demo_entries_total{node_id=\"n1\",} 0.0",
                        "# HELP demo_stall_seconds_total Time | stalled.",
                        "# TYPE demo_stall_seconds_total counter",
                        "demo_stall_seconds_total{node_id=\"n1\",} 0.0",
                        "# HELP demo_tables_input Tables.",
                        "# TYPE demo_tables_input histogram",
                        "demo_tables_input_bucket{node_id=\"n1\",le=\"1.0\",} 0.0",
                        "demo_tables_input_bucket{node_id=\"n1\",le=\"2.0\",} 0.0",
                        "demo_tables_input_bucket{node_id=\"n1\",le=\"3.0\",} 0.0",
                        "demo_tables_input_bucket{node_id=\"n1\",le=\"+Inf\",} 0.0",
                        "demo_tables_input_count{node_id=\"n1\",} 0.0",
                        "demo_tables_input_sum{node_id=\"n1\",} 0.0",
                        "# HELP demo_write_duration_seconds How long.",
                        "# TYPE demo_write_duration_seconds histogram",
                        "demo_write_duration_seconds_bucket{node_id=\"n1\",le=\"0.01\",} 0.0",
                        "demo_write_duration_seconds_bucket{node_id=\"n1\",le=\"0.1\",} 0.0",
                        "demo_write_duration_seconds_bucket{node_id=\"n1\",le=\"1.0\",} 0.0",
                        "demo_write_duration_seconds_bucket{node_id=\"n1\",le=\"+Inf\",} 0.0",
                        "demo_write_duration_seconds_count{node_id=\"n1\",} 0.0",
                        "demo_write_duration_seconds_sum{node_id=\"n1\",} 0.0",
                        "# HELP demo_writes_total Writes.",
                        "# TYPE demo_writes_total counter",
                        "demo_writes_total{error=\"false\",node_id=\"n1\",} 0.0",
                        "demo_writes_total{error=\"true\",node_id=\"n1\",} 0.0");
    }

    @Test
    void showsWhatWasCounted() {
        AtomicLong source = new AtomicLong(40);
        metrics.counter(Sample.WRITES, "true").increment();
        metrics.counter(Sample.WRITES, "true").add(2);
        metrics.counter(Sample.STALLED).add(0.25);
        metrics.counter(Sample.STALLED).follow(source::get);
        metrics.gauge(Sample.ENTRIES, () -> 7);
        metrics.gauge(Sample.REGISTERED).set(1);
        metrics.histogram(Sample.DURATION).record(Duration.ofMillis(50));
        metrics.histogram(Sample.DURATION).recordNanos(2_000_000_000L);
        metrics.histogram(Sample.TABLES).record(Double.NaN);
        metrics.histogram(Sample.TABLES).record(-1);
        metrics.histogram(Sample.TABLES).record(2);
        metrics.histogram(Sample.DURATION).record(0.005);
        metrics.histogram(Sample.DURATION).record(-1);

        assertThat(scrape())
                .contains(
                        "demo_writes_total{error=\"true\",node_id=\"n1\",} 3.0",
                        "demo_stall_seconds_total{node_id=\"n1\",} 40.25",
                        "demo_entries_total{node_id=\"n1\",} 7.0",
                        "demo_registered{node_id=\"n1\",} 1.0",
                        "demo_write_duration_seconds_bucket{node_id=\"n1\",le=\"0.1\",} 2.0",
                        "demo_write_duration_seconds_bucket{node_id=\"n1\",le=\"1.0\",} 2.0",
                        "demo_write_duration_seconds_bucket{node_id=\"n1\",le=\"0.01\",} 1.0",
                        "demo_write_duration_seconds_bucket{node_id=\"n1\",le=\"+Inf\",} 3.0",
                        "demo_tables_input_bucket{node_id=\"n1\",le=\"1.0\",} 0.0",
                        "demo_tables_input_bucket{node_id=\"n1\",le=\"2.0\",} 1.0",
                        "demo_tables_input_count{node_id=\"n1\",} 1.0");
        assertThat(metrics.histogram(Sample.TABLES).sum()).isEqualTo(2);
        assertThat(metrics.histogram(Sample.TABLES).count()).isEqualTo(1);
        assertThat(metrics.histogram(Sample.DURATION).count()).isEqualTo(3);
        assertThat(metrics.histogram(Sample.DURATION).sum()).isEqualTo(2.055);
        assertThat(metrics.gauge(Sample.ENTRIES).value()).isEqualTo(7);
    }

    @Test
    void countsOpenLabelValuesBeyondTheLimitAsOther() {
        for (String target : List.of("a", "b", "c", "d", "a")) {
            metrics.counter(Sample.TARGETS, target).increment();
        }

        assertThat(scrape())
                .contains(
                        "demo_sent_total{node_id=\"n1\",target=\"a\",} 2.0",
                        "demo_sent_total{node_id=\"n1\",target=\"b\",} 1.0",
                        "demo_sent_total{node_id=\"n1\",target=\"other\",} 2.0");
    }

    @Test
    void aListHasTheRowsThatItWasGivenLast() {
        metrics.list(Sample.NEWEST, Map.of(List.of("a", "true"), 1.0, List.of("b", "false"), 2.0));
        assertThat(newest())
                .containsExactly(
                        "demo_newest{error=\"false\",node_id=\"n1\",target=\"b\",} 2.0",
                        "demo_newest{error=\"true\",node_id=\"n1\",target=\"a\",} 1.0");

        for (int i = 0; i < 10; i++) {
            metrics.list(Sample.NEWEST, Map.of(List.of("a" + i, "true"), 3.0));
        }
        assertThat(newest())
                .containsExactly("demo_newest{error=\"true\",node_id=\"n1\",target=\"a9\",} 3.0");

        metrics.list(Sample.NEWEST, Map.of(List.of("a9", "true"), 4.0));
        assertThat(newest())
                .containsExactly("demo_newest{error=\"true\",node_id=\"n1\",target=\"a9\",} 4.0");

        metrics.list(Sample.NEWEST, Map.of());
        assertThat(newest()).isEmpty();
    }

    private List<String> newest() {
        return scrape().stream().filter(line -> line.startsWith("demo_newest{")).toList();
    }

    @Test
    void refusesRowsThatAListCannotHave() {
        assertThatThrownBy(() -> metrics.gauge(Sample.NEWEST, "a", "true"))
                .hasMessage("demo_newest is a list, give it its rows");
        assertThatThrownBy(() -> metrics.list(Sample.ENTRIES, Map.of(List.of(), 1.0)))
                .hasMessage("demo_entries_total has at most 0 rows, not 1");
        assertThatThrownBy(() ->
                        metrics.list(
                                Sample.NEWEST,
                                Map.of(
                                        List.of("a", "true"), 1.0,
                                        List.of("b", "true"), 1.0,
                                        List.of("c", "true"), 1.0)))
                .hasMessage("demo_newest has at most 2 rows, not 3");
        assertThatThrownBy(() -> metrics.list(Sample.NEWEST, Map.of(List.of("a"), 1.0)))
                .hasMessageContaining("has the labels [target, error], but got the values [a]");
        assertThatThrownBy(() -> metrics.list(Sample.NEWEST, Map.of(List.of("a", "maybe"), 1.0)))
                .hasMessageContaining("the values are [true, false]");
        assertThatThrownBy(() -> MetricSpec.counter("demo_total", "x").listing(3))
                .hasMessageContaining("only gauges are lists");
        assertThat(newest()).isEmpty();
    }

    @Test
    void keepsMaxSeriesOfOthersOffThePageToo() {
        registry.timer("http.server.requests").record(Duration.ofMillis(1));

        assertThat(registry.scrape())
                .contains("http_server_requests_seconds_count")
                .doesNotContain("_max");
        assertThat(collectors.filteredMetricFamilySamples(_ -> true).hasMoreElements()).isTrue();
    }

    @Test
    void showsTheBuild() {
        metrics.buildInfo("pairdb", new BuildInfo("1.2", "abc", "25"));

        assertThat(scrape())
                .contains(
                        "pairdb_build_info{java=\"25\",node_id=\"n1\",revision=\"abc\",version=\"1.2\",}"
                            + " 1.0");
    }

    @Test
    void refusesMisuse() {
        assertThatThrownBy(() -> metrics.counter(Sample.ENTRIES))
                .hasMessage("demo_entries_total is a gauge, not a counter");
        assertThatThrownBy(() -> metrics.counter(Sample.WRITES))
                .hasMessageContaining("has the labels [error], but got the values []");
        assertThatThrownBy(() -> metrics.counter(Sample.WRITES, "maybe"))
                .hasMessageContaining("the values are [true, false]");
        assertThatThrownBy(() -> metrics.counter(Sample.STALLED).add(-1))
                .hasMessageContaining("cannot fall");
        assertThatThrownBy(() -> metrics.counter(Sample.STALLED).add(Double.NaN))
                .hasMessageContaining("cannot fall");
        assertThatThrownBy(() -> MetricSpec.counter("demo_writes", "x"))
                .hasMessageContaining("_total");
        assertThatThrownBy(() -> MetricSpec.gauge("Demo", "x")).hasMessageContaining("lower case");
        assertThatThrownBy(() -> MetricSpec.gauge("demo", " ")).hasMessageContaining("meaning");
        assertThatThrownBy(() -> MetricSpec.histogram("demo_share", Buckets.of(0.5), "x"))
                .hasMessageContaining("fractions");
        assertThatThrownBy(() ->
                        MetricSpec.histogram("demo_wait", Buckets.of(1), "x").in(Unit.SECONDS))
                .hasMessageContaining("named so");
        assertThatThrownBy(() -> Buckets.of(1, 1)).hasMessageContaining("rise");
        assertThatThrownBy(() -> Buckets.of(0, 0)).hasMessageContaining("rise");
        assertThatThrownBy(() -> MetricSpec.histogram("demo_seconds", Buckets.of(0, 1), "x"))
                .hasMessageContaining("zero");
        assertThatThrownBy(Buckets::of).hasMessageContaining("at least one");
        assertThatThrownBy(() -> Label.of("a", "x", "x")).hasMessageContaining("twice");
        assertThatThrownBy(() -> Label.of("9a", "x")).hasMessageContaining("letters");
        assertThatThrownBy(() -> Label.of("a")).hasMessageContaining("values");
        assertThatThrownBy(() -> Label.open("a", 0)).hasMessageContaining("positive");
    }

    @Test
    void aHistogramOfCountsMayHaveABucketForNothing() {
        MetricSpec spec = MetricSpec.histogram("demo_tries", Buckets.of(0, 1, 2), "Tries.");
        Histogram tries = metrics.histogram(() -> spec);

        tries.record(0);
        tries.record(0);
        tries.record(1);

        assertThat(scrape())
                .contains(
                        "demo_tries_bucket{node_id=\"n1\",le=\"0.0\",} 2.0",
                        "demo_tries_bucket{node_id=\"n1\",le=\"1.0\",} 3.0",
                        "demo_tries_count{node_id=\"n1\",} 3.0",
                        "demo_tries_sum{node_id=\"n1\",} 1.0")
                .noneMatch(line -> line.contains("E-324"));
    }

    @Test
    void registersAMetricOnFirstUseWhenNobodyDidBefore() {
        Metrics fresh = new Metrics(registry, Map.of("node_id", "n2"));

        fresh.counter(Sample.WRITES, "false").increment();

        assertThat(scrape())
                .contains(
                        "demo_writes_total{error=\"true\",node_id=\"n2\",} 0.0",
                        "demo_writes_total{error=\"false\",node_id=\"n2\",} 1.0");
    }

    @Test
    void rendersTheReference() {
        String page =
                MetricsReference.render(
                        List.of(
                                new MetricsReference.Section(
                                        "Demo", List.of("node_id"), List.of(Sample.values()))));

        assertThat(page)
                .startsWith("# Metrics\n")
                .contains("## Demo\n\nEvery series carries `node_id`.\n")
                .contains(
                        "| `demo_writes_total` | counter |  | `error` = true, false | Writes. |\n")
                .contains("| `demo_write_duration_seconds` | histogram | seconds |  | How long.")
                .contains("Buckets: 0.01, 0.1, 1.")
                .contains("`target` (at most 2 values, then `other`)")
                .contains("| `demo_stall_seconds_total` | counter | seconds |  | Time \\| stalled.")
                .contains("Shown only once used.")
                .contains("| `target`; `error` = true, false | The newest. At most 2 series. |");
    }

    @Test
    void makesLabelsAndBucketsOfRules() {
        assertThat(Label.ofEnum("severity", MetricType.class).values())
                .containsExactly("counter", "gauge", "histogram");
        assertThat(Buckets.exponential(256, 2, 10).bounds()).startsWith(256, 512).endsWith(131072);
        assertThat(MetricSpec.gauge("demo_used", "x").in(Unit.RATIO).unit()).isEqualTo(Unit.RATIO);
        assertThat(Sample.WRITES.exposition()).isEqualTo("demo_writes_total");
    }
}
