package dev.pairplane.difftracker.core.engine;

import dev.pairplane.difftracker.core.azure.Ownership;
import dev.pairplane.difftracker.core.azure.ResourceIds;
import dev.pairplane.difftracker.core.cluster.Selection;
import dev.pairplane.difftracker.core.locations.LocationsSettings;
import dev.pairplane.difftracker.core.retry.Backoff;
import java.time.Duration;
import java.util.OptionalInt;

/// Everything the controller can be told.
///
/// @param ids where resources are
/// @param ownership whose resources are
/// @param selection which Services are ours
/// @param concurrency operations under way at once, 1 or more
/// @param maxRetries tries that may fail in one burst, 1 or more
/// @param backoff between tries
/// @param cooldown of an operation whose burst is used up; grows by doubling from its base to its
///   cap
/// @param terminalCooldown of an operation that Azure refused for good
/// @param operationTimeout for one whole attempt; also how long a lost call may still take effect
/// @param callTimeout for one call
/// @param nodeHold how long a vanished Node's addresses stay
/// @param confirmedRemovals how many unexplained removals are meant, when the brake holds them
/// @param locations limits of the updater of locations
public record ControllerSettings(
        ResourceIds ids,
        Ownership ownership,
        Selection selection,
        int concurrency,
        int maxRetries,
        Backoff backoff,
        Backoff cooldown,
        Duration terminalCooldown,
        Duration operationTimeout,
        Duration callTimeout,
        Duration nodeHold,
        OptionalInt confirmedRemovals,
        LocationsSettings locations) {}
