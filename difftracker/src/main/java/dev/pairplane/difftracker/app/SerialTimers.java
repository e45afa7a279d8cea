package dev.pairplane.difftracker.app;

import dev.pairplane.difftracker.core.retry.Timers;
import dev.pairplane.observability.lifecycle.WakeUps;
import java.time.Duration;

/// The controller's time: the machine's, with wake-ups on the serial executor.
///
/// @param wakeUps hand tasks to the controller's serial executor
record SerialTimers(WakeUps wakeUps) implements Timers, AutoCloseable {

    @Override
    public long nanos() {
        return System.nanoTime();
    }

    @Override
    public Timer after(Duration delay, Runnable task) {
        return wakeUps.after(delay, task)::run;
    }

    /// Nothing is woken up any more.
    @Override
    public void close() {
        wakeUps.close();
    }
}
