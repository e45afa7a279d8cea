package dev.pairplane.publishing.core.queue;

import dev.pairplane.publishing.core.alert.Tier;
import java.util.EnumMap;
import java.util.Map;

/// How many jobs of a lane wait, by tier, and how many of those for earlier ones of their chains.
final class Counts {
    private final TierCounts waiting = new TierCounts();
    private final TierCounts ordering = new TierCounts();
    private int delayed;

    /// A job came to a place where it waits, or left it.
    ///
    /// @param by 1 or -1
    void count(Tier tier, Place place, int by) {
        waiting.add(tier, by);
        if (place == Place.ORDERING) {
            ordering.add(tier, by);
        }
        if (place == Place.DELAYED) {
            delayed += by;
        }
    }

    int waiting(Tier tier) {
        return waiting.get(tier);
    }

    /// Those that could go if their lane could.
    int unordered(Tier tier) {
        return waiting.get(tier) - ordering.get(tier);
    }

    int delayed() {
        return delayed;
    }

    /// Those that count against no tier.
    ///
    /// @param open whether the lane is
    int deferred(boolean open) {
        return (open ? ordering : waiting).sum();
    }

    void clear() {
        waiting.clear();
        ordering.clear();
        delayed = 0;
    }

    Map<Tier, Integer> byTier() {
        var counts = new EnumMap<Tier, Integer>(Tier.class);
        for (Tier tier : Tier.values()) {
            counts.put(tier, waiting(tier));
        }
        return counts;
    }
}
