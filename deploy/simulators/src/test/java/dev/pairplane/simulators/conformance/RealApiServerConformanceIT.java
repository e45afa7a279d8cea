package dev.pairplane.simulators.conformance;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.pairplane.testkit.ControlPlane;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/// The suite's expectations are what a real API server does.
class RealApiServerConformanceIT {

    @TempDir static Path folder = Path.of("");
    private static @Nullable ControlPlane cluster;
    private static @Nullable Conformance conformance;

    /// Nothing moves but what the steps do and namespaces that end.
    @BeforeAll
    static void start() {
        assumeTrue(ControlPlane.missing().isEmpty(), () -> ControlPlane.missing().orElse(""));
        var started =
                ControlPlane.start(
                        ControlPlane.Options.apiServer().controllers("namespace-controller"));
        cluster = started;
        conformance =
                new Conformance(
                        new Target(
                                started.server(),
                                started.adminToken(),
                                started.trust(),
                                started.kubeconfig(ControlPlane.ADMIN),
                                started::forgetHistory),
                        folder);
    }

    @AfterAll
    static void end() {
        if (conformance != null) {
            conformance.close();
        }
        if (cluster != null) {
            cluster.close();
        }
    }

    @TestFactory
    Stream<DynamicTest> realApiServer() {
        return conformance == null ? Stream.of() : conformance.tests();
    }
}
