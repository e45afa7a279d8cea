package dev.pairplane.storage.core.version;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// A way for a replica to take a version in, so that one harness can try the right one and wrong
/// ones.
///
/// @param <S> what a replica holds for the key
interface MergeRule<S> {
    S empty();

    S merge(S stored, Version incoming);

    /// What is held, in an order that does not depend on how it came about.
    List<Version> versions(S stored);

    /// The rule under test; counts what its merges come to.
    final class Real implements MergeRule<VersionSet> {
        enum Outcome {
            STORED,
            REPLACED_AT_EQUAL_CLOCK,
            OUTRANKED_AT_EQUAL_CLOCK,
            IDENTICAL,
            OBSOLETE
        }

        private final Map<Outcome, Long> outcomes = new EnumMap<>(Outcome.class);

        Map<Outcome, Long> outcomes() {
            return outcomes;
        }

        @Override
        public VersionSet empty() {
            return VersionSet.EMPTY;
        }

        @Override
        public VersionSet merge(VersionSet stored, Version incoming) {
            return switch (stored.merge(incoming, Versions.WIDE)) {
                case MergeResult.Stored(VersionSet set, boolean collision) -> {
                    count(collision ? Outcome.REPLACED_AT_EQUAL_CLOCK : Outcome.STORED);
                    yield set;
                }
                case MergeResult.Obsolete _ -> unchanged(stored, Outcome.OBSOLETE);
                case MergeResult.Identical _ -> unchanged(stored, Outcome.IDENTICAL);
                case MergeResult.Outranked _ -> unchanged(stored, Outcome.OUTRANKED_AT_EQUAL_CLOCK);
                case MergeResult.Refused refused -> throw new AssertionError(refused);
            };
        }

        private VersionSet unchanged(VersionSet stored, Outcome outcome) {
            count(outcome);
            return stored;
        }

        private void count(Outcome outcome) {
            outcomes.merge(outcome, 1L, Long::sum);
        }

        @Override
        public List<Version> versions(VersionSet stored) {
            return stored.versions();
        }
    }

    /// Plain lists, with the two places left open where rules have gone wrong.
    class Plain implements MergeRule<List<Version>> {

        @Override
        public List<Version> empty() {
            return List.of();
        }

        @Override
        public List<Version> merge(List<Version> stored, Version incoming) {
            List<Version> next = new ArrayList<>();
            Version entering = incoming;
            for (Version version : stored) {
                switch (version.clock().compare(incoming.clock())) {
                    case AFTER -> {
                        return stored;
                    }
                    case EQUAL -> entering = atEqualClock(version, incoming);
                    case BEFORE -> {
                        // replaced
                    }
                    case CONCURRENT -> next.add(version);
                }
            }
            next.add(entering);
            return limited(next);
        }

        /// Which of two versions with equal clocks stays.
        Version atEqualClock(Version stored, Version incoming) {
            return stored.compareTo(incoming) >= 0 ? stored : incoming;
        }

        /// What is kept of these siblings.
        List<Version> limited(List<Version> siblings) {
            return siblings;
        }

        @Override
        public List<Version> versions(List<Version> stored) {
            return stored.stream().sorted(Comparator.reverseOrder()).toList();
        }
    }

    /// Wrong: the later arrival stays.
    final class LastArrival extends Plain {
        @Override
        Version atEqualClock(Version stored, Version incoming) {
            return incoming;
        }
    }

    /// Wrong: the earlier arrival stays.
    final class FirstArrival extends Plain {
        @Override
        Version atEqualClock(Version stored, Version incoming) {
            return stored;
        }
    }

    /// Wrong: this node's time of receipt decides.
    final class LatestReceipt extends Plain {
        @Override
        Version atEqualClock(Version stored, Version incoming) {
            return stored.receivedAtMs() >= incoming.receivedAtMs() ? stored : incoming;
        }
    }

    /// Wrong: the time of deletion is left out, so two tombstones are taken for one.
    final class BlindToDeletionTime extends Plain {
        @Override
        Version atEqualClock(Version stored, Version incoming) {
            return stored.isTombstone()
                            && incoming.isTombstone()
                            && stored.timestamp() == incoming.timestamp()
                    ? stored
                    : super.atEqualClock(stored, incoming);
        }
    }

    /// Wrong: past three siblings, the winner stays alone under the join of all clocks.
    final class Collapsing extends Plain {
        @Override
        List<Version> limited(List<Version> siblings) {
            if (siblings.size() <= 3) {
                return siblings;
            }
            VectorClock join =
                    siblings.stream()
                            .map(Version::clock)
                            .reduce(VectorClock.EMPTY, VectorClock::join);
            Optional<Version> winner = siblings.stream().max(Comparator.naturalOrder());
            return List.of(winner.orElseThrow().withClock(join));
        }
    }
}
