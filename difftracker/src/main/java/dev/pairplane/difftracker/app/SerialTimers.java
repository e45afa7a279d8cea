package dev.pairplane.difftracker.app;

import dev.pairplane.difftracker.core.retry.Timers;
import java.time.Duration;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

/// Wakes the controller up later: a thread that only counts time, and hands tasks to the serial
/// executor.
final class SerialTimers implements Timers, AutoCloseable {
    private final Executor serial;
    private final ScheduledThreadPoolExecutor clock;

    SerialTimers(Executor serial) {
        this.serial = serial;
        this.clock =
                new ScheduledThreadPoolExecutor(
                        1, Thread.ofPlatform().daemon().name("timers").factory());
        clock.setRemoveOnCancelPolicy(true);
        clock.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
    }

    @Override
    public long nanos() {
        return System.nanoTime();
    }

    @Override
    public Timer after(Duration delay, Runnable task) {
        var live = new AtomicBoolean(true);
        Runnable once =
                () -> {
                    if (live.getAndSet(false)) {
                        task.run();
                    }
                };
        try {
            var scheduled = clock.schedule(() -> hand(once), delay.toNanos(), TimeUnit.NANOSECONDS);
            return () -> {
                live.set(false);
                scheduled.cancel(false);
            };
        } catch (RejectedExecutionException e) {
            // The process is stopping; nothing is to happen later.
            return () -> {};
        }
    }

    private void hand(Runnable task) {
        try {
            serial.execute(task);
        } catch (RejectedExecutionException e) {
            // Closed: nobody waits for it any more.
        }
    }

    /// Nothing is woken up any more.
    @Override
    public void close() {
        clock.shutdownNow();
    }
}
