package dev.pairplane.difftracker.simulation;

import dev.pairplane.difftracker.core.azure.LocationBatch;
import dev.pairplane.difftracker.core.azure.Ownership;
import dev.pairplane.difftracker.core.azure.ServiceRequest;
import dev.pairplane.difftracker.core.call.CallError;
import dev.pairplane.difftracker.core.kubernetes.Kubernetes;
import dev.pairplane.difftracker.core.kubernetes.ObjectRef;
import dev.pairplane.difftracker.core.state.IpAddress;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// The rules that hold at every step, looked at where a call is sent and where it takes effect.
///
/// Most rules have one excuse, and it is always the same: somebody else than the present process
/// (an earlier one whose call came late, or a person) changed that very service in Azure after the
/// process last looked. What a process could know, it has to respect.
final class Watchdog {

    /// A reference that is not ours.
    private record ForeignReference(
            IpAddress location, IpAddress address, String service, long since) {}

    private static final long NEVER = Long.MIN_VALUE / 2;

    /// A deletion has five steps.
    private static final int REMEMBERED = 5;

    private final World world;
    private final AzureModel azure;
    private final ClusterModel cluster;
    private final Calls calls;
    private final Ownership ownership;

    private final Map<String, Long> disturbed = new HashMap<>();
    private final Map<String, Long> late = new HashMap<>();
    private final Map<String, Long> tagged = new HashMap<>();
    private final Map<String, Deque<Call>> steps = new HashMap<>();
    private final Set<String> foreignServices = new HashSet<>();
    private final Set<String> unprotected = new HashSet<>();
    private final List<ForeignReference> foreignReferences = new ArrayList<>();
    private final TreeMap<String, Integer> events = new TreeMap<>();
    private final List<Supplier<Optional<String>>> kept = new ArrayList<>();
    private long writes;
    private long sent;

    Watchdog(
            World world, AzureModel azure, ClusterModel cluster, Calls calls, Ownership ownership) {
        this.world = world;
        this.azure = azure;
        this.cluster = cluster;
        this.calls = calls;
        this.ownership = ownership;
        calls.refusals(this::refused);
    }

    /// Somebody else than the present process changed something of a service in Azure.
    void disturbed(String identity) {
        disturbed.put(identity, world.nanos());
    }

    boolean wasDisturbed(String identity) {
        return disturbed.containsKey(identity);
    }

    /// Somebody put a tag on a resource.
    void tagged(String name) {
        tagged.put(name, world.nanos());
    }

    /// Somebody took our finalizer off; the rules about it are off too for this service.
    void unprotected(String identity) {
        unprotected.add(identity);
    }

    void foreign(String service) {
        foreignServices.add(service);
    }

    void foreign(IpAddress location, IpAddress address, String service) {
        foreignServices.add(service);
        foreignReferences.add(new ForeignReference(location, address, service, world.nanos()));
    }

    /// Something that is not ours has to be as it is; what is wrong with it is looked at in the
    /// end.
    void keeps(Supplier<Optional<String>> problem) {
        kept.add(problem);
    }

    /// What is wrong with what is not ours.
    List<String> foreignProblems() {
        var problems = new ArrayList<String>();
        kept.forEach(problem -> problem.get().ifPresent(problems::add));
        foreignReferences.stream()
                .filter(reference -> !isThere(reference))
                .forEach(reference -> problems.add(reference + " is gone"));
        return problems;
    }

    private boolean isThere(ForeignReference reference) {
        return azure.gateway
                .locations
                .getOrDefault(reference.location, new TreeMap<>())
                .getOrDefault(reference.address, new TreeSet<>())
                .contains(reference.service);
    }

    boolean isForeign(String service) {
        return foreignServices.contains(service);
    }

    /// Changes that Azure has made for the controller.
    long writes() {
        return writes;
    }

    /// Calls that were sent, of all kinds and processes.
    long sent() {
        return sent;
    }

    void wrote() {
        writes++;
    }

    /// How often an event with this reason was recorded.
    int events(String reason) {
        return events.getOrDefault(reason, 0);
    }

    void recorded(
            ControllerProcess process, ObjectRef about, Kubernetes.EventType type, String reason) {
        events.merge(reason, 1, Integer::sum);
        if (process.drained()) {
            world.violate("%s records an event after it was drained", process);
        }
    }

    private boolean excused(ControllerProcess process, String identity) {
        return disturbed(identity, process.lastLook(identity));
    }

    /// What counts is what the process knew when it sent the call.
    private boolean excused(Call call, String identity) {
        return disturbed(identity, call.lastLook(identity));
    }

    private boolean disturbed(String identity, long since) {
        return disturbed.getOrDefault(identity, Long.MIN_VALUE) >= since;
    }

    /// Whether a call is a step of an operation on a service.
    private static boolean isStep(Call call) {
        return switch (call.kind) {
            case PUT, DELETE, REGISTER, CLEAR, UNREGISTER -> true;
            case READ -> !call.about.isEmpty();
            case BATCH, KUBERNETES -> false;
        };
    }

    void calls(Call call) {
        sent++;
        if (call.process.drained()) {
            world.violate("%s sends %s after it was drained", call.process, call);
        }
        if (call.timeout <= 0) {
            world.violate("%s has no time: %d", call, call.timeout);
        }
        var busy = new HashSet<String>();
        for (Call other : calls.open()) {
            if (other.process != call.process || other.answered) {
                continue;
            }
            if (other.kind == Call.Kind.BATCH && call.kind == Call.Kind.BATCH) {
                world.violate("two batches at once: %s beside %s", call, other);
            }
            if (isStep(other)) {
                busy.addAll(other.about);
            }
        }
        if (!isStep(call)) {
            return;
        }
        for (String identity : call.about) {
            Deque<Call> before = steps.computeIfAbsent(identity, _ -> new ArrayDeque<>());
            before.addFirst(call);
            if (before.size() > REMEMBERED) {
                before.removeLast();
            }
            if (!busy.add(identity)) {
                world.violate("two operations at once on %s: %s", identity, call);
            }
        }
        if (busy.size() > call.process.settings().concurrency()) {
            world.violate("%d operations at once with %s: %s", busy.size(), call, busy);
        }
    }

    void puts(Call call, String name, Map<String, String> tags) {
        String identity = AzurePort.identity(name);
        checkProtected(call, identity);
        if (ownership.of(tags) != Ownership.Owner.OURS) {
            world.violate("%s without our tags: %s", call, tags);
        }
        Map<String, String> present = tags(name);
        if (present == null) {
            return;
        }
        checkOwned(call, name, present);
        boolean tagIsNews =
                tagged.getOrDefault(name, Long.MIN_VALUE) >= call.process.resourceSeen(name);
        present.forEach((tag, value) -> {
            if (!tag.startsWith("pairplane-") && !value.equals(tags.get(tag)) && !tagIsNews) {
                world.violate("%s drops the foreign tag %s", call, tag);
            }
        });
    }

    void deletes(Call call, String name) {
        Map<String, String> present = tags(name);
        if (present != null) {
            checkOwned(call, name, present);
        }
    }

    private @Nullable Map<String, String> tags(String name) {
        AzureModel.PublicIp ip = azure.publicIps.get(name);
        AzureModel.Balancer balancer = azure.balancers.get(name);
        return ip != null ? ip.tags : balancer != null ? balancer.tags : null;
    }

    private void checkOwned(Call call, String name, Map<String, String> present) {
        if (ownership.of(present) != Ownership.Owner.OURS
                && !excused(call, AzurePort.identity(name))) {
            world.violate("%s, which is not ours: %s", call, present);
        }
    }

    private void checkProtected(Call call, String identity) {
        ClusterService service = cluster.byIdentity(identity);
        if ((service == null || !service.ours) && !unprotected.contains(identity)) {
            world.violate("%s, but the Service has no finalizer of ours", call);
        }
    }

    void updates(Call call, List<ServiceRequest> requests) {
        for (ServiceRequest request : requests) {
            String identity = request.service().identity();
            if (foreignServices.contains(identity)) {
                world.violate("%s touches a foreign service", call);
            }
            switch (request) {
                case ServiceRequest.RegisterInbound _ -> checkProtected(call, identity);
                case ServiceRequest.RegisterOutbound _ ->
                        world.violate("%s: nothing asked for an outbound service", call);
                case ServiceRequest.ClearPool _ -> {}
                case ServiceRequest.Unregister _ -> checkDrained(call, identity);
            }
        }
    }

    private void checkDrained(Call call, String identity) {
        if (azure.gateway.uses(identity) > 0 && !excused(call, identity)) {
            world.violate("%s, which still has addresses", call);
        }
        for (Call other : calls.open()) {
            if (other.process == call.process
                    && other.kind == Call.Kind.BATCH
                    && other.mayStillTakeEffect()
                    && other.about.contains(identity)) {
                world.violate("%s while a batch may still add addresses: %s", call, other);
            }
        }
    }

    void sends(Call call, LocationBatch batch) {
        if (batch.locations().size() > call.process.settings().locations().maxLocations()) {
            world.violate("%s has too many locations", call);
        }
        for (String identity : call.about) {
            boolean leaving =
                    calls.open().stream()
                            .anyMatch(other ->
                                    other.process == call.process
                                            && other.kind == Call.Kind.UNREGISTER
                                            && other.about.contains(identity));
            boolean known = azure.gateway.services.containsKey(identity) && !leaving;
            if (!known && !excused(call, identity)) {
                world.violate("%s refers to %s, which is not registered", call, identity);
            }
        }
        for (LocationBatch.Location location : batch.locations()) {
            if (location.full() && inDoubt(call.process, location.location())) {
                world.violate("%s replaces a location that is in doubt", call);
            }
        }
    }

    private boolean inDoubt(ControllerProcess process, IpAddress location) {
        return calls.open().stream()
                .anyMatch(other ->
                        other.process == process
                                && other.kind == Call.Kind.BATCH
                                && other.mayStillTakeEffect()
                                && (other.what.contains(" " + location + "{")
                                        || other.what.contains(" " + location + " full{")));
    }

    /// After a batch: what is not ours is as it was.
    void applied(Call call, LocationBatch batch) {
        for (ForeignReference reference : List.copyOf(foreignReferences)) {
            if (isThere(reference)) {
                continue;
            }
            foreignReferences.remove(reference);
            if (call.process.alive() && call.gatewaySeen > reference.since) {
                world.violate("%s wiped the foreign %s", call, reference);
            }
        }
    }

    /// Our finalizer comes off a Service.
    void released(ControllerProcess process, ClusterService service) {
        String identity = service.identity();
        var left = new ArrayList<String>();
        for (String name : List.of(identity, identity + "-pip")) {
            Map<String, String> present = tags(name);
            if (present != null && ownership.of(present) == Ownership.Owner.OURS) {
                left.add(name);
            }
        }
        if (azure.gateway.services.containsKey(identity) && !foreignServices.contains(identity)) {
            left.add("its registration");
        }
        if (azure.gateway.uses(identity) > 0) {
            left.add("addresses");
        }
        for (Call call : calls.open()) {
            boolean adds =
                    call.kind == Call.Kind.PUT
                            || call.kind == Call.Kind.CLEAR
                            || call.kind == Call.Kind.REGISTER
                            || call.kind == Call.Kind.BATCH;
            if (call.process == process
                    && adds
                    && call.mayStillTakeEffect()
                    && call.about.contains(identity)) {
                left.add("a call that may still take effect: " + call);
            }
        }
        if (!left.isEmpty() && !excused(process, identity)) {
            world.violate("%s releases %s, but left is %s", process, service.ref, left);
        }
    }

    /// Azure refused something without having been told to.
    private void refused(Call call, CallError error) {
        boolean excused =
                switch (error.code()) {
                    // By another process's call, or by one whose answer was lost.
                    case "AnotherOperationInProgress" -> true;
                    case "LoadBalancerInUseByServiceGateway", "PublicIPAddressCannotBeDeleted" ->
                            failedBefore(call);
                    default -> false;
                };
        world.say("refusal of %s: %s", call, error);
        if (!excused && call.about.stream().noneMatch(identity -> excused(call, identity))) {
            world.violate("%s was refused: %s", call, error);
        }
        call.faulty = true;
    }

    /// A call of the present process took effect after its caller had given up.
    void late(Call call) {
        call.about.forEach(identity -> late.put(identity, world.nanos()));
    }

    /// Whether one of the steps before, which a deletion passes over when they fail, has failed; or
    /// an earlier call, whose answer was lost, has undone one.
    private boolean failedBefore(Call call) {
        return call.about.stream()
                        .anyMatch(identity ->
                                world.nanos() - late.getOrDefault(identity, NEVER) < call.timeout)
                || call.about.stream()
                        .flatMap(identity ->
                                steps.getOrDefault(identity, new ArrayDeque<>()).stream())
                        .anyMatch(step ->
                                step != call && step.process == call.process && step.faulty);
    }
}
