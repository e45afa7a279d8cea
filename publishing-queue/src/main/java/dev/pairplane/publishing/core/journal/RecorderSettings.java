package dev.pairplane.publishing.core.journal;

import java.time.Duration;

/// Limits of the [Recorder].
///
/// @param linger how long a change waits for others at most; 50 ms, which is also how much work a
///   crash repeats
/// @param batch changes in one transaction; 256
/// @param batchBytes bytes of alerts among them, which only dead letters carry
/// @param backlog so many changes not written down, and nothing more is to be accepted
/// @param repeat pause before a batch is tried again
public record RecorderSettings(
        Duration linger, int batch, long batchBytes, int backlog, RepeatPause repeat) {

    /// What the specification says; the backlog is a second of 10,000 changes.
    public static final RecorderSettings DEFAULT =
            new RecorderSettings(Duration.ofMillis(50), 256, 4L << 20, 10_000, RepeatPause.DEFAULT);

    public RecorderSettings {
        if (linger.isNegative() || batch < 1 || batchBytes < 1 || backlog < 1) {
            throw new IllegalArgumentException("limits of the recorder are positive");
        }
    }
}
