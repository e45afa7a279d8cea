package dev.pairplane.simulators.azure;

import static dev.pairplane.simulators.azure.ArmClient.GATEWAY;
import static dev.pairplane.simulators.azure.ArmClient.SEED;
import static dev.pairplane.simulators.azure.ArmClient.address;
import static dev.pairplane.simulators.azure.ArmClient.location;
import static dev.pairplane.simulators.azure.ArmClient.pip;
import static dev.pairplane.simulators.azure.ArmClient.pipBody;
import static dev.pairplane.simulators.azure.ArmClient.unregister;
import static org.assertj.core.api.Assertions.assertThat;

import dev.pairplane.simulators.azure.fault.Flavour;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// Each way of answering a write, with time that only passes when told to.
class FlavourTest {

    private static final Duration TEN = Duration.ofSeconds(10);

    private final SimulatedTime time = new SimulatedTime(Instant.EPOCH);
    private AzureSimulator azure;
    private ArmClient arm;

    @BeforeEach
    void start() throws IOException {
        azure = AzureSimulator.start(AzureConfig.onAnyPort().seed(SEED).time(time, time));
        arm = new ArmClient(azure);
    }

    @AfterEach
    void stop() throws IOException {
        arm.close();
        azure.close();
    }

    private void flavour(Flavour flavour) {
        azure.behave(azure.behaviour().flavours(flavour, flavour, flavour).delays(TEN, 5));
    }

    private String state(String id) {
        return arm.get(id).json().at("/properties/provisioningState").asText();
    }

    private String status(String poll) {
        return arm.get(poll).json().path("status").asText();
    }

    @Test
    void createsWithAnAsyncOperation() {
        flavour(Flavour.ASYNC_OPERATION);
        azure.behave(azure.behaviour().firstAddress(false));
        ArmClient.Reply created = arm.put(pip("a"), pipBody("IPv4"));
        assertThat(created.status()).isEqualTo(201);
        assertThat(created.json().at("/properties/provisioningState").asText())
                .isEqualTo("Updating");
        assertThat(created.json().at("/properties").has("ipAddress")).isFalse();
        assertThat(created.header("Retry-After")).isEqualTo("5");
        assertThat(created.header("Location")).isEmpty();
        String poll = created.header("Azure-AsyncOperation");
        ArmClient.Reply pending = arm.get(poll);
        assertThat(pending.status()).isEqualTo(200);
        assertThat(pending.header("Retry-After")).isEqualTo("5");
        assertThat(status(poll)).isEqualTo("InProgress");
        assertThat(state(pip("a"))).isEqualTo("Updating");
        time.advance(TEN);
        assertThat(status(poll)).isEqualTo("Succeeded");
        assertThat(state(pip("a"))).isEqualTo("Succeeded");
        assertThat(arm.get(pip("a")).json().at("/properties/ipAddress").asText())
                .isEqualTo("192.0.2.1");
    }

    @Test
    void createsAndDeletesWithALocation() {
        flavour(Flavour.LOCATION);
        ArmClient.Reply created = arm.put(pip("a"), pipBody("IPv4"));
        assertThat(created.status()).isEqualTo(202);
        assertThat(created.header("Azure-AsyncOperation")).isEmpty();
        assertThat(arm.get(created.header("Location")).status()).isEqualTo(202);
        time.advance(TEN);
        ArmClient.Reply result = arm.get(created.header("Location"));
        assertThat(result.status()).isEqualTo(200);
        assertThat(result.json().path("name").asText()).isEqualTo("a");

        ArmClient.Reply deleted = arm.delete(pip("a"));
        assertThat(deleted.status()).isEqualTo(202);
        assertThat(state(pip("a"))).isEqualTo("Deleting");
        assertThat(arm.get(deleted.header("Location")).status()).isEqualTo(202);
        time.advance(TEN);
        assertThat(arm.get(deleted.header("Location")).status()).isEqualTo(204);
        assertThat(arm.get(pip("a")).status()).isEqualTo(404);
    }

    @Test
    void createsAndUpdatesWithBothHeaders() {
        flavour(Flavour.BOTH);
        ArmClient.Reply created = arm.put(pip("a"), pipBody("IPv4"));
        assertThat(created.status()).isEqualTo(201);
        assertThat(created.header("Location")).contains("/operationResults/");
        assertThat(created.header("Azure-AsyncOperation")).contains("/operations/");
        time.advance(TEN);
        ArmClient.Reply updated = arm.put(pip("a"), pipBody("IPv4"));
        assertThat(updated.status()).isEqualTo(200);
        assertThat(status(updated.header("Azure-AsyncOperation"))).isEqualTo("InProgress");
    }

    @Test
    void isDoneAndShowsHeadersNevertheless() {
        flavour(Flavour.DONE_WITH_HEADERS);
        ArmClient.Reply created = arm.put(pip("a"), pipBody("IPv4"));
        assertThat(created.json().at("/properties/provisioningState").asText())
                .isEqualTo("Succeeded");
        assertThat(status(created.header("Azure-AsyncOperation"))).isEqualTo("Succeeded");
        ArmClient.Reply updated = arm.updateServices();
        assertThat(updated.status()).isEqualTo(200);
        assertThat(arm.get(updated.header("Location")).status()).isEqualTo(204);
        ArmClient.Reply deleted = arm.delete(pip("a"));
        assertThat(deleted.status()).isEqualTo(200);
        assertThat(deleted.header("Location")).isNotEmpty();
        assertThat(arm.get(pip("a")).status()).isEqualTo(404);
    }

    @Test
    void answersWithoutContent() {
        flavour(Flavour.NO_CONTENT);
        arm.inboundPieces("u");
        assertThat(arm.updateServices(ArmClient.register("u")).status()).isEqualTo(204);
        assertThat(azure.services()).hasSize(1);
        assertThat(arm.updateServices(unregister("u")).status()).isEqualTo(204);
        assertThat(arm.delete(ArmClient.balancer("u")).status()).isEqualTo(204);
        assertThat(arm.get(ArmClient.balancer("u")).status()).isEqualTo(404);
    }

    @Test
    void answers200WithAnErrorAndDoesNothing() {
        arm.inbound("u");
        flavour(Flavour.ERROR_IN_BODY);
        var before = azure.snapshot();
        for (ArmClient.Reply reply :
                new ArmClient.Reply[] {
                    arm.put(pip("a"), pipBody("IPv4")),
                    arm.delete(ArmClient.nat("none")),
                    arm.updateServices(unregister("u")),
                    arm.updateLocations(location("10.0.0.1", address("10.1.1.1", "u")))
                }) {
            assertThat(reply.status()).isEqualTo(200);
            assertThat(reply.code()).isEqualTo("InternalServerError");
        }
        assertThat(azure.snapshot()).isEqualTo(before);
    }

    @Test
    void failsWhenPolled() {
        arm.inbound("u");
        flavour(Flavour.POLL_FAILS);
        ArmClient.Reply created = arm.put(pip("a"), pipBody("IPv4"));
        assertThat(created.status()).isEqualTo(202);
        ArmClient.Reply updated =
                arm.updateLocations(location("10.0.0.1", address("10.1.1.1", "u")));
        assertThat(updated.status()).isEqualTo(202);
        ArmClient.Reply deleted = arm.delete(pip("none"));
        assertThat(deleted.status()).isEqualTo(204);
        time.advance(TEN);
        assertThat(status(created.header("Azure-AsyncOperation"))).isEqualTo("Failed");
        assertThat(status(created.header("Location"))).isEqualTo("Failed");
        assertThat(arm.get(created.header("Location")).code()).isEqualTo("InternalServerError");
        assertThat(arm.get(created.header("Location")).status()).isEqualTo(200);
        assertThat(state(pip("a"))).isEqualTo("Failed");
        assertThat(status(updated.header("Location"))).isEqualTo("Failed");
        assertThat(azure.locations()).isEmpty();
        ArmClient.Reply failing = arm.delete(pip("a"));
        time.advance(TEN);
        assertThat(status(failing.header("Location"))).isEqualTo("Failed");
        assertThat(state(pip("a"))).isEqualTo("Failed");
        flavour(Flavour.SYNC);
        assertThat(arm.put(pip("a"), pipBody("IPv4")).status()).isEqualTo(200);
        assertThat(state(pip("a"))).isEqualTo("Succeeded");
    }

    @Test
    void updatesAGatewayWhenTheOperationEnds() throws InterruptedException {
        arm.inbound("u");
        flavour(Flavour.LOCATION);
        ArmClient.Reply updated =
                arm.updateLocations(location("10.0.0.1", address("10.1.1.1", "u")));
        assertThat(azure.locations()).isEmpty();
        assertThat(azure.awaitIdle(Duration.ZERO)).isFalse();
        time.advance(TEN);
        assertThat(azure.awaitIdle(Duration.ofSeconds(5))).isTrue();
        assertThat(azure.locations()).hasSize(1);
        assertThat(arm.get(updated.header("Location")).status()).isEqualTo(204);
    }

    @Test
    void failsAnUpdateThatBreaksARuleByTheTimeItEnds() {
        arm.inbound("u");
        flavour(Flavour.BOTH);
        ArmClient.Reply unregistered = arm.updateServices(unregister("u"));
        assertThat(unregistered.status()).isEqualTo(202);
        flavour(Flavour.SYNC);
        arm.updateLocations(location("10.0.0.1", address("10.1.1.1", "u")));
        time.advance(TEN);
        assertThat(arm.get(unregistered.header("Azure-AsyncOperation")).code())
                .isEqualTo("ServiceWithOverlayMappingsCannotBeDeleted");
        assertThat(azure.services()).hasSize(1);
    }

    @Test
    void refersToNothingThatIsBeingDeleted() {
        arm.inboundPieces("u");
        flavour(Flavour.LOCATION);
        arm.delete(ArmClient.balancer("u"));
        flavour(Flavour.SYNC);
        assertThat(arm.updateServices(ArmClient.register("u")).code())
                .isEqualTo("InvalidResourceReference");
    }

    @Test
    void anOperationOfBeforeAResetHasNoEffect() {
        flavour(Flavour.LOCATION);
        arm.put(pip("a"), pipBody("IPv4"));
        azure.reset();
        time.advance(TEN);
        assertThat(arm.get(pip("a")).status()).isEqualTo(404);
        assertThat(arm.get(GATEWAY).status()).isEqualTo(200);
    }
}
