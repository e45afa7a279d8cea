package dev.pairplane.observability.metrics;

import io.prometheus.client.Collector;
import io.prometheus.client.CollectorRegistry;
import io.prometheus.client.Predicate;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.util.Collections;
import java.util.Enumeration;

/// What the metrics page shows: everything registered, but for the `_max` series that Micrometer
/// adds to every histogram and summary (they forget after minutes, nobody may alert on them, and
/// they are no part of the documented names). A meter filter cannot deny them, as they are no
/// meters of their own. And the bound that stands for zero is shown as zero.
public final class PairplaneRegistry extends CollectorRegistry {
    /// Stands for a bucket bound of zero, which Micrometer refuses; nothing whole is between the
    /// two.
    static final double ZERO = Double.MIN_VALUE;

    private static final String ZERO_TEXT = Collector.doubleToGoString(ZERO);
    private static final String SHOWN = Collector.doubleToGoString(0);

    /// A registry without collectors.
    public PairplaneRegistry() {
        super(true);
    }

    @Override
    public Enumeration<Collector.MetricFamilySamples> metricFamilySamples() {
        return documented(super.metricFamilySamples());
    }

    @Override
    public Enumeration<Collector.MetricFamilySamples> filteredMetricFamilySamples(
            Predicate<String> sampleNameFilter) {
        return documented(super.filteredMetricFamilySamples(sampleNameFilter));
    }

    private static Enumeration<Collector.MetricFamilySamples> documented(
            Enumeration<Collector.MetricFamilySamples> all) {
        return Collections.enumeration(
                Collections.list(all).stream()
                        .filter(family ->
                                !(family.type == Collector.Type.GAUGE
                                        && family.name.endsWith("_max")))
                        .map(PairplaneRegistry::withZero)
                        .toList());
    }

    private static Collector.MetricFamilySamples withZero(Collector.MetricFamilySamples family) {
        if (family.type != Collector.Type.HISTOGRAM
                || family.samples.stream().noneMatch(s -> s.labelValues.contains(ZERO_TEXT))) {
            return family;
        }
        return new Collector.MetricFamilySamples(
                family.name,
                family.unit,
                family.type,
                family.help,
                family.samples.stream().map(PairplaneRegistry::withZero).toList());
    }

    private static Collector.MetricFamilySamples.Sample withZero(
            Collector.MetricFamilySamples.Sample sample) {
        return new Collector.MetricFamilySamples.Sample(
                sample.name,
                sample.labelNames,
                sample.labelValues.stream()
                        .map(value -> value.equals(ZERO_TEXT) ? SHOWN : value)
                        .toList(),
                sample.value,
                sample.exemplar,
                sample.timestampMs);
    }

    /// Puts the registry in the place of Quarkus' own.
    @Singleton
    static final class Producer {
        @Produces
        @Singleton
        CollectorRegistry collectorRegistry() {
            return new PairplaneRegistry();
        }
    }
}
