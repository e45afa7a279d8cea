package dev.pairplane.difftracker.outbound.azure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import dev.pairplane.difftracker.core.azure.GatewayView;
import dev.pairplane.difftracker.core.azure.Inventory;
import dev.pairplane.difftracker.core.azure.LoadBalancerRule;
import dev.pairplane.difftracker.core.azure.LoadBalancerRule.Protocol;
import dev.pairplane.difftracker.core.azure.LoadBalancerSpec;
import dev.pairplane.difftracker.core.azure.LoadBalancerState;
import dev.pairplane.difftracker.core.azure.LocationBatch;
import dev.pairplane.difftracker.core.azure.LocationBatch.Address;
import dev.pairplane.difftracker.core.azure.LocationBatch.Location;
import dev.pairplane.difftracker.core.azure.Provisioning;
import dev.pairplane.difftracker.core.azure.PublicIpSpec;
import dev.pairplane.difftracker.core.azure.PublicIpState;
import dev.pairplane.difftracker.core.azure.ServiceRequest;
import dev.pairplane.difftracker.core.call.CallError;
import dev.pairplane.difftracker.core.call.Outcome;
import dev.pairplane.difftracker.core.state.IpAddress;
import dev.pairplane.difftracker.core.state.IpFamily;
import dev.pairplane.difftracker.core.state.ServiceKey;
import dev.pairplane.difftracker.core.state.ServiceKind;
import dev.pairplane.difftracker.outbound.guard.SerialCalls;
import dev.pairplane.simulators.azure.AzureConfig;
import dev.pairplane.simulators.azure.AzureSimulator;
import dev.pairplane.simulators.azure.GatewaySeed;
import dev.pairplane.simulators.azure.fault.Behaviour;
import dev.pairplane.simulators.azure.fault.Fault;
import dev.pairplane.simulators.azure.fault.Flavour;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/// The client against the simulated Azure, which refuses what Azure refuses.
class ArmSimulatorTest {

    private static final ServiceKey KEY = ServiceKey.inbound(Arm.UID);
    private static final String PIP = Arm.UID + "-pip";
    private static final Map<String, String> TAGS = Map.of("pairplane-managed-by", "difftracker");
    private static final LoadBalancerRule RULE =
            new LoadBalancerRule(Protocol.TCP, 80, 8080, 4, false);
    private static final LoadBalancerRule STICKY =
            new LoadBalancerRule(Protocol.UDP, 53, 5353, 10, true);
    private static final IpAddress NODE = IpAddress.of("10.0.0.4");
    private static final IpAddress POD = IpAddress.of("10.244.0.5");

    private final SerialCalls serial = new SerialCalls();
    private AzureSimulator azure;
    private ArmClient client;

    @BeforeEach
    void start() throws Exception {
        azure =
                AzureSimulator.start(
                        AzureConfig.onAnyPort()
                                .seed(
                                        new GatewaySeed(
                                                "sub",
                                                "rg",
                                                "westeurope",
                                                "servicegateway",
                                                "netrg",
                                                "vnet",
                                                true)));
        client = Arm.client(azure.uri(), serial.executor());
    }

    @AfterEach
    void close() throws Exception {
        client.close();
        serial.close();
        azure.close();
    }

    private PublicIpState putPublicIp() throws Exception {
        return serial.done(done ->
                client.putPublicIp(
                        new PublicIpSpec(PIP, IpFamily.IPV4, TAGS), SerialCalls.LONG, done));
    }

    private LoadBalancerState putLoadBalancer() throws Exception {
        return serial.done(done ->
                client.putLoadBalancer(
                        new LoadBalancerSpec(Arm.UID, PIP, List.of(RULE, STICKY), TAGS),
                        SerialCalls.LONG,
                        done));
    }

    private Outcome<Void> services(ServiceRequest... requests) throws Exception {
        return serial.outcome(
                done -> client.updateServices(List.of(requests), SerialCalls.LONG, done));
    }

    private Outcome<Void> locations(Location... locations) throws Exception {
        return serial.outcome(done ->
                client.updateLocations(
                        new LocationBatch(List.of(locations)), SerialCalls.LONG, done));
    }

    private Outcome<Void> register() throws Exception {
        return services(new ServiceRequest.RegisterInbound(KEY, Arm.UID));
    }

    private static Location place(String... services) {
        return new Location(NODE, false, List.of(new Address(POD, Set.of(services))));
    }

    private GatewayView gateway() throws Exception {
        return serial.done(done -> client.readGateway(SerialCalls.LONG, done));
    }

    private static void assertDone(Outcome<Void> outcome) {
        assertThat(outcome).isInstanceOf(Outcome.Done.class);
    }

    private static CallError refused(Outcome<?> outcome) {
        assertThat(outcome).isInstanceOf(Outcome.Refused.class);
        return ((Outcome.Refused<?>) outcome).error();
    }

    /// Creates, reads, changes and deletes everything.
    private void live() throws Exception {
        PublicIpState publicIp = putPublicIp();
        assertThat(publicIp.address()).isPresent();
        assertThat(publicIp.provisioning()).isEqualTo(Provisioning.SUCCEEDED);
        assertThat(publicIp.tags()).containsAllEntriesOf(TAGS);
        LoadBalancerState loadBalancer = putLoadBalancer();
        assertThat(loadBalancer.custom()).isFalse();
        assertThat(loadBalancer.rules()).containsExactlyInAnyOrder(RULE, STICKY);
        assertThat(loadBalancer.pools()).containsExactly(Arm.UID);
        assertDone(register());
        assertDone(locations(place(Arm.UID)));

        Inventory inventory = serial.done(done -> client.readInventory(SerialCalls.LONG, done));
        assertThat(inventory.publicIps()).containsEntry(PIP, publicIp);
        assertThat(inventory.loadBalancers()).containsEntry(Arm.UID, loadBalancer);
        assertThat(inventory.natGateways()).extracting("name").containsExactly("default-natgw");
        assertThat(inventory.gateway().locations())
                .isEqualTo(Map.of(NODE, Map.of(POD, Set.of(Arm.UID))));
        assertThat(inventory.gateway().services())
                .anySatisfy(service -> {
                    assertThat(service.name()).isEqualTo(Arm.UID);
                    assertThat(service.kinds()).containsExactly(ServiceKind.INBOUND);
                    assertThat(service.pools()).hasSize(1);
                });

        assertDone(locations(place()));
        assertThat(gateway().locations()).doesNotContainKey(NODE);
        assertDone(services(new ServiceRequest.ClearPool(KEY)));
        delete(done -> client.deleteLoadBalancer(Arm.UID, SerialCalls.LONG, done));
        assertDone(services(new ServiceRequest.Unregister(KEY)));
        delete(done -> client.deletePublicIp(PIP, SerialCalls.LONG, done));
        assertThat(
                        serial.<Optional<PublicIpState>>done(
                                done -> client.readPublicIp(PIP, SerialCalls.LONG, done)))
                .isEmpty();
        assertThat(
                        serial.<Optional<LoadBalancerState>>done(
                                done -> client.readLoadBalancer(Arm.UID, SerialCalls.LONG, done)))
                .isEmpty();
    }

    private void delete(Consumer<Consumer<Outcome<Void>>> call) throws Exception {
        assertDone(serial.outcome(call));
        // Again: what is gone is gone.
        assertDone(serial.outcome(call));
    }

    /// Difftracker invariants 62 and 74
    @TestFactory
    List<DynamicTest> createsReadsChangesAndDeletesWhateverTheFlavour() {
        var tests = new ArrayList<DynamicTest>();
        for (Flavour flavour : Flavour.values()) {
            if (flavour == Flavour.ERROR_IN_BODY || flavour == Flavour.POLL_FAILS) {
                continue;
            }
            tests.add(
                    dynamicTest(
                            flavour.name(),
                            () -> {
                                azure.behave(
                                        Behaviour.prompt()
                                                .flavours(flavour, flavour, flavour)
                                                .delays(Duration.ofMillis(30), 0)
                                                .firstAddress(false));
                                live();
                            }));
        }
        return tests;
    }

    /// Difftracker invariant 62
    @TestFactory
    List<DynamicTest> aWriteThatFailsInTheEndIsRefusedAndInDoubt() {
        return List.of(Flavour.ERROR_IN_BODY, Flavour.POLL_FAILS).stream()
                .map(flavour -> dynamicTest(flavour.name(), () -> fails(flavour)))
                .toList();
    }

    private void fails(Flavour flavour) throws Exception {
        azure.behave(Behaviour.prompt());
        putPublicIp();
        putLoadBalancer();
        assertDone(register());
        var free = new PublicIpSpec("free-pip", IpFamily.IPV4, TAGS);
        serial.<PublicIpState>done(done -> client.putPublicIp(free, SerialCalls.LONG, done));
        azure.behave(
                Behaviour.prompt()
                        .flavours(flavour, flavour, flavour)
                        .delays(Duration.ofMillis(30), 0));

        CallError update = refused(locations(place(Arm.UID)));
        CallError delete =
                refused(
                        serial.<Void>outcome(
                                done -> client.deletePublicIp("free-pip", SerialCalls.LONG, done)));
        CallError put =
                refused(
                        serial.<PublicIpState>outcome(
                                done -> client.putPublicIp(free, SerialCalls.LONG, done)));

        assertThat(List.of(update, delete, put))
                .allSatisfy(error -> {
                    assertThat(error.status()).isEqualTo(200);
                    assertThat(error.code()).isNotEmpty();
                    assertThat(error.leavesDoubt()).isTrue();
                });
        assertThat(gateway().locations()).doesNotContainKey(NODE);
    }

    @Test
    void unregisteringAServiceWithAddressesIsRefusedByName() throws Exception {
        putPublicIp();
        putLoadBalancer();
        assertDone(register());
        assertDone(locations(place(Arm.UID)));

        CallError error = refused(services(new ServiceRequest.Unregister(KEY)));

        assertThat(error.stillHasAddresses()).isTrue();
        assertThat(error.status()).isEqualTo(400);
    }

    /// Difftracker invariant 74
    @Test
    void unregisteringWhatIsNotThereIsDoneAlsoWhereAzureSaysSo() throws Exception {
        azure.inject(Fault.error(404, "NotFound").onCall("updateServices"));

        assertDone(services(new ServiceRequest.Unregister(KEY)));
    }

    @Test
    void readsAsManyPagesAsThereAre() throws Exception {
        for (int i = 0; i < 7; i++) {
            String name = "p" + i + "-pip";
            serial.<PublicIpState>done(done ->
                    client.putPublicIp(
                            new PublicIpSpec(name, IpFamily.IPV6, TAGS), SerialCalls.LONG, done));
        }
        azure.behave(Behaviour.prompt().pages(2));

        Inventory inventory = serial.done(done -> client.readInventory(SerialCalls.LONG, done));

        assertThat(inventory.publicIps().values())
                .filteredOn(ip -> ip.family() == IpFamily.IPV6)
                .hasSize(7)
                .allSatisfy(ip -> assertThat(ip.address()).isPresent());
    }

    /// Difftracker invariants 121 and 193
    @Test
    void aLostAnswerIsUnansweredWhetherOrNotItHadItsEffect() throws Exception {
        putPublicIp();
        putLoadBalancer();
        assertDone(register());
        azure.inject(Fault.lostAfter().onCall("updateAddressLocations"));

        assertThat(locations(place(Arm.UID))).isInstanceOf(Outcome.Unanswered.class);
        assertThat(gateway().locations()).containsKey(NODE);
        azure.inject(Fault.lostBefore().onCall("updateAddressLocations"));
        assertThat(locations(place())).isInstanceOf(Outcome.Unanswered.class);
        assertThat(gateway().locations()).containsKey(NODE);
    }

    @Test
    void aCallThatHangsEndsWithItsTimeout() throws Exception {
        azure.inject(Fault.hangAfter().on("PUT"));

        Outcome<PublicIpState> outcome =
                serial.outcome(done ->
                        client.putPublicIp(
                                new PublicIpSpec(PIP, IpFamily.IPV4, TAGS),
                                Duration.ofMillis(300),
                                done));

        assertThat(outcome).isInstanceOf(Outcome.Unanswered.class);
        assertThat(azure.resource(Arm.PUBLIC_IP)).isPresent();
    }

    @Test
    void throttlingIsToldWithItsTime() throws Exception {
        azure.inject(Fault.throttled(23));

        CallError error = refused(register());

        assertThat(error.throttled()).isTrue();
        assertThat(error.retryAfter()).contains(Duration.ofSeconds(23));
    }

    @Test
    void pollsThatFailOnTheWayDoNotChangeTheEnd() throws Exception {
        azure.behave(
                Behaviour.prompt()
                        .flavours(
                                Flavour.ASYNC_OPERATION,
                                Flavour.ASYNC_OPERATION,
                                Flavour.ASYNC_OPERATION)
                        .delays(Duration.ofMillis(100), 0));
        azure.inject(Fault.lostBefore().onCall("operations"));
        azure.inject(Fault.error(500, "Oops").onCall("operations"));
        azure.inject(Fault.throttled(1).onCall("operations"));

        assertThat(putPublicIp().address()).isPresent();
        assertThat(azure.faults().hits()).isEqualTo(3);
    }
}
