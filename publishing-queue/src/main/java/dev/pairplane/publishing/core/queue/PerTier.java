package dev.pairplane.publishing.core.queue;

import dev.pairplane.publishing.core.alert.Tier;
import java.util.Collection;
import java.util.EnumMap;
import java.util.Map;
import java.util.function.Function;

/// Something for each tier.
final class PerTier<T> {
    private final Map<Tier, T> values = new EnumMap<>(Tier.class);

    PerTier(Function<Tier, T> made) {
        for (Tier tier : Tier.values()) {
            values.put(tier, made.apply(tier));
        }
    }

    T get(Tier tier) {
        T value = values.get(tier);
        if (value == null) {
            throw new IllegalStateException("nothing for " + tier);
        }
        return value;
    }

    Collection<T> all() {
        return values.values();
    }
}
