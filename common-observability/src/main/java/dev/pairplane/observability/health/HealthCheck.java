package dev.pairplane.observability.health;

/// Looks at one thing that can go wrong.
///
/// [#check] is called every interval on a thread of its own, never twice at a time; it may wait,
/// but an answer later than `health.check_timeout` counts as critical until it comes. Throwing
/// counts as critical too. Every bean of this type is run without further registration.
public interface HealthCheck {
    /// A short name in snake case, unique in the service.
    String name();

    /// Looks now.
    CheckResult check() throws Exception;
}
