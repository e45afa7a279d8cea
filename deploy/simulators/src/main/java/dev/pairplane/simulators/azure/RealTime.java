package dev.pairplane.simulators.azure;

import dev.pairplane.simulators.azure.cloud.Timer;
import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/// Runs things when their time has come, on one thread.
final class RealTime implements Timer, AutoCloseable {

    private final ScheduledExecutorService thread =
            Executors.newSingleThreadScheduledExecutor(
                    Thread.ofPlatform().daemon().name("azure-simulator-timer").factory());

    @Override
    public void after(Duration delay, Runnable task) {
        try {
            var _ = thread.schedule(task, delay.toNanos(), TimeUnit.NANOSECONDS);
        } catch (RejectedExecutionException e) {
            // The simulator is closed; what would have come later does not come.
            System.getLogger(RealTime.class.getName())
                    .log(System.Logger.Level.DEBUG, "closed before a task could wait", e);
        }
    }

    /// What waits does not come.
    @Override
    public void close() {
        thread.shutdownNow();
    }
}
