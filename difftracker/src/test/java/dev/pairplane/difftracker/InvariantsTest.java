package dev.pairplane.difftracker;

import dev.pairplane.testkit.InvariantsTable;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/// The table of invariants names tests that exist and say so.
class InvariantsTest {

    @Test
    void everyInvariantIsGuardedOrWaitsForACapability() {
        InvariantsTable.of()
                .numbers(1, 195)
                .capabilities(
                        "egress",
                        "engine",
                        "updates-in-place",
                        "orphan-sweep",
                        "leader-election",
                        "dual-stack",
                        "events")
                .alsoIn(Path.of("../common-observability/src/test/java"))
                .check();
    }
}
