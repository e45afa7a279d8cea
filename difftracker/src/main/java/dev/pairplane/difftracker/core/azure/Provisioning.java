package dev.pairplane.difftracker.core.azure;

/// What Azure says it is doing with a resource (`provisioningState`).
public enum Provisioning {
    SUCCEEDED,
    UPDATING,
    DELETING,
    FAILED,
    /// Absent, or a text that is none of the others.
    UNKNOWN
}
