package dev.pairplane.publishing;

import dev.pairplane.testkit.ArchitectureRules;
import java.util.List;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

class ArchitectureTest {

    @TestFactory
    List<DynamicTest> architecture() {
        return ArchitectureRules.of("dev.pairplane.publishing")
                .shared(
                        "config",
                        "dev.pairplane.observability.config",
                        "dev.pairplane.observability.logging")
                .shared(
                        "inbound",
                        "dev.pairplane.observability.console",
                        "dev.pairplane.observability.http",
                        "dev.pairplane.observability.logging",
                        "dev.pairplane.observability.tracing")
                .tests();
    }
}
