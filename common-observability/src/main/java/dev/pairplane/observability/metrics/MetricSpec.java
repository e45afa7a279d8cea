package dev.pairplane.observability.metrics;

import com.google.errorprone.annotations.Immutable;
import java.util.List;
import java.util.Optional;

/// What a metric is: everything its readers may rely on.
///
/// @param labels in exposition order, without the constant labels of the process
/// @param buckets of a histogram; empty for the others
/// @param meaning one or two sentences for the reference page
/// @param onDemand whether series appear only once used, because a zero would be misread (a gauge
///   "registered" of a node that has nothing to register with)
/// @param rows of a gauge that is a list, see [Metrics#list]: how many series it has at most; 0 for
///   all others
// The lists are unmodifiable copies.
@Immutable
@SuppressWarnings("Immutable")
public record MetricSpec(
        String name,
        MetricType type,
        Unit unit,
        List<Label> labels,
        Optional<Buckets> buckets,
        String meaning,
        boolean onDemand,
        int rows) {

    public MetricSpec {
        if (!name.matches("[a-z][a-z0-9_]*")) {
            throw new IllegalArgumentException(
                    "metric name '" + name + "': use lower case letters, digits and _");
        }
        if (type == MetricType.COUNTER && !name.endsWith("_total")) {
            throw new IllegalArgumentException(
                    "counter " + name + ": its name has to end with _total");
        }
        if (meaning.isBlank()) {
            throw new IllegalArgumentException("metric " + name + " has no meaning");
        }
        if (buckets.isPresent() != (type == MetricType.HISTOGRAM)) {
            throw new IllegalArgumentException("metric " + name + ": only histograms have buckets");
        }
        if (type == MetricType.HISTOGRAM && name.endsWith("_seconds") != (unit == Unit.SECONDS)) {
            throw new IllegalArgumentException(
                    "histogram " + name + ": one of seconds is named so, and only one of seconds");
        }
        if (unit != Unit.SECONDS && buckets.filter(Buckets::fractional).isPresent()) {
            throw new IllegalArgumentException(
                    "histogram " + name + ": only bounds in seconds may be fractions");
        }
        if (unit == Unit.SECONDS && buckets.filter(Buckets::startsAtZero).isPresent()) {
            throw new IllegalArgumentException(
                    "histogram " + name + ": no time is zero, so no bound is");
        }
        if (rows < 0 || (rows > 0 && type != MetricType.GAUGE)) {
            throw new IllegalArgumentException(
                    "metric " + name + ": only gauges are lists, of one row or more");
        }
        labels = List.copyOf(labels);
    }

    /// A counter; the name ends with `_total`.
    public static MetricSpec counter(String name, String meaning, Label... labels) {
        return of(name, MetricType.COUNTER, Optional.empty(), meaning, labels);
    }

    /// A gauge; the name may end in anything, `_total` too.
    public static MetricSpec gauge(String name, String meaning, Label... labels) {
        return of(name, MetricType.GAUGE, Optional.empty(), meaning, labels);
    }

    /// A histogram with these buckets.
    public static MetricSpec histogram(
            String name, Buckets buckets, String meaning, Label... labels) {
        return of(name, MetricType.HISTOGRAM, Optional.of(buckets), meaning, labels);
    }

    private static MetricSpec of(
            String name,
            MetricType type,
            Optional<Buckets> buckets,
            String meaning,
            Label... labels) {
        return new MetricSpec(
                name, type, unitOf(name), List.of(labels), buckets, meaning, false, 0);
    }

    private static Unit unitOf(String name) {
        String base = name.endsWith("_total") ? name.substring(0, name.length() - 6) : name;
        for (Unit unit : Unit.values()) {
            if (unit != Unit.NONE && base.endsWith("_" + unit.text())) {
                return unit;
            }
        }
        return Unit.NONE;
    }

    /// The same metric with this unit, where the name does not tell it.
    public MetricSpec in(Unit other) {
        return new MetricSpec(name, type, other, labels, buckets, meaning, onDemand, rows);
    }

    /// The same metric, shown only once it is used.
    public MetricSpec whenUsed() {
        return new MetricSpec(name, type, unit, labels, buckets, meaning, true, rows);
    }

    /// The same gauge as a list of at most so many rows: its series are those that were listed
    /// last, whatever their labels say.
    public MetricSpec listing(int most) {
        return new MetricSpec(name, type, unit, labels, buckets, meaning, onDemand, most);
    }
}
