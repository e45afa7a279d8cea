package dev.pairplane.difftracker.inbound.kubernetes;

import java.time.Duration;
import java.util.Optional;

/// How a watch is doing.
///
/// @param kind which one: `services`, `endpointslices` or `nodes`
/// @param listed whether it has listed everything once
/// @param objects how many objects there are
/// @param failing since when it fails, if it does
/// @param error what it failed of last, empty when it does not
public record WatchStatus(
        String kind, boolean listed, int objects, Optional<Duration> failing, String error) {}
