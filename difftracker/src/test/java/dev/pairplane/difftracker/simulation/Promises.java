package dev.pairplane.difftracker.simulation;

import static dev.pairplane.difftracker.core.engine.ServiceState.CREATED;
import static dev.pairplane.difftracker.core.engine.ServiceState.CREATION_IN_PROGRESS;
import static dev.pairplane.difftracker.core.engine.ServiceState.DELETION_IN_PROGRESS;
import static dev.pairplane.difftracker.core.engine.ServiceState.DELETION_PENDING;
import static dev.pairplane.difftracker.core.engine.ServiceState.NOT_STARTED;

import dev.pairplane.difftracker.core.engine.ControllerEvent;
import dev.pairplane.difftracker.core.engine.ServiceState;
import dev.pairplane.difftracker.core.engine.StartPhase;
import dev.pairplane.difftracker.core.kubernetes.ObjectRef;
import dev.pairplane.difftracker.core.kubernetes.ServiceObject;
import dev.pairplane.difftracker.core.state.IpAddress;
import dev.pairplane.difftracker.core.state.ServiceKey;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/// What one process promises while it runs: services go along the edges of the state machine only,
/// and an address that is no longer listed leaves Azure soon.
final class Promises {

    private static final Map<String, Set<ServiceState>> EDGES =
            Map.of(
                    "absent", Set.of(NOT_STARTED, CREATED, DELETION_PENDING, DELETION_IN_PROGRESS),
                    "NOT_STARTED",
                            Set.of(CREATION_IN_PROGRESS, DELETION_PENDING, DELETION_IN_PROGRESS),
                    "CREATION_IN_PROGRESS",
                            Set.of(CREATED, NOT_STARTED, DELETION_PENDING, DELETION_IN_PROGRESS),
                    "CREATED", Set.of(NOT_STARTED, DELETION_PENDING, DELETION_IN_PROGRESS),
                    "DELETION_PENDING", Set.of(DELETION_IN_PROGRESS),
                    "DELETION_IN_PROGRESS", Set.of(DELETION_PENDING, NOT_STARTED));

    /// From these a service may vanish without a deletion: nothing of it was ever made.
    private static final Set<ServiceState> FORGETTABLE = Set.of(NOT_STARTED, DELETION_IN_PROGRESS);

    /// Long enough for every retry, doubt and backoff of the past to be over.
    private static final long CALM = 7 * 60 * World.SECOND;

    private static final long SOON = 60 * World.SECOND;

    private final World world;
    private final AzureModel azure;
    private final Fates fates;
    private final ControllerProcess process;
    private final Runnable unlisted;
    private final Map<ServiceKey, ServiceState> states = new HashMap<>();
    private final Map<ObjectRef, Set<IpAddress>> listed = new HashMap<>();
    private Optional<Watches> watches = Optional.empty();
    private boolean mayRefuse;
    private long runningSince = Long.MAX_VALUE;

    /// @param unlisted told of each address that was seen to go, and was then looked for in Azure
    Promises(
            World world,
            AzureModel azure,
            Fates fates,
            ControllerProcess process,
            Runnable unlisted) {
        this.world = world;
        this.azure = azure;
        this.fates = fates;
        this.process = process;
        this.unlisted = unlisted;
    }

    void watches(Watches from) {
        watches = Optional.of(from);
    }

    /// Something is wrong that the process must not go on with.
    void mayRefuse() {
        mayRefuse = true;
    }

    void on(ControllerEvent event) {
        switch (event) {
            case ControllerEvent.Transition transition -> transition(transition);
            case ControllerEvent.Phase phase -> {
                world.say("%s is %s: %s", process, phase.phase(), phase.detail());
                if (phase.phase() == StartPhase.REFUSED && !mayRefuse) {
                    world.violate("%s refuses to start: %s", process, phase.detail());
                }
                runningSince = phase.phase() == StartPhase.RUNNING ? world.nanos() : Long.MAX_VALUE;
            }
            case ControllerEvent.EngineCall _ -> {}
            default -> world.say("%s %s", process, event);
        }
    }

    private void transition(ControllerEvent.Transition step) {
        world.say("%s %s: %s to %s", process, step.key(), step.from(), step.to());
        Optional<ServiceState> known = Optional.ofNullable(states.get(step.key()));
        if (!known.equals(step.from())) {
            world.violate("%s, but it was %s", step, known);
        }
        if (step.to().isEmpty()) {
            states.remove(step.key());
            if (!step.from().map(FORGETTABLE::contains).orElse(false)) {
                world.violate("%s: it is forgotten too early", step);
            }
            return;
        }
        ServiceState to = step.to().orElseThrow();
        states.put(step.key(), to);
        String from = step.from().map(Enum::name).orElse("absent");
        if (!Objects.requireNonNull(EDGES.get(from)).contains(to)) {
            world.violate("%s is no edge of the state machine", step);
        }
    }

    /// The process was told something: what it no longer lists has to go.
    void delivered() {
        watches.ifPresent(seen -> {
            for (ServiceObject service : seen.seenServices.values()) {
                Set<IpAddress> now = Wanted.listed(service.ref(), seen.seenSlices).keySet();
                Set<IpAddress> before = listed.getOrDefault(service.ref(), Set.of());
                String identity = ServiceKey.inbound(service.ref().uid()).identity();
                for (IpAddress address : before) {
                    if (!now.contains(address)) {
                        world.after(SOON, () -> gone(seen, service.ref(), identity, address));
                    }
                }
                listed.put(service.ref(), new HashSet<>(now));
            }
        });
    }

    private void gone(Watches seen, ObjectRef ref, String identity, IpAddress address) {
        long now = world.nanos();
        boolean calm =
                process.alive()
                        && !process.stopping()
                        && fates.lastFault() < now - CALM
                        && runningSince < now - SOON;
        if (!calm || Wanted.listed(ref, seen.seenSlices).containsKey(address)) {
            return;
        }
        unlisted.run();
        if (azure.gateway.uses(identity, address)) {
            world.violate(
                    "%s left the slices of %s a minute ago and is still in Azure", address, ref);
        }
    }
}
