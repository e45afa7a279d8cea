package dev.pairplane.difftracker.outbound.azure;

import com.fasterxml.jackson.databind.JsonNode;
import dev.pairplane.difftracker.core.azure.Azure;
import dev.pairplane.difftracker.core.azure.GatewayView;
import dev.pairplane.difftracker.core.azure.Inventory;
import dev.pairplane.difftracker.core.azure.LoadBalancerSpec;
import dev.pairplane.difftracker.core.azure.LoadBalancerState;
import dev.pairplane.difftracker.core.azure.LocationBatch;
import dev.pairplane.difftracker.core.azure.NatGatewayState;
import dev.pairplane.difftracker.core.azure.PublicIpSpec;
import dev.pairplane.difftracker.core.azure.PublicIpState;
import dev.pairplane.difftracker.core.azure.ResourceIds;
import dev.pairplane.difftracker.core.azure.ServiceRequest;
import dev.pairplane.difftracker.core.call.Outcome;
import dev.pairplane.difftracker.outbound.azure.ArmTransport.Call;
import dev.pairplane.difftracker.outbound.azure.token.TokenSource;
import dev.pairplane.difftracker.outbound.guard.CallRunner;
import dev.pairplane.difftracker.outbound.guard.Deadline;
import dev.pairplane.difftracker.outbound.guard.Sent;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import java.util.function.Function;

/// The port to Azure, over its REST API.
///
/// Safe for threads. Each call has a virtual thread of its own; results go to the serial executor.
/// Nothing is retried but polls and reads that follow a write, within the call's timeout.
public final class ArmClient implements Azure, AutoCloseable {

    private static final int NOT_FOUND = 404;

    private final ResourceIds ids;
    private final ArmUris uris;
    private final ArmTransport transport;
    private final ArmPages pages;
    private final LongRunning writes;
    private final RequestBodies bodies;
    private final CallRunner calls;

    /// @param ids where the resources are
    /// @param settings where the API is, and limits
    /// @param tokens what to send with each request
    /// @param serial the controller's serial executor, which gets the results
    /// @param listener told of every exchange
    public ArmClient(
            ResourceIds ids,
            ArmSettings settings,
            TokenSource tokens,
            Executor serial,
            ArmCallListener listener) {
        this.ids = ids;
        this.uris = new ArmUris(settings);
        this.transport = new ArmTransport(settings, tokens, listener);
        this.pages = new ArmPages(transport, uris);
        this.writes = new LongRunning(transport, uris, settings);
        this.bodies = new RequestBodies(ids);
        this.calls = new CallRunner("azure", serial);
    }

    @Override
    public void readInventory(Duration timeout, Consumer<Outcome<Inventory>> done) {
        run(timeout, this::inventory, done);
    }

    private Outcome<Inventory> inventory(Deadline deadline) throws InterruptedException {
        Outcome<Map<String, PublicIpState>> publicIps =
                list(deadline, ArmOperation.LIST_PUBLIC_IPS, ids.publicIp(""))
                        .then(list -> byName(list, ResourceReader::publicIp, PublicIpState::name));
        if (!(publicIps instanceof Outcome.Done(var publicIpsRead))) {
            return publicIps.failure();
        }
        Outcome<Map<String, LoadBalancerState>> loadBalancers =
                list(deadline, ArmOperation.LIST_LOAD_BALANCERS, ids.loadBalancer(""))
                        .then(list ->
                                byName(list, LoadBalancerReader::read, LoadBalancerState::name));
        if (!(loadBalancers instanceof Outcome.Done(var loadBalancersRead))) {
            return loadBalancers.failure();
        }
        Outcome<List<NatGatewayState>> natGateways =
                list(deadline, ArmOperation.LIST_NAT_GATEWAYS, ids.natGateway(""))
                        .then(list -> list.stream().map(ResourceReader::natGateway).toList());
        if (!(natGateways instanceof Outcome.Done(var natGatewaysRead))) {
            return natGateways.failure();
        }
        Outcome<GatewayView> gateway = gateway(deadline);
        if (!(gateway instanceof Outcome.Done(var gatewayRead))) {
            return gateway.failure();
        }
        return new Outcome.Done<>(
                new Inventory(publicIpsRead, loadBalancersRead, natGatewaysRead, gatewayRead));
    }

    private static <T> Map<String, T> byName(
            List<JsonNode> list, Function<JsonNode, T> reader, Function<T, String> name) {
        var map = new LinkedHashMap<String, T>();
        for (JsonNode entry : list) {
            T read = reader.apply(entry);
            map.put(name.apply(read), read);
        }
        return map;
    }

    @Override
    public void readGateway(Duration timeout, Consumer<Outcome<GatewayView>> done) {
        run(timeout, this::gateway, done);
    }

    private Outcome<GatewayView> gateway(Deadline deadline) throws InterruptedException {
        String gateway = ids.serviceGateway();
        Outcome<List<JsonNode>> services =
                list(deadline, ArmOperation.LIST_SERVICES, gateway + "/services").outcome();
        if (!(services instanceof Outcome.Done(var servicesRead))) {
            return services.failure();
        }
        return list(deadline, ArmOperation.LIST_LOCATIONS, gateway + "/addressLocations")
                .then(locations -> GatewayReader.read(servicesRead, locations));
    }

    /// A list, and what can be made of it once it was read.
    private record Listed(Outcome<List<JsonNode>> outcome) {

        <T> Outcome<T> then(Function<List<JsonNode>, T> reader) {
            return outcome instanceof Outcome.Done(var list)
                    ? new Outcome.Done<>(reader.apply(list))
                    : outcome.failure();
        }
    }

    private Listed list(Deadline deadline, ArmOperation operation, String path)
            throws InterruptedException {
        String whole = path.endsWith("/") ? path.substring(0, path.length() - 1) : path;
        return new Listed(pages.read(Call.of(operation, deadline), uris.of(whole)));
    }

    @Override
    public void readPublicIp(
            String name, Duration timeout, Consumer<Outcome<Optional<PublicIpState>>> done) {
        read(
                timeout,
                ArmOperation.GET_PUBLIC_IP,
                ids.publicIp(name),
                ResourceReader::publicIp,
                done);
    }

    @Override
    public void readLoadBalancer(
            String name, Duration timeout, Consumer<Outcome<Optional<LoadBalancerState>>> done) {
        read(
                timeout,
                ArmOperation.GET_LOAD_BALANCER,
                ids.loadBalancer(name),
                LoadBalancerReader::read,
                done);
    }

    private <T> void read(
            Duration timeout,
            ArmOperation operation,
            String id,
            Function<JsonNode, T> reader,
            Consumer<Outcome<Optional<T>>> done) {
        run(
                timeout,
                deadline ->
                        switch (transport.send(
                                Call.of(operation, deadline), "GET", uris.of(id), null)) {
                            case Sent.Held(var reason, var retryAfter) ->
                                    new Outcome.NotSent<>(reason, retryAfter);
                            case Sent.Lost(var why) -> new Outcome.Unanswered<>(why);
                            case Sent.Answered(var answer) -> resource(answer, reader);
                        },
                done);
    }

    private static <T> Outcome<Optional<T>> resource(
            ArmAnswer answer, Function<JsonNode, T> reader) {
        if (answer.status() == NOT_FOUND) {
            return new Outcome.Done<>(Optional.empty());
        }
        if (!answer.isSuccess()) {
            return new Outcome.Refused<>(answer.error());
        }
        if (answer.errorInBody().isPresent() || !answer.body().isObject()) {
            throw new UnreadableAnswer("UnreadableResource", "no resource: " + answer.error());
        }
        return new Outcome.Done<>(Optional.of(reader.apply(answer.body())));
    }

    @Override
    public void putPublicIp(
            PublicIpSpec spec, Duration timeout, Consumer<Outcome<PublicIpState>> done) {
        put(
                timeout,
                ArmOperation.PUT_PUBLIC_IP,
                ids.publicIp(spec.name()),
                bodies.publicIp(spec),
                ResourceReader::publicIp,
                done);
    }

    @Override
    public void putLoadBalancer(
            LoadBalancerSpec spec, Duration timeout, Consumer<Outcome<LoadBalancerState>> done) {
        put(
                timeout,
                ArmOperation.PUT_LOAD_BALANCER,
                ids.loadBalancer(spec.name()),
                bodies.loadBalancer(spec),
                LoadBalancerReader::read,
                done);
    }

    private <T> void put(
            Duration timeout,
            ArmOperation operation,
            String id,
            JsonNode body,
            Function<JsonNode, T> reader,
            Consumer<Outcome<T>> done) {
        run(
                timeout,
                deadline -> {
                    Outcome<JsonNode> written =
                            writes.put(Call.of(operation, deadline), uris.of(id), body);
                    return written instanceof Outcome.Done(var resource)
                            ? new Outcome.Done<>(reader.apply(resource))
                            : written.failure();
                },
                done);
    }

    @Override
    public void deletePublicIp(String name, Duration timeout, Consumer<Outcome<Void>> done) {
        delete(timeout, ArmOperation.DELETE_PUBLIC_IP, ids.publicIp(name), done);
    }

    @Override
    public void deleteLoadBalancer(String name, Duration timeout, Consumer<Outcome<Void>> done) {
        delete(timeout, ArmOperation.DELETE_LOAD_BALANCER, ids.loadBalancer(name), done);
    }

    private void delete(
            Duration timeout, ArmOperation operation, String id, Consumer<Outcome<Void>> done) {
        run(timeout, deadline -> writes.delete(Call.of(operation, deadline), uris.of(id)), done);
    }

    /// @throws IllegalArgumentException when a request does not fit its service's kind; nothing was
    ///   sent
    @Override
    public void updateServices(
            List<ServiceRequest> requests, Duration timeout, Consumer<Outcome<Void>> done) {
        JsonNode body = bodies.services(requests);
        boolean onlyUnregisters =
                requests.stream().allMatch(ServiceRequest.Unregister.class::isInstance);
        update(
                timeout,
                ArmOperation.UPDATE_SERVICES,
                "/updateServices",
                requests.isEmpty() ? Optional.empty() : Optional.of(body),
                onlyUnregisters,
                done);
    }

    @Override
    public void updateLocations(
            LocationBatch batch, Duration timeout, Consumer<Outcome<Void>> done) {
        update(
                timeout,
                ArmOperation.UPDATE_LOCATIONS,
                "/updateAddressLocations",
                batch.locations().isEmpty()
                        ? Optional.empty()
                        : Optional.of(bodies.locations(batch)),
                false,
                done);
    }

    /// @param body what to send; none is done without asking Azure
    private void update(
            Duration timeout,
            ArmOperation operation,
            String action,
            Optional<JsonNode> body,
            boolean absentIsDone,
            Consumer<Outcome<Void>> done) {
        run(
                timeout,
                deadline ->
                        body.isEmpty()
                                ? LongRunning.done()
                                : writes.post(
                                        Call.of(operation, deadline),
                                        uris.of(ids.serviceGateway() + action),
                                        body.orElseThrow(),
                                        absentIsDone),
                done);
    }

    private <T> void run(Duration timeout, CallRunner.Body<T> body, Consumer<Outcome<T>> done) {
        calls.run(
                timeout,
                deadline -> {
                    try {
                        return body.run(deadline);
                    } catch (UnreadableAnswer e) {
                        return new Outcome.Refused<>(e.error());
                    }
                },
                done);
    }

    /// Takes no more calls, and cuts those under way.
    @Override
    public void close() {
        calls.close();
        transport.close();
    }
}
