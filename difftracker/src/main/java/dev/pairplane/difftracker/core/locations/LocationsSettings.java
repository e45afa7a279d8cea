package dev.pairplane.difftracker.core.locations;

import dev.pairplane.difftracker.core.retry.Backoff;
import java.time.Duration;

/// Limits of the updater of locations.
///
/// @param syncTimeout for one call; with [#doubtMargin] also how long a lost batch may still take
///   effect
/// @param doubtMargin added to it
/// @param maxLocations locations in one batch
/// @param maxBytes estimated size of one batch's JSON
/// @param backoff between tries that failed
/// @param stalledAfter failures in a row that are reported as an outage
/// @param quarantine how long a refused address is left alone, unless what is wanted of it changes
/// @param minimumInterval from the end of a pass to the next one; may be zero
/// @param resyncInterval from one full read of the gateway to the next, for drift
public record LocationsSettings(
        Duration syncTimeout,
        Duration doubtMargin,
        int maxLocations,
        int maxBytes,
        Backoff backoff,
        int stalledAfter,
        Duration quarantine,
        Duration minimumInterval,
        Duration resyncInterval) {}
