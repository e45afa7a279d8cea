package dev.pairplane.difftracker.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.pairplane.testkit.AuditEntry;
import dev.pairplane.testkit.ControlPlane;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionFactory;
import org.awaitility.core.ConditionTimeoutException;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer.OrderAnnotation;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;

/// The packaged controller on a real control plane, with the rights that the chart gives and no
/// others. One story in steps, each of which goes on from where the one before left the cluster:
/// pods come and go, nodes are lost, the controller is killed, the API server forgets; and whenever
/// it has become quiet, Azure is what the EndpointSlices say.
@ExtendWith(StepByStep.class)
@TestMethodOrder(OrderAnnotation.class)
class DifftrackerClusterIT {
    private static final String OURS = "servicegateway.azure.com/service-cleanup";
    private static final String STOCK = "service.kubernetes.io/load-balancer-cleanup";
    private static final String THEIRS = "example.com/keep";

    /// The control plane's own watches wait for up to a minute between two attempts to come back.
    private static final Duration RECONNECTED = Duration.ofMinutes(4);

    @TempDir(cleanup = CleanupMode.ON_SUCCESS)
    static Path folder;

    private static @Nullable ClusterWorld started;
    private static @Nullable RealCluster startedCluster;
    private static int auditedAtLastStart;
    private static final List<Outage> OUTAGES = new ArrayList<>();

    /// A part of the audit log, in which the API server ended and came back.
    private record Outage(int from, int to) {}

    @BeforeAll
    static void start() throws Exception {
        assumeTrue(ControlPlane.missing().isEmpty(), () -> ControlPlane.missing().orElse(""));
        var began = System.nanoTime();
        started = ClusterWorld.start(folder);
        startedCluster = new RealCluster(started.plane());
        started.plane().addNodes(4);
        say("everything is up", began);
    }

    @AfterAll
    static void close() throws Exception {
        if (started != null) {
            started.close();
        }
    }

    private static ClusterWorld world() {
        return Objects.requireNonNull(started);
    }

    private static RealCluster cluster() {
        return Objects.requireNonNull(startedCluster);
    }

    private static void say(String what, long began) {
        System.out.println(
                what + " after " + Duration.ofNanos(System.nanoTime() - began).toMillis() + " ms");
    }

    private static ConditionFactory soon() {
        return Awaitility.await()
                .atMost(Duration.ofSeconds(60))
                .pollInterval(Duration.ofMillis(100));
    }

    /// Waits for a quiet point, where Azure must be what the slices say.
    private static int settle(String what, Supplier<Boolean> begun) {
        var began = System.nanoTime();
        var found = quiet(what, begun);
        System.out.printf(
                "%s: %d addresses, equal %d ms after the last event, %d ms in all%n",
                what,
                found.addresses(),
                found.after().toMillis(),
                Duration.ofNanos(System.nanoTime() - began).toMillis());
        return found.addresses();
    }

    private static QuietPoint.Found quiet(String what, Supplier<Boolean> begun) {
        try {
            return QuietPoint.await(
                    cluster(), world().azure(), Set.of("closed"), ClusterWorld.NODE_HOLD, begun);
        } catch (AssertionError | ConditionTimeoutException e) {
            throw new AssertionError(
                    "%s: %s%n%s%n%s"
                            .formatted(
                                    what,
                                    e.getMessage(),
                                    cluster().picture(),
                                    world().plane().endsOfLogs()),
                    e);
        }
    }

    private static void killAndStart(String when) {
        world().process().kill().exitedWith(137);
        auditedAtLastStart = world().plane().audit().size();
        var began = System.nanoTime();
        world().process().startAgain();
        say("ready again, killed " + when + ",", began);
    }

    private static void outage(Runnable restart) {
        var from = world().plane().audit().size();
        restart.run();
        OUTAGES.add(new Outage(from, world().plane().audit().size()));
    }

    private static WantedAddresses held() {
        return WantedAddresses.held(world().azure().locations());
    }

    @Test
    @Order(1)
    void fiftyPodsAreServedAndTheServiceSaysSo() {
        world().plane().kubectl("create", "deployment", "web", "--image=web", "--replicas=50").ok();
        cluster().createService("web", 80);
        cluster().createService("also", 443);

        assertThat(settle("fifty", () -> cluster().endpoints("also") == 50)).isEqualTo(50);

        var address = world().publicAddress(cluster().uid("web"));
        assertThat(address).isNotEmpty();
        soon().untilAsserted(() -> assertThat(cluster().ingress("web")).isEqualTo(address));
        assertThat(cluster().finalizers("web")).containsExactly(OURS);
        assertThat(
                        cluster()
                                .service("web")
                                .orElseThrow()
                                .at("/status/loadBalancer/ingress/0/ipMode")
                                .asText())
                .as("what the server adds to our entry")
                .isEqualTo("VIP");
        soon().untilAsserted(
                        () -> assertThat(cluster().events("web")).contains("ServiceGatewayReady"));
    }

    @Test
    @Order(2)
    void twoHundredPodsAreServedThoughTheControllerIsKilledWhileTheyCome() {
        cluster().scale(200);
        soon().until(() -> cluster().endpoints("web") > 70);
        killAndStart("while pods came");

        assertThat(settle("two hundred", () -> cluster().endpoints("web") == 200)).isEqualTo(200);
    }

    @Test
    @Order(3)
    void slicesOfOthersThatNameTheServiceChangeNothing() {
        world().azure().forgetCalls();
        Mallory.arrives(world().plane(), cluster(), "web", "also");

        cluster().scale(5);

        assertThat(settle("five, and slices of others", () -> cluster().endpoints("also") == 5))
                .isEqualTo(5);
        // What comes later by the same watch has been acted on, so these have been seen.
        assertThat(world().azure().calls())
                .anyMatch(call -> call.path().contains("updateAddressLocations"))
                .noneMatch(call -> call.body().contains(Mallory.NETWORK));
        Mallory.takesBack(world().plane());
    }

    @Test
    @Order(4)
    void aRolloutIsFollowedThoughTheControllerIsKilledInTheMidst() {
        cluster()
                .patch(
                        RealCluster.DEPLOYMENT,
                        """
                        {"spec": {"replicas": 30, "template": {"spec": {"containers":
                           [{"name": "web", "image": "web:2"}]}}}}
                        """);
        soon().until(() -> cluster().updatedPods() > 3);
        killAndStart("during a rollout");

        assertThat(
                        settle(
                                "rolled",
                                () ->
                                        cluster().updatedPods() == 30
                                                && cluster().endpoints("also") == 30))
                .isEqualTo(30);
    }

    @Test
    @Order(5)
    void aLostNodesAddressesLeaveAfterTheHoldAndAMovedNodesMove() {
        assertThat(held().byLocation()).containsKeys("10.200.0.1", "10.200.0.2");

        cluster().delete("/api/v1/nodes/node-0");
        cluster()
                .patch(
                        "/api/v1/nodes/node-1/status",
                        """
                        {"status": {"addresses": [{"type": "InternalIP", "address": "10.200.9.1"}]}}
                        """);
        settle("a node lost, a node moved", () -> true);

        assertThat(held().byLocation())
                .doesNotContainKeys("10.200.0.1", "10.200.0.2")
                .containsKey("10.200.9.1");
        world().plane()
                .kubectl(
                        "delete",
                        "pods",
                        "--field-selector=spec.nodeName=node-0",
                        "--force",
                        "--grace-period=0")
                .ok();
    }

    @Test
    @Order(6)
    void nothingIsLostWhenTheApiServerForgetsAndRestarts() {
        world().process().pause();
        cluster().scale(10);
        soon().until(() -> cluster().endpoints("also") == 10);
        outage(() -> {
            world().plane().forgetHistory();
            world().process().resume();
            cluster().scale(25);
            world().plane().restartApiServer();
        });
        soon().atMost(RECONNECTED)
                .pollInterval(Duration.ofSeconds(1))
                .until(() -> cluster().slicesHave(25, "web", "also"));

        assertThat(settle("forgotten", () -> true)).isEqualTo(25);
    }

    @Test
    @Order(7)
    void aSpecThatWouldWidenExposureIsRefusedAndTheLastOneStaysInForce() {
        cluster().createService("closed", 81, "\"loadBalancerIP\": \"192.0.2.1\",");
        cluster()
                .patchService(
                        "web", "{\"spec\": {\"loadBalancerSourceRanges\": [\"192.0.2.0/24\"]}}");
        soon().untilAsserted(() ->
                assertThat(cluster().accepted("web")).isEqualTo("False UnsupportedSourceRanges"));
        soon().untilAsserted(() ->
                assertThat(cluster().events("web")).contains("UnsupportedSourceRanges"));
        cluster().scale(12);

        assertThat(settle("refused", () -> cluster().endpoints("web") == 12)).isEqualTo(12);
        assertThat(held().names(cluster().uid("web"))).isTrue();
        assertThat(cluster().ingress("web")).isEqualTo(world().publicAddress(cluster().uid("web")));

        cluster().patchService("web", "{\"spec\": {\"loadBalancerSourceRanges\": null}}");
        soon().untilAsserted(
                        () -> assertThat(cluster().accepted("web")).isEqualTo("True Admitted"));
    }

    @Test
    @Order(8)
    void aServiceThatWasNeverAdmittedAndOneOfAnotherClassAreLeftAlone() {
        cluster().createService("theirs", 83, "", "example.com/other");
        cluster()
                .patchService(
                        "theirs",
                        "{\"metadata\": {\"finalizers\": [\"%s\", \"%s\"]}}"
                                .formatted(OURS, THEIRS));
        soon().untilAsserted(() ->
                assertThat(cluster().accepted("closed"))
                        .isEqualTo("False UnsupportedLoadBalancerIP"));
        assertThat(cluster().service("closed").orElseThrow().path("metadata").has("finalizers"))
                .isFalse();
        assertThat(world().knows(cluster().uid("closed"))).isFalse();
        soon().until(() -> cluster().finalizers("theirs").equals(List.of(THEIRS)));
        assertThat(world().knows(cluster().uid("theirs"))).isFalse();

        cluster().deleteService("closed");

        assertThat(cluster().service("closed")).isEmpty();
    }

    @Test
    @Order(9)
    void aServiceThatIsNoLoadBalancerAnyMoreIsReleasedAndMayBecomeOneAgain() {
        var uid = cluster().uid("also");
        assertThat(world().knows(uid)).isTrue();

        cluster().patchService("also", "{\"spec\": {\"type\": \"ClusterIP\"}}");
        soon().until(() -> cluster().finalizers("also").isEmpty());
        assertThat(world().knows(uid)).isFalse();
        assertThat(cluster().ingress("also")).isEmpty();

        cluster()
                .patchService(
                        "also",
                        """
                        {"spec": {"type": "LoadBalancer",
                                  "loadBalancerClass": "pairplane.dev/service-gateway"}}
                        """);
        soon().until(() -> !cluster().ingress("also").isEmpty() && held().names(uid));
        assertThat(cluster().finalizers("also")).containsExactly(OURS);
        assertThat(cluster().ingress("also")).isEqualTo(world().publicAddress(uid));
    }

    @Test
    @Order(10)
    void aServiceThatIsDeletedWhileItIsMadeLeavesNothing() {
        world().azureTakes(Duration.ofSeconds(2));
        cluster().createService("brief", 82);
        var uid = cluster().uid("brief");
        soon().until(() -> world().made().stream().anyMatch(name -> name.contains(uid)));

        cluster()
                .patchService(
                        "brief",
                        "{\"metadata\": {\"finalizers\": [\"%s\", \"%s\"]}}"
                                .formatted(STOCK, THEIRS));
        cluster().deleteService("brief");
        assertThat(cluster().finalizers("brief")).containsExactlyInAnyOrder(OURS, STOCK, THEIRS);
        world().azureIsQuickAgain();

        soon().until(() -> cluster().finalizers("brief").equals(List.of(THEIRS)));
        assertThat(world().knows(uid)).isFalse();
        for (String service : List.of("brief", "theirs")) {
            cluster()
                    .patchService(
                            service,
                            "{\"metadata\": {\"$deleteFromPrimitiveList/finalizers\": [\"%s\"]}}"
                                    .formatted(THEIRS));
        }
        soon().until(() -> cluster().service("brief").isEmpty());
    }

    @Test
    @Order(11)
    void aServiceThatIsDeletedWhileItsPodsComeGoesAsDoesANamespaceAndItsSuccessorIsServed() {
        var own = Mallory.ownUid(cluster());
        assertThat(world().knows(own)).isTrue();
        assertThat(held().names(own)).as("behind it are no pods of others").isFalse();
        Mallory.leaves(world().plane());
        var uid = cluster().uid("web");
        cluster().scale(100);
        soon().until(() -> cluster().endpoints("web") > 30);

        var began = System.nanoTime();
        cluster().deleteService("web");
        soon().until(() -> cluster().service("web").isEmpty());
        say("deleted in mid-churn", began);
        assertThat(world().knows(uid)).isFalse();
        cluster().createService("web", 80);

        assertThat(
                        settle(
                                "a successor",
                                () ->
                                        !cluster().ingress("web").isEmpty()
                                                && cluster().endpoints("also") == 100))
                .isEqualTo(100);
        assertThat(cluster().uid("web")).isNotEqualTo(uid);
        assertThat(world().knows(uid)).isFalse();
        assertThat(held().names(cluster().uid("web"))).isTrue();
        soon().until(() -> cluster().read(Mallory.NAMESPACE).isEmpty());
        assertThat(world().knows(own)).isFalse();
    }

    @Test
    @Order(12)
    void anAddressThatCameWhileTheApiServerWasAwayIsPublished() {
        world().azureTakes(Duration.ofSeconds(1));
        cluster().createService("late", 84);
        var uid = cluster().uid("late");
        soon().until(() -> world().made().stream().anyMatch(name -> name.contains(uid)));

        outage(() -> {
            world().plane().stopApiServer();
            soon().until(() -> world().registers(uid));
            world().plane().startApiServer();
        });
        world().azureIsQuickAgain();

        var began = System.nanoTime();
        soon().until(() -> !cluster().ingress("late").isEmpty() && held().names(uid));
        say("published", began);
        assertThat(cluster().ingress("late")).isEqualTo(world().publicAddress(uid));
    }

    @Test
    @Order(13)
    void nothingIsLeft() throws Exception {
        for (String service : List.of("web", "also", "late", "theirs")) {
            cluster().deleteService(service);
        }

        soon().until(() -> cluster().objects().services().size() == 1);
        assertThat(world().azure().awaitIdle(Duration.ofSeconds(10))).isTrue();
        assertThat(world().made()).isEmpty();
        assertThat(world().azure().services()).isEmpty();
        assertThat(world().azure().locations()).isEmpty();
        assertThat(world().azure().calls())
                .as("a controller that knows what it does is refused nothing")
                .noneMatch(call -> call.status() >= 400 && call.status() != 404);
    }

    @Test
    @Order(14)
    void nothingWasDeniedAndNothingWasDoneThatTheTableDoesNotAllow() {
        List<AuditEntry> audit = world().plane().audit();
        List<AuditEntry> asked = ofTheController(audit);
        var quiet = 0;
        for (Outage outage : OUTAGES) {
            // An API server that starts and does not know its roles yet denies what they allow; it
            // is asked again later.
            assertThat(ofTheController(audit.subList(quiet, outage.from())))
                    .noneMatch(AuditEntry::denied);
            quiet = outage.to();
        }
        assertThat(ofTheController(audit.subList(quiet, audit.size())))
                .noneMatch(AuditEntry::denied);
        Set<String> actions =
                asked.stream()
                        .filter(entry -> !entry.resource().isEmpty())
                        .map(AuditEntry::action)
                        .collect(Collectors.toCollection(TreeSet::new));
        System.out.println("asked for: " + actions);
        assertThat(actions).isSubsetOf(Rights.TABLE).contains("patch services/status");

        long refused =
                ofTheController(audit.subList(auditedAtLastStart, audit.size())).stream()
                        .filter(entry -> Set.of("get", "patch", "create").contains(entry.verb()))
                        .filter(entry -> !entry.resource().isEmpty())
                        .filter(entry -> entry.code() / 100 == 4)
                        .count();
        var counted =
                (long)
                        world().scrape()
                                .value(
                                        "difftracker_engine_kubernetes_calls_total",
                                        Map.of("answer", "4xx"))
                                .orElse(0);
        assertThat(counted).as("of the controller's own count, as audited").isEqualTo(refused);
        assertThat(asked.stream().filter(entry -> entry.action().equals("patch services/status")))
                .as("writes of status; somebody disputes what is written when there are more")
                .hasSizeBetween(7, 20);
        world().process().terminate(Duration.ofSeconds(45)).exitedWith(0);
    }

    private static List<AuditEntry> ofTheController(List<AuditEntry> audit) {
        return audit.stream().filter(entry -> entry.user().equals(ClusterWorld.ACCOUNT)).toList();
    }

    @Test
    @Order(15)
    void theAccountHasTheTablesRightsAndNoOthers() {
        var plane = world().plane();
        plane.kubectl("create", "serviceaccount", "nobody", "--namespace=pairplane").ok();
        for (String namespace : List.of("pairplane", "default")) {
            var rights = Rights.listed(plane, ClusterWorld.ACCOUNT, namespace);
            rights.removeAll(
                    Rights.listed(plane, "system:serviceaccount:pairplane:nobody", namespace));
            assertThat(rights).containsExactlyInAnyOrderElementsOf(Rights.TABLE);
        }
        assertThat(Rights.TABLE)
                .allMatch(action -> Rights.allowed(plane, ClusterWorld.ACCOUNT, action, "default"));
        assertThat(Rights.FORBIDDEN)
                .noneMatch(action -> Rights.allowed(plane, ClusterWorld.ACCOUNT, action, "default"))
                .noneMatch(
                        action -> Rights.allowed(plane, ClusterWorld.ACCOUNT, action, "pairplane"));
        var rules = cluster().read(ClusterWorld.ROLE).orElseThrow().path("rules");
        Set<String> role = new TreeSet<>();
        rules.forEach(rule -> role.addAll(Rights.actions(rule)));
        assertThat(role).isEqualTo(Rights.TABLE);
    }
}
