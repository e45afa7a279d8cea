package dev.pairplane.difftracker.app;

import dev.pairplane.difftracker.telemetry.DifftrackerMetric;
import dev.pairplane.observability.config.ConfigReference;
import dev.pairplane.observability.metrics.MetricsReference;
import dev.pairplane.testkit.GoldenFiles;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

/// The reference pages are written from the code, and fail here when they are stale.
class ReferencePagesTest {
    private static final Path PAGES = Path.of("../docs/reference");
    private static final String TITLE = "difftracker";

    @Test
    void theMetricsPageIsUpToDate() {
        GoldenFiles.check(
                PAGES.resolve("difftracker-metrics.md"),
                MetricsReference.render(
                        List.of(
                                new MetricsReference.Section(
                                        TITLE, List.of(), List.of(DifftrackerMetric.values())))));
    }

    @Test
    void theConfigurationPageIsUpToDate() {
        GoldenFiles.check(
                PAGES.resolve("difftracker-config.md"),
                ConfigReference.render(
                        List.of(
                                new ConfigReference.Section(
                                        TITLE, DifftrackerConfiguration.schema()))));
    }
}
