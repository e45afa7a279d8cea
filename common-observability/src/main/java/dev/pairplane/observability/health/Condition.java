package dev.pairplane.observability.health;

/// Something that keeps the process from being ready while it lasts (recovering, draining). Raising
/// and clearing are seen by the next readiness request, may be done from any thread, and again:
/// nothing.
public final class Condition {
    private final String reason;
    private final Health health;

    Condition(String reason, Health health) {
        this.reason = reason;
        this.health = health;
    }

    /// Not ready from now on.
    public void raise() {
        health.raise(reason);
    }

    /// No reason any more.
    public void clear() {
        health.clear(reason);
    }

    /// Whether it lasts.
    public boolean raised() {
        return health.raised(reason);
    }
}
