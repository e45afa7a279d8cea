package dev.pairplane.publishing.telemetry;

import dev.pairplane.observability.command.BuildInfo;
import dev.pairplane.observability.metrics.Metrics;
import dev.pairplane.observability.metrics.PairplaneRegistry;
import dev.pairplane.testkit.ScrapeFile;
import io.micrometer.core.instrument.Clock;
import java.util.Map;
import java.util.TreeMap;

/// The service's metrics, as the service registers them, on the registry that it uses.
final class QueueRegistry {
    static final String PREFIX = "alert_history_publishing_";

    // Quarkus 3.31 still builds on this registry; the class that replaces it is not among its
    // dependencies.
    @SuppressWarnings("deprecation")
    private final io.micrometer.prometheus.PrometheusMeterRegistry registry =
            new io.micrometer.prometheus.PrometheusMeterRegistry(
                    io.micrometer.prometheus.PrometheusConfig.DEFAULT,
                    new PairplaneRegistry(),
                    Clock.SYSTEM);

    private final Metrics metrics =
            new Metrics(registry, Map.of()).register(PublishingMetric.values());

    QueueRegistry() {
        metrics.buildInfo("alert_history_publishing", new BuildInfo("0", "unknown", "25"));
    }

    /// What telemetry writes to.
    Metrics metrics() {
        return metrics;
    }

    /// The page that a monitoring system gets.
    String page() {
        return registry.scrape();
    }

    /// That page, read.
    ScrapeFile scrape() {
        return ScrapeFile.parse(page());
    }

    /// By how much an action moves which series; buckets and the prefix left out.
    Map<String, Double> moved(Runnable action) {
        Map<String, Double> before = values();
        action.run();
        Map<String, Double> moved = new TreeMap<>();
        values().forEach((series, value) -> {
            double by = value - before.getOrDefault(series, 0.0);
            if (by != 0) {
                moved.put(series, by);
            }
        });
        return moved;
    }

    private Map<String, Double> values() {
        Map<String, Double> values = new TreeMap<>();
        for (ScrapeFile.Family family : scrape().families()) {
            for (ScrapeFile.Sample sample : family.samples()) {
                Map<String, String> labels = new TreeMap<>(sample.labels());
                if (!labels.containsKey("le")) {
                    values.put(
                            sample.name().replace(PREFIX, "") + (labels.isEmpty() ? "" : labels),
                            sample.value());
                }
            }
        }
        return values;
    }
}
