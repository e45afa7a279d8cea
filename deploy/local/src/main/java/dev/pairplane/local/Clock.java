package dev.pairplane.local;

import dev.pairplane.storage.proto.VectorClock;
import dev.pairplane.storage.proto.VectorClockEntry;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/// A vector clock as a client sees it.
///
/// The demo compares clocks with this and not with the storage node's own class: what it verifies
/// must not depend on what it verifies.
///
/// @param counters by actor; an absent actor counts as 0
record Clock(Map<String, Long> counters) {

    Clock {
        counters = Map.copyOf(counters);
    }

    static Clock of(String actor, long counter) {
        return new Clock(Map.of(actor, counter));
    }

    static Clock of(VectorClock message) {
        return new Clock(
                message.getEntriesList().stream()
                        .collect(
                                Collectors.toMap(
                                        VectorClockEntry::getCoordinatorNodeId,
                                        VectorClockEntry::getLogicalTimestamp,
                                        Math::max)));
    }

    /// The smallest clock that dominates or equals both.
    Clock join(Clock other) {
        Map<String, Long> joined = new TreeMap<>(counters);
        other.counters.forEach((actor, counter) -> joined.merge(actor, counter, Math::max));
        return new Clock(joined);
    }

    /// Whether nothing that `other` has seen is unknown here.
    boolean dominatesOrEquals(Clock other) {
        return other.counters.entrySet().stream()
                .allMatch(entry -> counters.getOrDefault(entry.getKey(), 0L) >= entry.getValue());
    }

    VectorClock toMessage() {
        VectorClock.Builder message = VectorClock.newBuilder();
        new TreeMap<>(counters)
                .forEach((actor, counter) ->
                        message.addEntries(
                                VectorClockEntry.newBuilder()
                                        .setCoordinatorNodeId(actor)
                                        .setLogicalTimestamp(counter)));
        return message.build();
    }

    @Override
    public String toString() {
        return new TreeMap<>(counters).toString();
    }
}
