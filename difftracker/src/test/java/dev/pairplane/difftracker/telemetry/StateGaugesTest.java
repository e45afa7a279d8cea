package dev.pairplane.difftracker.telemetry;

import static dev.pairplane.testkit.MeterAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import dev.pairplane.difftracker.core.engine.Totals;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class StateGaugesTest {
    private static final String P = "difftracker_engine_";

    private final EngineRegistry registry = new EngineRegistry();
    private final AtomicReference<Totals> totals = new AtomicReference<>(Pictures.busy());

    @BeforeEach
    void watch() {
        new StateGauges(registry.metrics(), totals::get, () -> Instant.ofEpochSecond(1_000_000))
                .watch(10);
    }

    /// Invariant 190: the totals are the mirror's, whatever the last pass did.
    @Test
    void showsWhatTheControllerHas() {
        assertThat(registry.scrape())
                .hasValue(
                        13,
                        P + "pending_service_operations",
                        Map.of("state", "created", "service_type", "inbound"))
                .hasValue(
                        18,
                        P + "pending_service_operations",
                        Map.of("state", "created", "service_type", "outbound"))
                .hasValue(
                        13,
                        P + "pending_operation_oldest_age_seconds",
                        Map.of("state", "created", "service_type", "inbound"))
                .hasValue(31, P + "buffered_updates", Map.of("update_type", "endpoints"))
                .hasValue(32, P + "pending_deletions", Map.of())
                .hasValue(33, P + "services_blocked_by_locations", Map.of())
                .hasValue(34, P + "service_updater_concurrent_operations", Map.of())
                .hasValue(35, P + "locations_total", Map.of())
                .hasValue(36, P + "addresses_total", Map.of())
                .hasValue(37, P + "doubtful_locations", Map.of())
                .hasValue(38, P + "tracked_services_total", Map.of("state", "k8s_services"))
                .hasValue(39, P + "tracked_services_total", Map.of("state", "nrp_loadbalancers"))
                .hasValue(40, P + "tracked_services_total", Map.of("state", "nrp_natgateways"))
                .hasValue(38, P + "tracked_services", Map.of("resource", "k8s"))
                .hasValue(1, P + "parked_services", Map.of("reason", "terminal_error"))
                .hasValue(2, P + "parked_services", Map.of("reason", "retries_exceeded"))
                .hasValue(1, P + "start_phase", Map.of("phase", "running"))
                .hasValue(0, P + "start_phase", Map.of("phase", "refused"))
                .hasValue(90, P + "mirror_age_seconds", Map.of())
                .hasValue(1_000_000 - 90, P + "last_successful_sync_timestamp_seconds", Map.of())
                .hasValue(10, P + "service_updater_permits", Map.of())
                .hasValue(1, P + "leader", Map.of())
                .hasValue(1, P + "servicegateway_enabled", Map.of());
    }

    /// Invariant 189
    @Test
    void goesBackToNothingAndNeverBelow() {
        totals.set(Pictures.empty());

        assertThat(registry.scrape().families())
                .filteredOn(family -> family.name().startsWith(P))
                .flatExtracting(family -> family.samples())
                .filteredOn(sample -> !sample.name().contains("mirror_age"))
                .hasSizeGreaterThan(100)
                .allSatisfy(
                        sample -> assertThat(sample.value()).as(sample.toString()).isNotNegative());
        assertThat(registry.scrape())
                .hasValue(
                        0,
                        P + "pending_service_operations",
                        Map.of("state", "created", "service_type", "inbound"))
                .hasValue(0, P + "pending_deletions", Map.of())
                .hasValue(-1, P + "mirror_age_seconds", Map.of())
                .hasValue(0, P + "last_successful_sync_timestamp_seconds", Map.of());
    }
}
