package dev.pairplane.observability.metrics;

/// What a metric's values mean to a reader.
public enum MetricType {
    /// Only grows, from zero at every start.
    COUNTER("counter"),
    /// Goes up and down.
    GAUGE("gauge"),
    /// Counts values by fixed upper bounds, with their sum and number.
    HISTOGRAM("histogram");

    private final String text;

    MetricType(String text) {
        this.text = text;
    }

    /// The word of the exposition format.
    public String text() {
        return text;
    }
}
