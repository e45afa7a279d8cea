/// Tests of what the node reports, read from a scrape as a monitoring system sees it.
@NullMarked
package dev.pairplane.storage.telemetry;

import org.jspecify.annotations.NullMarked;
