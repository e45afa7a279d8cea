/// Metrics as contracts. A service lists its metrics in enums ([MetricName]); [Metrics] registers
/// every series of every enum at zero, so that rates have a start, and hands out the cheap handles
/// that hot paths keep; [MetricsReference] renders the documentation from the same enums.
///
/// Flow: telemetry classes resolve handles once and update them from any thread; a scrape reads
/// them through Micrometer. Exposition names are exactly the enum's ([PairplaneRegistry] says what
/// is left out). Limits: label values are closed lists, or open ones with a number of values after
/// which everything else is counted as `other`.
@NullMarked
package dev.pairplane.observability.metrics;

import org.jspecify.annotations.NullMarked;
