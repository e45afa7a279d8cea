package dev.pairplane.publishing.core.journal;

import java.time.Duration;

/// Limits of the [Recorder].
///
/// @param linger how long a change waits for others at most; 20 ms, so that with the commit a crash
///   repeats no more than what ended in the last 50 ms, which the specification allows
/// @param batch changes in one transaction; 256
/// @param batchBytes bytes of alerts among them, which only dead letters carry
/// @param backlog so many changes not written down, and nothing more is to be accepted
/// @param repeat pause before a batch is tried again
public record RecorderSettings(
        Duration linger, int batch, long batchBytes, int backlog, RepeatPause repeat) {

    /// The backlog is a second of 10,000 changes.
    public static final RecorderSettings DEFAULT =
            new RecorderSettings(Duration.ofMillis(20), 256, 4L << 20, 10_000, RepeatPause.DEFAULT);

    public RecorderSettings {
        if (linger.isNegative() || batch < 1 || batchBytes < 1 || backlog < 1) {
            throw new IllegalArgumentException("limits of the recorder are positive");
        }
    }
}
