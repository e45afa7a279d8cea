package dev.pairplane.publishing.core.alert;

/// The three classes of priority, the most urgent first.
public enum Tier {
    HIGH("high"),
    MEDIUM("medium"),
    LOW("low");

    private final String label;

    Tier(String label) {
        this.label = label;
    }

    /// As it stands in JSON and in labels of metrics.
    public String label() {
        return label;
    }

    /// Whether this one goes first.
    public boolean before(Tier other) {
        return compareTo(other) < 0;
    }
}
