package dev.pairplane.simulators.azure;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.pairplane.simulators.azure.cloud.Cloud;
import dev.pairplane.simulators.azure.cloud.Timer;
import dev.pairplane.simulators.azure.fault.Behaviour;
import dev.pairplane.simulators.azure.fault.Fault;
import dev.pairplane.simulators.azure.fault.Faults;
import dev.pairplane.simulators.azure.gateway.Gateway;
import dev.pairplane.simulators.azure.gateway.GatewayLocation;
import dev.pairplane.simulators.azure.gateway.GatewayService;
import dev.pairplane.simulators.azure.http.Admin;
import dev.pairplane.simulators.azure.http.ArmServer;
import dev.pairplane.simulators.azure.http.RecordedCall;
import dev.pairplane.simulators.azure.resource.ResourceId;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeSet;

/// A simulated Azure that listens on the loopback address. Safe for threads.
public final class AzureSimulator implements AutoCloseable {

    private final AzureConfig config;
    private final Cloud cloud;
    private final Faults faults;
    private final Optional<RealTime> realTime;
    private final Optional<SnapshotFile> file;
    private final ArmServer server;

    private AzureSimulator(AzureConfig config) throws IOException {
        this.config = config;
        this.realTime = config.timer().isPresent() ? Optional.empty() : Optional.of(new RealTime());
        Timer timer = config.timer().or(() -> realTime).orElseThrow();
        this.cloud = new Cloud(timer, config.publicIpLimit());
        this.faults = new Faults(config.randomSeed());
        this.file = config.snapshotFile().map(SnapshotFile::new);
        Optional<JsonNode> start = config.restore();
        if (start.isEmpty() && file.isPresent()) {
            start = file.orElseThrow().read();
        }
        start.ifPresent(cloud::restore);
        Seeding.plant(config.seeds(), cloud);
        this.server =
                new ArmServer(
                        new ArmServer.Settings(
                                config.port(),
                                new TreeSet<>(config.apiVersions()),
                                config.bodyLimit(),
                                config.journalLimit()),
                        cloud,
                        faults,
                        new ByHttp(),
                        timer,
                        config.clock(),
                        config.behaviour());
    }

    /// Starts one; it answers from now on.
    ///
    /// @throws IOException when the port is taken or the snapshot file cannot be read
    /// @throws IllegalArgumentException when the state to start with is no snapshot
    public static AzureSimulator start(AzureConfig config) throws IOException {
        return new AzureSimulator(config);
    }

    /// The base address of ARM, without a path.
    public URI uri() {
        return server.uri();
    }

    /// Every resource as Azure shows it, by kind and id.
    public List<ResourceState> resources() {
        return cloud.resources().stream().map(ResourceState::of).toList();
    }

    /// A resource by its id, in any case of letters.
    public Optional<ResourceState> resource(String id) {
        return ResourceId.parse(id).flatMap(cloud::find).map(ResourceState::of);
    }

    /// The services of all gateways, by gateway and name.
    public List<GatewayService> services() {
        return cloud.gateways(Gateway::services).stream().flatMap(List::stream).toList();
    }

    /// The services of one gateway; empty when there is no such gateway.
    public List<GatewayService> services(String gatewayId) {
        return cloud
                .gateways(g -> of(g, gatewayId) ? g.services() : List.<GatewayService>of())
                .stream()
                .flatMap(List::stream)
                .toList();
    }

    /// The address locations of all gateways, by gateway and location.
    public List<GatewayLocation> locations() {
        return cloud.gateways(Gateway::locations).stream().flatMap(List::stream).toList();
    }

    /// The address locations of one gateway; empty when there is no such gateway.
    public List<GatewayLocation> locations(String gatewayId) {
        return cloud
                .gateways(g -> of(g, gatewayId) ? g.locations() : List.<GatewayLocation>of())
                .stream()
                .flatMap(List::stream)
                .toList();
    }

    private static boolean of(Gateway gateway, String id) {
        return gateway.id().key().equals(ResourceId.key(id));
    }

    public Behaviour behaviour() {
        return server.behaviour();
    }

    /// Behaves differently from the next request on.
    public void behave(Behaviour behaviour) {
        server.behave(behaviour);
    }

    /// Sets a fault.
    ///
    /// @return its number
    public int inject(Fault fault) {
        return faults.add(fault);
    }

    /// The faults that are set.
    public Faults faults() {
        return faults;
    }

    /// The requests that the journal still has, oldest first.
    public List<RecordedCall> calls() {
        return server.calls(0);
    }

    /// How many requests there were since the start or [#forgetCalls], by method and path with `*`
    /// for a name: `PUT publicIPAddresses/*`, `POST serviceGateways/*/updateservices`, `GET
    /// operations`.
    public SortedMap<String, Long> callCounts() {
        return server.counts();
    }

    public void forgetCalls() {
        server.clearJournal();
    }

    /// Waits until no request is being worked on, no effect is still to come and no operation is in
    /// progress. Requests that hang do not count. With [SimulatedTime] it has to be advanced.
    ///
    /// @return whether that came before the time was over
    public boolean awaitIdle(Duration limit) throws InterruptedException {
        long end = System.nanoTime() + limit.toNanos();
        return server.awaitIdle(limit)
                && cloud.awaitSettled(Duration.ofNanos(end - System.nanoTime()));
    }

    /// Back to the state of a first start: the seeds, no faults, no journal, the configured
    /// behaviour. Operations in progress and late effects do not come any more.
    public void reset() {
        faults.clear();
        server.forgetLate();
        server.behave(config.behaviour());
        cloud.restore(null);
        Seeding.plant(config.seeds(), cloud);
        server.clearJournal();
    }

    /// The whole state, for [AzureConfig#restore(JsonNode)] or [#restore].
    public ObjectNode snapshot() {
        return cloud.snapshot();
    }

    /// Replaces the whole state.
    ///
    /// @throws IllegalArgumentException when it is no snapshot; nothing has changed
    public void restore(JsonNode snapshot) {
        cloud.restore(snapshot);
    }

    /// Writes the snapshot file, where one is configured.
    ///
    /// @throws IOException when it cannot be written; the old one is still there
    public void save() throws IOException {
        if (file.isPresent()) {
            file.orElseThrow().write(snapshot());
        }
    }

    /// Closes the port, cuts all connections, and writes the snapshot file where one is configured.
    ///
    /// @throws IOException when it cannot be written; everything is closed
    @Override
    public void close() throws IOException {
        faults.clear();
        server.close();
        realTime.ifPresent(RealTime::close);
        save();
    }

    private final class ByHttp implements Admin {

        @Override
        public void reset() {
            AzureSimulator.this.reset();
        }

        @Override
        public String save() throws IOException {
            AzureSimulator.this.save();
            return config.snapshotFile().map(Object::toString).orElse("");
        }

        @Override
        public JsonNode snapshot() {
            return AzureSimulator.this.snapshot();
        }

        @Override
        public void restore(JsonNode snapshot) {
            AzureSimulator.this.restore(snapshot);
        }
    }
}
