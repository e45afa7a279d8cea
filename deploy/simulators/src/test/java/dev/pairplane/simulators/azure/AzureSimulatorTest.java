package dev.pairplane.simulators.azure;

import static dev.pairplane.simulators.azure.ArmClient.GATEWAY;
import static dev.pairplane.simulators.azure.ArmClient.NETWORK;
import static dev.pairplane.simulators.azure.ArmClient.SEED;
import static dev.pairplane.simulators.azure.ArmClient.address;
import static dev.pairplane.simulators.azure.ArmClient.balancer;
import static dev.pairplane.simulators.azure.ArmClient.balancerBody;
import static dev.pairplane.simulators.azure.ArmClient.location;
import static dev.pairplane.simulators.azure.ArmClient.nat;
import static dev.pairplane.simulators.azure.ArmClient.natBody;
import static dev.pairplane.simulators.azure.ArmClient.pip;
import static dev.pairplane.simulators.azure.ArmClient.pipBody;
import static dev.pairplane.simulators.azure.ArmClient.pool;
import static dev.pairplane.simulators.azure.ArmClient.rule;
import static dev.pairplane.simulators.azure.ArmClient.unregister;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.pairplane.simulators.azure.fault.Behaviour;
import dev.pairplane.simulators.azure.resource.ResourceKind;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// What the resources and the gateway do when nothing goes wrong.
class AzureSimulatorTest {

    private AzureSimulator azure;
    private ArmClient arm;

    @BeforeEach
    void start() throws IOException {
        azure = AzureSimulator.start(AzureConfig.onAnyPort().seed(SEED));
        arm = new ArmClient(azure);
    }

    @AfterEach
    void stop() throws IOException {
        arm.close();
        azure.close();
    }

    @Test
    void createsAPublicIpWithAnAddress() {
        ArmClient.Reply created = arm.put(pip("a"), pipBody("IPv4"));
        assertThat(created.status()).isEqualTo(201);
        JsonNode json = created.json();
        assertThat(json.path("id").asText()).isEqualTo(pip("a"));
        assertThat(json.path("type").asText()).isEqualTo("Microsoft.Network/publicIPAddresses");
        assertThat(json.at("/properties/ipAddress").asText()).isEqualTo("192.0.2.1");
        assertThat(json.at("/properties/provisioningState").asText()).isEqualTo("Succeeded");
        assertThat(json.at("/properties/idleTimeoutInMinutes").asInt()).isEqualTo(4);
        assertThat(created.header("ETag")).isEqualTo(json.path("etag").asText()).isNotEmpty();
        assertThat(arm.put(pip("six"), pipBody("IPv6")).json().at("/properties/ipAddress").asText())
                .isEqualTo("2001:db8::1");
    }

    @Test
    void keepsAnAddressOverAnUpdateAndGivesItBackAfterADeletion() {
        arm.put(pip("a"), pipBody("IPv4"));
        ArmClient.Reply updated = arm.put(pip("a"), pipBody("IPv4"));
        assertThat(updated.status()).isEqualTo(200);
        assertThat(updated.json().at("/properties/ipAddress").asText()).isEqualTo("192.0.2.1");
        assertThat(arm.delete(pip("a")).status()).isEqualTo(200);
        assertThat(arm.get(pip("a")).status()).isEqualTo(404);
        assertThat(arm.put(pip("b"), pipBody("IPv4")).json().at("/properties/ipAddress").asText())
                .isEqualTo("192.0.2.1");
    }

    @Test
    void comparesNamesIgnoringCaseAndKeepsTheFirstSpelling() {
        arm.put(pip("Mixed"), pipBody("IPv4"));
        assertThat(arm.put(pip("mIXED"), pipBody("IPv4")).status()).isEqualTo(200);
        assertThat(
                        arm.get(
                                        "/SUBSCRIPTIONS/S/resourcegroups/RG/Providers/microsoft.network/PUBLICipaddresses/MIXED")
                                .json()
                                .path("name")
                                .asText())
                .isEqualTo("Mixed");
        assertThat(azure.resources()).hasSize(3);
    }

    @Test
    void keepsTagsAndPropertiesItDoesNotKnow() {
        String body =
                """
                {"location": "eastus", "sku": {"name": "StandardV2"}, "tags": {"a": "1"},
                 "zones": ["1"], "strange": {"x": [1]},
                 "properties": {"publicIPAllocationMethod": "Static", "odd": true}}
                """;
        arm.put(pip("a"), body);
        JsonNode json = arm.get(pip("a")).json();
        assertThat(json.at("/strange/x/0").asInt()).isEqualTo(1);
        assertThat(json.at("/properties/odd").asBoolean()).isTrue();
        assertThat(json.at("/zones/0").asText()).isEqualTo("1");
        assertThat(azure.resource(pip("a")).orElseThrow().tags()).containsEntry("a", "1");
    }

    @Test
    void replacesTagsOnPatchAndLeavesTheRest() {
        arm.put(pip("a"), pipBody("IPv4"));
        arm.patch(pip("a"), "{\"tags\": {\"a\": \"1\", \"b\": \"2\"}}");
        assertThat(arm.patch(pip("a"), "{\"tags\": {\"c\": \"3\"}}").status()).isEqualTo(200);
        assertThat(azure.resource(pip("a")).orElseThrow().tags()).containsOnlyKeys("c");
        assertThat(arm.put(pip("a"), pipBody("IPv4")).json().has("tags")).isFalse();
    }

    @Test
    void deletesNothingWith204() {
        assertThat(arm.delete(pip("none")).status()).isEqualTo(204);
        assertThat(arm.delete(balancer("none")).status()).isEqualTo(204);
        assertThat(arm.delete(nat("none")).status()).isEqualTo(204);
        assertThat(arm.delete(NETWORK + "/serviceGateways/none").status()).isEqualTo(204);
    }

    @Test
    void showsTheChildrenOfALoadBalancerWithIdsAndBackReferences() {
        arm.put(pip("a"), pipBody("IPv4"));
        JsonNode json =
                arm.put(balancer("u"), balancerBody("u", "a", rule("u", "Tcp", 80, 8080))).json();
        assertThat(json.at("/properties/frontendIPConfigurations/0/id").asText())
                .isEqualTo(balancer("u") + "/frontendIPConfigurations/frontend");
        assertThat(json.at("/properties/backendAddressPools/0/id").asText()).isEqualTo(pool("u"));
        assertThat(
                        json.at(
                                        "/properties/backendAddressPools/0/properties/loadBalancingRules/0/id")
                                .asText())
                .isEqualTo(balancer("u") + "/loadBalancingRules/rule-Tcp-80");
        assertThat(arm.get(pip("a")).json().at("/properties/ipConfiguration/id").asText())
                .isEqualTo(balancer("u") + "/frontendIPConfigurations/frontend");
    }

    @Test
    void removesARuleThatAPutLeavesOut() {
        arm.put(pip("a"), pipBody("IPv4"));
        arm.put(
                balancer("u"),
                balancerBody("u", "a", rule("u", "Tcp", 80, 8080), rule("u", "Udp", 80, 8080)));
        JsonNode json =
                arm.put(balancer("u"), balancerBody("u", "a", rule("u", "Udp", 80, 8080))).json();
        assertThat(json.at("/properties/loadBalancingRules")).hasSize(1);
    }

    @Test
    void takesBackWhatItHasShown() {
        arm.put(pip("a"), pipBody("IPv4"));
        arm.put(balancer("u"), balancerBody("u", "a", rule("u", "Tcp", 80, 8080)));
        JsonNode shown = arm.get(balancer("u")).json();
        assertThat(arm.put(balancer("u"), shown.toString()).status()).isEqualTo(200);
        assertThat(arm.get(balancer("u")).json().at("/properties/loadBalancingRules")).hasSize(1);
    }

    @Test
    void clearsAReferenceThatIsNullOrMissing() {
        arm.put(pip("a"), pipBody("IPv4"));
        arm.put(nat("e"), natBody("a"));
        assertThat(arm.get(nat("e")).json().at("/properties/serviceGateway/id").asText())
                .isEqualTo(GATEWAY);
        String without =
                """
                {"location": "eastus", "sku": {"name": "StandardV2"}, "properties": {
                  "serviceGateway": null, "publicIpAddresses": [{"id": "%s"}]}}
                """
                        .formatted(pip("a"));
        assertThat(arm.put(nat("e"), without).json().at("/properties").has("serviceGateway"))
                .isFalse();
        arm.put(nat("e"), natBody("a"));
        arm.put(nat("e"), without.replace("\"serviceGateway\": null,", ""));
        assertThat(arm.get(nat("e")).json().at("/properties").has("serviceGateway")).isFalse();
        assertThat(arm.get(pip("a")).json().at("/properties/natGateway/id").asText())
                .isEqualTo(nat("e"));
    }

    @Test
    void listsInPages() throws IOException {
        azure.behave(azure.behaviour().pages(2));
        for (int i = 0; i < 5; i++) {
            arm.put(pip("p" + i), pipBody("IPv4"));
        }
        arm.put(
                "/subscriptions/s/resourceGroups/rg2/providers/Microsoft.Network/publicIPAddresses/x",
                pipBody("IPv4"));
        assertThat(names(NETWORK + "/publicIPAddresses"))
                .containsExactly("p0", "p1", "p2", "p3", "p4");
        assertThat(names("/subscriptions/s/providers/Microsoft.Network/publicIPAddresses"))
                .hasSize(6);
        assertThat(names("/subscriptions/other/providers/Microsoft.Network/publicIPAddresses"))
                .isEmpty();
    }

    private List<String> names(String path) {
        List<String> names = new ArrayList<>();
        String next = path;
        while (!next.isEmpty()) {
            JsonNode page = arm.get(next).json();
            assertThat(page.path("value").size()).isLessThanOrEqualTo(2);
            page.path("value")
                    .forEach(v ->
                            names.add(v.path("name").asText(v.path("addressLocation").asText())));
            next = page.path("nextLink").asText();
        }
        return names;
    }

    @Test
    void registersServicesAndLocationsAndPagesThem() {
        azure.behave(azure.behaviour().pages(2));
        arm.inbound("u");
        arm.outbound("e");
        arm.inbound("w");
        assertThat(names(GATEWAY + "/services")).containsExactly("e", "u", "w");
        assertThat(
                        arm.updateLocations(
                                        location("10.0.0.4", address("10.244.0.5", "u", "e")),
                                        location("10.0.0.7", address("10.244.0.6", "w")),
                                        location("FD00:0::7", address("fd00:1::A", "w")))
                                .status())
                .isEqualTo(200);
        assertThat(names(GATEWAY + "/addressLocations"))
                .containsExactly("10.0.0.4", "10.0.0.7", "fd00::7");
        assertThat(azure.locations().getFirst().addresses())
                .containsEntry("10.244.0.5", List.of("u", "e"));
        assertThat(azure.locations().getLast().addresses()).containsOnlyKeys("fd00:1::a");
        assertThat(azure.services("none")).isEmpty();
        assertThat(azure.services(GATEWAY.toUpperCase(Locale.ROOT))).hasSize(3);
    }

    @Test
    void answersAnUpdateWithAnEmptyObject() {
        ArmClient.Reply reply = arm.updateServices();
        assertThat(reply.status()).isEqualTo(200);
        assertThat(new String(reply.http().body(), StandardCharsets.UTF_8)).isEqualTo("{}");
    }

    @Test
    void unregistersAndTearsDownInOrder() {
        arm.inbound("u");
        arm.updateLocations(location("10.0.0.4", address("10.244.0.5", "U")));
        arm.updateLocations(location("10.0.0.4"));
        assertThat(arm.updateServices(unregister("u")).status()).isEqualTo(200);
        assertThat(arm.updateServices(unregister("u")).status()).isEqualTo(200);
        assertThat(arm.delete(balancer("u")).status()).isEqualTo(200);
        assertThat(arm.delete(pip("u-pip")).status()).isEqualTo(200);
        assertThat(arm.delete(GATEWAY).status()).isEqualTo(204);
        assertThat(azure.services()).isEmpty();
        assertThat(azure.resources()).hasSize(1);
    }

    @Test
    void givesEachCallerItsOwnAddressHoweverManyComeAtOnce() {
        List<CompletableFuture<ArmClient.Reply>> replies = new ArrayList<>();
        for (int i = 0; i < 200; i++) {
            replies.add(arm.sendLater("PUT", pip("p" + i % 100), pipBody("IPv4")));
        }
        assertThat(replies)
                .extracting(r -> r.join().status())
                .filteredOn(s -> s == 201)
                .hasSize(100);
        assertThat(azure.resources())
                .filteredOn(r -> r.kind() == ResourceKind.PUBLIC_IP)
                .extracting(r -> r.json().at("/properties/ipAddress").asText())
                .doesNotHaveDuplicates()
                .hasSize(100);
        assertThat(azure.callCounts()).containsEntry("PUT publicIPAddresses/*", 200L);
    }

    @Test
    void startsInWellUnderASecond() throws IOException {
        long best = Long.MAX_VALUE;
        // The best of three, since other tests may keep the machine busy.
        for (int i = 0; i < 3; i++) {
            long start = System.nanoTime();
            AzureSimulator.start(AzureConfig.onAnyPort().seed(SEED.withDefaultNat())).close();
            best = Math.min(best, System.nanoTime() - start);
        }
        assertThat(Duration.ofNanos(best)).isLessThan(Duration.ofSeconds(1));
    }

    @Test
    void behavesLikeAzureForPeople() {
        AzureConfig standard = AzureConfig.standard();
        assertThat(standard.port()).isEqualTo(8090);
        assertThat(standard.behaviour()).isEqualTo(Behaviour.likeAzure());
        assertThat(standard.behaviour().put().name()).isEqualTo("ASYNC_OPERATION");
    }
}
