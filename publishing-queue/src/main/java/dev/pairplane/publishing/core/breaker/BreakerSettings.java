package dev.pairplane.publishing.core.breaker;

import java.time.Duration;

/// When a breaker opens and closes.
///
/// @param failures in a row that open it, 1 or more
/// @param successes of probes in a row that close it, 1 or more
/// @param pause how long it stays open before a probe, above zero
public record BreakerSettings(int failures, int successes, Duration pause) {

    /// 5 failures open, 2 successes close, 30 s in between.
    public static final BreakerSettings DEFAULT = new BreakerSettings(5, 2, Duration.ofSeconds(30));

    /// @throws IllegalArgumentException when a value is out of range
    public BreakerSettings {
        if (failures < 1 || successes < 1) {
            throw new IllegalArgumentException(
                    "a breaker opens and closes after 1 or more results, not after "
                            + failures
                            + " and "
                            + successes);
        }
        if (!pause.isPositive()) {
            throw new IllegalArgumentException(
                    "a breaker stays open for longer than zero: " + pause);
        }
    }
}
