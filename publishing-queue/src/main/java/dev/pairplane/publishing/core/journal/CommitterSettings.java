package dev.pairplane.publishing.core.journal;

import java.time.Duration;

/// Limits of the [Committer].
///
/// @param linger how long a submission waits for others at most; 3 ms
/// @param batch rows, that is jobs, in a group; 256. A submission with more is a group of its own
/// @param batchBytes bytes of alerts in a group; one larger alert is a group of its own
/// @param underWay groups under way at once; 1, or 2 where callers wait for an answer before they
///   send what has to come after it: two groups may be committed in either order
/// @param waiting submissions that wait at most, those under way included
/// @param repeat pause before a doubtful group is tried again
public record CommitterSettings(
        Duration linger,
        int batch,
        long batchBytes,
        int underWay,
        int waiting,
        RepeatPause repeat) {

    /// What the specification says.
    public static final CommitterSettings DEFAULT =
            new CommitterSettings(
                    Duration.ofMillis(3), 256, 4L << 20, 1, 4096, RepeatPause.DEFAULT);

    public CommitterSettings {
        if (linger.isNegative() || batch < 1 || batchBytes < 1 || waiting < 1) {
            throw new IllegalArgumentException("limits of the committer are positive");
        }
        if (underWay < 1 || underWay > 2) {
            throw new IllegalArgumentException("1 or 2 groups are under way, not " + underWay);
        }
    }
}
