/// What the engine and the edge report, as metrics, logs and health.
///
/// [EngineTelemetry] listens to the engine's events and [RequestTelemetry] is told of each
/// request's end; both only count, on the caller's thread. Figures that are states rather than
/// events are read from the engine's status at each scrape.
@NullMarked
package dev.pairplane.storage.telemetry;

import org.jspecify.annotations.NullMarked;
