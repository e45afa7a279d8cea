/// Tests of metrics, logs and health.
@NullMarked
package dev.pairplane.difftracker.telemetry;

import org.jspecify.annotations.NullMarked;
