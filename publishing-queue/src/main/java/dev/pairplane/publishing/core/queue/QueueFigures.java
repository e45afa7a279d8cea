package dev.pairplane.publishing.core.queue;

import dev.pairplane.publishing.core.alert.Tier;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// The queue of this replica at one moment.
///
/// @param waiting jobs that are accepted, not finished and not in flight, by tier; those that are
///   retrying or deferred among them
/// @param admitted of those, what counts against the tier's capacity
/// @param retrying waiting for backoff
/// @param deferred waiting for a lane that is closed or for an earlier job of their chain
/// @param oldest age of the oldest waiting job, by tier; absent when none waits
/// @param submitted jobs accepted since the start; completed, failed and collapsed ones likewise
public record QueueFigures(
        Map<Tier, Integer> waiting,
        Map<Tier, Integer> admitted,
        Map<Tier, Integer> capacity,
        int retrying,
        int deferred,
        int workers,
        int active,
        long bytes,
        Map<Tier, Duration> oldest,
        long submitted,
        long completed,
        long failed,
        long collapsed,
        Instant since,
        List<LaneFigures> lanes) {

    /// One target's lane.
    ///
    /// @param waiting by tier
    /// @param deferredReason why nothing is sent: `circuit_open`, `hold`, `target_disabled`,
    ///   `target_missing`; empty while it is open
    /// @param heldUntil until when
    public record LaneFigures(
            String target,
            Map<Tier, Integer> waiting,
            int active,
            int concurrency,
            BreakerFigures breaker,
            Optional<String> deferredReason,
            Optional<Instant> heldUntil) {}

    /// One target's breaker.
    ///
    /// @param state `closed`, `half-open` or `open`
    public record BreakerFigures(
            String state,
            int consecutiveFailures,
            Optional<Instant> openedAt,
            Optional<Instant> nextProbeAt,
            int halfOpenSuccesses,
            long trips,
            long recoveries,
            Optional<String> lastError) {}
}
