package dev.pairplane.observability.metrics;

/// A documented metric. Services implement this with an enum, one constant per metric:
///
/// ```java
/// enum StorageMetric implements MetricName {
///     SYNCS(MetricSpec.counter("pairdb_commitlog_syncs_total", "Forces of the log."));
///     private final MetricSpec spec;
///     StorageMetric(MetricSpec spec) { this.spec = spec; }
///     public MetricSpec spec() { return spec; }
/// }
/// ```
public interface MetricName {
    /// What the metric is; the same value at every call.
    MetricSpec spec();

    /// The name on the metrics page.
    default String exposition() {
        return spec().name();
    }
}
