package dev.pairplane.difftracker.core.locations;

/// What may be done with references to a service.
public enum Readiness {
    /// Wanted references may be sent.
    READY,
    /// References are to go: the service is being deleted, or is not registered yet.
    LEAVE_OUT,
    /// It is not ours: references are kept as they are found.
    FOREIGN
}
