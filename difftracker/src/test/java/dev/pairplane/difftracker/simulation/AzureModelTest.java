package dev.pairplane.difftracker.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pairplane.difftracker.core.azure.LoadBalancerRule;
import dev.pairplane.difftracker.core.azure.LoadBalancerSpec;
import dev.pairplane.difftracker.core.azure.LocationBatch;
import dev.pairplane.difftracker.core.azure.Provisioning;
import dev.pairplane.difftracker.core.azure.PublicIpSpec;
import dev.pairplane.difftracker.core.azure.ResourceIds;
import dev.pairplane.difftracker.core.azure.ServiceRequest;
import dev.pairplane.difftracker.core.call.CallError;
import dev.pairplane.difftracker.core.state.IpAddress;
import dev.pairplane.difftracker.core.state.IpFamily;
import dev.pairplane.difftracker.core.state.ServiceKey;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// The model refuses what Azure refuses; a model that took anything would make the simulation
/// worthless.
class AzureModelTest {

    private static final IpAddress NODE = IpAddress.of("10.0.0.4");
    private static final IpAddress POD = IpAddress.of("10.244.0.5");
    private static final ServiceKey A = ServiceKey.inbound("a");

    private final AzureModel azure =
            new AzureModel(
                    new World(1, true),
                    new ResourceIds("sub", "rg", "here", "gateway", "net-rg", "net"));

    @BeforeEach
    void oneService() {
        done(azure.put(new PublicIpSpec("a-pip", IpFamily.IPV4, Map.of())));
        done(azure.put(balancer("a", "a-pip", rule(80, 8080))));
        assertThat(azure.gateway.update(List.of(new ServiceRequest.RegisterInbound(A, "a"))))
                .isEmpty();
        assertThat(azure.gateway.update(batch(true, POD, "a"))).isEmpty();
    }

    @Test
    void keepsAServiceThatHasAddresses() {
        assertThat(code(azure.gateway.update(List.of(new ServiceRequest.Unregister(A)))))
                .isEqualTo("ServiceWithOverlayMappingsCannotBeDeleted");

        azure.gateway.update(batch(false, POD));

        assertThat(azure.gateway.update(List.of(new ServiceRequest.Unregister(A)))).isEmpty();
    }

    @Test
    void keepsALoadBalancerThatTheGatewayRefersTo() {
        assertThat(code(azure.deleteLoadBalancer("a").begin()))
                .isEqualTo("LoadBalancerInUseByServiceGateway");

        azure.gateway.update(List.of(new ServiceRequest.ClearPool(A)));
        done(azure.deleteLoadBalancer("a"));

        assertThat(azure.readLoadBalancer("a")).isEmpty();
    }

    @Test
    void keepsAPublicIpThatIsInUse() {
        assertThat(code(azure.deletePublicIp("a-pip").begin()))
                .isEqualTo("PublicIPAddressCannotBeDeleted");
    }

    @Test
    void refusesALoadBalancerWithoutItsPublicIpOrWithAnothersOne() {
        assertThat(code(azure.put(balancer("b", "b-pip", rule(80, 8080))).begin()))
                .isEqualTo("PublicIPNotFound");
        assertThat(code(azure.put(balancer("b", "a-pip", rule(80, 8080))).begin()))
                .isEqualTo("PublicIPAddressInUse");
    }

    @Test
    void refusesRulesThatContradictEachOtherOrNoPort() {
        assertThat(code(azure.put(balancer("a", "a-pip", rule(80, 80), rule(81, 80))).begin()))
                .isEqualTo("RulesUseSameBackendPortProtocolAndPool");
        assertThat(code(azure.put(balancer("a", "a-pip", rule(65_535, 80))).begin()))
                .isEqualTo("InvalidRule");
    }

    @Test
    void refusesToRegisterAPoolThatDoesNotExist() {
        var request = new ServiceRequest.RegisterInbound(ServiceKey.inbound("b"), "b");

        assertThat(code(azure.gateway.update(List.of(request)))).isEqualTo("BackendPoolNotFound");
    }

    @Test
    void refusesABatchAsAWholeForOneBadEntry() {
        var good = location(false, IpAddress.of("10.244.0.6"), "a");
        var unknown =
                new LocationBatch.Location(
                        IpAddress.of("10.0.0.9"),
                        false,
                        List.of(new LocationBatch.Address(POD, Set.of("b"))));
        var mixed = location(false, IpAddress.of("fd00::1"), "a");

        assertThat(code(azure.gateway.update(new LocationBatch(List.of(good, unknown)))))
                .isEqualTo("ServiceNotFoundInServiceGateway");
        assertThat(code(azure.gateway.update(new LocationBatch(List.of(good, good)))))
                .isEqualTo("DuplicateLocationsInRequest");
        assertThat(code(azure.gateway.update(new LocationBatch(List.of(mixed)))))
                .isEqualTo("IPv4LocationCannotContainOtherFamilyAddresses");
        assertThat(azure.gateway.uses("a")).isEqualTo(1);
    }

    @Test
    void aFullUpdateReplacesAndAPartialOneMerges() {
        azure.gateway.update(batch(false, IpAddress.of("10.244.0.6"), "a"));
        assertThat(azure.gateway.uses("a")).isEqualTo(2);

        azure.gateway.update(batch(true, IpAddress.of("10.244.0.7"), "a"));
        assertThat(azure.gateway.readLocations())
                .isEqualTo(Map.of(NODE, Map.of(IpAddress.of("10.244.0.7"), Set.of("a"))));

        azure.gateway.update(
                new LocationBatch(List.of(new LocationBatch.Location(NODE, false, List.of()))));
        assertThat(azure.gateway.readLocations()).isEmpty();
    }

    @Test
    void aChangeUnderWayIsInTheWayOfOthers() {
        assertThat(azure.put(balancer("a", "a-pip", rule(81, 8080))).begin()).isEmpty();

        assertThat(code(azure.put(balancer("a", "a-pip", rule(82, 8080))).begin()))
                .isEqualTo("AnotherOperationInProgress");
        assertThat(azure.readLoadBalancer("a").orElseThrow().provisioning())
                .isEqualTo(Provisioning.UPDATING);
    }

    private static LocationBatch batch(boolean full, IpAddress address, String... services) {
        return new LocationBatch(List.of(location(full, address, services)));
    }

    private static LocationBatch.Location location(
            boolean full, IpAddress address, String... services) {
        return new LocationBatch.Location(
                NODE, full, List.of(new LocationBatch.Address(address, Set.of(services))));
    }

    private static LoadBalancerRule rule(int port, int backend) {
        return new LoadBalancerRule(LoadBalancerRule.Protocol.TCP, port, backend, 4, false);
    }

    private static LoadBalancerSpec balancer(String name, String ip, LoadBalancerRule... rules) {
        return new LoadBalancerSpec(name, ip, List.of(rules), Map.of());
    }

    private static void done(Effect<?> effect) {
        assertThat(effect.begin()).isEmpty();
        effect.finish();
    }

    private static String code(Optional<CallError> refusal) {
        return refusal.map(CallError::code).orElse("");
    }
}
