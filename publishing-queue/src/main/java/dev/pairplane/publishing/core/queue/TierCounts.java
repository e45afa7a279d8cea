package dev.pairplane.publishing.core.queue;

import dev.pairplane.publishing.core.alert.Tier;

/// A number for each tier.
final class TierCounts {
    private int high;
    private int medium;
    private int low;

    int get(Tier tier) {
        return switch (tier) {
            case HIGH -> high;
            case MEDIUM -> medium;
            case LOW -> low;
        };
    }

    void add(Tier tier, int by) {
        switch (tier) {
            case HIGH -> high += by;
            case MEDIUM -> medium += by;
            case LOW -> low += by;
        }
    }

    int sum() {
        return high + medium + low;
    }

    void clear() {
        high = 0;
        medium = 0;
        low = 0;
    }
}
