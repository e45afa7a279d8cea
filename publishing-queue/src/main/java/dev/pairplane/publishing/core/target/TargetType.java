package dev.pairplane.publishing.core.target;

/// What kind of receiver a target is.
public enum TargetType {
    WEBHOOK("webhook");

    private final String label;

    TargetType(String label) {
        this.label = label;
    }

    /// As it stands in JSON and in labels of metrics.
    public String label() {
        return label;
    }
}
