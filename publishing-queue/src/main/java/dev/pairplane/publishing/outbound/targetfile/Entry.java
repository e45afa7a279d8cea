package dev.pairplane.publishing.outbound.targetfile;

import dev.pairplane.publishing.core.target.Target;
import dev.pairplane.publishing.core.target.TargetType;
import dev.pairplane.publishing.outbound.webhook.Destination;
import java.util.OptionalInt;

/// A target as a file has it, without generation.
///
/// @param file where it stands
/// @param collapsePairs as in [Target]
record Entry(
        String file,
        Destination destination,
        boolean enabled,
        OptionalInt maxRetries,
        OptionalInt concurrency,
        boolean collapsePairs) {

    String name() {
        return destination.name();
    }

    /// The target for the queue.
    Target target() {
        return new Target(
                destination.name(),
                TargetType.WEBHOOK,
                destination.format(),
                enabled,
                destination.generation(),
                destination.shownUrl(),
                maxRetries,
                concurrency,
                destination.timeout(),
                destination.maxBody(),
                collapsePairs);
    }

    Entry withGeneration(long generation) {
        return new Entry(
                file,
                destination.withGeneration(generation),
                enabled,
                maxRetries,
                concurrency,
                collapsePairs);
    }

    Entry disabled() {
        return new Entry(file, destination, false, maxRetries, concurrency, collapsePairs);
    }
}
