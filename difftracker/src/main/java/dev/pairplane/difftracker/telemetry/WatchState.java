package dev.pairplane.difftracker.telemetry;

import java.time.Duration;
import java.util.Optional;

/// How a watch of the API server is doing.
///
/// @param kind which one
/// @param listed whether it has listed everything once
/// @param objects how many objects there are
/// @param failing since when it fails, if it does
/// @param error what it failed of last
public record WatchState(
        String kind, boolean listed, int objects, Optional<Duration> failing, String error) {}
