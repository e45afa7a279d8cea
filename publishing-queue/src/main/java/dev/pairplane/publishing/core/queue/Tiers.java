package dev.pairplane.publishing.core.queue;

import dev.pairplane.publishing.core.alert.Tier;
import java.util.Optional;

/// What could be sent now, by tier.
final class Tiers {
    private final PerTier<Rota> rotas = new PerTier<>(_ -> new Rota());

    Rota of(Tier tier) {
        return rotas.get(tier);
    }

    /// Looks at a lane anew. One that may send a probe only stands in its most urgent tier.
    void refresh(Lane lane) {
        boolean eligible = lane.maySend();
        for (Tier tier : Tier.values()) {
            var head = eligible ? lane.head(tier) : Optional.<JobEntry>empty();
            of(tier).set(
                            lane,
                            head.map(entry ->
                                    new Rota.Standing(
                                            lane,
                                            lane.inFlight == 0,
                                            lane.served(tier),
                                            entry.since,
                                            entry.seq)));
            eligible = eligible && !(head.isPresent() && lane.probing());
        }
    }
}
