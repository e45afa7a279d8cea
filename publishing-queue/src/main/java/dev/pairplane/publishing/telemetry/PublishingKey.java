package dev.pairplane.publishing.telemetry;

import dev.pairplane.observability.logging.LogKey;

/// The service's own log fields.
public enum PublishingKey implements LogKey {
    JOB_ID("job_id"),
    SUBMISSION_ID("submission_id"),
    DEAD_LETTER_ID("dlq_id"),
    /// The target's name.
    TARGET("target"),
    PRIORITY("priority"),
    /// From 1.
    ATTEMPT("attempt"),
    /// As in the metrics.
    OUTCOME("outcome"),
    ERROR_TYPE("error_type"),
    /// What the other side said; no secrets.
    CAUSE("cause"),
    /// A state that was left, and the one that came.
    FROM_STATE("from_state"),
    STATE("state"),
    /// How many of some jobs tell that an alert fires, and how many that it is resolved.
    FIRING("firing"),
    RESOLVED("resolved"),
    /// Until something may happen again, in milliseconds.
    HOLD_MS("hold_ms"),
    /// Which call.
    CALL("call"),
    /// A file, or where in it.
    SOURCE("source");

    private final String key;

    PublishingKey(String key) {
        this.key = key;
    }

    @Override
    public String key() {
        return key;
    }
}
