package dev.pairplane.simulators.azure.cloud;

import java.time.Duration;

/// Runs things later.
@FunctionalInterface
public interface Timer {

    /// Runs the task once, on some thread, when the delay is over. The task does not throw.
    void after(Duration delay, Runnable task);
}
