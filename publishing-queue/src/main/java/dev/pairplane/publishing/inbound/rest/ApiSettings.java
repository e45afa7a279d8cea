package dev.pairplane.publishing.inbound.rest;

import java.time.Duration;

/// Limits of the API.
///
/// @param maxBody the largest body in bytes, decoded
/// @param inlineBody larger bodies are read on a thread of their own
/// @param timeout how long a request may take, its body included
/// @param maxFaults so many faults of a request are named; more are counted
/// @param pendingAge how old the number of dead letters in the statistics may be
public record ApiSettings(
        int maxBody,
        int inlineBody,
        Duration timeout,
        int maxFaults,
        Duration pendingAge,
        AlertLimits alert) {
    /// What holds unless it is set.
    public static final ApiSettings DEFAULTS =
            new ApiSettings(
                    1024 * 1024,
                    64 * 1024,
                    Duration.ofSeconds(30),
                    100,
                    Duration.ofSeconds(5),
                    AlertLimits.DEFAULTS);

    public ApiSettings {
        if (maxBody < 1 || maxFaults < 1 || timeout.toMillis() < 1) {
            throw new IllegalArgumentException(
                    "body, faults and time limit are at least 1: %d, %d, %s"
                            .formatted(maxBody, maxFaults, timeout));
        }
    }
}
