package dev.pairplane.difftracker.core.engine;

import java.util.List;
import java.util.Optional;

/// What an event made of a service.
///
/// @param next what it is now; empty when it is not tracked any more
/// @param signals what is to be reported
record Step(Optional<Tracked> next, List<Signal> signals) {

    /// What is to be reported of a step.
    sealed interface Signal {

        /// An operation is over.
        record Ended(OperationKind kind, int retries) implements Signal {}

        /// An operation is parked.
        record Parked(Attempts.Park park) implements Signal {}

        /// A result came too late to matter.
        record Stale() implements Signal {}
    }

    static Step to(Tracked next, Signal... signals) {
        return new Step(Optional.of(next), List.of(signals));
    }

    static Step gone(Signal... signals) {
        return new Step(Optional.empty(), List.of(signals));
    }
}
