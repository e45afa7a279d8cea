package dev.pairplane.publishing.core.journal;

import java.time.Duration;

/// How long to wait before a call to the store is repeated: doubles from one time to the next.
///
/// @param first before the first repeat
/// @param most never longer
public record RepeatPause(Duration first, Duration most) {

    /// From 100 ms to 2 s, so that an outage is noticed to be over within 2 s.
    public static final RepeatPause DEFAULT =
            new RepeatPause(Duration.ofMillis(100), Duration.ofSeconds(2));

    private static final int MOST_DOUBLINGS = 20;

    public RepeatPause {
        if (first.isNegative() || first.isZero() || most.compareTo(first) < 0) {
            throw new IllegalArgumentException("a pause is positive and at most its limit");
        }
    }

    /// The pause after so many failures in a row.
    ///
    /// @param failures 1 or more
    public Duration after(int failures) {
        Duration pause = first.multipliedBy(1L << Math.min(failures - 1, MOST_DOUBLINGS));
        return pause.compareTo(most) < 0 ? pause : most;
    }
}
