package dev.pairplane.publishing.core.time;

import dev.pairplane.testkit.ManualScheduler;
import dev.pairplane.testkit.SettableClock;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;

/// The port to time for a test: nothing happens until [#pass] is called, and then on its thread.
public final class VirtualTimers implements Timers {

    private final SettableClock clock = SettableClock.at(Instant.parse("2026-01-02T03:04:05Z"));
    private final ManualScheduler scheduler = new ManualScheduler(clock);

    /// A serial executor in the same time.
    public Executor executor() {
        return scheduler;
    }

    /// Lets time pass, and what falls into it happen.
    ///
    /// @throws AssertionError when something threw
    public void pass(Duration time) {
        scheduler.advance(time);
        if (!scheduler.failures().isEmpty()) {
            throw new AssertionError("a task threw", scheduler.failures().getFirst());
        }
    }

    /// As [#pass(Duration)].
    public void pass(long millis) {
        pass(Duration.ofMillis(millis));
    }

    /// Lets time pass and nothing happen: what was due comes late, as after a pause of the process.
    public void freeze(Duration time) {
        clock.advance(time);
    }

    @Override
    public long nanos() {
        return clock.nanoTime();
    }

    @Override
    public Instant now() {
        return clock.instant();
    }

    @Override
    public Timer after(Duration delay, Runnable task) {
        var future = scheduler.schedule(task, delay.toNanos(), TimeUnit.NANOSECONDS);
        return () -> future.cancel(false);
    }
}
