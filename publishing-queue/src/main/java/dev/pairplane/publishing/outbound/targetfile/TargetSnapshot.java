package dev.pairplane.publishing.outbound.targetfile;

import dev.pairplane.publishing.core.target.TargetSet;
import dev.pairplane.publishing.outbound.webhook.Destination;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// All targets of one reading. Immutable.
///
/// @param generation grows by one with each snapshot that differs from the one before
/// @param targets for the queue
/// @param destinations for the sender, by name
/// @param faults what was wrong in the files
/// @param stale names of targets that are invalid now and go on as they last were
public record TargetSnapshot(
        long generation,
        TargetSet targets,
        Map<String, Destination> destinations,
        List<TargetFault> faults,
        Set<String> stale) {

    /// Nothing was read yet.
    static final TargetSnapshot NONE =
            new TargetSnapshot(0, TargetSet.NONE, Map.of(), List.of(), Set.of());

    public TargetSnapshot {
        destinations = Map.copyOf(destinations);
        faults = List.copyOf(faults);
        stale = Set.copyOf(stale);
    }

    /// What the sender knows of a target.
    public Optional<Destination> find(String name) {
        return Optional.ofNullable(destinations.get(name));
    }
}
