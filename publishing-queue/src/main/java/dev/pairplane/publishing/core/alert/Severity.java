package dev.pairplane.publishing.core.alert;

/// How bad a classifier holds an alert to be.
public enum Severity {
    CRITICAL("critical"),
    WARNING("warning"),
    INFO("info"),
    NOISE("noise");

    private final String label;

    Severity(String label) {
        this.label = label;
    }

    /// As it stands in JSON.
    public String label() {
        return label;
    }
}
