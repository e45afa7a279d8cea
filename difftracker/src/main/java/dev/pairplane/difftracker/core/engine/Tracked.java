package dev.pairplane.difftracker.core.engine;

import dev.pairplane.difftracker.core.cluster.InboundSpec;
import dev.pairplane.difftracker.core.kubernetes.ObjectRef;
import dev.pairplane.difftracker.core.state.ServiceKey;
import java.util.Optional;

/// What is known of one service that something is to be done about, or was.
///
/// @param key the service
/// @param object the Service
/// @param state where it is
/// @param sinceNanos since when
/// @param desired what it shall be: the last spec that was admitted
/// @param inFlight what the running create was started with
/// @param applied what Azure has; empty also where that was not found out
/// @param ticket the running operation's
/// @param attempts how often it was tried
/// @param recreate whether it is wanted again once it is deleted
/// @param correlationId names its present operation in logs and calls
record Tracked(
        ServiceKey key,
        ObjectRef object,
        ServiceState state,
        long sinceNanos,
        Optional<InboundSpec> desired,
        Optional<InboundSpec> inFlight,
        Optional<InboundSpec> applied,
        Optional<Ticket> ticket,
        Attempts attempts,
        boolean recreate,
        String correlationId) {

    Tracked {
        boolean running = ticket.isPresent();
        switch (state) {
            case NOT_STARTED, CREATED, DELETION_PENDING -> {
                boolean creating = ticket.filter(t -> t.kind() == OperationKind.CREATE).isPresent();
                if (running && !(state == ServiceState.DELETION_PENDING && creating)) {
                    throw new IllegalStateException(state + " has no worker");
                }
            }
            case CREATION_IN_PROGRESS -> {
                if (!running || inFlight.isEmpty()) {
                    throw new IllegalStateException("a creation in progress has a worker");
                }
            }
            case DELETION_IN_PROGRESS -> {}
        }
    }

    /// A service that was not tracked.
    static Tracked fresh(
            ServiceKey key,
            ObjectRef object,
            ServiceState state,
            Optional<InboundSpec> desired,
            long now,
            String correlationId) {
        return new Tracked(
                key,
                object,
                state,
                now,
                desired,
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Attempts.fresh(now),
                false,
                correlationId);
    }

    Tracked to(ServiceState next, long now) {
        return new Tracked(
                key,
                object,
                next,
                next == state ? sinceNanos : now,
                desired,
                inFlight,
                applied,
                ticket,
                attempts,
                recreate,
                correlationId);
    }

    Tracked desired(Optional<InboundSpec> spec) {
        return new Tracked(
                key,
                object,
                state,
                sinceNanos,
                spec,
                inFlight,
                applied,
                ticket,
                attempts,
                recreate,
                correlationId);
    }

    Tracked applied(Optional<InboundSpec> spec) {
        return new Tracked(
                key,
                object,
                state,
                sinceNanos,
                desired,
                inFlight,
                spec,
                ticket,
                attempts,
                recreate,
                correlationId);
    }

    /// Has a worker from now on, in its next state.
    Tracked working(Ticket by, ServiceState next, Optional<InboundSpec> with, long now) {
        return new Tracked(
                key,
                object,
                next,
                next == state ? sinceNanos : now,
                desired,
                with,
                applied,
                Optional.of(by),
                attempts,
                recreate,
                correlationId);
    }

    /// Has no worker any more, in its next state.
    Tracked idle(ServiceState next, long now) {
        return new Tracked(
                key,
                object,
                next,
                next == state ? sinceNanos : now,
                desired,
                Optional.empty(),
                applied,
                Optional.empty(),
                attempts,
                recreate,
                correlationId);
    }

    Tracked attempts(Attempts now) {
        return new Tracked(
                key,
                object,
                state,
                sinceNanos,
                desired,
                inFlight,
                applied,
                ticket,
                now,
                recreate,
                correlationId);
    }

    Tracked recreate(boolean again) {
        return new Tracked(
                key,
                object,
                state,
                sinceNanos,
                desired,
                inFlight,
                applied,
                ticket,
                attempts,
                again,
                correlationId);
    }

    Tracked object(ObjectRef ref) {
        return new Tracked(
                key,
                ref,
                state,
                sinceNanos,
                desired,
                inFlight,
                applied,
                ticket,
                attempts,
                recreate,
                correlationId);
    }

    Tracked correlation(String id) {
        return new Tracked(
                key,
                object,
                state,
                sinceNanos,
                desired,
                inFlight,
                applied,
                ticket,
                attempts,
                recreate,
                id);
    }

    boolean isRunning() {
        return ticket.isPresent();
    }

    boolean isDeleting() {
        return switch (state) {
            case DELETION_PENDING, DELETION_IN_PROGRESS -> true;
            case NOT_STARTED, CREATION_IN_PROGRESS, CREATED -> false;
        };
    }

    /// What a worker would do for it next, in its own time.
    Optional<OperationKind> next() {
        if (isRunning()) {
            return Optional.empty();
        }
        return switch (state) {
            case NOT_STARTED -> desired.map(_ -> OperationKind.CREATE);
            case DELETION_IN_PROGRESS -> Optional.of(OperationKind.DELETE);
            case CREATION_IN_PROGRESS, CREATED, DELETION_PENDING -> Optional.empty();
        };
    }

    /// What its backends are chosen by: what Azure has, else what is being made, else what shall
    /// be.
    Optional<InboundSpec> effective() {
        return applied.or(() -> inFlight).or(() -> desired);
    }
}
