package dev.pairplane.publishing.telemetry;

import static dev.pairplane.testkit.MeterAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import dev.pairplane.publishing.core.deadletter.DeadLetters;
import dev.pairplane.publishing.core.job.ErrorType;
import dev.pairplane.publishing.core.job.JobState;
import dev.pairplane.publishing.core.queue.QueueFigures;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class QueueGaugesTest {
    private static final String P = QueueRegistry.PREFIX;

    private final QueueRegistry registry = new QueueRegistry();
    private final AtomicReference<QueueFigures> figures = new AtomicReference<>(Pictures.busy());
    private final QueueGauges gauges = new QueueGauges(registry.metrics(), figures::get);

    @BeforeEach
    void watch() {
        gauges.watch();
        gauges.targets(Pictures.targets("x", "y", "off"));
    }

    @Test
    void showsWhatTheQueueHas() {
        assertThat(registry.scrape())
                .hasValue(11, P + "queue_size", Map.of("priority", "high"))
                .hasValue(13, P + "queue_size", Map.of("priority", "low"))
                .hasValue(0.1, P + "queue_capacity_utilization", Map.of("priority", "high"))
                .hasValue(0.05, P + "queue_capacity_utilization", Map.of("priority", "medium"))
                .hasValue(400, P + "queue_capacity", Map.of("priority", "low"))
                .hasValue(1.5, P + "oldest_job_age_seconds", Map.of("priority", "high"))
                .hasValue(0, P + "oldest_job_age_seconds", Map.of("priority", "low"))
                .hasValue(7, P + "workers_active", Map.of())
                .hasValue(7, P + "active_workers", Map.of())
                .hasValue(3, P + "workers_idle", Map.of())
                .hasValue(
                        2,
                        P + "discovery_targets_total",
                        Map.of("type", "webhook", "enabled", "true"))
                .hasValue(
                        1,
                        P + "discovery_targets_total",
                        Map.of("type", "webhook", "enabled", "false"));
    }

    @Test
    void deferredJobsAreShownUnderTheReasonOfTheirTarget() {
        assertThat(registry.scrape())
                .hasValue(21, P + "jobs_deferred", Map.of("target", "x", "reason", "circuit_open"))
                .hasValue(0, P + "jobs_deferred", Map.of("target", "x", "reason", "hold"))
                .hasValue(0, P + "jobs_deferred", Map.of("target", "y", "reason", "circuit_open"));
    }

    @Test
    void goesBackToNothing() {
        figures.set(Pictures.empty());

        assertThat(registry.scrape())
                .hasValue(0, P + "queue_size", Map.of("priority", "high"))
                .hasValue(0, P + "queue_capacity_utilization", Map.of("priority", "high"))
                .hasValue(0, P + "workers_active", Map.of())
                .hasValue(0, P + "jobs_deferred", Map.of("target", "x", "reason", "circuit_open"));
    }

    @Test
    void deadLettersOfATargetThatIsGoneAreShownAndThoseThatWereReplayedAreNot() {
        gauges.deadLetters(Map.of("x", 5L, "gone", 6L));
        assertThat(registry.scrape())
                .hasValue(5, P + "dlq_size", Map.of("target", "x"))
                .hasValue(6, P + "dlq_size", Map.of("target", "gone"));

        gauges.deadLetters(Map.of());

        assertThat(registry.scrape())
                .hasValue(0, P + "dlq_size", Map.of("target", "x"))
                .hasValue(0, P + "dlq_size", Map.of("target", "gone"));
    }

    /// So that the number of series stays bounded, whatever fails.
    @Test
    void onlyTheNewestDeadLettersAreListed() {
        gauges.newest(
                List.of(
                        new DeadLetters.Newest("x", ErrorType.PERMANENT, "f"),
                        new DeadLetters.Newest("y", ErrorType.TRANSIENT, "g"),
                        new DeadLetters.Newest("x", ErrorType.PERMANENT, "f")));
        assertThat(listed()).hasSize(2);
        assertThat(registry.scrape())
                .hasValue(2, P + "dlq_entries", letter("x", "permanent", "f"))
                .hasValue(1, P + "dlq_entries", letter("y", "transient", "g"));

        for (int i = 0; i < 100; i++) {
            gauges.newest(List.of(new DeadLetters.Newest("x", ErrorType.UNKNOWN, "f" + i)));
            assertThat(listed()).hasSize(1);
        }
        gauges.newest(List.of());
        assertThat(listed()).isEmpty();
    }

    private List<String> listed() {
        return registry.page().lines().filter(line -> line.startsWith(P + "dlq_entries{")).toList();
    }

    private static Map<String, String> letter(String target, String type, String fingerprint) {
        return Map.of(
                "target", target,
                "error_type", type,
                "fingerprint", fingerprint,
                "replayed", "false");
    }

    @Test
    void rowsOfTheJournalAreShownByState() {
        gauges.rows(Map.of(JobState.RETRYING, 3L));

        assertThat(registry.scrape())
                .hasValue(3, P + "journal_rows", Map.of("state", "retrying"))
                .hasValue(0, P + "journal_rows", Map.of("state", "queued"));
    }

    @Test
    void aTargetThatComesAgainKeepsItsCounters() {
        registry.metrics().counter(PublishingMetric.BREAKER_TRIPS, "x").increment();

        assertThat(
                        registry.moved(() -> {
                            gauges.targets(Pictures.targets("y"));
                            gauges.targets(Pictures.targets("x", "y"));
                        }))
                .containsOnlyKeys("discovery_targets_total{enabled=false, type=webhook}");
    }
}
