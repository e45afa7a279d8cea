package dev.pairplane.difftracker.outbound.azure;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.pairplane.difftracker.core.azure.LoadBalancerRule;
import dev.pairplane.difftracker.core.azure.LoadBalancerRule.Protocol;
import dev.pairplane.difftracker.core.azure.LoadBalancerSpec;
import dev.pairplane.difftracker.core.azure.LoadBalancerState;
import dev.pairplane.difftracker.core.azure.Provisioning;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

class LoadBalancerReaderTest {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final List<LoadBalancerRule> RULES =
            List.of(
                    new LoadBalancerRule(Protocol.TCP, 80, 8080, 4, false),
                    new LoadBalancerRule(Protocol.UDP, 53, 5353, 10, true));

    /// A load balancer of ours as Azure shows it: what we sent, and what Azure adds.
    private static ObjectNode ours() {
        ObjectNode resource =
                new RequestBodies(Arm.IDS)
                        .loadBalancer(
                                new LoadBalancerSpec(
                                        Arm.UID, Arm.UID + "-pip", RULES, Map.of("a", "b")));
        resource.put("name", Arm.UID.toUpperCase(Locale.ROOT)).put("etag", "W/1");
        ObjectNode properties = (ObjectNode) resource.get("properties");
        properties.put("provisioningState", "Succeeded");
        List.of("probes", "inboundNatRules", "outboundRules").forEach(properties::putArray);
        for (JsonNode rule : properties.get("loadBalancingRules")) {
            ObjectNode settings = (ObjectNode) rule.get("properties");
            settings.put("provisioningState", "Succeeded");
            if (!settings.has("enableTcpReset")) {
                settings.put("enableTcpReset", false);
            }
            if (!settings.has("loadDistribution")) {
                settings.put("loadDistribution", "Default");
            }
            settings.put("disableOutboundSnat", false);
            settings.putArray("backendAddressPools")
                    .addObject()
                    .put("id", Arm.IDS.pool(Arm.UID).toUpperCase(Locale.ROOT));
        }
        return resource;
    }

    @Test
    void readsOneOfOursAsItWasSent() {
        LoadBalancerState state = LoadBalancerReader.read(ours());

        assertThat(state)
                .isEqualTo(
                        new LoadBalancerState(
                                Arm.UID,
                                Map.of("a", "b"),
                                Provisioning.SUCCEEDED,
                                Set.of(Arm.IDS.publicIp(Arm.UID + "-pip").toLowerCase(Locale.ROOT)),
                                Set.of(Arm.UID),
                                Set.copyOf(RULES),
                                false));
    }

    private static void custom(String what, Consumer<ObjectNode> change) {
        ObjectNode resource = ours();
        change.accept(resource);
        assertThat(LoadBalancerReader.read(resource).custom()).as(what).isTrue();
    }

    private static void customProperty(String what, String json) throws Exception {
        JsonNode change = JSON.readTree(json);
        custom(
                what,
                resource -> ((ObjectNode) resource.get("properties")).setAll((ObjectNode) change));
    }

    private static void customRule(String what, String json) throws Exception {
        JsonNode change = JSON.readTree(json);
        custom(
                what,
                resource ->
                        ((ObjectNode)
                                        resource.get("properties")
                                                .get("loadBalancingRules")
                                                .get(0)
                                                .get("properties"))
                                .setAll((ObjectNode) change));
    }

    @Test
    void anythingThatWeWouldNotHaveMadeIsCustom() throws Exception {
        custom("the SKU", resource -> ((ObjectNode) resource.get("sku")).put("name", "Standard"));
        custom(
                "a rule's name",
                resource ->
                        ((ObjectNode) resource.get("properties").get("loadBalancingRules").get(0))
                                .put("name", "web"));
        customProperty("the scope", "{\"scope\": \"Private\"}");
        customProperty("a probe", "{\"probes\": [{\"name\": \"p\"}]}");
        customProperty("an inbound NAT rule", "{\"inboundNatRules\": [{\"name\": \"n\"}]}");
        customProperty("an outbound rule", "{\"outboundRules\": [{\"name\": \"o\"}]}");
        customProperty(
                "a second pool",
                "{\"backendAddressPools\": [{\"name\": \"" + Arm.UID + "\"}, {\"name\": \"b\"}]}");
        customProperty(
                "another frontend", "{\"frontendIPConfigurations\": [{\"name\": \"mine\"}]}");
        customProperty(
                "two frontends",
                "{\"frontendIPConfigurations\": [{\"name\": \"frontend\"}, {\"name\":"
                        + " \"frontend\"}]}");
        customRule("floating IP", "{\"enableFloatingIP\": true}");
        customRule("no reset on TCP", "{\"enableTcpReset\": false}");
        customRule("affinity by protocol", "{\"loadDistribution\": \"SourceIPProtocol\"}");
        customRule("every protocol", "{\"protocol\": \"All\"}");
        customRule("a rule's probe", "{\"probe\": {\"id\": \"/p\"}}");
        customRule("no outbound SNAT", "{\"disableOutboundSnat\": true}");
        customRule("a foreign pool", "{\"backendAddressPool\": {\"id\": \"/other\"}}");
        customRule(
                "another frontend of ours",
                "{\"frontendIPConfiguration\": {\"id\": \""
                        + Arm.LOAD_BALANCER
                        + "/frontendIPConfigurations/other\"}}");
        customRule("a second pool of a rule", "{\"backendAddressPools\": [{\"id\": \"/other\"}]}");
    }

    @Test
    void readsProvisioningStatesInAnyCase() throws Exception {
        Map.of(
                        "SUCCEEDED", Provisioning.SUCCEEDED,
                        "updating", Provisioning.UPDATING,
                        "Creating", Provisioning.UPDATING,
                        "Deleting", Provisioning.DELETING,
                        "Failed", Provisioning.FAILED,
                        "Canceled", Provisioning.FAILED,
                        "Dreaming", Provisioning.UNKNOWN,
                        "", Provisioning.UNKNOWN)
                .forEach((text, expected) -> {
                    ObjectNode resource = JSON.createObjectNode();
                    resource.putObject("properties").put("provisioningState", text);
                    assertThat(ResourceReader.provisioning(resource)).isEqualTo(expected);
                });
        assertThat(ResourceReader.provisioning(JSON.readTree("{}")))
                .isEqualTo(Provisioning.UNKNOWN);
    }
}
