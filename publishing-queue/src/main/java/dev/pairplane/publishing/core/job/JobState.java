package dev.pairplane.publishing.core.job;

/// How far a job is.
public enum JobState {
    /// Waits for its turn; also while its target's lane is closed.
    QUEUED("queued", false),
    /// An attempt is on the wire.
    PROCESSING("processing", false),
    /// Waits for its next attempt.
    RETRYING("retrying", false),
    /// The target confirmed.
    SUCCEEDED("succeeded", true),
    /// Given up, and not yet written to the dead letters.
    FAILED("failed", false),
    /// Among the dead letters.
    DLQ("dlq", true),
    /// Dropped unsent, because a later job of its chain says all that matters.
    COLLAPSED("collapsed", true);

    private final String label;
    private final boolean ended;

    JobState(String label, boolean ended) {
        this.label = label;
        this.ended = ended;
    }

    /// As it stands in JSON and in labels of metrics.
    public String label() {
        return label;
    }

    /// Whether nothing more happens to the job.
    public boolean ended() {
        return ended;
    }
}
