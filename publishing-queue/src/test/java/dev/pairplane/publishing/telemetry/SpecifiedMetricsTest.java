package dev.pairplane.publishing.telemetry;

import static dev.pairplane.testkit.MeterAssertions.assertThat;

import dev.pairplane.testkit.MeterAssertions.FamilyAssertions;
import dev.pairplane.testkit.ScrapeFile;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// The metrics that dashboards and alerts of earlier deployments use, written down here a second
/// time on purpose; as they are after the start, when the first target is known.
class SpecifiedMetricsTest {
    private static final String P = QueueRegistry.PREFIX;

    private final ScrapeFile scrape = started();

    private static ScrapeFile started() {
        QueueRegistry registry = new QueueRegistry();
        QueueGauges gauges = new QueueGauges(registry.metrics(), Pictures::empty);
        gauges.watch();
        gauges.targets(Pictures.targets("x"));
        return registry.scrape();
    }

    /// Publishing invariant 97: each is there from the start.
    @ParameterizedTest
    @CsvSource({
        "queue_size, gauge, priority",
        "queue_capacity_utilization, gauge, priority",
        "queue_submissions_total, counter, priority result",
        "jobs_processed_total, counter, target state",
        "retry_attempts_total, counter, target error_type",
        "circuit_breaker_state, gauge, target",
        "circuit_breaker_trips_total, counter, target",
        "circuit_breaker_recoveries_total, counter, target",
        "workers_active, gauge,",
        "workers_idle, gauge,",
        "dlq_size, gauge, target",
        "dlq_writes_total, counter, target error_type",
        "dlq_replays_total, counter, target result",
        "job_completed_total, counter, target priority",
        "job_failed_total, counter, target error_type",
        "active_workers, gauge,",
    })
    void hasTheCountersAndGauges(String name, String type, @Nullable String labels) {
        assertThat(scrape)
                .family(P + name)
                .isOfType(type)
                .hasHelp()
                .hasLabels(labels == null ? new String[0] : labels.split(" ", -1));
    }

    /// Publishing invariant 97: with the buckets that their limits need.
    @Test
    void hasTheHistogramsWithTheirBuckets() {
        double[] seconds = {.001, .002, .005, .01, .02, .05, .1, .2, .5, 1, 2, 5, 10, 30, 60};
        histogram("job_duration_seconds", "target", "priority").hasBuckets(seconds);
        histogram("job_wait_time_seconds", "priority").hasBuckets(seconds);
        histogram("worker_processing_duration_seconds").hasBuckets(seconds);
    }

    private FamilyAssertions histogram(String name, String... labels) {
        return assertThat(scrape)
                .family(P + name)
                .isOfType("histogram")
                .hasHelp()
                .hasLabels(labels);
    }

    /// Publishing invariant 97: and each known series begins at zero.
    @Test
    void hasEveryValueOfEveryLabelFromTheStart() {
        for (String priority : new String[] {"high", "medium", "low"}) {
            assertThat(scrape)
                    .hasValue(0, P + "queue_size", Map.of("priority", priority))
                    .hasValue(
                            0,
                            P + "queue_submissions_total",
                            Map.of("priority", priority, "result", "rejected"))
                    .hasValue(
                            0,
                            P + "job_completed_total",
                            Map.of("target", "x", "priority", priority));
        }
        for (String type : new String[] {"transient", "permanent", "unknown"}) {
            assertThat(scrape)
                    .hasValue(0, P + "dlq_writes_total", Map.of("target", "x", "error_type", type))
                    .hasValue(
                            0,
                            P + "retry_attempts_total",
                            Map.of("target", "x", "error_type", type));
        }
        assertThat(scrape)
                .family(P + "jobs_processed_total")
                .hasValues("state", "succeeded", "failed", "dlq", "collapsed");
        assertThat(scrape)
                .family(P + "dlq_replays_total")
                .hasValues("result", "success", "failure");
        assertThat(scrape)
                .family(P + "submissions_rejected_by_reason_total")
                .hasValues(
                        "reason",
                        "unknown_target",
                        "target_disabled",
                        "metrics_only",
                        "key_reused",
                        "key_in_flight",
                        "full",
                        "too_large",
                        "rejected",
                        "journal",
                        "starting",
                        "shutdown");
    }
}
