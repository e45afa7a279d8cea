package dev.pairplane.difftracker.telemetry;

import static dev.pairplane.testkit.MeterAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import dev.pairplane.testkit.ScrapeFile;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// The sixteen metrics of the specification and the other name of one of them, written down here a
/// second time on purpose.
class SpecifiedMetricsTest {
    private static final String PREFIX = "difftracker_engine_";

    private final ScrapeFile scrape = new EngineRegistry().scrape();

    @ParameterizedTest
    @CsvSource({
        "pending_service_operations, gauge, state service_type",
        "buffered_updates, gauge, update_type",
        "service_operations_total, counter, operation service_type result",
        "pending_deletions, gauge,",
        "services_blocked_by_locations, gauge,",
        "service_updater_concurrent_operations, gauge,",
        "locations_total, gauge,",
        "addresses_total, gauge,",
        "tracked_services_total, gauge, state",
        "tracked_services, gauge, resource",
        "state_transitions_total, counter, from_state to_state",
    })
    void hasTheCountersAndGauges(String name, String type, @Nullable String labels) {
        assertThat(scrape)
                .family(PREFIX + name)
                .isOfType(type)
                .hasHelp()
                .hasLabels(labels == null ? new String[0] : labels.split(" ", -1));
    }

    @Test
    void hasTheHistogramsWithTheirBuckets() {
        histogram("operation_duration_seconds", "operation result")
                .hasBuckets(.001, .005, .01, .025, .05, .1, .25, .5, 1, 2.5, 5);
        histogram("service_operation_duration_seconds", "operation service_type")
                .hasBuckets(.1, .5, 1, 2.5, 5, 10, 30, 60, 120);
        histogram("service_operation_retries", "operation service_type")
                .hasBuckets(0, 1, 2, 3, 5, 10, 20);
        histogram("deletion_check_duration_seconds", "")
                .hasBuckets(.001, .005, .01, .025, .05, .1, .25, .5);
        histogram("service_updater_batch_size", "").hasBuckets(0, 1, 2, 5, 10, 20, 50, 100);
        histogram("locations_update_duration_seconds", "result")
                .hasBuckets(.01, .05, .1, .25, .5, 1, 2.5, 5);
    }

    private dev.pairplane.testkit.MeterAssertions.FamilyAssertions histogram(
            String name, String labels) {
        return assertThat(scrape)
                .family(PREFIX + name)
                .isOfType("histogram")
                .hasHelp()
                .hasLabels(labels.isEmpty() ? new String[0] : labels.split(" ", -1));
    }

    @Test
    void hasEveryValueOfEveryLabelFromTheStart() {
        assertThat(scrape)
                .family(PREFIX + "operation_duration_seconds")
                .hasValues(
                        "operation",
                        "add_service",
                        "update_endpoints",
                        "delete_service",
                        "service_creation_complete")
                .hasValues("result", "success", "error");
        assertThat(scrape)
                .family(PREFIX + "pending_service_operations")
                .hasValues(
                        "state",
                        "not_started",
                        "creation_in_progress",
                        "created",
                        "deletion_pending",
                        "deletion_in_progress")
                .hasValues("service_type", "inbound", "outbound");
        assertThat(scrape)
                .family(PREFIX + "tracked_services_total")
                .hasValues("state", "k8s_services", "nrp_loadbalancers", "nrp_natgateways");
        assertThat(scrape)
                .family(PREFIX + "tracked_services")
                .hasValues("resource", "k8s", "nrp_loadbalancers", "nrp_natgateways");
        assertThat(scrape)
                .family(PREFIX + "buffered_updates")
                .hasValues("update_type", "endpoints", "pods");
    }

    /// Invariant 193: the codes of errors, as labels.
    @Test
    void namesErrorsAsTheSpecificationDoes() {
        assertThat(scrape)
                .family(PREFIX + "service_operation_errors_total")
                .hasValues(
                        "error_code",
                        "quota_exceeded",
                        "throttled",
                        "conflict",
                        "not_found",
                        "internal_error",
                        "timeout",
                        "ValidationError",
                        "unknown",
                        "in_doubt");
    }
}
