package dev.pairplane.simulators.azure.cloud;

import java.time.Duration;

/// How a write ends.
public sealed interface Ending {

    /// It is done when it is answered.
    ///
    /// @param polled whether there is an operation to poll nevertheless
    record AtOnce(boolean polled) implements Ending {}

    /// It is done after the delay; until then its operation is in progress.
    record Later(Duration delay) implements Ending {}

    /// It fails after the delay.
    record Failing(Duration delay) implements Ending {}
}
