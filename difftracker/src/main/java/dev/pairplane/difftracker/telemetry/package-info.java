/// What the controller and its watches report, as metrics, logs and health.
///
/// [EngineTelemetry] listens to the controller's events, on the serial executor, and only counts
/// and logs; it never waits. Figures that are states rather than events are read from the
/// controller's [dev.pairplane.difftracker.core.engine.Totals] at each scrape.
@NullMarked
package dev.pairplane.difftracker.telemetry;

import org.jspecify.annotations.NullMarked;
