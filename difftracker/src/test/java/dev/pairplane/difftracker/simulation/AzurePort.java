package dev.pairplane.difftracker.simulation;

import dev.pairplane.difftracker.core.azure.Azure;
import dev.pairplane.difftracker.core.azure.GatewayService;
import dev.pairplane.difftracker.core.azure.GatewayView;
import dev.pairplane.difftracker.core.azure.Inventory;
import dev.pairplane.difftracker.core.azure.LoadBalancerSpec;
import dev.pairplane.difftracker.core.azure.LoadBalancerState;
import dev.pairplane.difftracker.core.azure.LocationBatch;
import dev.pairplane.difftracker.core.azure.NatGatewayState;
import dev.pairplane.difftracker.core.azure.PublicIpSpec;
import dev.pairplane.difftracker.core.azure.PublicIpState;
import dev.pairplane.difftracker.core.azure.ServiceRequest;
import dev.pairplane.difftracker.core.call.CallError;
import dev.pairplane.difftracker.core.call.Outcome;
import dev.pairplane.difftracker.core.state.IpAddress;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;
import java.util.stream.Collectors;

/// One process's way to Azure. Every call meets a fate, and is shown to the watchdog when it is
/// sent and when it takes effect.
final class AzurePort implements Azure {

    private final World world;
    private final ControllerProcess process;
    private final AzureModel azure;
    private final Calls calls;
    private final Fates fates;
    private final Watchdog watchdog;
    private final RandomGenerator random;

    AzurePort(
            World world,
            ControllerProcess process,
            AzureModel azure,
            Calls calls,
            Fates fates,
            Watchdog watchdog) {
        this.world = world;
        this.process = process;
        this.azure = azure;
        this.calls = calls;
        this.fates = fates;
        this.watchdog = watchdog;
        this.random = world.random("azure reads " + process.number());
    }

    /// The parts of a read, each taken at a time of its own, as separate requests would.
    private final class Reading {
        private Map<String, PublicIpState> publicIps = Map.of();
        private Map<String, LoadBalancerState> loadBalancers = Map.of();
        private List<NatGatewayState> natGateways = List.of();
        private List<GatewayService> services = List.of();
        private Map<IpAddress, Map<IpAddress, Set<String>>> locations = Map.of();
        private long gatewayAt = Long.MAX_VALUE;
        private long resourcesAt = Long.MAX_VALUE;

        void take(boolean resources, long within) {
            at(
                    within,
                    () -> {
                        services = azure.gateway.readServices();
                        gatewayAt = Math.min(gatewayAt, world.nanos());
                    });
            at(
                    within,
                    () -> {
                        locations = azure.gateway.readLocations();
                        gatewayAt = Math.min(gatewayAt, world.nanos());
                    });
            if (resources) {
                at(
                        within,
                        () -> {
                            publicIps = azure.readPublicIps();
                            resourcesAt = Math.min(resourcesAt, world.nanos());
                        });
                at(
                        within,
                        () -> {
                            loadBalancers = azure.readLoadBalancers();
                            resourcesAt = Math.min(resourcesAt, world.nanos());
                        });
                natGateways = azure.readNatGateways();
            }
        }

        private void at(long within, Runnable part) {
            world.after(random.nextLong(within), part);
        }

        GatewayView gateway() {
            return new GatewayView(services, locations);
        }

        void gatewaySeen() {
            process.sawGateway(gatewayAt);
        }

        Inventory inventory() {
            return new Inventory(publicIps, loadBalancers, natGateways, gateway());
        }

        void inventorySeen() {
            process.sawResources(resourcesAt);
            // Later ones are read for the resources' sake.
            if (process.gatewaySeen() < 0) {
                process.sawGateway(gatewayAt);
            }
        }
    }

    /// The caller has seen something when it is told, and not when the other side did it.
    private static <T> Consumer<Outcome<T>> telling(Consumer<Outcome<T>> done, Runnable seen) {
        return outcome -> {
            if (outcome instanceof Outcome.Done<T>) {
                seen.run();
            }
            done.accept(outcome);
        };
    }

    @Override
    public void readInventory(Duration timeout, Consumer<Outcome<Inventory>> done) {
        Call call = call(Call.Kind.READ, "read inventory", Set.of(), timeout);
        var reading = new Reading();
        Fate fate = fates.azure(call);
        reading.take(true, fate.begin());
        make(
                call,
                fate,
                Effect.atOnce(Optional::empty, reading::inventory),
                telling(done, reading::inventorySeen));
    }

    @Override
    public void readGateway(Duration timeout, Consumer<Outcome<GatewayView>> done) {
        Call call = call(Call.Kind.READ, "read gateway", Set.of(), timeout);
        var reading = new Reading();
        Fate fate = fates.azure(call);
        reading.take(false, fate.begin());
        make(
                call,
                fate,
                Effect.atOnce(Optional::empty, reading::gateway),
                telling(done, reading::gatewaySeen));
    }

    @Override
    public void readPublicIp(
            String name, Duration timeout, Consumer<Outcome<Optional<PublicIpState>>> done) {
        Call call = call(Call.Kind.READ, "read ip " + name, Set.of(identity(name)), timeout);
        look(call, name, Effect.atOnce(Optional::empty, () -> azure.readPublicIp(name)), done);
    }

    @Override
    public void readLoadBalancer(
            String name, Duration timeout, Consumer<Outcome<Optional<LoadBalancerState>>> done) {
        Call call = call(Call.Kind.READ, "read lb " + name, Set.of(name), timeout);
        look(call, name, Effect.atOnce(Optional::empty, () -> azure.readLoadBalancer(name)), done);
    }

    @Override
    public void putPublicIp(
            PublicIpSpec spec, Duration timeout, Consumer<Outcome<PublicIpState>> done) {
        Call call =
                call(
                        Call.Kind.PUT,
                        "put ip " + spec.name(),
                        Set.of(identity(spec.name())),
                        timeout);
        watchdog.puts(call, spec.name(), spec.tags());
        look(call, spec.name(), azure.put(spec), done);
    }

    @Override
    public void putLoadBalancer(
            LoadBalancerSpec spec, Duration timeout, Consumer<Outcome<LoadBalancerState>> done) {
        Call call =
                call(
                        Call.Kind.PUT,
                        "put lb " + spec.name() + " " + spec.rules(),
                        Set.of(spec.name()),
                        timeout);
        watchdog.puts(call, spec.name(), spec.tags());
        look(call, spec.name(), azure.put(spec), done);
    }

    @Override
    public void deletePublicIp(String name, Duration timeout, Consumer<Outcome<Void>> done) {
        Call call = call(Call.Kind.DELETE, "delete ip " + name, Set.of(identity(name)), timeout);
        watchdog.deletes(call, name);
        make(call, fates.azure(call), noted(call, azure.deletePublicIp(name)), done);
    }

    @Override
    public void deleteLoadBalancer(String name, Duration timeout, Consumer<Outcome<Void>> done) {
        Call call = call(Call.Kind.DELETE, "delete lb " + name, Set.of(name), timeout);
        watchdog.deletes(call, name);
        make(call, fates.azure(call), noted(call, azure.deleteLoadBalancer(name)), done);
    }

    @Override
    public void updateServices(
            List<ServiceRequest> requests, Duration timeout, Consumer<Outcome<Void>> done) {
        Set<String> about =
                requests.stream()
                        .map(request -> request.service().identity())
                        .collect(Collectors.toCollection(TreeSet::new));
        Call call = call(kind(requests), requests.toString(), about, timeout);
        watchdog.updates(call, requests);
        Effect<Void> effect = Effect.atOnce(() -> azure.gateway.update(requests), Effect::nothing);
        make(call, fates.azure(call), noted(call, effect), done);
    }

    private static Call.Kind kind(List<ServiceRequest> requests) {
        return requests.stream().anyMatch(ServiceRequest.Unregister.class::isInstance)
                ? Call.Kind.UNREGISTER
                : requests.stream().allMatch(ServiceRequest.ClearPool.class::isInstance)
                        ? Call.Kind.CLEAR
                        : Call.Kind.REGISTER;
    }

    @Override
    public void updateLocations(
            LocationBatch batch, Duration timeout, Consumer<Outcome<Void>> done) {
        Set<String> about =
                batch.locations().stream()
                        .flatMap(location -> location.addresses().stream())
                        .flatMap(address -> address.services().stream())
                        .collect(Collectors.toCollection(TreeSet::new));
        Call call = call(Call.Kind.BATCH, text(batch), about, timeout);
        watchdog.sends(call, batch);
        Effect<Void> effect =
                Effect.atOnce(
                        () -> {
                            Optional<CallError> refusal = azure.gateway.update(batch);
                            if (refusal.isEmpty()) {
                                watchdog.applied(call, batch);
                            }
                            return refusal;
                        },
                        Effect::nothing);
        make(call, fates.azure(call), noted(call, effect), done);
    }

    private static String text(LocationBatch batch) {
        var text = new StringBuilder("batch");
        for (LocationBatch.Location location : batch.locations()) {
            text.append(' ')
                    .append(location.location())
                    .append(location.full() ? " full" : "")
                    .append('{');
            location.addresses()
                    .forEach(address ->
                            text.append(' ')
                                    .append(address.address())
                                    .append(new TreeSet<>(address.services())));
            text.append(" }");
        }
        return text.toString();
    }

    private Call call(Call.Kind kind, String what, Set<String> about, Duration timeout) {
        return new Call(process, kind, what, about, timeout.toNanos());
    }

    private <T> void make(Call call, Fate fate, Effect<T> effect, Consumer<Outcome<T>> done) {
        watchdog.calls(call);
        calls.make(call, fate, effect, done);
    }

    /// Makes a call whose answer tells the process what there is of a resource.
    private <T> void look(Call call, String name, Effect<T> effect, Consumer<Outcome<T>> done) {
        var at = new AtomicLong();
        Effect<T> timed =
                new Effect<>() {
                    @Override
                    public Optional<CallError> begin() {
                        return effect.begin();
                    }

                    @Override
                    public T finish() {
                        at.set(world.nanos());
                        return effect.finish();
                    }

                    @Override
                    public void fail() {
                        effect.fail();
                    }
                };
        make(
                call,
                fates.azure(call),
                noted(call, timed),
                telling(done, () -> process.sawResource(name, at.get())));
    }

    /// What a dead process does to Azure is news to the living one.
    private <T> Effect<T> noted(Call call, Effect<T> effect) {
        return new Effect<>() {
            @Override
            public Optional<CallError> begin() {
                Optional<CallError> refusal = effect.begin();
                if (refusal.isEmpty()) {
                    note();
                }
                return refusal;
            }

            @Override
            public T finish() {
                note();
                return effect.finish();
            }

            @Override
            public void fail() {
                note();
                effect.fail();
            }

            private void note() {
                if (call.kind == Call.Kind.READ) {
                    return;
                }
                if (!process.alive()) {
                    call.about.forEach(watchdog::disturbed);
                } else if (call.answered) {
                    watchdog.late(call);
                }
                watchdog.wrote();
            }
        };
    }

    static String identity(String name) {
        return name.endsWith("-pip") ? name.substring(0, name.length() - 4) : name;
    }
}
