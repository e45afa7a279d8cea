/// Tracing with OpenTelemetry: off, without a connection tried, unless an OTLP endpoint is
/// configured (`OTEL_EXPORTER_OTLP_ENDPOINT` or Quarkus' own key; see
/// [dev.pairplane.observability.config.PlatformDefaults]). [TraceCarrier] takes a trace across a
/// queue, a row or a retry: the W3C `traceparent` of the span that hands work over is stored beside
/// the work.
@NullMarked
package dev.pairplane.observability.tracing;

import org.jspecify.annotations.NullMarked;
