package dev.pairplane.publishing.app;

import dev.pairplane.observability.config.ConfigReference;
import dev.pairplane.observability.metrics.MetricsReference;
import dev.pairplane.publishing.telemetry.PublishingMetric;
import dev.pairplane.testkit.GoldenFiles;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

/// The reference pages are written from the code, and fail here when they are stale.
class ReferencePagesTest {
    private static final Path PAGES = Path.of("../docs/reference");
    private static final String TITLE = "publishing-queue";

    @Test
    void theMetricsPageIsUpToDate() {
        GoldenFiles.check(
                PAGES.resolve("publishing-metrics.md"),
                MetricsReference.render(
                        List.of(
                                new MetricsReference.Section(
                                        TITLE, List.of(), List.of(PublishingMetric.values())))));
    }

    @Test
    void theConfigurationPageIsUpToDate() {
        GoldenFiles.check(
                PAGES.resolve("publishing-config.md"),
                ConfigReference.render(
                        List.of(
                                new ConfigReference.Section(
                                        TITLE, PublishingConfiguration.schema()))));
    }
}
