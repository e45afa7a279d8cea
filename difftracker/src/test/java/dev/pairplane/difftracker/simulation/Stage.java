package dev.pairplane.difftracker.simulation;

import dev.pairplane.difftracker.core.azure.Ownership;
import dev.pairplane.difftracker.core.azure.ResourceIds;
import dev.pairplane.difftracker.core.cluster.Selection;
import dev.pairplane.difftracker.core.engine.ControllerEvent;
import dev.pairplane.difftracker.core.engine.ControllerSettings;
import dev.pairplane.difftracker.core.kubernetes.NodeObject;
import dev.pairplane.difftracker.core.kubernetes.ObjectRef;
import dev.pairplane.difftracker.core.kubernetes.SliceObject;
import dev.pairplane.difftracker.core.locations.LocationsSettings;
import dev.pairplane.difftracker.core.retry.Backoff;
import dev.pairplane.difftracker.core.state.IpAddress;
import dev.pairplane.difftracker.core.state.IpFamily;
import dev.pairplane.difftracker.core.state.ServiceKind;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.UUID;
import java.util.function.BooleanSupplier;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/// A whole world with one controller in it, and what can be done to it. Used by random histories
/// and by the ones that are written down.
final class Stage {

    static final String CLASS = "pairplane.dev/service-gateway";
    static final Ownership OWNERSHIP = new Ownership("test-cluster", false);

    final World world;
    private final boolean traced;
    final AzureModel azure;
    final ClusterModel cluster;
    final Calls calls;
    final Fates fates;
    final Watchdog watchdog;

    /// What the controllers told, in worlds that are traced.
    private final List<ControllerEvent> events = new ArrayList<>();

    private final Ending ending;
    private final RandomGenerator random;
    private ControllerSettings settings;
    private @Nullable ControllerProcess process;
    private @Nullable Watches watches;
    private @Nullable Promises promises;
    private int processes;
    private long unlisted;

    Stage(long seed, boolean traced, Selection selection) {
        this.traced = traced;
        world = new World(seed, traced);
        random = world.random("stage");
        azure =
                new AzureModel(
                        world,
                        new ResourceIds("sub", "nodes", "westeurope", "gateway", "net-rg", "net"));
        cluster = new ClusterModel(world, selection);
        calls = new Calls(world);
        fates = new Fates(world);
        watchdog = new Watchdog(world, azure, cluster, calls, OWNERSHIP);
        ending = new Ending(world, azure, cluster, watchdog, OWNERSHIP);
        settings = settings(azure.ids, selection);
        platform();
    }

    /// A world of its own for one test, with a class to select by.
    static Stage calm() {
        return new Stage(1, true, new Selection.ByClass(CLASS));
    }

    private static ControllerSettings settings(ResourceIds ids, Selection selection) {
        return new ControllerSettings(
                ids,
                OWNERSHIP,
                selection,
                4,
                3,
                new Backoff(Duration.ofSeconds(1), Duration.ofSeconds(30), 0.2),
                new Backoff(Duration.ofSeconds(15), Duration.ofMinutes(5), 0.2),
                Duration.ofHours(1),
                Duration.ofMinutes(5),
                Duration.ofMinutes(1),
                Duration.ofSeconds(30),
                OptionalInt.empty(),
                new LocationsSettings(
                        Duration.ofMinutes(1),
                        Duration.ofMinutes(1),
                        500,
                        1 << 20,
                        new Backoff(Duration.ofSeconds(1), Duration.ofSeconds(30), 0.2),
                        12,
                        Duration.ofMinutes(10),
                        Duration.ZERO,
                        Duration.ofMinutes(10)));
    }

    /// What the platform has put into the gateway, which nobody may touch.
    private void platform() {
        var entry =
                new GatewayModel.Registration(
                        Set.of(ServiceKind.OUTBOUND),
                        true,
                        List.of(),
                        Optional.of(azure.ids.natGateway("default-natgw")));
        azure.gateway.services.put("default-natgw", entry);
        watchdog.foreign("default-natgw");
        watchdog.keeps(() ->
                entry.equals(azure.gateway.services.get("default-natgw"))
                        ? Optional.empty()
                        : Optional.of("the platform's default entry is not as it was"));
    }

    ControllerSettings settings() {
        return settings;
    }

    void settings(ControllerSettings next) {
        settings = next;
    }

    /// Starts a controller on what is there now.
    void start() {
        ControllerProcess next =
                new ControllerProcess(
                        world,
                        ++processes,
                        settings,
                        azure,
                        cluster,
                        calls,
                        fates,
                        watchdog,
                        this::heard);
        process = next;
        Promises its = new Promises(world, azure, fates, next, () -> unlisted++);
        promises = its;
        Watches seen = new Watches(world, cluster, next, its::delivered);
        watches = seen;
        its.watches(seen);
        world.say("%s starts", next);
        world.after(random.nextLong(World.SECOND), () -> next.run(next.controller()::start));
        seen.start();
    }

    private void heard(ControllerProcess owner, ControllerEvent event) {
        if (traced) {
            events.add(event);
        }
        promises(owner).on(event);
    }

    /// What the controllers told of one kind.
    <T extends ControllerEvent> List<T> events(Class<T> type) {
        return events.stream().filter(type::isInstance).map(type::cast).toList();
    }

    private Promises promises(ControllerProcess owner) {
        if (promises == null || process != owner) {
            throw new IllegalStateException(owner + " speaks after its end");
        }
        return promises;
    }

    ControllerProcess process() {
        if (process == null) {
            throw new IllegalStateException("nothing was started");
        }
        return process;
    }

    Watches watches() {
        if (watches == null) {
            throw new IllegalStateException("nothing was started");
        }
        return watches;
    }

    /// How many addresses were seen to go, and were then looked for in Azure.
    long unlisted() {
        return unlisted;
    }

    boolean running() {
        return process != null && process.alive();
    }

    /// Ends the process as a power cut would.
    void kill() {
        if (process != null && process.alive()) {
            process.kill();
            cluster.deafen();
            calls.died(process, fates.weather().late());
        }
    }

    /// Ends the process in order.
    ///
    /// @param most how long it may take
    void stop(Duration most) {
        ControllerProcess stopped = process();
        stopped.stop();
        long end = world.nanos() + most.toNanos();
        while (!stopped.drained() && world.nanos() < end) {
            pass(Duration.ofSeconds(1));
        }
        if (!stopped.drained()) {
            throw new AssertionError("the controller does not come to an end");
        }
        kill();
    }

    /// Lets time pass; a broken rule is thrown with the last things that happened, if traced.
    void pass(Duration duration) {
        try {
            world.pass(duration);
        } catch (AssertionError e) {
            throw traced ? new AssertionError(e.getMessage() + "\n" + world.trace(), e) : e;
        }
    }

    /// Lets time pass until something is so.
    ///
    /// @throws AssertionError when it is not so within ten minutes
    void until(String what, BooleanSupplier condition) {
        long end = world.nanos() + Duration.ofMinutes(10).toNanos();
        while (!condition.getAsBoolean()) {
            if (world.nanos() > end) {
                throw new AssertionError("it does not happen: " + what + "\n" + world.trace());
            }
            pass(Duration.ofMillis(1));
        }
    }

    /// Lets all end that is under way, retries and doubts included, and looks at everything.
    void calmAndCheck() {
        pass(Duration.ofMinutes(90));
        checkEnding();
    }

    void pass(long seconds) {
        pass(Duration.ofSeconds(seconds));
    }

    /// Looks at everything; to be called when all is calm.
    void checkEnding() {
        ending.check(process().snapshot());
        pass(Duration.ofNanos(1));
    }

    ClusterService service(String name) {
        return service(name, IpFamily.IPV4, port("TCP", 80, 8080));
    }

    static ClusterService.Port port(String protocol, int port, int target) {
        return new ClusterService.Port(protocol, port, target);
    }

    /// Creates a Service that is ours.
    ClusterService service(String name, IpFamily family, ClusterService.Port... ports) {
        ClusterService service = draft(name, family, ports);
        cluster.add(service);
        return service;
    }

    /// A Service that would be ours, not in the cluster yet.
    ClusterService draft(String name, IpFamily family, ClusterService.Port... ports) {
        var uid = new UUID((random.nextLong() & ~0xF000L) | 0x4000L, random.nextLong());
        var service = new ClusterService(new ObjectRef("apps", name, uid.toString()), family);
        service.ports = List.of(ports);
        service.className = className();
        return service;
    }

    /// The class that makes a Service ours.
    Optional<String> className() {
        return cluster.selection() instanceof Selection.ByClass(var name)
                ? Optional.of(name)
                : Optional.empty();
    }

    void node(String name, String... addresses) {
        cluster.put(new NodeObject(name, List.of(addresses)));
    }

    /// An endpoint that is ready.
    static SliceObject.Endpoint endpoint(String address, String node) {
        return new SliceObject.Endpoint(
                List.of(address), node, Optional.of(true), Optional.of(true), Optional.of(false));
    }

    /// A slice of a Service with these endpoints.
    void slice(ClusterService service, String name, SliceObject.Endpoint... endpoints) {
        cluster.put(
                new SliceObject(
                        service.ref.namespace(),
                        name,
                        Optional.of(new SliceObject.Owner(service.ref.name(), service.ref.uid())),
                        false,
                        service.family.text(),
                        List.of(endpoints)));
    }

    /// The addresses that the gateway has for a Service, `address@location`, sorted.
    List<String> addresses(ClusterService service) {
        var found = new ArrayList<String>();
        azure.gateway.locations.forEach((location, addresses) ->
                addresses.forEach((address, services) -> {
                    if (services.contains(service.identity())) {
                        found.add(address + "@" + location);
                    }
                }));
        found.sort(null);
        return found;
    }

    /// A Service's load balancer, which has to be there.
    AzureModel.Balancer balancer(ClusterService service) {
        return Objects.requireNonNull(azure.balancers.get(service.identity()));
    }

    /// A Service's public IP, which has to be there.
    AzureModel.PublicIp publicIp(ClusterService service) {
        return Objects.requireNonNull(azure.publicIps.get(service.identity() + "-pip"));
    }

    /// A service of somebody else in the gateway.
    void foreignService(String name) {
        var entry =
                new GatewayModel.Registration(
                        Set.of(ServiceKind.INBOUND),
                        false,
                        List.of(azure.ids.pool("their-lb")),
                        Optional.empty());
        azure.gateway.services.put(name, entry);
        watchdog.foreign(name);
        watchdog.keeps(() ->
                entry.equals(azure.gateway.services.get(name))
                        ? Optional.empty()
                        : Optional.of("the foreign service " + name + " is not as it was"));
        world.say("somebody adds service %s", name);
    }

    /// A reference to a service of somebody else.
    void foreignReference(IpAddress location, IpAddress address, String name) {
        azure.gateway.refer(location, address, name, true);
        watchdog.foreign(location, address, name);
        world.say("somebody adds %s to %s at %s", name, address, location);
    }
}
