package dev.pairplane.difftracker.outbound.guard;

import java.time.Duration;

/// Limits on the exchanges with one other side.
///
/// @param atOnce exchanges under way at once; one more is refused, not queued
/// @param timeout for one exchange
/// @param breakerVolume exchanges that the breaker looks back on
/// @param breakerRatio share of failures among them that opens it, above 0 to 1
/// @param breakerDelay how long it stays open before one exchange may try
public record GuardLimits(
        int atOnce,
        Duration timeout,
        int breakerVolume,
        double breakerRatio,
        Duration breakerDelay) {

    /// @throws IllegalArgumentException when a limit is out of range
    public GuardLimits {
        if (atOnce < 1 || breakerVolume < 1) {
            throw new IllegalArgumentException(
                    "at least one exchange at once and one to look back on are wanted, not "
                            + atOnce
                            + " and "
                            + breakerVolume);
        }
        if (!timeout.isPositive() || !breakerDelay.isPositive()) {
            throw new IllegalArgumentException(
                    "positive times are wanted, not " + timeout + " and " + breakerDelay);
        }
        if (!(breakerRatio > 0 && breakerRatio <= 1)) {
            throw new IllegalArgumentException(
                    "the breaker's ratio is above 0 and at most 1, not " + breakerRatio);
        }
    }

    /// 32 at once, one minute each; open for 15 s after half of 20 failed.
    public static GuardLimits defaults() {
        return new GuardLimits(32, Duration.ofMinutes(1), 20, 0.5, Duration.ofSeconds(15));
    }
}
