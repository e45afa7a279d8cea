package dev.pairplane.observability.metrics;

import dev.pairplane.observability.command.BuildInfo;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.MultiGauge;
import io.micrometer.core.instrument.Tag;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.DoubleSupplier;

/// A service's metrics: registers all series of its enums and hands out one handle per series.
///
/// Handles are looked up by name and label values; callers on hot paths look up once and keep the
/// handle. Label values are given in the order of [MetricSpec#labels]. Safe for all threads.
public final class Metrics {
    private record Series(String name, List<String> values) {}

    private final MeterRegistry registry;
    private final Tags constant;
    private final Set<String> known = ConcurrentHashMap.newKeySet();
    private final Map<Series, Counter> counters = new ConcurrentHashMap<>();
    private final Map<Series, Gauge> gauges = new ConcurrentHashMap<>();
    private final Map<Series, Histogram> histograms = new ConcurrentHashMap<>();
    private final Map<String, MultiGauge> lists = new ConcurrentHashMap<>();
    private final Map<String, Set<String>> open = new ConcurrentHashMap<>();

    /// @param constantLabels put on every series of this service (`node_id`); not on the JVM's
    public Metrics(MeterRegistry registry, Map<String, String> constantLabels) {
        this.registry = registry;
        this.constant =
                Tags.of(
                        constantLabels.entrySet().stream()
                                .map(e -> Tag.of(e.getKey(), e.getValue()))
                                .toList());
    }

    /// Registers every series of these metrics whose labels are all closed, at zero. Again:
    /// nothing.
    ///
    /// @return this
    public Metrics register(MetricName... names) {
        for (MetricName name : names) {
            MetricSpec spec = name.spec();
            known.add(spec.name());
            if (!spec.onDemand()
                    && spec.rows() == 0
                    && spec.labels().stream().allMatch(Label::closed)) {
                combinations(spec).forEach(values -> touch(spec, values));
            }
        }
        return this;
    }

    /// The handle of one counter series.
    ///
    /// @throws IllegalArgumentException on a metric of another type, on a wrong number of label
    ///   values and on a value a closed label does not list
    public Counter counter(MetricName name, String... labelValues) {
        MetricSpec spec = expect(name, MetricType.COUNTER);
        return counter(spec, values(spec, labelValues));
    }

    /// The handle of one gauge series; refuses what [#counter] refuses.
    public Gauge gauge(MetricName name, String... labelValues) {
        MetricSpec spec = expect(name, MetricType.GAUGE);
        if (spec.rows() > 0) {
            throw new IllegalArgumentException(spec.name() + " is a list, give it its rows");
        }
        return gauge(spec, values(spec, labelValues));
    }

    /// Lets one gauge series show what `supplier` says at each scrape, see [Gauge#watch].
    public Gauge gauge(MetricName name, DoubleSupplier supplier, String... labelValues) {
        Gauge gauge = gauge(name, labelValues);
        gauge.watch(supplier);
        return gauge;
    }

    /// Replaces all series of a list, see [MetricSpec#listing]: those that are not among the rows
    /// are gone. To be called by one thread at a time.
    ///
    /// @param rows values by the values of the labels, any that an open label is given
    /// @throws IllegalArgumentException on a metric that is no list, on more rows than it may have,
    ///   on a wrong number of label values and on a value that a closed label does not list
    public void list(MetricName name, Map<List<String>, Double> rows) {
        MetricSpec spec = expect(name, MetricType.GAUGE);
        if (rows.size() > spec.rows()) {
            throw new IllegalArgumentException(
                    "%s has at most %d rows, not %d"
                            .formatted(spec.name(), spec.rows(), rows.size()));
        }
        List<MultiGauge.Row<?>> series = new ArrayList<>(rows.size());
        rows.forEach((values, value) -> {
            expect(spec, values);
            series.add(MultiGauge.Row.of(tags(spec, values), value));
        });
        lists.computeIfAbsent(
                        spec.name(),
                        _ ->
                                MultiGauge.builder(spec.name())
                                        .description(spec.meaning())
                                        .register(registry))
                .register(series, true);
    }

    private static void expect(MetricSpec spec, List<String> values) {
        count(spec, values);
        for (int i = 0; i < values.size(); i++) {
            if (spec.labels().get(i).closed()) {
                listed(spec, spec.labels().get(i), values.get(i));
            }
        }
    }

    /// The handle of one histogram series; refuses what [#counter] refuses.
    public Histogram histogram(MetricName name, String... labelValues) {
        MetricSpec spec = expect(name, MetricType.HISTOGRAM);
        return histogram(spec, values(spec, labelValues));
    }

    /// Registers `<prefix>_build_info{version,revision,java}`, always 1.
    public void buildInfo(String prefix, BuildInfo build) {
        io.micrometer.core.instrument.Gauge.builder(prefix + "_build_info", () -> 1)
                .description("The build that runs; always 1.")
                .tags(
                        constant.and(
                                "version", build.version(),
                                "revision", build.revision(),
                                "java", build.java()))
                .register(registry);
    }

    private MetricSpec expect(MetricName name, MetricType type) {
        MetricSpec spec = name.spec();
        if (spec.type() != type) {
            throw new IllegalArgumentException(
                    spec.name() + " is a " + spec.type().text() + ", not a " + type.text());
        }
        if (known.add(spec.name())) {
            register(name);
        }
        return spec;
    }

    private List<String> values(MetricSpec spec, String... given) {
        count(spec, List.of(given));
        List<String> values = new ArrayList<>(given.length);
        for (int i = 0; i < given.length; i++) {
            values.add(value(spec, spec.labels().get(i), given[i]));
        }
        return List.copyOf(values);
    }

    private static void count(MetricSpec spec, List<String> given) {
        if (given.size() != spec.labels().size()) {
            throw new IllegalArgumentException(
                    "%s has the labels %s, but got the values %s"
                            .formatted(
                                    spec.name(),
                                    spec.labels().stream().map(Label::name).toList(),
                                    given));
        }
    }

    private String value(MetricSpec spec, Label label, String given) {
        if (!label.closed()) {
            Set<String> seen =
                    open.computeIfAbsent(
                            spec.name() + " " + label.name(), _ -> ConcurrentHashMap.newKeySet());
            synchronized (seen) {
                if (seen.size() < label.limit()) {
                    seen.add(given);
                }
                return seen.contains(given) ? given : Label.OTHER;
            }
        }
        listed(spec, label, given);
        return given;
    }

    private static void listed(MetricSpec spec, Label label, String given) {
        if (!label.values().contains(given)) {
            throw new IllegalArgumentException(
                    "%s{%s=\"%s\"}: the values are %s"
                            .formatted(spec.name(), label.name(), given, label.values()));
        }
    }

    private static List<List<String>> combinations(MetricSpec spec) {
        List<List<String>> all = List.of(List.of());
        for (Label label : spec.labels()) {
            List<List<String>> longer = new ArrayList<>();
            for (List<String> begin : all) {
                for (String value : label.values()) {
                    List<String> next = new ArrayList<>(begin);
                    next.add(value);
                    longer.add(List.copyOf(next));
                }
            }
            all = longer;
        }
        return all;
    }

    private void touch(MetricSpec spec, List<String> values) {
        switch (spec.type()) {
            case COUNTER -> counter(spec, values);
            case GAUGE -> gauge(spec, values);
            case HISTOGRAM -> histogram(spec, values);
        }
    }

    private Counter counter(MetricSpec spec, List<String> values) {
        return counters.computeIfAbsent(
                new Series(spec.name(), values),
                _ -> {
                    Counter counter = new Counter();
                    // Micrometer holds the counter weakly; this map is what keeps it.
                    FunctionCounter.builder(spec.name(), counter, Counter::value)
                            .description(spec.meaning())
                            .tags(tags(spec, values))
                            .register(registry);
                    return counter;
                });
    }

    private Gauge gauge(MetricSpec spec, List<String> values) {
        return gauges.computeIfAbsent(
                new Series(spec.name(), values),
                _ -> {
                    Gauge gauge = new Gauge();
                    io.micrometer.core.instrument.Gauge.builder(spec.name(), gauge, Gauge::value)
                            .description(spec.meaning())
                            .tags(tags(spec, values))
                            .register(registry);
                    return gauge;
                });
    }

    private Histogram histogram(MetricSpec spec, List<String> values) {
        return histograms.computeIfAbsent(
                new Series(spec.name(), values),
                _ ->
                        spec.unit() == Unit.SECONDS
                                ? seconds(spec, tags(spec, values))
                                : whole(spec, tags(spec, values)));
    }

    private Histogram seconds(MetricSpec spec, Tags tags) {
        Duration[] bounds =
                Arrays.stream(spec.buckets().orElseThrow().bounds())
                        .mapToObj(bound -> Duration.ofNanos(Math.round(bound * 1e9)))
                        .toArray(Duration[]::new);
        return new Histogram.Seconds(
                Timer.builder(spec.name())
                        .description(spec.meaning())
                        .tags(tags)
                        .serviceLevelObjectives(bounds)
                        // Bounds outside the expected range would be dropped.
                        .minimumExpectedValue(bounds[0])
                        .maximumExpectedValue(bounds[bounds.length - 1])
                        .register(registry));
    }

    private Histogram whole(MetricSpec spec, Tags tags) {
        double[] bounds = spec.buckets().orElseThrow().bounds();
        // Micrometer takes no bound of zero; the page shows this one as zero.
        bounds[0] = Math.max(bounds[0], PairplaneRegistry.ZERO);
        return new Histogram.Whole(
                DistributionSummary.builder(spec.name())
                        .description(spec.meaning())
                        .tags(tags)
                        .serviceLevelObjectives(bounds)
                        .minimumExpectedValue(bounds[0])
                        .maximumExpectedValue(bounds[bounds.length - 1])
                        .register(registry));
    }

    private Tags tags(MetricSpec spec, List<String> values) {
        Tags tags = constant;
        for (int i = 0; i < values.size(); i++) {
            tags = tags.and(spec.labels().get(i).name(), values.get(i));
        }
        return tags;
    }
}
