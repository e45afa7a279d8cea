package dev.pairplane.storage;

import dev.pairplane.testkit.InvariantsTable;
import org.junit.jupiter.api.Test;

/// The table of invariants names tests that exist and say so.
class InvariantsTest {

    @Test
    void everyInvariantIsGuardedOrWaitsForACapability() {
        InvariantsTable.of()
                .numbers(1, 140)
                .capabilities(
                        "flush",
                        "sstables",
                        "compaction",
                        "repair",
                        "ranges",
                        "row-cache",
                        "disk-manager",
                        "streaming",
                        "drain",
                        "gossip",
                        "alerts",
                        "load",
                        "logs")
                .check();
    }
}
