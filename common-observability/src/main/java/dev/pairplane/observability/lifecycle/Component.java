package dev.pairplane.observability.lifecycle;

import java.time.Duration;

/// A named part of a service with a start and a stop.
///
/// @param startDeadline how long the start may take; a start that waits for others without limit
///   gets a generous one
/// @param stopDeadline how long the stop may take before the next component's turn
public record Component(
        String name, Duration startDeadline, Duration stopDeadline, Action start, Action stop) {
    /// A step; runs on a thread of its own, and is left behind at its deadline.
    @FunctionalInterface
    public interface Action {
        /// Does nothing.
        Action NOTHING = () -> {};

        void run() throws Exception;
    }

    /// A component that only has to be stopped.
    public static Component stopping(String name, Duration stopDeadline, Action stop) {
        return new Component(name, stopDeadline, stopDeadline, Action.NOTHING, stop);
    }

    /// A background loop as a component.
    public static Component of(Loop loop, Duration stopDeadline) {
        return new Component(
                loop.name(), Duration.ofSeconds(10), stopDeadline, loop::start, loop::stop);
    }
}
