package dev.pairplane.observability.logging;

/// The name of a field in log records. Services implement this with one enum that lists all their
/// keys; [StandardKey] has those that all share.
public interface LogKey {
    /// The name as printed, in snake case.
    String key();
}
