package dev.pairplane.observability.health;

/// How bad what a check found is.
public enum Severity {
    /// As it should be.
    OK,
    /// Somebody should look; the service is degraded but ready.
    WARNING,
    /// The service must not get traffic.
    CRITICAL
}
