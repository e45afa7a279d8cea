package dev.pairplane.difftracker.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pairplane.difftracker.core.azure.Provisioning;
import dev.pairplane.difftracker.core.engine.ControllerEvent;
import dev.pairplane.difftracker.core.engine.ErrorCode;
import dev.pairplane.difftracker.core.state.IpAddress;
import dev.pairplane.difftracker.core.state.IpFamily;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// The life of Services, one turn after another, with nothing failing.
class ServiceHistoriesTest {

    private final Stage stage = Stage.calm();

    @BeforeEach
    void oneNode() {
        stage.node("n1", "10.0.0.4", "fd00::4");
        stage.start();
        stage.pass(30);
    }

    private ClusterService served(String name) {
        ClusterService service = stage.service(name);
        stage.slice(service, name + "-1", Stage.endpoint("10.244.0.5", "n1"));
        stage.pass(120);
        assertThat(stage.addresses(service)).containsExactly("10.244.0.5@10.0.0.4");
        return service;
    }

    /// Difftracker invariant 94: the create's success leads to a deletion.
    @Test
    void aDeletionDuringTheCreationLeavesNothing() {
        ClusterService service = stage.service("web");
        stage.until("a load balancer", () -> !stage.azure.balancers.isEmpty());
        stage.cluster.delete(service);

        stage.calmAndCheck();

        assertThat(stage.azure.publicIps).isEmpty();
        assertThat(stage.cluster.services).isEmpty();
    }

    /// Difftracker invariant 82.
    @Test
    void anEditDuringTheCreationIsAppliedAfterIt() {
        ClusterService service = stage.service("web");
        stage.until("a load balancer", () -> !stage.azure.balancers.isEmpty());
        service.ports = List.of(Stage.port("TCP", 443, 8443), Stage.port("UDP", 443, 8443));
        stage.cluster.changed(service);

        stage.calmAndCheck();

        assertThat(stage.balancer(service).rules).hasSize(2);
    }

    /// Difftracker invariant 66: a port that is gone takes its rule along, and nothing else.
    @Test
    void aPortThatIsTakenAwayTakesItsRuleAlong() {
        ClusterService service =
                stage.service(
                        "web",
                        IpFamily.IPV4,
                        Stage.port("TCP", 80, 8080),
                        Stage.port("TCP", 81, 8081));
        stage.pass(120);
        var ip = stage.publicIp(service).address;
        service.ports = List.of(Stage.port("TCP", 81, 8081));
        stage.cluster.changed(service);

        stage.calmAndCheck();

        assertThat(stage.balancer(service).rules)
                .singleElement()
                .matches(rule -> rule.frontendPort() == 81);
        assertThat(stage.publicIp(service).address).isEqualTo(ip);
    }

    /// Difftracker invariants 85 and 87: the recreation runs after the deletion, with its
    /// addresses.
    @Test
    void aServiceThatTurnsAwayAndBackIsThereAgainWithItsAddresses() {
        ClusterService service = served("web");
        service.type = "ClusterIP";
        service.className = Optional.empty();
        stage.cluster.changed(service);
        stage.until("a deletion", () -> stage.azure.balancers.isEmpty());
        service.type = "LoadBalancer";
        service.className = stage.className();
        stage.cluster.changed(service);

        stage.calmAndCheck();

        assertThat(stage.addresses(service)).containsExactly("10.244.0.5@10.0.0.4");
    }

    /// An address of a public IP that is gone is nobody's.
    @Test
    void aRecreatedServiceShowsTheAddressOfItsNewPublicIp() {
        ClusterService service = served("web");
        stage.azure.addressDelay(10 * World.SECOND);
        service.type = "ClusterIP";
        stage.cluster.changed(service);
        stage.until("a deletion", () -> stage.azure.publicIps.isEmpty());
        service.type = "LoadBalancer";
        stage.cluster.changed(service);

        stage.calmAndCheck();
    }

    /// It is no failure to stop what is not wanted any more.
    @Test
    void aServiceThatGoesWhileItIsMadeFailsNothing() {
        ClusterService service = stage.service("web");
        stage.until("a public IP", () -> !stage.azure.publicIps.isEmpty());
        assertThat(stage.azure.balancers).isEmpty();
        stage.cluster.delete(service);

        stage.calmAndCheck();

        assertThat(stage.azure.publicIps).isEmpty();
        assertThat(stage.events(ControllerEvent.AttemptEnded.class))
                .extracting(ControllerEvent.AttemptEnded::error)
                .containsExactly(ErrorCode.STOPPED, ErrorCode.NONE);
    }

    /// Difftracker invariant 86: a deletion has the last word over a recreation.
    @Test
    void aDeletionClearsAQueuedRecreation() {
        ClusterService service = served("web");
        service.type = "ClusterIP";
        stage.cluster.changed(service);
        stage.pass(1);
        service.type = "LoadBalancer";
        stage.cluster.changed(service);
        stage.pass(1);
        stage.cluster.delete(service);

        stage.calmAndCheck();

        assertThat(stage.azure.publicIps).isEmpty();
        assertThat(stage.cluster.services).isEmpty();
    }

    /// A Service of the same name is another one (difftracker invariant 155).
    @Test
    void aServiceThatIsRecreatedUnderItsNameIsAnotherOne() {
        ClusterService first = served("web");
        stage.cluster.delete(first);
        stage.until("it is gone", () -> stage.cluster.services.isEmpty());
        ClusterService second = served("web");

        stage.calmAndCheck();

        assertThat(second.identity()).isNotEqualTo(first.identity());
        assertThat(stage.azure.balancers).containsOnlyKeys(second.identity());
    }

    /// Difftracker invariant 155, with a watch that never shows the old one's end.
    @Test
    void aServiceThatWasReplacedWhileTheWatchWasDownIsAnotherOne() {
        ClusterService first = served("web");
        stage.watches().drop(0, 30 * World.SECOND);
        stage.cluster.tearOut(first);
        stage.watchdog.unprotected(first.identity());
        ClusterService second = stage.service("web");

        stage.calmAndCheck();

        assertThat(stage.azure.balancers).containsOnlyKeys(second.identity());
    }

    /// On a live Service the last admitted spec stays in force, and the condition says so.
    @Test
    void aRefusedEditOfALiveServiceChangesNothingInAzure() {
        ClusterService service = served("web");
        long writes = stage.watchdog.writes();
        service.flaw = ClusterService.Flaw.INTERNAL;
        service.ports = List.of(Stage.port("TCP", 99, 99));
        stage.cluster.changed(service);
        stage.calmAndCheck();
        assertThat(stage.watchdog.writes()).isEqualTo(writes);
        assertThat(service.accepted.orElseThrow().status()).isFalse();

        service.flaw = ClusterService.Flaw.NONE;
        stage.cluster.changed(service);

        stage.calmAndCheck();
        assertThat(stage.balancer(service).rules)
                .singleElement()
                .matches(rule -> rule.frontendPort() == 99);
    }

    /// Difftracker invariant 100: addresses of a live Service flow on under a refused spec.
    @Test
    void addressesFollowEvenWhenTheSpecIsRefused() {
        ClusterService service = served("web");
        service.flaw = ClusterService.Flaw.SCTP;
        stage.cluster.changed(service);
        stage.pass(30);
        stage.slice(service, "web-1", Stage.endpoint("10.244.0.9", "n1"));

        stage.calmAndCheck();

        assertThat(stage.addresses(service)).containsExactly("10.244.0.9@10.0.0.4");
    }

    /// Difftracker invariant 84.
    @Test
    void anEditOfADeletedServiceProvisionsNothing() {
        ClusterService service = served("web");
        service.foreignFinalizer = true;
        stage.cluster.delete(service);
        stage.pass(60);
        service.ports = List.of(Stage.port("TCP", 99, 99));
        stage.cluster.changed(service);
        stage.pass(600);
        assertThat(stage.azure.publicIps).isEmpty();
        assertThat(service.ours).isFalse();

        service.foreignFinalizer = false;
        stage.cluster.changed(service);

        stage.calmAndCheck();
    }

    /// Somebody else's public IP has the name that we need: nothing is written and nothing deleted,
    /// and when it is gone, the Service is served.
    @Test
    void aForeignPublicIpUnderOurNameIsLeftAlone() {
        ClusterService service = stage.draft("web", IpFamily.IPV4, Stage.port("TCP", 80, 80));
        String name = service.identity() + "-pip";
        var theirs = new AzureModel.PublicIp(name, IpFamily.IPV4, Map.of("a", "b"));
        theirs.provisioning = Provisioning.SUCCEEDED;
        theirs.address = stage.azure.nextAddress(IpFamily.IPV4);
        stage.kill();
        stage.azure.publicIps.put(name, theirs);
        stage.cluster.add(service);
        stage.start();
        long writes = stage.watchdog.writes();
        stage.pass(3 * 3600);
        assertThat(stage.watchdog.writes()).isEqualTo(writes);
        assertThat(stage.azure.publicIps.get(name)).isSameAs(theirs);

        stage.azure.publicIps.remove(name);

        stage.calmAndCheck();
    }

    /// What is not ours stays as it is through all of it.
    @Test
    void foreignServicesAndReferencesStayAsTheyAre() {
        stage.foreignService("theirs");
        stage.foreignReference(IpAddress.of("10.0.0.4"), IpAddress.of("10.244.0.5"), "theirs");
        stage.kill();
        stage.start();
        stage.pass(30);
        ClusterService service = served("web");
        stage.cluster.delete(service);

        stage.calmAndCheck();

        assertThat(stage.azure.gateway.services).containsOnlyKeys("default-natgw", "theirs");
    }
}
