package dev.pairplane.difftracker.telemetry;

import dev.pairplane.observability.command.BuildInfo;
import dev.pairplane.observability.metrics.Metrics;
import dev.pairplane.observability.metrics.PairplaneRegistry;
import dev.pairplane.testkit.ScrapeFile;
import io.micrometer.core.instrument.Clock;
import java.util.Map;
import java.util.TreeMap;

/// The controller's metrics, as the service registers them, on the registry that it uses.
public final class EngineRegistry {
    // Quarkus 3.31 still builds on this registry; the class that replaces it is not among its
    // dependencies.
    @SuppressWarnings("deprecation")
    private final io.micrometer.prometheus.PrometheusMeterRegistry registry =
            new io.micrometer.prometheus.PrometheusMeterRegistry(
                    io.micrometer.prometheus.PrometheusConfig.DEFAULT,
                    new PairplaneRegistry(),
                    Clock.SYSTEM);

    private final Metrics metrics =
            new Metrics(registry, Map.of()).register(DifftrackerMetric.values());

    /// Registers everything.
    public EngineRegistry() {
        metrics.buildInfo("difftracker", new BuildInfo("0", "unknown", "25"));
    }

    /// What telemetry writes to.
    public Metrics metrics() {
        return metrics;
    }

    /// The page that a monitoring system gets.
    public String page() {
        return registry.scrape();
    }

    /// That page, read.
    public ScrapeFile scrape() {
        return ScrapeFile.parse(page());
    }

    /// By how much an action moves which series; buckets left out.
    public Map<String, Double> moved(Runnable action) {
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
                            sample.name().replace("difftracker_engine_", "")
                                    + (labels.isEmpty() ? "" : labels),
                            sample.value());
                }
            }
        }
        return values;
    }
}
