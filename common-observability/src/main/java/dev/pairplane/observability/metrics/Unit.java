package dev.pairplane.observability.metrics;

/// The unit of a metric's values. Base units only, as Prometheus asks.
public enum Unit {
    NONE(""),
    SECONDS("seconds"),
    BYTES("bytes"),
    PERCENT("percent"),
    RATIO("ratio");

    private final String text;

    Unit(String text) {
        this.text = text;
    }

    /// The word for documentation; empty for [#NONE].
    public String text() {
        return text;
    }
}
