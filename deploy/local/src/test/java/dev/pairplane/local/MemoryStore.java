package dev.pairplane.local;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Versions in memory, merged by their clocks as the storage node's contract says.
final class MemoryStore {

    private final Map<String, List<Version>> versions = new HashMap<>();

    /// @param value empty for a tombstone
    record Version(Clock clock, Optional<String> value) {}

    /// Merges a version in.
    ///
    /// @return the join of all clocks now stored
    synchronized Clock put(String key, Version incoming) {
        List<Version> stored = versions.computeIfAbsent(key, _ -> new ArrayList<>());
        if (stored.stream().noneMatch(v -> v.clock().dominatesOrEquals(incoming.clock()))) {
            stored.removeIf(v -> incoming.clock().dominatesOrEquals(v.clock()));
            stored.add(incoming);
        }
        return join(stored);
    }

    /// The live versions, the winner first.
    synchronized List<Version> live(String key) {
        return versions.getOrDefault(key, List.of()).stream()
                .filter(version -> version.value().isPresent())
                .sorted(Comparator.comparing((Version v) -> v.value().orElseThrow()).reversed())
                .toList();
    }

    synchronized Clock clock(String key) {
        return join(versions.getOrDefault(key, List.of()));
    }

    private static Clock join(List<Version> versions) {
        return versions.stream().map(Version::clock).reduce(new Clock(Map.of()), Clock::join);
    }
}
