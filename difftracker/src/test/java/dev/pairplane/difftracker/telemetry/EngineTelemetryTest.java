package dev.pairplane.difftracker.telemetry;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pairplane.difftracker.core.call.CallError;
import dev.pairplane.difftracker.core.engine.ControllerEvent;
import dev.pairplane.difftracker.core.engine.ErrorCode;
import dev.pairplane.difftracker.core.engine.OperationKind;
import dev.pairplane.difftracker.core.engine.ParkReason;
import dev.pairplane.difftracker.core.engine.ServiceState;
import dev.pairplane.difftracker.core.engine.StartPhase;
import dev.pairplane.difftracker.core.kubernetes.ObjectRef;
import dev.pairplane.difftracker.core.locations.LocationsEvent;
import dev.pairplane.difftracker.core.state.IpAddress;
import dev.pairplane.difftracker.core.state.ServiceKey;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class EngineTelemetryTest {
    private static final ServiceKey IN = ServiceKey.inbound("u-1");
    private static final ServiceKey OUT = ServiceKey.outbound("gw-1");
    private static final ObjectRef REF = new ObjectRef("ns", "web", "U-1");

    private final EngineRegistry registry = new EngineRegistry();
    private final EngineTelemetry telemetry = new EngineTelemetry(registry.metrics());

    private Map<String, Double> moved(ControllerEvent... events) {
        return registry.moved(() -> {
            for (ControllerEvent event : events) {
                telemetry.accept(event);
            }
        });
    }

    private static ControllerEvent.AttemptEnded ended(
            ServiceKey key, OperationKind kind, ErrorCode error) {
        return new ControllerEvent.AttemptEnded(
                key,
                REF,
                kind,
                error,
                error == ErrorCode.NONE ? "" : "no",
                1,
                Duration.ofMillis(1500),
                "corr");
    }

    static Stream<Arguments> completions() {
        return Stream.of(
                Arguments.of(IN, OperationKind.CREATE, ErrorCode.NONE),
                Arguments.of(IN, OperationKind.CREATE, ErrorCode.THROTTLED),
                Arguments.of(IN, OperationKind.CREATE, ErrorCode.STOPPED),
                Arguments.of(IN, OperationKind.DELETE, ErrorCode.NONE),
                Arguments.of(IN, OperationKind.DELETE, ErrorCode.CONFLICT),
                Arguments.of(OUT, OperationKind.CREATE, ErrorCode.NONE));
    }

    /// Invariant 188: spec edits go through creation here, so the update kind is the first one.
    @ParameterizedTest
    @MethodSource("completions")
    void aCompletionIsOneSampleAndNothingElse(ServiceKey key, OperationKind kind, ErrorCode error) {
        String type = "operation=" + kind.label() + ", ";
        String service = "service_type=" + key.kind().label();
        boolean good = !error.isError();
        String result =
                switch (error) {
                    case NONE -> "success";
                    case STOPPED -> "stopped";
                    default -> "error";
                };

        Map<String, Double> moved = moved(ended(key, kind, error));

        assertThat(moved)
                .containsEntry(
                        "service_operations_total{"
                                + type
                                + "result="
                                + result
                                + ", "
                                + service
                                + "}",
                        1.0)
                .containsEntry(
                        "service_operation_duration_seconds_count{" + type + service + "}", 1.0)
                .containsEntry(
                        "service_operation_duration_seconds_sum{" + type + service + "}", 1.5)
                .hasSize(good ? 3 : 5);
        if (!good) {
            assertThat(moved)
                    .containsEntry(
                            "service_operation_errors_total{error_code="
                                    + error.label()
                                    + ", "
                                    + type
                                    + service
                                    + "}",
                            1.0)
                    .containsEntry("operation_retries_total{operation=" + kind.label() + "}", 1.0);
        }
    }

    /// Invariant 191
    @Test
    void anOperationIsOneSampleOfRetriesAlsoWithoutAny() {
        assertThat(
                        moved(
                                ended(IN, OperationKind.CREATE, ErrorCode.TIMEOUT),
                                ended(IN, OperationKind.CREATE, ErrorCode.TIMEOUT)))
                .noneSatisfy(
                        (series, _) -> assertThat(series).contains("service_operation_retries"));
        assertThat(moved(new ControllerEvent.OperationEnded(IN, OperationKind.CREATE, 0)))
                .isEqualTo(
                        Map.of(
                                "service_operation_retries_count{operation=create,"
                                        + " service_type=inbound}",
                                1.0));
        assertThat(moved(new ControllerEvent.OperationEnded(IN, OperationKind.DELETE, 2)))
                .containsEntry(
                        "service_operation_retries_sum{operation=delete, service_type=inbound}",
                        2.0);
    }

    @Test
    void everyTransitionIsCounted() {
        assertThat(
                        moved(
                                new ControllerEvent.Transition(
                                        IN,
                                        REF,
                                        Optional.empty(),
                                        Optional.of(ServiceState.NOT_STARTED),
                                        "c"),
                                new ControllerEvent.Transition(
                                        IN,
                                        REF,
                                        Optional.of(ServiceState.DELETION_IN_PROGRESS),
                                        Optional.empty(),
                                        "c")))
                .isEqualTo(
                        Map.of(
                                "state_transitions_total{from_state=absent, to_state=not_started}",
                                1.0,
                                "state_transitions_total{from_state=deletion_in_progress,"
                                        + " to_state=absent}",
                                1.0));
    }

    /// Difftracker invariant 175.
    @Test
    void aRecoveredFinalizerCountsOnceItIsOff() {
        assertThat(moved(new ControllerEvent.FinalizerRecovered(REF)))
                .isEqualTo(Map.of("finalizers_recovery_scheduled_total", 1.0));
        ControllerEvent gone =
                new ControllerEvent.Transition(
                        IN,
                        REF,
                        Optional.of(ServiceState.DELETION_IN_PROGRESS),
                        Optional.empty(),
                        "c");
        assertThat(moved(gone)).containsEntry("finalizers_recovered_total", 1.0);
        assertThat(moved(gone)).doesNotContainKey("finalizers_recovered_total");
    }

    static Stream<Arguments> events() {
        return Stream.of(
                Arguments.of(
                        new ControllerEvent.EngineCall(
                                ControllerEvent.EngineCall.Call.ADD_SERVICE, true, 2_000_000),
                        "operation_duration_seconds_count{operation=add_service, result=success}"),
                Arguments.of(
                        new ControllerEvent.EngineCall(
                                ControllerEvent.EngineCall.Call.SERVICE_CREATION_COMPLETE,
                                false,
                                2_000_000),
                        "operation_duration_seconds_count{operation=service_creation_complete,"
                                + " result=error}"),
                Arguments.of(
                        new ControllerEvent.Parked(
                                IN, REF, ParkReason.TERMINAL_ERROR, "no", Duration.ofHours(1)),
                        "service_operations_parked_total{reason=terminal_error}"),
                Arguments.of(new ControllerEvent.Dispatched(3), "service_updater_batch_size_count"),
                Arguments.of(
                        new ControllerEvent.DeletionsChecked(2, 1, 5_000),
                        "deletion_check_duration_seconds_count"),
                Arguments.of(
                        new ControllerEvent.SubstepFailed(IN, "remove_backend_pool", "no"),
                        "delete_substep_failures_total{step=remove_backend_pool}"),
                Arguments.of(
                        new ControllerEvent.SubstepFailed(IN, "something else", "no"),
                        "delete_substep_failures_total{step=other}"),
                Arguments.of(new ControllerEvent.StaleResult(IN), "stale_results_total"),
                Arguments.of(
                        new ControllerEvent.AdmissionChanged(REF, Optional.of("Internal")),
                        "services_rejected_total{reason=Internal}"),
                Arguments.of(
                        new ControllerEvent.AddressPublished(REF, false),
                        "address_publications_total{result=error}"),
                Arguments.of(
                        locations(
                                new LocationsEvent.BatchRefused(
                                        new CallError(400, "Bad", "x", Optional.empty()))),
                        "location_sync_terminal_errors_total"),
                Arguments.of(
                        locations(new LocationsEvent.Stalled(5, true)),
                        "location_sync_abandoned_total{reason=init_attempts_exhausted}"),
                Arguments.of(
                        locations(new LocationsEvent.Stalled(5, false)),
                        "location_sync_abandoned_total{reason=drain_attempts_exhausted}"),
                Arguments.of(
                        locations(
                                new LocationsEvent.Quarantined(
                                        IpAddress.of("10.0.0.4"),
                                        IpAddress.of("10.244.0.5"),
                                        Set.of("u-1"),
                                        new CallError(400, "Bad", "x", Optional.empty()))),
                        "addresses_quarantined_total"),
                Arguments.of(
                        locations(new LocationsEvent.Reread(1)), "drift_items{kind=addresses}"));
    }

    private static ControllerEvent locations(LocationsEvent event) {
        return new ControllerEvent.Locations(event);
    }

    @ParameterizedTest
    @MethodSource("events")
    void anEventMovesItsOwnSeriesByOne(ControllerEvent event, String series) {
        Map<String, Double> moved = moved(event);

        assertThat(moved).containsEntry(series, 1.0);
        assertThat(moved.keySet()).allMatch(name -> name.equals(series) || name.contains("_sum"));
    }

    @Test
    void aPassOverAddressesCountsWhatItDid() {
        assertThat(moved(locations(new LocationsEvent.PassEnded(2, 3, 4, 5, true, 500_000_000))))
                .isEqualTo(
                        Map.of(
                                "locations_update_duration_seconds_count{result=success}", 1.0,
                                "locations_update_duration_seconds_sum{result=success}", 0.5,
                                "location_addresses_synced_total{action=add}", 3.0,
                                "location_addresses_synced_total{action=update}", 4.0,
                                "location_addresses_synced_total{action=remove}", 5.0));
    }

    @Test
    void whatOnlyPeopleReadMovesNothing() {
        assertThat(
                        moved(
                                new ControllerEvent.Phase(StartPhase.REFUSED, "two clusters"),
                                new ControllerEvent.Phase(StartPhase.RUNNING, ""),
                                new ControllerEvent.AdmissionChanged(REF, Optional.empty()),
                                locations(new LocationsEvent.InDoubt(1, "timeout")),
                                locations(
                                        new LocationsEvent.BatchRefused(
                                                new CallError(403, "", "", Optional.empty())))))
                .isEmpty();
    }

    @Test
    void theLengthOfTheStartIsShown() {
        assertThat(moved(new ControllerEvent.Initialized(Duration.ofMillis(2500))))
                .isEqualTo(Map.of("initialization_duration_seconds", 2.5));
    }

    @Test
    void logsOperationsUnderTheSpecifiedKeys() {
        try (LogLines log = new LogLines()) {
            telemetry.accept(ended(IN, OperationKind.CREATE, ErrorCode.THROTTLED));
            telemetry.accept(
                    new ControllerEvent.Transition(
                            IN,
                            REF,
                            Optional.of(ServiceState.NOT_STARTED),
                            Optional.of(ServiceState.CREATION_IN_PROGRESS),
                            "corr"));

            assertThat(log.lines)
                    .containsExactly(
                            "WARN operation failed {attempt=1, cause=no, correlationId=corr,"
                                    + " duration=1.500, error_code=throttled, operation=create,"
                                    + " service=ns/web, serviceUID=u-1}",
                            "INFO service changed its state {correlationId=corr,"
                                    + " from_state=not_started, service=ns/web, serviceUID=u-1,"
                                    + " state=creation_in_progress}");
        }
    }
}
