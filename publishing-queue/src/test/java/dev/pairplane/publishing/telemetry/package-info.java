/// Tests of metrics, logs and health.
@NullMarked
package dev.pairplane.publishing.telemetry;

import org.jspecify.annotations.NullMarked;
