package dev.pairplane.difftracker.core.engine;

import dev.pairplane.difftracker.core.engine.ControllerEvent.EngineCall.Call;
import dev.pairplane.difftracker.core.engine.Step.Signal;
import dev.pairplane.difftracker.core.kubernetes.Kubernetes;
import dev.pairplane.difftracker.core.kubernetes.Kubernetes.EventType;
import dev.pairplane.difftracker.core.kubernetes.ObjectRef;
import dev.pairplane.difftracker.core.locations.LocationsEvent;
import dev.pairplane.difftracker.core.retry.Timers;
import dev.pairplane.difftracker.core.state.ServiceKey;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// Says what happens: to telemetry always, to the Service's owner as events where it concerns them.
final class Reports {

    private final Kubernetes kubernetes;
    private final Timers timers;
    private final Consumer<ControllerEvent> listener;
    private final Map<Ticket, Long> beganAt = new HashMap<>();
    private final TreeSet<ServiceKey> outages = new TreeSet<>();

    Reports(Kubernetes kubernetes, Timers timers, Consumer<ControllerEvent> listener) {
        this.kubernetes = kubernetes;
        this.timers = timers;
        this.listener = listener;
    }

    void tell(ControllerEvent event) {
        listener.accept(event);
    }

    /// Warns about the controller as a whole.
    void warn(String message) {
        kubernetes.record(
                new ObjectRef("", "difftracker", ""),
                EventType.WARNING,
                "ServiceGatewayBrake",
                message);
    }

    void locations(LocationsEvent event) {
        listener.accept(new ControllerEvent.Locations(event));
    }

    void call(Call call, boolean success, long beganNanos) {
        listener.accept(new ControllerEvent.EngineCall(call, success, timers.nanos() - beganNanos));
    }

    void began(Ticket ticket) {
        beganAt.put(ticket, timers.nanos());
    }

    /// An attempt came to its end, whether or not its result still matters.
    void ended(
            ServiceKey key,
            @Nullable Tracked before,
            Ticket ticket,
            Operation.Result result,
            ControllerSettings settings) {
        Long began = beganAt.remove(ticket);
        if (before == null || began == null) {
            return;
        }
        Optional<Failure> failure =
                result instanceof Operation.Result.Failed(var f)
                        ? Optional.of(f)
                        : Optional.empty();
        listener.accept(
                new ControllerEvent.AttemptEnded(
                        key,
                        before.object(),
                        ticket.kind(),
                        failure.map(Failure::code).orElse(ErrorCode.NONE),
                        failure.map(Failure::message).orElse(""),
                        before.attempts().failed() + 1,
                        Duration.ofNanos(timers.nanos() - began),
                        before.correlationId()));
    }

    void step(
            ServiceKey key,
            @Nullable Tracked before,
            @Nullable Tracked after,
            List<Signal> signals) {
        Optional<ServiceState> from = Optional.ofNullable(before).map(Tracked::state);
        Optional<ServiceState> to = Optional.ofNullable(after).map(Tracked::state);
        Tracked known = after == null ? before : after;
        if (known != null && !from.equals(to)) {
            listener.accept(
                    new ControllerEvent.Transition(
                            key, known.object(), from, to, known.correlationId()));
            live(known, from, to);
        }
        for (Signal signal : signals) {
            switch (signal) {
                case Signal.Ended(var kind, var retries) ->
                        listener.accept(new ControllerEvent.OperationEnded(key, kind, retries));
                case Signal.Parked(var park) -> {
                    if (known != null) {
                        parked(key, known.object(), park);
                    }
                }
                case Signal.Stale() -> listener.accept(new ControllerEvent.StaleResult(key));
            }
        }
        boolean outage =
                after != null && after.attempts().park().filter(Attempts.Park::outage).isPresent();
        if (outage) {
            outages.add(key);
        } else {
            outages.remove(key);
        }
    }

    private void live(Tracked known, Optional<ServiceState> from, Optional<ServiceState> to) {
        boolean made =
                from.filter(state -> state == ServiceState.CREATION_IN_PROGRESS).isPresent()
                        && to.filter(state -> state == ServiceState.CREATED).isPresent();
        if (made) {
            kubernetes.record(
                    known.object(),
                    EventType.NORMAL,
                    "ServiceGatewayReady",
                    "The load balancer is in place as the Service asks");
        }
    }

    private void parked(ServiceKey key, ObjectRef object, Attempts.Park park) {
        Duration until = Duration.ofNanos(park.untilNanos() - timers.nanos());
        listener.accept(
                new ControllerEvent.Parked(key, object, park.reason(), park.message(), until));
        String again =
                "; tried again in "
                        + Math.max(1, until.toSeconds())
                        + " s, and at once when the Service's spec changes";
        String reason =
                switch (park.reason()) {
                    case TERMINAL_ERROR -> "ServiceGatewayConfigurationRejected";
                    case RETRIES_EXCEEDED -> "ServiceGatewayRetriesExceeded";
                    case FOREIGN_RESOURCE -> "ForeignResource";
                };
        kubernetes.record(object, EventType.WARNING, reason, park.message() + again);
    }

    /// Services that are parked because Azure answered nobody.
    List<ServiceKey> outages() {
        return List.copyOf(outages);
    }
}
