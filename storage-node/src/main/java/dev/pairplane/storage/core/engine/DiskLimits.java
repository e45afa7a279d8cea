package dev.pairplane.storage.core.engine;

import java.time.Duration;

/// What is allowed while the disks fill up. Percentages are used shares of the fullest file system.
///
/// @param warningPercent from here on it is told
/// @param throttlePercent from here on large mutations are refused
/// @param fullPercent from here on mutations are refused, but for deletions
/// @param throttledBytes what a mutation may come to while large ones are refused; see
///   [DiskWatch#estimate]
/// @param interval how often the disks are looked at
public record DiskLimits(
        double warningPercent,
        double throttlePercent,
        double fullPercent,
        long throttledBytes,
        Duration interval) {

    /// What a node uses that is told nothing else.
    public static final DiskLimits DEFAULT =
            new DiskLimits(80, 90, 95, 64 << 10, Duration.ofSeconds(10));

    /// Checks the order.
    public DiskLimits {
        boolean ascending = warningPercent < throttlePercent && throttlePercent < fullPercent;
        if (!ascending || warningPercent <= 0 || fullPercent > 100) {
            throw new IllegalArgumentException(
                    "limits of %s, %s and %s percent: they ascend, from above 0 to 100 at most"
                            .formatted(warningPercent, throttlePercent, fullPercent));
        }
    }
}
