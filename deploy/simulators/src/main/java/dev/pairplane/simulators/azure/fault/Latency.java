package dev.pairplane.simulators.azure.fault;

import java.time.Duration;

/// A delay before a request is worked on, even between the two ends.
public record Latency(Duration least, Duration most) {

    public static final Latency NONE = new Latency(Duration.ZERO, Duration.ZERO);

    public Latency {
        if (least.isNegative() || most.compareTo(least) < 0) {
            throw new IllegalArgumentException(
                    "a latency goes from 0 or more up, not from " + least + " to " + most);
        }
    }

    /// @param fraction from 0 to 1
    Duration at(double fraction) {
        return least.plusNanos((long) ((most.toNanos() - least.toNanos()) * fraction));
    }
}
