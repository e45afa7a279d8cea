package dev.pairplane.publishing.app;

import dev.pairplane.observability.lifecycle.WakeUps;
import dev.pairplane.publishing.core.time.Timers;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;

/// The core's time: the machine's, with wake-ups on the serial executor.
///
/// @param wakeUps hand tasks to the serial executor
record SerialTimers(WakeUps wakeUps, InstantSource clock) implements Timers, AutoCloseable {

    @Override
    public long nanos() {
        return System.nanoTime();
    }

    @Override
    public Instant now() {
        return clock.instant();
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
