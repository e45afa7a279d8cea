package dev.pairplane.simulators.azure;

import static dev.pairplane.simulators.azure.ArmClient.GATEWAY;
import static dev.pairplane.simulators.azure.ArmClient.NETWORK;
import static dev.pairplane.simulators.azure.ArmClient.SEED;
import static dev.pairplane.simulators.azure.ArmClient.address;
import static dev.pairplane.simulators.azure.ArmClient.location;
import static dev.pairplane.simulators.azure.ArmClient.nat;
import static dev.pairplane.simulators.azure.ArmClient.pip;
import static dev.pairplane.simulators.azure.ArmClient.pipBody;
import static dev.pairplane.simulators.azure.ArmClient.register;
import static dev.pairplane.simulators.azure.ArmClient.registerOutbound;
import static dev.pairplane.simulators.azure.ArmClient.unregister;
import static org.assertj.core.api.Assertions.assertThat;

import dev.pairplane.simulators.azure.gateway.GatewayLocation;
import dev.pairplane.simulators.azure.gateway.GatewayService;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// What full and partial updates of a gateway replace and keep.
class GatewayUpdateTest {

    private AzureSimulator azure;
    private ArmClient arm;

    @BeforeEach
    void start() throws IOException {
        azure = AzureSimulator.start(AzureConfig.onAnyPort().seed(SEED));
        arm = new ArmClient(azure);
        arm.inbound("u");
        arm.outbound("e");
        arm.updateLocations(
                location("10.0.0.4", address("10.1.0.1", "u"), address("10.1.0.2", "u", "e")),
                location("10.0.0.5", address("10.1.0.3", "e")));
    }

    @AfterEach
    void stop() throws IOException {
        arm.close();
        azure.close();
    }

    private Map<String, Map<String, List<String>>> held() {
        Map<String, Map<String, List<String>>> held = new TreeMap<>();
        for (GatewayLocation location : azure.locations(GATEWAY)) {
            held.put(location.location(), location.addresses());
        }
        return held;
    }

    private static String full(String ip, String... addresses) {
        return location(ip, "FullUpdate", addresses);
    }

    private ArmClient.Reply updateAll(String... locations) {
        return arm.send(
                "POST",
                GATEWAY + "/updateAddressLocations",
                "{\"action\": \"FullUpdate\", \"addressLocations\": ["
                        + String.join(",", locations)
                        + "]}");
    }

    @Test
    void aPartialUpdateMergesAddresses() {
        arm.updateLocations(
                location("10.0.0.4", address("10.1.0.2", "e"), address("10.1.0.9", "u")));
        assertThat(held().get("10.0.0.4"))
                .isEqualTo(
                        Map.of(
                                "10.1.0.1", List.of("u"),
                                "10.1.0.2", List.of("e"),
                                "10.1.0.9", List.of("u")));
        assertThat(held()).containsKey("10.0.0.5");
    }

    @Test
    void aFullUpdateOfALocationReplacesItsAddresses() {
        arm.updateLocations(full("10.0.0.4", address("10.1.0.9", "u")));
        assertThat(held().get("10.0.0.4")).isEqualTo(Map.of("10.1.0.9", List.of("u")));
        assertThat(held()).containsKey("10.0.0.5");
    }

    @Test
    void aFullUpdateOfTheGatewayReplacesItsLocations() {
        assertThat(updateAll(location("10.0.0.4", address("10.1.0.9", "u"))).status())
                .isEqualTo(200);
        assertThat(held()).isEqualTo(Map.of("10.0.0.4", Map.of("10.1.0.9", List.of("u"))));
        updateAll();
        assertThat(held()).isEmpty();
    }

    @Test
    void noAddressesDeleteALocation() {
        arm.updateLocations(location("10.0.0.4"));
        assertThat(held()).containsOnlyKeys("10.0.0.5");
        arm.updateLocations("{\"addressLocation\": \"10.0.0.5\"}");
        assertThat(held()).isEmpty();
        assertThat(arm.updateLocations(location("10.0.0.6")).status()).isEqualTo(200);
    }

    @Test
    void noServicesDeleteAnAddress() {
        arm.updateLocations(location("10.0.0.4", address("10.1.0.1")));
        assertThat(held().get("10.0.0.4")).containsOnlyKeys("10.1.0.2");
        arm.updateLocations(
                location(
                        "10.0.0.4",
                        "{\"address\": \"10.1.0.2\"}",
                        "{\"address\": \"10.1.0.3\", \"services\": null}"));
        assertThat(held()).containsOnlyKeys("10.0.0.5");
    }

    @Test
    void anAddressMovesWithinARequest() {
        arm.updateLocations(
                location("10.0.0.5", address("10.1.0.1", "u")),
                location("10.0.0.4", address("10.1.0.1")));
        assertThat(held().get("10.0.0.4")).containsOnlyKeys("10.1.0.2");
        assertThat(held().get("10.0.0.5")).containsOnlyKeys("10.1.0.1", "10.1.0.3");
        arm.updateLocations(full("10.0.0.4", address("10.1.0.3", "e")), location("10.0.0.5"));
        assertThat(held()).isEqualTo(Map.of("10.0.0.4", Map.of("10.1.0.3", List.of("e"))));
        assertThat(arm.updateServices(unregister("u")).status()).isEqualTo(200);
    }

    @Test
    void aNamedServiceIsReplacedAsAWhole() {
        String cleared = register("u").replaceAll("(?s)\\[.*]", "[]");
        assertThat(arm.updateServices(cleared).status()).isEqualTo(200);
        assertThat(service("u").pools()).isEmpty();
        assertThat(arm.delete(ArmClient.balancer("u")).status()).isEqualTo(200);

        String named = registerOutbound("E").replace(nat("E"), nat("e"));
        arm.updateServices(named);
        assertThat(service("e").natGateway()).contains(nat("e"));
        arm.updateServices(named.replace("\"" + nat("e") + "\"", "null"));
        assertThat(service("e").natGateway()).isEmpty();
        assertThat(arm.delete(nat("e")).status()).isEqualTo(200);
        assertThat(azure.services()).hasSize(2);
    }

    private GatewayService service(String name) {
        return azure.services().stream()
                .filter(s -> s.name().equals(name))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void aFullUpdateOfServicesReplacesThem() {
        updateAll();
        arm.send(
                "POST",
                GATEWAY + "/updateServices",
                "{\"action\": \"FullUpdate\", \"serviceRequests\": ["
                        + registerOutbound("e")
                        + "]}");
        assertThat(azure.services()).extracting(GatewayService::name).containsExactly("e");
    }

    @Test
    void aDefaultServiceCanBeReplacedByAnotherInOneRequest() {
        String first =
                registerOutbound("e").replace("\"Outbound\"", "\"Outbound\", \"isDefault\": true");
        assertThat(arm.updateServices(first).status()).isEqualTo(200);
        assertThat(arm.updateServices(first).status()).isEqualTo(200);
        String second = register("u").replace("\"Inbound\"", "\"inbound\", \"isDefault\": true");
        assertThat(arm.updateServices(second).status()).isEqualTo(400);
        assertThat(arm.updateServices(registerOutbound("e"), second).status()).isEqualTo(200);
        assertThat(service("u").isDefault()).isTrue();
        assertThat(service("u").type()).isEqualTo("Inbound");
    }

    @ParameterizedTest
    @CsvSource({
        "FD00:0:0:0:0:0:0:A, fd00::a",
        "2001:DB8::0001, 2001:db8::1",
        "1:0:0:2:0:0:0:3, 1:0:0:2::3",
        "1:0:2:3:4:5:6:7, 1:0:2:3:4:5:6:7",
        "0:0:0:0:0:0:0:0, ::",
        "::1, ::1",
        "1::, 1::",
        "::FFFF:10.0.0.1, ::ffff:10.0.0.1"
    })
    void spellsAnAddressInOneWay(String sent, String kept) {
        arm.updateLocations(location(sent, address("fd00:1::1", "u")));
        assertThat(held()).containsKey(kept);
    }

    @Test
    void handsOutMoreAddressesThanTheDocumentationRangesHave() {
        String last = "";
        for (int i = 0; i < 765; i++) {
            last =
                    arm.put(pip("many-" + i), pipBody("IPv4"))
                            .json()
                            .at("/properties/ipAddress")
                            .asText();
        }
        assertThat(last).isEqualTo("198.18.0.4");
        assertThat(arm.get(NETWORK + "/publicIPAddresses").json().path("value")).hasSize(767);
    }
}
