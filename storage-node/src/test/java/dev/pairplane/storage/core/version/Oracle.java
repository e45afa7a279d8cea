package dev.pairplane.storage.core.version;

import java.util.Arrays;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/// Says which of two versions stays, written down a second time and without regard to speed.
final class Oracle {

    private Oracle() {}

    /// A version with its clock as a map.
    record Element(Version version, Map<String, Long> clock) {

        static Element of(Version version) {
            return new Element(
                    version,
                    version.clock().entries().stream()
                            .collect(
                                    Collectors.toMap(
                                            VectorClock.Entry::actor, VectorClock.Entry::counter)));
        }

        /// Whether `other` is superfluous beside this.
        boolean beats(Element other) {
            return clock.equals(other.clock)
                    ? outranks(version, other.version)
                    : atLeast(clock, other.clock);
        }
    }

    static boolean atLeast(Map<String, Long> left, Map<String, Long> right) {
        Set<String> actors = new HashSet<>(left.keySet());
        actors.addAll(right.keySet());
        return actors.stream()
                .allMatch(actor -> left.getOrDefault(actor, 0L) >= right.getOrDefault(actor, 0L));
    }

    /// At equal clocks.
    private static boolean outranks(Version left, Version right) {
        if (left.timestamp() != right.timestamp()) {
            return left.timestamp() > right.timestamp();
        }
        if (left.isTombstone() != right.isTombstone()) {
            return right.isTombstone();
        }
        int byValue = Arrays.compareUnsigned(left.value(), right.value());
        return byValue == 0 ? left.deletedAtMs() < right.deletedAtMs() : byValue > 0;
    }
}
