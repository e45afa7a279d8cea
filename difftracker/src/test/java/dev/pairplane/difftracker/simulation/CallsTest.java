package dev.pairplane.difftracker.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pairplane.difftracker.core.azure.Azure;
import dev.pairplane.difftracker.core.azure.Provisioning;
import dev.pairplane.difftracker.core.azure.ServiceRequest;
import dev.pairplane.difftracker.core.call.Outcome;
import dev.pairplane.difftracker.core.cluster.Selection;
import dev.pairplane.difftracker.core.state.ServiceKey;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.assertj.core.api.Assertions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// The calls of the model keep the ports' contract: an answer each, once, in time; effects when
/// their fate says so.
class CallsTest {

    private static final Duration TIMEOUT = Duration.ofSeconds(60);

    private final Stage stage = new Stage(5, true, new Selection.ByClass(Stage.CLASS));
    private final List<Outcome<?>> outcomes = new ArrayList<>();

    @BeforeEach
    void aProcess() {
        stage.start();
    }

    private Azure port() {
        return new AzurePort(
                stage.world,
                stage.process(),
                stage.azure,
                stage.calls,
                stage.fates,
                stage.watchdog);
    }

    private boolean balancerIsThere() {
        return stage.azure.balancers.containsKey("a");
    }

    private void deleteBalancer(Fate.How how) {
        stage.azure.balancers.put("a", new AzureModel.Balancer("a"));
        stage.azure.balancers.get("a").provisioning = Provisioning.SUCCEEDED;
        stage.azure.balancers.get("a").tags = Stage.OWNERSHIP.tags(Map.of(), "a", "b");
        stage.fates.order(call -> call.kind == Call.Kind.DELETE, how);
        int before = outcomes.size();
        port().deleteLoadBalancer("a", TIMEOUT, outcomes::add);
        assertThat(outcomes).hasSize(before);
    }

    @Test
    void aLateEffectComesWithinOneMoreTimeoutOfTheLostAnswer() {
        deleteBalancer(Fate.How.LATE);

        stage.until("an answer", () -> !outcomes.isEmpty());
        assertThat(outcomes).hasOnlyElementsOfType(Outcome.Unanswered.class);
        assertThat(balancerIsThere()).isTrue();

        stage.pass(TIMEOUT.plusSeconds(30));
        assertThat(balancerIsThere()).isFalse();
        assertThat(outcomes).hasSize(1);
        assertThat(stage.calls.open()).noneMatch(call -> call.kind == Call.Kind.DELETE);
    }

    @Test
    void anAnswerIsLostBeforeOrAfterTheEffect() {
        deleteBalancer(Fate.How.LOST_BEFORE);
        stage.pass(200);
        assertThat(balancerIsThere()).isTrue();

        deleteBalancer(Fate.How.LOST_AFTER);
        stage.pass(200);
        assertThat(balancerIsThere()).isFalse();
        assertThat(outcomes).hasSize(2).hasOnlyElementsOfType(Outcome.Unanswered.class);
    }

    @Test
    void anErrorMayComeWithItsEffect() {
        deleteBalancer(Fate.How.REFUSED_AFTER);
        stage.pass(60);

        assertThat(balancerIsThere()).isFalse();
        assertThat(outcomes).hasSize(1).hasOnlyElementsOfType(Outcome.Refused.class);
    }

    @Test
    void aDeadProcessIsToldNothing() {
        deleteBalancer(Fate.How.PLAIN);

        stage.kill();
        stage.pass(200);

        assertThat(outcomes).isEmpty();
    }

    @Test
    void theGatewaysDefaultEntryIsNeverTouched() {
        stage.fates.order(_ -> true, Fate.How.NOT_SENT);
        port().updateServices(
                        List.of(
                                new ServiceRequest.Unregister(
                                        ServiceKey.outbound("default-natgw"))),
                        TIMEOUT,
                        outcomes::add);

        assertThat(Assertions.catchThrowable(() -> stage.pass(5)))
                .hasMessageContaining("touches a foreign service");
    }
}
