package dev.pairplane.difftracker.outbound.azure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import dev.pairplane.difftracker.core.azure.LoadBalancerRule;
import dev.pairplane.difftracker.core.azure.LoadBalancerRule.Protocol;
import dev.pairplane.difftracker.core.azure.LoadBalancerSpec;
import dev.pairplane.difftracker.core.azure.LocationBatch;
import dev.pairplane.difftracker.core.azure.LocationBatch.Address;
import dev.pairplane.difftracker.core.azure.LocationBatch.Location;
import dev.pairplane.difftracker.core.azure.PublicIpSpec;
import dev.pairplane.difftracker.core.azure.ServiceRequest;
import dev.pairplane.difftracker.core.state.IpAddress;
import dev.pairplane.difftracker.core.state.IpFamily;
import dev.pairplane.difftracker.core.state.ServiceKey;
import dev.pairplane.testkit.GoldenFiles;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

class RequestBodiesTest {

    private static final Path GOLDEN = Path.of("src/test/resources/golden/azure");
    private static final ObjectMapper JSON =
            new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);
    private static final ServiceKey INBOUND = ServiceKey.inbound(Arm.UID);
    private static final ServiceKey OUTBOUND = ServiceKey.outbound("egress-a");

    private final RequestBodies bodies = new RequestBodies(Arm.IDS);

    private static void golden(String name, JsonNode body) throws JsonProcessingException {
        GoldenFiles.check(GOLDEN.resolve(name + ".json"), JSON.writeValueAsString(body) + "\n");
    }

    private static LoadBalancerRule rule(Protocol protocol, int port, boolean affinity) {
        return new LoadBalancerRule(protocol, port, port + 8000, 4, affinity);
    }

    private static Address address(String ip, String... services) {
        return new Address(IpAddress.of(ip), Set.of(services));
    }

    /// Difftracker invariants 63 and 67
    @Test
    void writesAPublicIpOfEachFamily() throws Exception {
        var tags = Map.of("pairplane-managed-by", "difftracker", "owner", "somebody");

        golden("public-ip-v4", bodies.publicIp(new PublicIpSpec("a-pip", IpFamily.IPV4, tags)));
        golden("public-ip-v6", bodies.publicIp(new PublicIpSpec("a-pip", IpFamily.IPV6, Map.of())));
    }

    /// Difftracker invariants 63, 64, 65 and 70
    @Test
    void writesALoadBalancerWithTcpAndUdpAndAffinity() throws Exception {
        var spec =
                new LoadBalancerSpec(
                        Arm.UID,
                        Arm.UID + "-pip",
                        List.of(
                                rule(Protocol.TCP, 80, false),
                                rule(Protocol.UDP, 53, false),
                                new LoadBalancerRule(Protocol.TCP, 443, 8443, 30, true)),
                        Map.of("pairplane-cluster", "one"));

        golden("load-balancer", bodies.loadBalancer(spec));
    }

    /// Difftracker invariant 66
    @Test
    void leavesOutExactlyTheRuleThatIsGone() {
        var both = List.of(rule(Protocol.TCP, 80, false), rule(Protocol.TCP, 81, false));

        JsonNode two = bodies.loadBalancer(new LoadBalancerSpec("u", "u-pip", both, Map.of()));
        JsonNode one =
                bodies.loadBalancer(
                        new LoadBalancerSpec("u", "u-pip", both.subList(1, 2), Map.of()));

        JsonNode before = two.path("properties").path("loadBalancingRules");
        JsonNode after = one.path("properties").path("loadBalancingRules");
        assertThat(after).hasSize(1);
        assertThat(after.get(0)).isEqualTo(before.get(1));
    }

    @Test
    void writesALoadBalancerWithoutRules() throws Exception {
        golden(
                "load-balancer-without-rules",
                bodies.loadBalancer(
                        new LoadBalancerSpec(Arm.UID, Arm.UID + "-pip", List.of(), Map.of())));
    }

    /// Difftracker invariants 55, 57, 58 and 60
    @Test
    void writesEveryKindOfServiceRequest() throws Exception {
        golden(
                "register-inbound",
                bodies.services(List.of(new ServiceRequest.RegisterInbound(INBOUND, Arm.UID))));
        golden(
                "register-outbound",
                bodies.services(
                        List.of(
                                new ServiceRequest.RegisterOutbound(
                                        OUTBOUND, Optional.of("egress-a")))));
        golden("clear-pool", bodies.services(List.of(new ServiceRequest.ClearPool(INBOUND))));
        golden(
                "unregister",
                bodies.services(
                        List.of(
                                new ServiceRequest.Unregister(INBOUND),
                                new ServiceRequest.Unregister(OUTBOUND))));
    }

    /// Difftracker invariant 61
    @Test
    void writesTheNullThatTakesANatGatewayAway() throws Exception {
        golden(
                "clear-nat-gateway",
                bodies.services(
                        List.of(new ServiceRequest.RegisterOutbound(OUTBOUND, Optional.empty()))));
    }

    /// Difftracker invariant 59
    @Test
    void refusesARequestThatDoesNotFitItsServicesKind() {
        assertThatThrownBy(() ->
                        bodies.services(
                                List.of(new ServiceRequest.RegisterInbound(OUTBOUND, "egress-a"))))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("outbound/egress-a");
        assertThatThrownBy(() -> bodies.services(List.of(new ServiceRequest.ClearPool(OUTBOUND))))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() ->
                        bodies.services(
                                List.of(
                                        new ServiceRequest.RegisterOutbound(
                                                INBOUND, Optional.empty()))))
                .isInstanceOf(IllegalArgumentException.class);
    }

    /// Difftracker invariants 54 and 55
    @Test
    void writesLocationsWithEmptyListsWhereSomethingGoes() throws Exception {
        golden(
                "locations",
                bodies.locations(
                        new LocationBatch(
                                List.of(
                                        new Location(
                                                IpAddress.of("10.0.0.4"),
                                                false,
                                                List.of(
                                                        address("10.244.0.5", Arm.UID, "egress-a"),
                                                        address("10.244.0.9"))),
                                        new Location(
                                                IpAddress.of("10.0.0.5"),
                                                true,
                                                List.of(address("10.244.1.1", Arm.UID))),
                                        new Location(
                                                IpAddress.of("10.0.0.7"), false, List.of())))));
    }

    /// Difftracker invariant 56
    @Test
    void mergesALocationThatIsSpelledInTwoWays() throws Exception {
        golden(
                "locations-merged",
                bodies.locations(
                        new LocationBatch(
                                List.of(
                                        new Location(
                                                IpAddress.of("FD00:0:0:0:0:0:0:A"),
                                                false,
                                                List.of(address("fd01::1", "a"))),
                                        new Location(
                                                IpAddress.of("fd00::a"),
                                                false,
                                                List.of(
                                                        address("fd01::2", "b"),
                                                        address("FD01::1", "c")))))));
    }
}
