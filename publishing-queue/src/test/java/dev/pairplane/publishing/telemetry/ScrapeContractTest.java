package dev.pairplane.publishing.telemetry;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pairplane.publishing.core.deadletter.DeadLetters;
import dev.pairplane.publishing.core.job.ErrorType;
import dev.pairplane.testkit.GoldenFiles;
import dev.pairplane.testkit.GoldenScrape;
import dev.pairplane.testkit.PromTool;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// The whole of what the service shows, as committed text: a change of it is a change of a
/// contract.
class ScrapeContractTest {
    private static final Path RESOURCES = Path.of("src/test/resources");
    private static final Set<String> OPEN =
            Set.of(
                    "version",
                    "revision",
                    "java",
                    "target",
                    "attempt",
                    "endpoint",
                    "method",
                    "fingerprint");

    private final QueueRegistry registry = new QueueRegistry();

    /// One target, and one of each thing whose series cannot be known before.
    @BeforeEach
    void use() {
        QueueGauges gauges = new QueueGauges(registry.metrics(), Pictures::empty);
        gauges.watch();
        gauges.targets(Pictures.targets("x"));
        gauges.newest(
                Arrays.stream(ErrorType.values())
                        .map(type -> new DeadLetters.Newest("x", type, "f"))
                        .toList());
        new WebhookTelemetry(registry.metrics())
                .requested("x", "POST", "2xx", Duration.ofMillis(1), 10);
        ApiTelemetry api = new ApiTelemetry(registry.metrics(), () -> 0);
        api.ended(api.began(), "GET", "/api/v1/publishing/queue", 200);
        registry.metrics().histogram(PublishingMetric.RETRY_SUCCESS, "x", "2");
    }

    @Test
    void isTheCommittedOne() {
        GoldenFiles.check(
                RESOURCES.resolve("golden/metrics.txt"),
                new GoldenScrape(
                                List.of("alert_history_publishing_", "api_http_", "webhook_"), OPEN)
                        .of(registry.scrape()));
    }

    @Test
    void promtoolFindsNothingButTheNamesThatAreKept() throws IOException {
        List<String> allowed =
                Files.readAllLines(RESOURCES.resolve("promtool-allowed.txt")).stream()
                        .filter(line -> !line.startsWith("#"))
                        .toList();

        assertThat(PromTool.foundOrSkipped().checkMetrics(registry.page()))
                .containsExactlyInAnyOrderElementsOf(allowed);
    }
}
