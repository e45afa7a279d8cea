package dev.pairplane.difftracker.it;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pairplane.simulators.azure.fault.Behaviour;
import dev.pairplane.simulators.azure.fault.Fault;
import dev.pairplane.simulators.azure.resource.ResourceKind;
import dev.pairplane.simulators.kubernetes.patch.PatchType;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// How the process comes and goes, as those see it who start and watch it.
class ControllerProcessIT {
    private static final int CONFIGURATION = 78;
    private static final int START_REFUSED = 1;

    private static final List<String> PROBES =
            List.of(
                    "/healthz",
                    "/livez",
                    "/readyz",
                    "/startupz",
                    "/health",
                    "/health/live",
                    "/health/ready",
                    "/health/started",
                    "/ready");

    @TempDir private Path folder;

    private static ConditionFactory soon() {
        return Awaitility.await()
                .atMost(ControllerProcess.PATIENCE)
                .pollInterval(Duration.ofMillis(50));
    }

    private World world() throws Exception {
        World world = World.start(folder, Behaviour.prompt(), 1);
        world.node("node-1", "10.0.0.4");
        return world;
    }

    /// With a doubt that is short: nothing comes late here.
    private ControllerProcess.Plan controller(World world) {
        return ControllerProcess.in(folder, world)
                .set("difftracker.operations.call_timeout", "5s")
                .set("difftracker.node_hold", "100ms")
                .set("health.interval", "200ms");
    }

    @Test
    void answersEveryProbeUnderAllItsNamesOnBothPorts() throws Exception {
        try (World world = world();
                ControllerProcess controller = controller(world).start()) {
            for (String probe : PROBES) {
                assertThat(controller.main(probe).statusCode()).as(probe).isEqualTo(200);
                assertThat(controller.management(probe).statusCode()).as(probe).isEqualTo(200);
            }
            assertThat(controller.management("/metrics").body())
                    .contains("difftracker_engine_service_operations_total");
            assertThat(controller.main("/metrics").statusCode()).isEqualTo(404);
        }
    }

    @Test
    void endsInOrderWhileACreateIsUnderWayAndRepeatsNothing() throws Exception {
        try (World world = world();
                ControllerProcess controller = controller(world).start()) {
            Verdict verdict = new Verdict(world);
            world.azure()
                    .inject(
                            Fault.slow(Duration.ofSeconds(2))
                                    .on("PUT")
                                    .on(ResourceKind.LOAD_BALANCER));
            String uid = world.service("web");
            world.slice("web", uid, "web-1", Map.of("10.244.0.5", "node-1"));
            // A fault is used up when its request comes in.
            soon().until(() -> world.azure().faults().active().isEmpty());

            controller.process().terminate(ControllerProcess.PATIENCE).exitedWith(0);

            assertThat(world.azure().resource(World.id("loadBalancers", uid))).isPresent();
            controller.startAgain();
            soon().untilAsserted(() -> assertThat(verdict.differences()).isEmpty());
            assertThat(world.azure().callCounts())
                    .containsEntry("PUT publicIPAddresses/*", 1L)
                    .containsEntry("PUT loadBalancers/*", 1L);
            makesNoWriteAtAStartWhereAllIsInPlace(world, controller);
            assertThat(verdict.differences()).isEmpty();
        }
    }

    private static void makesNoWriteAtAStartWhereAllIsInPlace(
            World world, ControllerProcess controller) {
        controller.process().terminate(ControllerProcess.PATIENCE).exitedWith(0);
        world.azure().forgetCalls();
        long version = world.kubernetes().version();

        controller.startAgain();

        // The second time is the look after the doubt about the process before.
        soon().until(() -> world.azure().callCounts().getOrDefault("GET loadBalancers", 0L) >= 2);
        controller.awaitReady();
        assertThat(world.writes()).isZero();
        assertThat(world.kubernetes().version()).isEqualTo(version);
    }

    @Test
    void listsEveryKeyThatIsMissing() {
        ControllerProcess.Refused refused = ControllerProcess.without(folder).refused();

        assertThat(refused.code()).isEqualTo(CONFIGURATION);
        assertThat(refused.output())
                .contains(
                        "6 problem(s)",
                        "difftracker.cluster_name",
                        "difftracker.azure.location",
                        "difftracker.azure.resource_group",
                        "difftracker.azure.service_gateway_name",
                        "difftracker.azure.subscription_id",
                        "difftracker.azure.vnet_name")
                .hasLineCount(7);
    }

    @Test
    void refusesToWorkUnderAnotherClustersName() throws Exception {
        try (World world = world()) {
            Verdict verdict = new Verdict(world);
            world.service("web");
            try (ControllerProcess controller = controller(world).start()) {
                soon().untilAsserted(() -> assertThat(verdict.differences()).isEmpty());
                controller.process().terminate(ControllerProcess.PATIENCE).exitedWith(0);
            }
            world.azure().forgetCalls();

            ControllerProcess.Refused refused =
                    controller(world).set("difftracker.cluster_name", "mistaken").refused();

            assertThat(refused.code()).as(refused.output()).isEqualTo(START_REFUSED);
            assertThat(refused.output().strip().lines().reduce("", (_, line) -> line))
                    .startsWith("difftracker: did not start: ")
                    .contains("belongs to the cluster it-cluster", "mistaken");
            assertThat(world.writes()).isZero();
            assertThat(verdict.differences()).isEmpty();
        }
    }

    /// Decision T-20.
    @Test
    void removesNothingThatNobodyExplainsUntilThatIsConfirmed() throws Exception {
        int count = 8;
        try (World world = world()) {
            Verdict verdict = new Verdict(world);
            for (int i = 0; i < count; i++) {
                world.service("web-" + i);
            }
            try (ControllerProcess controller = controller(world).start()) {
                soon().untilAsserted(() -> assertThat(verdict.differences()).isEmpty());
                controller.process().terminate(ControllerProcess.PATIENCE).exitedWith(0);
            }
            for (int i = 0; i < count; i++) {
                vanish(world, "web-" + i);
            }
            world.azure().forgetCalls();

            try (ControllerProcess held = controller(world).launch()) {
                soon().until(() -> held.process().logText().contains("--confirm-removals=8"));
                // The look that a start makes afterwards must not remove anything either.
                soon().until(() ->
                        world.azure().callCounts().getOrDefault("GET loadBalancers", 0L) >= 2);
                assertThat(held.management("/readyz").statusCode()).isEqualTo(503);
                assertThat(held.management("/livez").statusCode()).isEqualTo(200);
                assertThat(held.main("/debug/difftracker/state").body()).contains("held_by_brake");
                assertThat(world.writes()).isZero();
                held.process().terminate(ControllerProcess.PATIENCE).exitedWith(0);
            }

            try (ControllerProcess released =
                    controller(world).arguments("--confirm-removals=" + count).start()) {
                soon().untilAsserted(() -> assertThat(verdict.differences()).isEmpty());
                assertThat(released.isReady()).isTrue();
            }
        }
    }

    /// As after a restore of an older cluster: the object is gone, and nobody was asked.
    private static void vanish(World world, String name) {
        world.kubernetes()
                .patch(
                        "services",
                        World.NAMESPACE,
                        name,
                        PatchType.MERGE,
                        World.json("{\"metadata\": {\"finalizers\": []}}"));
        world.kubernetes().delete("services", World.NAMESPACE, name);
    }
}
