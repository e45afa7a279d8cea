package dev.pairplane.difftracker.core.retry;

import java.time.Duration;

/// The port to time: what it is, and a wake-up later. Both are the controller's alone, so a
/// simulation can set them.
public interface Timers {

    /// Monotonic time in nanoseconds; only differences mean anything.
    long nanos();

    /// Runs a task on the controller's serial executor when the delay is over, unless cancelled
    /// before.
    Timer after(Duration delay, Runnable task);

    /// A wake-up that has not come yet.
    interface Timer {

        /// After this the task does not run, if it has not begun. Cancelling twice is nothing.
        void cancel();
    }
}
