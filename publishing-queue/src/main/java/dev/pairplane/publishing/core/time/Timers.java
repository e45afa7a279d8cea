package dev.pairplane.publishing.core.time;

import java.time.Duration;
import java.time.Instant;

/// The port to time: what it is, and a wake-up later. Both are the service's alone, so a simulation
/// can set them.
public interface Timers {

    /// Monotonic time in nanoseconds; only differences mean anything.
    long nanos();

    /// The time of day, for what people and receivers read. Nothing is decided by it but ages that
    /// are written down.
    Instant now();

    /// Runs a task on the serial executor when the delay is over, unless cancelled before.
    Timer after(Duration delay, Runnable task);

    /// A wake-up that has not come yet.
    interface Timer {

        /// After this the task does not run, if it has not begun. Cancelling twice is nothing.
        void cancel();
    }
}
