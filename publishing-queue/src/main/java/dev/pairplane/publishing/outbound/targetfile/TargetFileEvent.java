package dev.pairplane.publishing.outbound.targetfile;

import dev.pairplane.publishing.outbound.targetfile.TargetFault.Reason;
import java.util.List;
import java.util.Map;

/// What is told of readings. No event carries a secret.
public sealed interface TargetFileEvent {

    /// The files were read, and what they say is in force.
    ///
    /// @param valid targets that are as the files say
    /// @param invalid targets and files that are not
    /// @param reasons how many faults there are of each kind
    /// @param faults all of them
    /// @param changed names of targets that are new, gone, or different
    record Loaded(
            long generation,
            int valid,
            int invalid,
            Map<Reason, Integer> reasons,
            List<TargetFault> faults,
            List<String> changed)
            implements TargetFileEvent {
        public Loaded {
            reasons = Map.copyOf(reasons);
            faults = List.copyOf(faults);
            changed = List.copyOf(changed);
        }
    }

    /// The files could not be read at all; everything stays as it was. Told once, until it succeeds
    /// or fails differently.
    record LoadFailed(String why) implements TargetFileEvent {}
}
