package dev.pairplane.observability.lifecycle;

import java.time.Duration;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

/// Runs tasks on an executor later: a thread that only counts time, and hands them over. Made for a
/// [SerialExecutor], so that a task which is cancelled there never runs.
public final class WakeUps implements AutoCloseable {
    private final Executor serial;
    private final ScheduledThreadPoolExecutor clock;

    /// @param serial runs the tasks
    public WakeUps(Executor serial) {
        this.serial = serial;
        this.clock =
                new ScheduledThreadPoolExecutor(
                        1, Thread.ofPlatform().daemon().name("timers").factory());
        clock.setRemoveOnCancelPolicy(true);
        clock.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
    }

    /// Runs a task when the delay is over.
    ///
    /// @return cancels it: after that the task does not run, if it has not begun
    public Runnable after(Duration delay, Runnable task) {
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
