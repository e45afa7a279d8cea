package dev.pairplane.difftracker.it;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.pairplane.simulators.azure.gateway.GatewayLocation;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/// What the cluster's slices ask for, where it can be seen on one page.
class WantedAddressesTest {
    private static final JsonNode SERVICE =
            RealCluster.parse(
                    """
                    {"metadata": {"name": "web", "namespace": "default", "uid": "u-1"},
                     "spec": {"type": "LoadBalancer", "ipFamilies": ["IPv4"],
                              "loadBalancerClass": "pairplane.dev/service-gateway"}}
                    """);
    private static final JsonNode NODE =
            RealCluster.parse(
                    """
                    {"metadata": {"name": "n"},
                     "status": {"addresses": [{"type": "Hostname", "address": "n"},
                                              {"type": "InternalIP", "address": "fd00::1"},
                                              {"type": "InternalIP", "address": "10.0.0.1"},
                                              {"type": "InternalIP", "address": "10.0.0.2"}]}}
                    """);

    private static JsonNode slice(
            String namespace, String uid, String controller, String endpoints) {
        return RealCluster.parse(
                """
                {"metadata": {"namespace": "%s", "name": "s", "ownerReferences": [
                   {"apiVersion": "v1", "kind": "Service", "name": "web", "uid": "%s",
                    "controller": %s}]},
                 "addressType": "IPv4", "endpoints": [%s]}
                """
                        .formatted(namespace, uid, controller, endpoints));
    }

    private static String endpoint(String address, String node, String conditions) {
        return """
        {"addresses": ["%s"], "nodeName": "%s", "conditions": {%s}}
        """
                .formatted(address, node, conditions);
    }

    private static WantedAddresses of(JsonNode... slices) {
        return WantedAddresses.of(
                new RealCluster.Objects(List.of(SERVICE), List.of(slices), List.of(NODE)),
                Set.of());
    }

    @Test
    void countsWhatServesBehindTheNodesFirstAddressOfItsFamily() {
        var wanted =
                of(
                        slice(
                                "default",
                                "u-1",
                                "true",
                                String.join(
                                        ",",
                                        endpoint("10.1.0.1", "n", ""),
                                        endpoint("10.1.0.2", "n", "\"ready\": false"),
                                        endpoint("10.1.0.3", "gone", "\"ready\": true"),
                                        endpoint(
                                                "10.1.0.4",
                                                "n",
                                                "\"terminating\": true, \"serving\": false"),
                                        endpoint(
                                                "10.1.0.5",
                                                "n",
                                                "\"terminating\": true, \"serving\": true"))));

        assertThat(wanted.byLocation()).containsOnlyKeys("10.0.0.1");
        assertThat(wanted.addresses()).isEqualTo(2);
        assertThat(wanted.hasAddress("10.1.0.1")).isTrue();
        assertThat(wanted.hasAddress("10.1.0.5")).isTrue();
        assertThat(wanted.names("u-1")).isTrue();
    }

    @Test
    void takesNoSliceOfOthers() {
        var endpoint = endpoint("10.1.0.1", "n", "");

        assertThat(of(slice("mallory", "u-1", "true", endpoint)).byLocation()).isEmpty();
        assertThat(of(slice("default", "u-2", "true", endpoint)).byLocation()).isEmpty();
        assertThat(of(slice("default", "u-1", "false", endpoint)).byLocation()).isEmpty();
    }

    @Test
    void namesWhatIsMissingAndWhatIsTooMuch() {
        var wanted = of(slice("default", "u-1", "true", endpoint("10.1.0.1", "n", "")));
        var addresses = new TreeMap<String, List<String>>();
        addresses.put("10.1.0.9", List.of("u-1"));
        var held = WantedAddresses.held(List.of(new GatewayLocation("10.0.0.1", addresses)));

        assertThat(wanted.difference(held))
                .contains("missing in Azure: [10.0.0.1 10.1.0.1 [u-1]]")
                .contains("surplus in Azure: [10.0.0.1 10.1.0.9 [u-1]]");
        assertThat(wanted.difference(wanted)).isEmpty();
    }
}
