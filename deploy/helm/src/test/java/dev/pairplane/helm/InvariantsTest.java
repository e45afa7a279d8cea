package dev.pairplane.helm;

import dev.pairplane.testkit.InvariantsTable;
import org.junit.jupiter.api.Test;

/// The table of invariants (DEP-1 to DEP-56) names tests that exist and say so.
class InvariantsTest {

    @Test
    void everyInvariantIsGuardedOrWaitsForACapability() {
        InvariantsTable.of()
                .numbers(1, 56)
                .capabilities(
                        "helm-4",
                        "control-plane",
                        "alerts",
                        "dead-letter-entries",
                        "release-command",
                        "advertised-host")
                .check();
    }
}
