package dev.pairplane.publishing.core.alert;

/// Whether the condition holds.
public enum AlertStatus {
    FIRING("firing"),
    RESOLVED("resolved");

    private final String label;

    AlertStatus(String label) {
        this.label = label;
    }

    /// As it stands in JSON and in labels of metrics.
    public String label() {
        return label;
    }
}
