package dev.pairplane.difftracker.core.engine;

import dev.pairplane.difftracker.core.azure.Azure;
import dev.pairplane.difftracker.core.azure.GatewayService;
import dev.pairplane.difftracker.core.azure.GatewayView;
import dev.pairplane.difftracker.core.azure.ResourceIds;
import dev.pairplane.difftracker.core.cluster.ClusterView;
import dev.pairplane.difftracker.core.cluster.InboundSpec;
import dev.pairplane.difftracker.core.engine.ControllerEvent.EngineCall.Call;
import dev.pairplane.difftracker.core.engine.Knowledge.Resource;
import dev.pairplane.difftracker.core.kubernetes.Kubernetes;
import dev.pairplane.difftracker.core.kubernetes.ServiceObject;
import dev.pairplane.difftracker.core.locations.LocationsOwner;
import dev.pairplane.difftracker.core.locations.LocationsUpdater;
import dev.pairplane.difftracker.core.locations.Readiness;
import dev.pairplane.difftracker.core.retry.Timers;
import dev.pairplane.difftracker.core.retry.Timers.Timer;
import dev.pairplane.difftracker.core.state.IpAddress;
import dev.pairplane.difftracker.core.state.IpFamily;
import dev.pairplane.difftracker.core.state.ServiceKey;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;

/// Runs the state machines: looks at Services, feeds events in, and does what follows. Serial
/// executor only.
final class Engine implements LocationsOwner, Operation.World {

    final ControllerSettings settings;
    final ClusterView cluster;
    final Services services = new Services();
    final Knowledge knowledge = new Knowledge();
    final Registrations registrations;
    final Shapes shapes;
    final LocationsUpdater locations;
    final Publisher publisher;
    final Dispatcher dispatcher;
    final Reports reports;
    private final Timers timers;
    private final RandomGenerator random;
    private final Facts.Limits limits;
    final Lookout lookout;
    private final Operation.Tools tools;
    private final Map<ServiceKey, Timer> rechecks = new HashMap<>();
    private long answeredAt;
    private long tickets;
    private int blocked;
    private boolean running;

    Engine(
            ControllerSettings settings,
            Azure azure,
            Kubernetes kubernetes,
            Executor serial,
            Timers timers,
            RandomGenerator random,
            Consumer<ControllerEvent> listener) {
        this.settings = settings;
        this.timers = timers;
        this.random = random;
        this.limits = Facts.Limits.of(settings);
        this.shapes = new Shapes(settings.ids(), settings.ownership());
        this.cluster = new ClusterView(settings.nodeHold(), timers::nanos);
        this.registrations = new Registrations(this::isOurs, this::isComplete);
        this.reports = new Reports(kubernetes, timers, listener);
        this.locations =
                new LocationsUpdater(
                        settings.locations(), azure, timers, random, this, reports::locations);
        this.publisher =
                new Publisher(settings, kubernetes, cluster, knowledge, timers, random, listener);
        this.lookout =
                new Lookout(
                        this,
                        cluster,
                        new Admissions(kubernetes, settings.callTimeout(), listener),
                        timers);
        this.dispatcher =
                new Dispatcher(
                        timers,
                        serial,
                        settings.concurrency(),
                        this::begin,
                        count -> listener.accept(new ControllerEvent.Dispatched(count)));
        this.tools =
                new Operation.Tools(
                        azure, kubernetes, shapes, knowledge, registrations, settings, this);
        this.answeredAt = timers.nanos();
    }

    /// Goes to work on what a start found.
    void begin(StartPlan plan, boolean braked) {
        running = true;
        lookout.begin(plan, braked);
    }

    /// Brings a service in line with what is known of its Service now.
    void look(String uid) {
        if (running) {
            lookout.look(uid);
        }
    }

    /// Brings a service in line with what was just seen of its Service.
    void seen(String uid) {
        if (running) {
            lookout.seen(uid);
        }
    }

    // What the gateway has under our names

    private boolean isOurs(ServiceKey key, GatewayService service) {
        boolean ownPool = service.pools().stream().allMatch(pool -> shapes.isPoolOf(key, pool));
        if (!ownPool) {
            return false;
        }
        boolean balancer =
                knowledge.loadBalancer(ResourceIds.loadBalancerName(key)) == Resource.OURS;
        boolean publicIp = knowledge.publicIp(ResourceIds.publicIpName(key)) == Resource.OURS;
        // A pool of its own or none, under the name of a Service that we work on or worked on, can
        // only be what we left.
        return balancer
                || publicIp
                || services.get(key) != null
                || (service.pools().isEmpty()
                        && cluster.service(key.identity())
                                .filter(ServiceObject::isProtected)
                                .isPresent());
    }

    private boolean isComplete(ServiceKey key, GatewayService service) {
        return service.pools().size() == 1;
    }

    /// Brings the addresses behind services in line with what the cluster has.
    void addressesChanged(Set<String> uids) {
        if (!running || uids.isEmpty()) {
            return;
        }
        long began = timers.nanos();
        uids.forEach(uid -> addresses(ServiceKey.inbound(uid)));
        reports.call(Call.UPDATE_ENDPOINTS, true, began);
    }

    private void addresses(ServiceKey key) {
        Tracked now = services.get(key);
        Optional<IpFamily> family = now == null ? Optional.empty() : family(now);
        locations.want(
                key.identity(),
                family.map(f -> cluster.addresses(key.identity(), f)).orElseGet(Map::of));
    }

    /// How many addresses the cluster has behind a service.
    int backends(Tracked service) {
        return family(service)
                .map(family -> cluster.addresses(service.key().identity(), family).size())
                .orElse(0);
    }

    private Optional<IpFamily> family(Tracked service) {
        return service.effective()
                .map(InboundSpec::family)
                .or(() -> knowledge.family(service.key()));
    }

    void publishIfLive(ServiceKey key) {
        Tracked now = services.get(key);
        if (now != null && now.state() == ServiceState.CREATED) {
            publisher.check(key);
        }
    }

    // Events

    void apply(ServiceKey key, ServiceEvent event) {
        Tracked before = services.get(key);
        Readiness could = readiness(key.identity());
        Step step = ServiceMachine.next(before, event, facts(key));
        services.put(key, step.next());
        Tracked after = services.get(key);
        reports.step(key, before, after, step.signals());
        if (after == null && before != null) {
            forget(key);
        } else if (after != null) {
            boolean otherFamily = before == null || !before.effective().equals(after.effective());
            if (otherFamily) {
                addresses(key);
            }
            if (before == null || !after.equals(before)) {
                schedule(after);
            }
        }
        if (could != readiness(key.identity())) {
            locations.changed(key.identity());
        }
    }

    private Facts facts(ServiceKey key) {
        return new Facts(
                locations.holds(key.identity()), timers.nanos(), answeredAt, limits, random);
    }

    void schedule(Tracked now) {
        boolean allowed =
                now.next()
                        .filter(kind -> kind == OperationKind.CREATE || lookout.held().isEmpty())
                        .isPresent();
        dispatcher.schedule(now.key(), allowed, now.attempts().notBeforeNanos());
    }

    private void forget(ServiceKey key) {
        dispatcher.forget(key);
        publisher.forget(key);
        knowledge.forget(key);
        Timer recheck = rechecks.remove(key);
        if (recheck != null) {
            recheck.cancel();
        }
        locations.want(key.identity(), Map.of());
    }

    // Operations

    private boolean begin(ServiceKey key) {
        Tracked now = services.get(key);
        Optional<OperationKind> kind = now == null ? Optional.empty() : now.next();
        if (now == null || kind.isEmpty()) {
            return false;
        }
        if (kind.orElseThrow() == OperationKind.DELETE && locations.holds(key.identity())) {
            apply(key, new ServiceEvent.Reappeared());
            return false;
        }
        Ticket ticket = new Ticket(kind.orElseThrow(), ++tickets);
        apply(key, new ServiceEvent.Dispatched(ticket));
        Tracked dispatched = services.get(key);
        if (dispatched == null || !dispatched.ticket().filter(ticket::equals).isPresent()) {
            return false;
        }
        reports.began(ticket);
        operation(dispatched, ticket).begin();
        return true;
    }

    private Operation operation(Tracked service, Ticket ticket) {
        return switch (ticket.kind()) {
            case CREATE -> new CreateInbound(tools, service, ticket);
            case DELETE -> new DeleteInbound(tools, service, ticket, published(service.key()));
        };
    }

    /// The address to take out of a Service that lives on without us.
    private Optional<IpAddress> published(ServiceKey key) {
        return cluster.service(key.identity())
                .filter(service -> !service.deleting())
                .flatMap(service ->
                        knowledge
                                .address(key)
                                .filter(address ->
                                        service.ingress().stream()
                                                .flatMap(i -> i.ip().stream())
                                                .anyMatch(address.text()::equals)));
    }

    @Override
    public long now() {
        return timers.nanos();
    }

    @Override
    public boolean isWanted(ServiceKey key, Ticket ticket) {
        Tracked now = services.get(key);
        boolean holds = running && now != null && now.ticket().filter(ticket::equals).isPresent();
        return switch (ticket.kind()) {
            case CREATE -> holds && now != null && !now.isDeleting();
            case DELETE -> holds;
        };
    }

    @Override
    public boolean hasAddresses(ServiceKey key) {
        return locations.holds(key.identity());
    }

    @Override
    public void registrationChanged(ServiceKey key) {
        locations.changed(key.identity());
    }

    @Override
    public void addressKnown(ServiceKey key) {
        publishIfLive(key);
    }

    @Override
    public void azureAnswered() {
        answeredAt = timers.nanos();
        for (ServiceKey key : reports.outages()) {
            apply(key, new ServiceEvent.AzureAnswered());
        }
    }

    @Override
    public void substepFailed(ServiceKey key, String step, String message) {
        reports.tell(new ControllerEvent.SubstepFailed(key, step, message));
    }

    @Override
    public void ended(ServiceKey key, Ticket ticket, Operation.Result result) {
        dispatcher.ended();
        if (!running) {
            // It was cut short by the end of the process, which says nothing about the service.
            return;
        }
        long began = timers.nanos();
        Tracked before = services.get(key);
        reports.ended(key, before, ticket, result, settings);
        switch (result) {
            case Operation.Result.Success() -> apply(key, new ServiceEvent.Succeeded(ticket));
            case Operation.Result.ServiceGone() -> apply(key, new ServiceEvent.ServiceGone(ticket));
            case Operation.Result.Failed(var failure) -> {
                apply(key, new ServiceEvent.Failed(ticket, failure));
                if (failure instanceof Failure.StillHasAddresses) {
                    locations.reread();
                }
            }
        }
        reports.call(
                Call.SERVICE_CREATION_COMPLETE, result instanceof Operation.Result.Success, began);
        recheckLater(key);
        publishIfLive(key);
        // What happened while the worker was busy may have been about a Service that has changed
        // since.
        if (services.get(key) != null) {
            lookout.look(key.identity());
        }
    }

    /// A create went well although an answer was lost on the way: what was lost may still come, and
    /// undo it.
    private void recheckLater(ServiceKey key) {
        Tracked now = services.get(key);
        Optional<Long> doubt = knowledge.ownDoubt(key);
        if (now == null || now.state() != ServiceState.CREATED || doubt.isEmpty()) {
            return;
        }
        Timer before =
                rechecks.put(
                        key,
                        timers.after(
                                Duration.ofNanos(Math.max(0, doubt.orElseThrow() - timers.nanos())),
                                () -> {
                                    rechecks.remove(key);
                                    knowledge.settled(key, timers.nanos());
                                    apply(key, new ServiceEvent.Missing());
                                }));
        if (before != null) {
            before.cancel();
        }
    }

    // Locations

    @Override
    public Readiness readiness(String identity) {
        ServiceKey key = ServiceKey.inbound(identity);
        Tracked now = services.get(key);
        if (now == null) {
            return Readiness.FOREIGN;
        }
        return switch (now.state()) {
            // Also a live one may have lost its registration: Azure refuses references to it then.
            case CREATED, NOT_STARTED, CREATION_IN_PROGRESS ->
                    registrations.knows(key) ? Readiness.READY : Readiness.LEAVE_OUT;
            case DELETION_PENDING, DELETION_IN_PROGRESS -> Readiness.LEAVE_OUT;
        };
    }

    @Override
    public void drained(Set<String> identities) {
        long began = timers.nanos();
        Set<ServiceKey> pending = services.pending();
        for (ServiceKey key : pending) {
            if (identities.contains(key.identity())) {
                apply(key, new ServiceEvent.Drained());
            }
        }
        checked(pending.size(), began);
    }

    private void checked(int waiting, long began) {
        blocked = services.pendingCount();
        if (waiting > 0) {
            reports.tell(
                    new ControllerEvent.DeletionsChecked(waiting, blocked, timers.nanos() - began));
        }
    }

    @Override
    public void gatewayRead(GatewayView view, long startedAtNanos) {
        for (ServiceKey key : registrations.read(view, startedAtNanos)) {
            if (!registrations.knows(key)) {
                apply(key, new ServiceEvent.Missing());
            } else if (registrations.of(key) == Registrations.Entry.INCOMPLETE) {
                apply(key, new ServiceEvent.Missing());
            }
            locations.changed(key.identity());
        }
        long began = timers.nanos();
        Set<ServiceKey> pending = services.pending();
        for (ServiceKey key : services.keys()) {
            Tracked now = services.get(key);
            if (now != null && now.isDeleting()) {
                apply(
                        key,
                        locations.holds(key.identity())
                                ? new ServiceEvent.Reappeared()
                                : new ServiceEvent.Drained());
            }
        }
        checked(pending.size(), began);
    }

    // The rest

    int blocked() {
        return blocked;
    }

    void stop() {
        running = false;
        dispatcher.stop();
        publisher.stop();
        rechecks.values().forEach(Timer::cancel);
    }
}
