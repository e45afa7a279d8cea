package dev.pairplane.publishing.core.target;

/// Which body a target gets.
public enum BodyFormat {
    /// The alert as it was submitted, with the ids of job and submission.
    WEBHOOK("webhook"),
    /// Alertmanager's webhook body, version 4.
    ALERTMANAGER("alertmanager");

    private final String label;

    BodyFormat(String label) {
        this.label = label;
    }

    /// As it stands in JSON.
    public String label() {
        return label;
    }
}
