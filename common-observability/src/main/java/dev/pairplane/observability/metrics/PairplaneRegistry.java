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
/// meters of their own.
public final class PairplaneRegistry extends CollectorRegistry {
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
                        .toList());
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
