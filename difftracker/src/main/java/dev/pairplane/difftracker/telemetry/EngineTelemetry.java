package dev.pairplane.difftracker.telemetry;

import static dev.pairplane.observability.logging.Field.field;

import dev.pairplane.difftracker.core.engine.ControllerEvent;
import dev.pairplane.difftracker.core.engine.ControllerEvent.EngineCall;
import dev.pairplane.difftracker.core.engine.ErrorCode;
import dev.pairplane.difftracker.core.engine.ServiceState;
import dev.pairplane.difftracker.core.engine.StartPhase;
import dev.pairplane.difftracker.core.kubernetes.ObjectRef;
import dev.pairplane.difftracker.core.state.ServiceKey;
import dev.pairplane.difftracker.telemetry.DifftrackerMetric.Labels;
import dev.pairplane.observability.logging.EventLog;
import dev.pairplane.observability.logging.Field;
import dev.pairplane.observability.logging.StandardKey;
import dev.pairplane.observability.metrics.Metrics;
import java.time.Duration;
import java.util.HashSet;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

/// Turns the controller's events into metrics and logs. Called on the serial executor only, and
/// never waits.
public final class EngineTelemetry implements Consumer<ControllerEvent> {
    private static final EventLog LOG = EventLog.of(EngineTelemetry.class);

    private final Metrics metrics;
    private final LocationsTelemetry locations;

    /// Services whose finalizer of an earlier process is not off yet.
    private final Set<ServiceKey> recovering = new HashSet<>();

    /// @param metrics where all of [DifftrackerMetric] is registered
    public EngineTelemetry(Metrics metrics) {
        this.metrics = metrics;
        this.locations = new LocationsTelemetry(metrics);
    }

    @Override
    public void accept(ControllerEvent event) {
        switch (event) {
            case ControllerEvent.Transition transition -> moved(transition);
            case EngineCall(EngineCall.Call call, boolean success, long nanos) ->
                    metrics.histogram(
                                    DifftrackerMetric.OPERATION_SECONDS,
                                    call.name().toLowerCase(Locale.ROOT),
                                    result(success))
                            .recordNanos(nanos);
            case ControllerEvent.AttemptEnded attempt -> attempted(attempt);
            case ControllerEvent.OperationEnded(var key, var kind, int retries) ->
                    metrics.histogram(
                                    DifftrackerMetric.OPERATION_RETRIES,
                                    kind.label(),
                                    key.kind().label())
                            .record(retries);
            case ControllerEvent.Parked parked -> parked(parked);
            case ControllerEvent.Dispatched(int services) ->
                    metrics.histogram(DifftrackerMetric.BATCH_SIZE).record(services);
            case ControllerEvent.DeletionsChecked(int _, int _, long nanos) ->
                    metrics.histogram(DifftrackerMetric.DELETION_CHECK_SECONDS).recordNanos(nanos);
            case ControllerEvent.SubstepFailed failed -> substep(failed);
            case ControllerEvent.StaleResult(var key) -> {
                metrics.counter(DifftrackerMetric.STALE_RESULTS).increment();
                LOG.info("a result came too late to matter", uid(key));
            }
            case ControllerEvent.AdmissionChanged(var object, var reason) ->
                    admission(object, reason);
            case ControllerEvent.FinalizerRecovered(var object) -> recovery(object);
            case ControllerEvent.AddressPublished(var object, boolean success) ->
                    published(object, success);
            case ControllerEvent.Phase(StartPhase phase, String detail) -> phase(phase, detail);
            case ControllerEvent.Initialized(Duration duration) -> {
                metrics.gauge(DifftrackerMetric.INITIALIZATION_SECONDS)
                        .set(duration.toNanos() / 1e9);
                LOG.info("everything is in sync for the first time", seconds(duration));
            }
            case ControllerEvent.Locations(var happened) -> locations.accept(happened);
        }
    }

    private void moved(ControllerEvent.Transition transition) {
        String from = transition.from().map(ServiceState::label).orElse(Labels.ABSENT);
        String to = transition.to().map(ServiceState::label).orElse(Labels.ABSENT);
        metrics.counter(DifftrackerMetric.STATE_TRANSITIONS, from, to).increment();
        if (transition.to().isEmpty() && recovering.remove(transition.key())) {
            metrics.counter(DifftrackerMetric.FINALIZERS_RECOVERED).increment();
        }
        LOG.info(
                "service changed its state",
                uid(transition.key()),
                service(transition.object()),
                field(DifftrackerKey.FROM_STATE, from),
                field(DifftrackerKey.STATE, to),
                field(DifftrackerKey.CORRELATION_ID, transition.correlationId()));
    }

    private void attempted(ControllerEvent.AttemptEnded attempt) {
        String operation = attempt.kind().label();
        String type = attempt.key().kind().label();
        metrics.counter(DifftrackerMetric.OPERATIONS, operation, type, result(attempt.error()))
                .increment();
        metrics.histogram(DifftrackerMetric.OPERATION_ATTEMPT_SECONDS, operation, type)
                .record(attempt.duration());
        Field[] fields = {
            uid(attempt.key()),
            service(attempt.object()),
            field(DifftrackerKey.OPERATION, operation),
            seconds(attempt.duration()),
            field(DifftrackerKey.ATTEMPT, attempt.attempt()),
            field(DifftrackerKey.CORRELATION_ID, attempt.correlationId()),
            field(DifftrackerKey.ERROR_CODE, attempt.error().label()),
            field(DifftrackerKey.CAUSE, attempt.message())
        };
        if (!attempt.error().isError()) {
            LOG.info(
                    attempt.error() == ErrorCode.NONE
                            ? "operation succeeded"
                            : "operation stopped, because it is not wanted any more",
                    java.util.Arrays.copyOf(fields, fields.length - 2));
            return;
        }
        metrics.counter(
                        DifftrackerMetric.OPERATION_ERRORS,
                        operation,
                        type,
                        attempt.error().label())
                .increment();
        metrics.counter(DifftrackerMetric.OPERATION_RETRIES_COUNT, operation).increment();
        LOG.warn("operation failed", fields);
    }

    private void parked(ControllerEvent.Parked parked) {
        metrics.counter(DifftrackerMetric.PARKED, parked.reason().label()).increment();
        LOG.warn(
                "service is parked",
                uid(parked.key()),
                service(parked.object()),
                field(StandardKey.REASON, parked.reason().label()),
                field(DifftrackerKey.CAUSE, parked.message()),
                field(DifftrackerKey.RETRY_IN, decimal(parked.until())));
    }

    private void substep(ControllerEvent.SubstepFailed failed) {
        String step = Labels.STEP.values().contains(failed.step()) ? failed.step() : "other";
        metrics.counter(DifftrackerMetric.SUBSTEP_FAILURES, step).increment();
        LOG.warn(
                "a step of a deletion failed and is passed over",
                uid(failed.key()),
                field(DifftrackerKey.STEP, failed.step()),
                field(DifftrackerKey.CAUSE, failed.message()));
    }

    private void admission(ObjectRef object, Optional<String> reason) {
        if (reason.isEmpty()) {
            LOG.info("service is admitted again", uid(object), service(object));
            return;
        }
        metrics.counter(DifftrackerMetric.REJECTED_SERVICES, reason.orElseThrow()).increment();
        LOG.warn(
                "service asks for what cannot be given",
                uid(object),
                service(object),
                field(StandardKey.REASON, reason.orElseThrow()));
    }

    private void recovery(ObjectRef object) {
        metrics.counter(DifftrackerMetric.FINALIZERS_SCHEDULED).increment();
        recovering.add(ServiceKey.inbound(object.uid()));
        LOG.info("a finalizer of an earlier process is taken up", uid(object), service(object));
    }

    private void published(ObjectRef object, boolean success) {
        metrics.counter(DifftrackerMetric.ADDRESS_PUBLICATIONS, result(success)).increment();
        if (success) {
            LOG.info("address published", uid(object), service(object));
        } else {
            LOG.warn("address could not be published", uid(object), service(object));
        }
    }

    private void phase(StartPhase phase, String detail) {
        Field[] fields = {
            field(DifftrackerKey.PHASE, phase.name().toLowerCase(Locale.ROOT)),
            field(DifftrackerKey.CAUSE, detail)
        };
        switch (phase) {
            case HELD_BY_BRAKE, REFUSED -> LOG.error("the start came to a phase", fields);
            case WAITING_FOR_CLUSTER, READING_AZURE, RUNNING, STOPPING ->
                    LOG.info("the start came to a phase", fields);
        }
    }

    private static String result(ErrorCode error) {
        return error == ErrorCode.STOPPED ? Labels.STOPPED : result(!error.isError());
    }

    static String result(boolean success) {
        return success ? Labels.SUCCESS : Labels.ERROR;
    }

    private static Field uid(ServiceKey key) {
        return field(DifftrackerKey.SERVICE_UID, key.identity());
    }

    private static Field uid(ObjectRef object) {
        return field(DifftrackerKey.SERVICE_UID, object.uid());
    }

    private static Field service(ObjectRef object) {
        return field(DifftrackerKey.SERVICE, object.path());
    }

    private static Field seconds(Duration duration) {
        return field(DifftrackerKey.DURATION, decimal(duration));
    }

    static String decimal(Duration duration) {
        return String.format(Locale.ROOT, "%.3f", duration.toNanos() / 1e9);
    }
}
