package dev.pairplane.storage.core.engine;

import java.util.concurrent.Executor;
import java.util.function.LongConsumer;
import java.util.function.LongSupplier;

/// The engine's long work in the background: starts it, and ends it when the engine closes. Safe
/// for several threads.
final class Tasks {
    /// How long a resting task may take to notice that it is to end.
    private static final long REST_NANOS = 50_000_000;

    private final Executor executor;
    private final LongSupplier nanoTime;
    private final LongConsumer rest;
    private int running;
    private volatile boolean stopping;

    Tasks(Environment environment) {
        this.executor = environment.tables();
        this.nanoTime = environment.nanoTime();
        this.rest = environment.rest();
    }

    /// Has a task run.
    ///
    /// @return whether it will be
    boolean run(Runnable task) {
        synchronized (this) {
            if (stopping) {
                return false;
            }
            running++;
        }
        try {
            executor.execute(() -> {
                try {
                    task.run();
                } finally {
                    ended();
                }
            });
            return true;
        } catch (RuntimeException | Error e) {
            // Shut down, or no thread could be made; whoever asked asks again.
            ended();
            return false;
        }
    }

    /// Begins a task on the caller's thread; [#end] ends it.
    ///
    /// @return whether it may begin
    synchronized boolean begin() {
        if (!stopping) {
            running++;
        }
        return !stopping;
    }

    /// Ends what [#begin] has begun.
    void end() {
        ended();
    }

    private synchronized void ended() {
        running--;
        notifyAll();
    }

    /// Whether tasks are to come to an end.
    boolean stopping() {
        return stopping;
    }

    /// Lets a task wait; not much longer than until tasks are to come to an end.
    void rest(long nanos) {
        for (long left = nanos; left > 0 && !stopping; left -= REST_NANOS) {
            rest.accept(Math.min(left, REST_NANOS));
        }
    }

    /// Starts none any more, and waits for those that run.
    ///
    /// @return whether all have ended in time
    synchronized boolean stop(long nanos) {
        stopping = true;
        boolean interrupted = false;
        long deadline = nanoTime.getAsLong() + nanos;
        while (running > 0) {
            long left = deadline - nanoTime.getAsLong();
            if (left <= 0) {
                break;
            }
            try {
                wait(left / 1_000_000, (int) (left % 1_000_000));
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
        return running == 0;
    }
}
