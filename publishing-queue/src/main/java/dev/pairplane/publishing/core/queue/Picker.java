package dev.pairplane.publishing.core.queue;

import dev.pairplane.publishing.core.alert.Tier;
import java.util.Optional;

/// Chooses what is sent next: the most urgent tier that could send anything, and in it the lane
/// whose turn it is. When so many picks in a row have left a lower tier waiting, the next one goes
/// to the oldest job of the lower tiers. Changes nothing but its own count.
final class Picker {
    private final int patience;
    private int passedOver;

    Picker(int patience) {
        this.patience = patience;
    }

    /// The head of a lane's queue.
    record Pick(Lane lane, Tier tier) {}

    /// @param onlyIdle whether only lanes with nothing in flight are looked at
    Optional<Pick> pick(Tiers tiers, boolean onlyIdle) {
        Optional<Pick> top = Optional.empty();
        Optional<Rota.Standing> oldest = Optional.empty();
        Optional<Pick> lower = Optional.empty();
        for (Tier tier : Tier.values()) {
            var rota = tiers.of(tier);
            if (top.isEmpty()) {
                top = rota.next(onlyIdle).map(standing -> new Pick(standing.lane(), tier));
                continue;
            }
            var candidate = rota.oldest(onlyIdle);
            if (candidate.isPresent() && olderThan(candidate.orElseThrow(), oldest)) {
                oldest = candidate;
                lower = candidate.map(standing -> new Pick(standing.lane(), tier));
            }
        }
        if (lower.isEmpty()) {
            // Nobody is left waiting; but when there is nothing to pick nothing was decided.
            passedOver = top.isEmpty() ? passedOver : 0;
            return top;
        }
        if (passedOver >= patience) {
            passedOver = 0;
            return lower;
        }
        passedOver++;
        return top;
    }

    private static boolean olderThan(Rota.Standing one, Optional<Rota.Standing> other) {
        return other.isEmpty() || Rota.BY_AGE.compare(one, other.orElseThrow()) < 0;
    }
}
