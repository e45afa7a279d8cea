package dev.pairplane.simulators.conformance;

import dev.pairplane.simulators.kubernetes.KubernetesConfig;
import dev.pairplane.simulators.kubernetes.KubernetesSimulator;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/// The simulator does what [RealApiServerConformanceIT] shows that a real API server does. Steps
/// with kubectl are skipped where `make tools` has not built it.
class SimulatorConformanceTest {

    @TempDir static Path folder = Path.of("");
    private static @Nullable KubernetesSimulator simulator;
    private static @Nullable Conformance conformance;

    @BeforeAll
    static void start() throws IOException {
        var config = KubernetesConfig.defaults().withBookmarkInterval(Duration.ofSeconds(1));
        var started = KubernetesSimulator.start(config);
        simulator = started;
        var kubeconfig = folder.resolve("kubeconfig");
        started.writeKubeconfig(kubeconfig);
        conformance =
                new Conformance(
                        new Target(started.uri(), null, null, kubeconfig, started::compact),
                        folder);
    }

    @AfterAll
    static void end() {
        if (conformance != null) {
            conformance.close();
        }
        if (simulator != null) {
            simulator.close();
        }
    }

    @TestFactory
    Stream<DynamicTest> simulator() {
        return conformance == null ? Stream.of() : conformance.tests();
    }
}
