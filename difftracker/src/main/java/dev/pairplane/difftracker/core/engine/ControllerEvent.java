package dev.pairplane.difftracker.core.engine;

import dev.pairplane.difftracker.core.kubernetes.ObjectRef;
import dev.pairplane.difftracker.core.locations.LocationsEvent;
import dev.pairplane.difftracker.core.state.ServiceKey;
import java.time.Duration;
import java.util.Optional;

/// What happens in the controller, for telemetry.
public sealed interface ControllerEvent {

    /// A service went from one state to another; empty where it was or is not tracked.
    ///
    /// @param key the service
    /// @param object the Service, as far as it is known
    /// @param from before
    /// @param to after
    /// @param correlationId of its present operation
    record Transition(
            ServiceKey key,
            ObjectRef object,
            Optional<ServiceState> from,
            Optional<ServiceState> to,
            String correlationId)
            implements ControllerEvent {}

    /// A call into the engine is over.
    ///
    /// @param call which
    /// @param success whether what it reported had gone well
    /// @param nanos time inside the engine
    record EngineCall(Call call, boolean success, long nanos) implements ControllerEvent {

        /// The kinds of calls, with the metric's spelling in lower case.
        public enum Call {
            ADD_SERVICE,
            UPDATE_ENDPOINTS,
            DELETE_SERVICE,
            SERVICE_CREATION_COMPLETE
        }
    }

    /// An attempt ended.
    ///
    /// @param key the service
    /// @param object the Service
    /// @param kind what was attempted
    /// @param error what it failed of; [ErrorCode#NONE] for a success, [ErrorCode#STOPPED] where it
    ///   was given up because it is not wanted any more
    /// @param message the failure for people, empty for a success
    /// @param attempt 1 for the first of a burst
    /// @param duration from dispatch to result
    /// @param correlationId of the operation
    record AttemptEnded(
            ServiceKey key,
            ObjectRef object,
            OperationKind kind,
            ErrorCode error,
            String message,
            int attempt,
            Duration duration,
            String correlationId)
            implements ControllerEvent {}

    /// An operation is over: it succeeded, was parked, or its result no longer matters.
    ///
    /// @param key the service
    /// @param kind what it was
    /// @param retries tries that had failed before
    record OperationEnded(ServiceKey key, OperationKind kind, int retries)
            implements ControllerEvent {}

    /// An operation was parked.
    ///
    /// @param key the service
    /// @param object the Service
    /// @param reason why
    /// @param message what Azure said, for people
    /// @param until how long at most
    record Parked(
            ServiceKey key, ObjectRef object, ParkReason reason, String message, Duration until)
            implements ControllerEvent {}

    /// The dispatcher handed out work.
    ///
    /// @param services how many services
    record Dispatched(int services) implements ControllerEvent {}

    /// The services that wait for their addresses to leave were looked through.
    ///
    /// @param waiting how many wait
    /// @param blocked how many of them still have addresses
    /// @param nanos how long it took
    record DeletionsChecked(int waiting, int blocked, long nanos) implements ControllerEvent {}

    /// A step of a deletion failed and was passed over; a later step decides.
    ///
    /// @param key the service
    /// @param step `remove_backend_pool`
    /// @param message what was said
    record SubstepFailed(ServiceKey key, String step, String message) implements ControllerEvent {}

    /// A result came for an operation that is no longer the service's present one. Nothing changed.
    ///
    /// @param key the service
    record StaleResult(ServiceKey key) implements ControllerEvent {}

    /// A Service was refused, or is admitted again.
    ///
    /// @param object the Service
    /// @param reason why; empty when it is admitted
    record AdmissionChanged(ObjectRef object, Optional<String> reason) implements ControllerEvent {}

    /// A finalizer that an earlier process had left was found at start.
    ///
    /// @param object the Service
    record FinalizerRecovered(ObjectRef object) implements ControllerEvent {}

    /// The address was written to a Service, or could not be.
    ///
    /// @param object the Service
    /// @param success whether it was written
    record AddressPublished(ObjectRef object, boolean success) implements ControllerEvent {}

    /// The start got to a new phase.
    ///
    /// @param phase the phase
    /// @param detail what it waits for or found, for people
    record Phase(StartPhase phase, String detail) implements ControllerEvent {}

    /// The first complete sync is done.
    ///
    /// @param duration since the start
    record Initialized(Duration duration) implements ControllerEvent {}

    /// Something happened with addresses.
    ///
    /// @param event what
    record Locations(LocationsEvent event) implements ControllerEvent {}
}
