package dev.pairplane.simulators.azure;

import static dev.pairplane.simulators.azure.ArmClient.GATEWAY;
import static dev.pairplane.simulators.azure.ArmClient.SEED;
import static dev.pairplane.simulators.azure.ArmClient.address;
import static dev.pairplane.simulators.azure.ArmClient.location;
import static dev.pairplane.simulators.azure.ArmClient.pip;
import static dev.pairplane.simulators.azure.ArmClient.pipBody;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import dev.pairplane.simulators.azure.fault.Flavour;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// What other processes see and do under `/simulator/`, and what outlives a simulator.
class ControlTest {

    @TempDir private Path folder;

    private AzureSimulator azure;
    private ArmClient arm;

    @BeforeEach
    void start() throws IOException {
        azure =
                AzureSimulator.start(
                        AzureConfig.onAnyPort()
                                .seed(SEED.withDefaultNat())
                                .snapshotFile(folder.resolve("state/azure.json")));
        arm = new ArmClient(azure);
    }

    @AfterEach
    void stop() throws IOException {
        arm.close();
        azure.close();
    }

    @Test
    void startsWithWhatThePlatformHasMade() {
        assertThat(arm.get("/simulator/health").status()).isEqualTo(200);
        JsonNode state = arm.get("/simulator/state").json();
        assertThat(state.path("resources").findValuesAsText("type"))
                .contains(
                        "Microsoft.Network/serviceGateways",
                        "Microsoft.Network/virtualNetworks",
                        "Microsoft.Network/natGateways");
        assertThat(state.at("/gateways/0/id").asText()).isEqualTo(GATEWAY);
        assertThat(state.at("/gateways/0/services/0/name").asText()).isEqualTo("default-natgw");
        assertThat(state.at("/gateways/0/services/0/properties/isDefault").asBoolean()).isTrue();
        assertThat(arm.delete(ArmClient.nat("default-natgw")).status()).isEqualTo(400);
        assertThat(SEED.gatewayId()).isEqualTo(GATEWAY);
    }

    @Test
    void showsStateJournalAndCounts() {
        arm.inbound("u");
        arm.updateLocations(location("10.0.0.4", address("10.244.0.5", "u")));
        JsonNode state = arm.get("/simulator/state").json();
        assertThat(state.at("/gateways/0/locations/0/addresses/0/services/0").asText())
                .isEqualTo("u");
        assertThat(state.path("pending").asInt()).isZero();
        JsonNode calls = arm.get("/simulator/journal?after=1").json().path("calls");
        assertThat(calls.findValuesAsText("method")).containsExactly("PUT", "POST", "POST");
        assertThat(arm.get("/simulator/calls").json().path("PUT loadBalancers/*").asInt())
                .isEqualTo(1);
        assertThat(arm.delete("/simulator/journal").status()).isEqualTo(204);
        assertThat(arm.get("/simulator/journal").json().path("calls")).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"type\":\"error\",\"status\":503,\"code\":\"Busy\",\"message\":\"m\",\"retryAfterSeconds\":2}",
                "{\"type\":\"lostBefore\"}",
                "{\"type\":\"lostAfter\"}",
                "{\"type\":\"hang\"}",
                "{\"type\":\"hangAfter\"}",
                "{\"type\":\"lateEffect\",\"delayMillis\":50}",
                "{\"type\":\"slow\",\"delayMillis\":50}",
                "{\"type\":\"answered\",\"flavour\":\"POLL_FAILS\"}"
            })
    void setsAndShowsFaults(String action) throws IOException {
        JsonNode set =
                arm.send(
                                "POST",
                                "/simulator/faults",
                                """
                                {"methods": ["put"], "kind": "natGateways", "name": "a*",
                                 "call": "x", "times": 3, "probability": 0.5, "action": %s}
                                """
                                        .formatted(action))
                        .json();
        JsonNode shown = arm.get("/simulator/faults").json().at("/faults/0");
        assertThat(shown.path("id").asInt()).isEqualTo(set.path("id").asInt());
        assertThat(shown.path("action")).isEqualTo(ArmClient.JSON.readTree(action));
        assertThat(shown.path("methods").get(0).asText()).isEqualTo("PUT");
        assertThat(shown.path("kind").asText()).isEqualTo("natGateways");
        assertThat(shown.path("left").asInt()).isEqualTo(3);
        assertThat(arm.delete("/simulator/faults/" + set.path("id").asInt()).status())
                .isEqualTo(204);
        assertThat(azure.faults().active()).isEmpty();
    }

    @Test
    void injectsAFaultFromAnotherProcess() {
        arm.send("POST", "/simulator/faults", "{\"action\": {\"type\": \"lostAfter\"}}");
        assertThatThrownBy(() -> arm.put(pip("a"), pipBody("IPv4")))
                .isInstanceOf(UncheckedIOException.class);
        assertThat(arm.get(pip("a")).status()).isEqualTo(200);
        arm.send("POST", "/simulator/faults", "{\"action\": {\"type\": \"error\"}}");
        assertThat(arm.delete("/simulator/faults").status()).isEqualTo(204);
        assertThat(arm.get(pip("a")).status()).isEqualTo(200);
    }

    @Test
    void changesBehaviour() {
        JsonNode changed =
                arm.send(
                                "PATCH",
                                "/simulator/behaviour",
                                """
                                {"put": "both", "asyncDelayMillis": 3600000, "pageSize": 7,
                                 "latency": {"PUT": {"leastMillis": 1, "mostMillis": 2}},
                                 "bucket": {"capacity": 9, "perSecond": 1}}
                                """)
                        .json();
        assertThat(changed.path("put").asText()).isEqualTo("BOTH");
        assertThat(changed.path("update").asText()).isEqualTo("SYNC");
        assertThat(changed.at("/latency/PUT/mostMillis").asInt()).isEqualTo(2);
        assertThat(azure.behaviour().put()).isEqualTo(Flavour.BOTH);
        assertThat(azure.behaviour().pageSize()).isEqualTo(7);
        assertThat(arm.put(pip("a"), pipBody("IPv4")).header("Location")).isNotEmpty();
        arm.send("PATCH", "/simulator/behaviour", "{\"bucket\": null}");
        assertThat(arm.get("/simulator/behaviour").json().path("bucket").isNull()).isTrue();
        assertThat(arm.send("POST", "/simulator/reset", "").status()).isEqualTo(204);
        assertThat(azure.behaviour().put()).isEqualTo(Flavour.SYNC);
        assertThat(azure.resource(pip("a"))).isEmpty();
        assertThat(azure.services()).hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "POST faults {\"action\": {\"type\": \"odd\"}}",
                "POST faults {\"kind\": \"bastions\"}",
                "POST faults {\"action\": {\"type\": \"answered\", \"flavour\": \"odd\"}}",
                "POST faults {",
                "PATCH behaviour {\"put\": \"odd\"}",
                "PUT snapshot {\"version\": 7}"
            })
    void saysWhatIsWrongWithACommand(String command) {
        String[] parts = command.split(" ", 3);
        ArmClient.Reply reply = arm.send(parts[0], "/simulator/" + parts[1], parts[2]);
        assertThat(reply.status()).isEqualTo(400);
        assertThat(reply.json().at("/error/message").asText()).isNotEmpty();
        assertThat(azure.services()).hasSize(1);
    }

    @Test
    void saysWhenThereIsNoSuchCommand() {
        assertThat(arm.get("/simulator/nothing").status()).isEqualTo(404);
        assertThat(arm.delete("/simulator/faults/x").status()).isEqualTo(404);
    }

    @Test
    void remembersEverythingInItsFile() throws IOException {
        arm.inbound("u");
        arm.outbound("e");
        arm.updateLocations(location("10.0.0.4", address("10.244.0.5", "u", "e")));
        JsonNode before = azure.snapshot();
        assertThat(arm.send("POST", "/simulator/save", "").json().path("file").asText())
                .endsWith("azure.json");
        assertThat(folder.resolve("state/azure.json")).content().isEqualTo(before.toString());
        arm.put(pip("later"), pipBody("IPv6"));
        stop();
        start();
        assertThat(azure.resource(pip("later"))).isPresent();
        assertThat(arm.delete(pip("later")).status()).isEqualTo(200);
        for (String part : List.of("resources", "gateways")) {
            assertThat(azure.snapshot().path(part)).hasToString(before.path(part).toString());
        }
        assertThat(azure.locations().getFirst().addresses())
                .containsEntry("10.244.0.5", List.of("u", "e"));
        assertThat(arm.updateServices(ArmClient.unregister("u")).code())
                .isEqualTo("ServiceWithOverlayMappingsCannotBeDeleted");
        assertThat(arm.delete(pip("u-pip")).code()).isEqualTo("PublicIPAddressCannotBeDeleted");
        assertThat(arm.put(pip("new"), pipBody("IPv4")).json().at("/properties/ipAddress").asText())
                .isEqualTo("192.0.2.4");
        try (var files = Files.list(folder.resolve("state"))) {
            assertThat(files).hasSize(1);
        }
    }

    @Test
    void takesOverTheStateOfAnother() throws IOException {
        arm.inbound("u");
        JsonNode snapshot = arm.get("/simulator/snapshot").json();
        try (AzureSimulator other =
                        AzureSimulator.start(AzureConfig.onAnyPort().restore(snapshot));
                ArmClient second = new ArmClient(other)) {
            assertThat(other.snapshot()).hasToString(snapshot.toString());
            assertThat(second.get(pip("u-pip")).json().path("etag"))
                    .isEqualTo(arm.get(pip("u-pip")).json().path("etag"));
            other.restore(azure.snapshot());
            assertThat(second.send("PUT", "/simulator/snapshot", snapshot.toString()).status())
                    .isEqualTo(204);
            assertThat(other.services()).hasSize(2);
        }
    }

    @Test
    void endsWhatWasUnderWayWhenItWasSaved() throws IOException {
        arm.inbound("u");
        arm.put(pip("gone"), pipBody("IPv4"));
        azure.behave(
                azure.behaviour()
                        .flavours(Flavour.BOTH, Flavour.BOTH, Flavour.BOTH)
                        .delays(Duration.ofHours(1), 1));
        arm.put(pip("new"), pipBody("IPv4"));
        arm.delete(pip("gone"));
        arm.updateLocations(location("10.0.0.4", address("10.244.0.5", "u")));
        assertThat(azure.resource(pip("new")).orElseThrow().state()).isEqualTo("Updating");
        stop();
        start();
        assertThat(azure.resource(pip("new")).orElseThrow().state()).isEqualTo("Succeeded");
        assertThat(azure.resource(pip("gone"))).isEmpty();
        assertThat(azure.locations()).isEmpty();
    }

    @Test
    void saysThatItsFileIsNoSnapshot() throws IOException {
        Path file = Files.writeString(folder.resolve("bad.json"), "{\"version\"");
        assertThatThrownBy(() -> AzureSimulator.start(AzureConfig.onAnyPort().snapshotFile(file)))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("bad.json");
    }
}
