package dev.pairplane.difftracker.core.engine;

import dev.pairplane.difftracker.core.retry.Backoff;
import java.time.Duration;
import java.util.HexFormat;
import java.util.random.RandomGenerator;

/// What the state machine has to know besides the service itself.
///
/// @param holds whether the gateway has, or may have, addresses of the service
/// @param now monotonic time in nanoseconds
/// @param answeredAtNanos when Azure last answered anybody with success
/// @param limits what is allowed
/// @param random for jitter and ids
record Facts(boolean holds, long now, long answeredAtNanos, Limits limits, RandomGenerator random) {

    /// What a service's operation is allowed.
    ///
    /// @param maxRetries failed tries in one burst
    /// @param backoff between tries
    /// @param cooldown after a burst
    /// @param terminalCooldown after a refusal for good
    record Limits(int maxRetries, Backoff backoff, Backoff cooldown, Duration terminalCooldown) {

        static Limits of(ControllerSettings settings) {
            return new Limits(
                    settings.maxRetries(),
                    settings.backoff(),
                    settings.cooldown(),
                    settings.terminalCooldown());
        }
    }

    /// A new correlation id, in the form of a UUID.
    String newId() {
        HexFormat hex = HexFormat.of();
        String high = hex.toHexDigits(random.nextLong());
        String low = hex.toHexDigits(random.nextLong());
        return high.substring(0, 8)
                + "-"
                + high.substring(8, 12)
                + "-4"
                + high.substring(13)
                + "-8"
                + low.substring(1, 4)
                + "-"
                + low.substring(4);
    }
}
