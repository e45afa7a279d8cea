package dev.pairplane.difftracker.it;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.pairplane.simulators.azure.fault.Behaviour;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The role in `deploy/helm/examples` grants every call that the process makes, and no other but
/// those that Azure asks for beside a call.
class AzureRoleIT {
    private static final Path ROLE = Path.of("../deploy/helm/examples/azure-role.json");
    private static final String PROVIDER = "microsoft.network/";

    /// No call of ours: for what a body refers to, for polls, and for the gateway itself.
    private static final Set<String> BESIDE =
            Set.of(
                    "loadbalancers/backendaddresspools/join/action",
                    "locations/operationresults/read",
                    "locations/operations/read",
                    "publicipaddresses/join/action",
                    "servicegateways/read",
                    "servicegateways/write",
                    "virtualnetworks/join/action",
                    "virtualnetworks/read");

    @TempDir private Path folder;

    @Test
    void theExampleRoleGrantsWhatIsCalledAndNothingElse() throws Exception {
        Set<String> granted = new TreeSet<>();
        new ObjectMapper()
                .readTree(ROLE.toFile())
                .path("Actions")
                .forEach(action -> granted.add(action.asText().toLowerCase(Locale.ROOT)));
        Set<String> called = new TreeSet<>();
        BESIDE.forEach(action -> called.add(PROVIDER + action));

        for (Map.Entry<String, Long> call : callsOfALife().entrySet()) {
            called.add(PROVIDER + action(call.getKey()));
        }

        assertThat(granted).isEqualTo(called);
    }

    /// A Service with an address is made, served, deleted and gone.
    private Map<String, Long> callsOfALife() throws Exception {
        try (World world = World.start(folder, Behaviour.prompt(), 1)) {
            Verdict verdict = new Verdict(world);
            world.node("node-1", "10.0.0.4");
            int others = world.azure().services().size();
            world.azure().forgetCalls();
            try (ControllerProcess _ =
                    ControllerProcess.in(folder, world)
                            .set("difftracker.operations.call_timeout", "5s")
                            .set("difftracker.node_hold", "100ms")
                            .start()) {
                String uid = world.service("web");
                world.slice("web", uid, "web-1", Map.of("10.244.0.5", "node-1"));
                awaitNoDifference(verdict);
                assertThat(world.azure().services()).hasSize(others + 1);
                world.kubernetes().delete("services", World.NAMESPACE, "web");
                awaitNoDifference(verdict);
                assertThat(world.azure().services()).hasSize(others);
            }
            return world.azure().callCounts();
        }
    }

    private static void awaitNoDifference(Verdict verdict) {
        Awaitility.await()
                .atMost(ControllerProcess.PATIENCE)
                .untilAsserted(() -> assertThat(verdict.differences()).isEmpty());
    }

    /// `PUT publicIPAddresses/*` is `publicipaddresses/write`.
    private static String action(String call) {
        String[] words = call.toLowerCase(Locale.ROOT).split(" ", 2);
        String type = words[1].replaceAll("/\\*", "");
        return switch (words[0]) {
            case "get" -> type.equals("operations") ? "locations/operations/read" : type + "/read";
            case "put" -> type + "/write";
            case "delete" -> type + "/delete";
            case "post" -> type + "/action";
            default -> throw new AssertionError("no call of ours: " + call);
        };
    }
}
