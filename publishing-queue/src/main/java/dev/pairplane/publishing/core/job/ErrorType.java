package dev.pairplane.publishing.core.job;

/// What kind of failure an attempt was: whether trying again may help.
public enum ErrorType {
    TRANSIENT("transient"),
    PERMANENT("permanent"),
    UNKNOWN("unknown");

    private final String label;

    ErrorType(String label) {
        this.label = label;
    }

    /// As it stands in JSON, in the journal and in labels of metrics.
    public String label() {
        return label;
    }
}
