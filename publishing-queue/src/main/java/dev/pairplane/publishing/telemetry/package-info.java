/// Turns the core's events into metrics, logs and health.
@NullMarked
package dev.pairplane.publishing.telemetry;

import org.jspecify.annotations.NullMarked;
