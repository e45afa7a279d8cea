package dev.pairplane.storage;

import dev.pairplane.testkit.ArchitectureRules;
import java.util.List;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

class ArchitectureTest {
    @TestFactory
    List<DynamicTest> architecture() {
        return ArchitectureRules.of("dev.pairplane.storage")
                .generated("dev.pairplane.storage.proto")
                .coreMayUse(
                        "com.dynatrace.hash4j",
                        "com.github.benmanes.caffeine",
                        "io.airlift.compress")
                .shared("config", "dev.pairplane.observability.config")
                .shared("inbound", "dev.pairplane.observability.console")
                .tests();
    }
}
