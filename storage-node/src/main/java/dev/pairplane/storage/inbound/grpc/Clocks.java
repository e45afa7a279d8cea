package dev.pairplane.storage.inbound.grpc;

import dev.pairplane.storage.core.version.VectorClock;
import dev.pairplane.storage.core.version.VectorClock.Entry;
import dev.pairplane.storage.proto.VectorClockEntry;
import java.util.ArrayList;
import java.util.List;

/// Vector clocks, from the wire and to it.
final class Clocks {
    private Clocks() {}

    /// The clock of a validated message, in normal form; a missing message is the empty clock.
    static VectorClock fromWire(dev.pairplane.storage.proto.VectorClock clock) {
        List<Entry> entries = new ArrayList<>(clock.getEntriesCount());
        for (VectorClockEntry entry : clock.getEntriesList()) {
            entries.add(new Entry(entry.getCoordinatorNodeId(), entry.getLogicalTimestamp()));
        }
        return VectorClock.of(entries);
    }

    /// The message of a clock, its entries in the clock's order.
    static dev.pairplane.storage.proto.VectorClock toWire(VectorClock clock) {
        dev.pairplane.storage.proto.VectorClock.Builder wire =
                dev.pairplane.storage.proto.VectorClock.newBuilder();
        for (Entry entry : clock.entries()) {
            wire.addEntries(
                    VectorClockEntry.newBuilder()
                            .setCoordinatorNodeId(entry.actor())
                            .setLogicalTimestamp(entry.counter()));
        }
        return wire.build();
    }
}
