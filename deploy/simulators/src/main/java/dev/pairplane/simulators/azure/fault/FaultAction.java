package dev.pairplane.simulators.azure.fault;

import java.time.Duration;
import java.util.OptionalInt;

/// What happens to a request that a fault hits.
public sealed interface FaultAction {

    /// It is answered with an error, and not worked on.
    ///
    /// @param retryAfter seconds
    record Failure(int status, String code, String message, OptionalInt retryAfter)
            implements FaultAction {}

    /// The connection is cut, and nothing has happened.
    record CutBefore() implements FaultAction {}

    /// It is worked on, and the connection is cut instead of an answer.
    record CutAfter() implements FaultAction {}

    /// It gets no answer until the simulator is closed or reset, or the fault is removed; then the
    /// connection is cut.
    ///
    /// @param afterEffect whether it is worked on first
    record Hang(boolean afterEffect) implements FaultAction {}

    /// The connection is cut at once, and it is worked on after the delay.
    record LateEffect(Duration delay) implements FaultAction {}

    /// It is worked on after the delay.
    record Slow(Duration delay) implements FaultAction {}

    /// A write is answered in another flavour.
    record Answered(Flavour flavour) implements FaultAction {}
}
