package dev.pairplane.publishing.core.breaker;

/// What an attempt says about whether its target works.
public enum Vote {
    /// The target works.
    SUCCESS,
    /// The target does not work.
    FAILURE,
    /// Nothing: the message was at fault, the target was busy, or we gave the attempt up.
    NEUTRAL
}
