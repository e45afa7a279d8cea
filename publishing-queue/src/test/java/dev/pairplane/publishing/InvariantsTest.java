package dev.pairplane.publishing;

import dev.pairplane.testkit.InvariantsTable;
import org.junit.jupiter.api.Test;

/// The table of invariants names tests that exist and say so.
class InvariantsTest {

    @Test
    void everyInvariantIsGuardedOrWaitsForACapability() {
        InvariantsTable.of()
                .numbers(1, 111)
                .capabilities("providers", "discovery", "admin", "dashboards", "load", "trends")
                .check();
    }
}
