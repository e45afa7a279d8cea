package dev.pairplane.publishing.core.queue;

import dev.pairplane.publishing.core.alert.Tier;
import dev.pairplane.publishing.core.breaker.BreakerSettings;
import dev.pairplane.publishing.core.retry.RetryPolicy;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;

/// Limits of the queue.
///
/// @param workers attempts at once, over all targets, 1 or more
/// @param capacity jobs a tier holds before it refuses more, 1 or more for each
/// @param maxBytes of alerts held in memory, counted once a job, 1 or more
/// @param deferredPerTarget jobs one target may have waiting while its lane is closed or for
///   earlier jobs of their chains, 1 or more
/// @param patience picks in a row that may leave a lower tier waiting, 1 or more
/// @param ageing after so long a waiting job counts as one of the next higher tier; above zero
/// @param maxAge no job waits longer since it was created, whatever the reason; above zero
/// @param tierMaxAge by tier, how long a job may wait while its lane could send; each above zero
/// @param removedGrace how long jobs of a target that is gone wait for it to come back; may be zero
/// @param poisonTakeovers a job that lost so many owners is marked before its attempts
/// @param poisonLosses a job that was lost so often while it was marked is given up
/// @param retries between the attempts of a job
/// @param breaker of each target
public record SchedulerSettings(
        int workers,
        Map<Tier, Integer> capacity,
        long maxBytes,
        int deferredPerTarget,
        int patience,
        Duration ageing,
        Duration maxAge,
        Map<Tier, Duration> tierMaxAge,
        Duration removedGrace,
        int poisonTakeovers,
        int poisonLosses,
        RetryPolicy retries,
        BreakerSettings breaker) {

    private static final long DEFAULT_MAX_BYTES = 128L * 1024 * 1024;
    private static final Duration DAY = Duration.ofHours(24);

    /// What is used where nothing else is said.
    public static final SchedulerSettings DEFAULT =
            new SchedulerSettings(
                    10,
                    Map.of(Tier.HIGH, 1_000, Tier.MEDIUM, 5_000, Tier.LOW, 10_000),
                    DEFAULT_MAX_BYTES,
                    100_000,
                    10,
                    Duration.ofMinutes(5),
                    DAY,
                    Map.of(
                            Tier.HIGH,
                            DAY,
                            Tier.MEDIUM,
                            Duration.ofHours(6),
                            Tier.LOW,
                            Duration.ofHours(1)),
                    Duration.ofMinutes(10),
                    3,
                    3,
                    RetryPolicy.DEFAULT,
                    BreakerSettings.DEFAULT);

    /// @throws IllegalArgumentException when a value is out of range or a tier is left out
    public SchedulerSettings {
        positive("workers", workers);
        positive("max bytes", maxBytes);
        positive("deferred jobs of a target", deferredPerTarget);
        positive("patience", patience);
        positive("take-overs of a poisoned job", poisonTakeovers);
        positive("losses of a poisoned job", poisonLosses);
        positive("ageing", ageing);
        positive("max age", maxAge);
        if (removedGrace.isNegative()) {
            throw new IllegalArgumentException(
                    "grace of removed targets: zero or more is wanted, not " + removedGrace);
        }
        capacity = complete("capacity", capacity);
        tierMaxAge = complete("max age", tierMaxAge);
        capacity.forEach((tier, size) -> positive("capacity of " + tier.label(), size));
        tierMaxAge.forEach((tier, age) -> positive("max age of " + tier.label(), age));
    }

    private static <T> Map<Tier, T> complete(String what, Map<Tier, T> given) {
        for (Tier tier : Tier.values()) {
            if (!given.containsKey(tier)) {
                throw new IllegalArgumentException("no " + what + " for " + tier.label());
            }
        }
        return Map.copyOf(new EnumMap<>(given));
    }

    private static void positive(String what, long value) {
        if (value < 1) {
            throw new IllegalArgumentException(what + ": 1 or more is wanted, not " + value);
        }
    }

    private static void positive(String what, Duration value) {
        if (!value.isPositive()) {
            throw new IllegalArgumentException(what + ": above zero is wanted, not " + value);
        }
    }
}
