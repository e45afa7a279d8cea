package dev.pairplane.difftracker.outbound.guard;

import dev.pairplane.difftracker.core.call.Outcome;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/// Runs calls, each on a virtual thread of its own, and hands each one's single result to the
/// serial executor. A call that is not over when its time is, is interrupted and ends as the
/// [Deadline] says.
///
/// Safe for threads. How many calls run at once is the callers' to limit.
public final class CallRunner implements AutoCloseable {

    private final ExecutorService threads;
    private final Executor serial;

    /// @param name begins the threads' names
    /// @param serial gets the results
    public CallRunner(String name, Executor serial) {
        this.threads =
                Executors.newThreadPerTaskExecutor(
                        Thread.ofVirtual().name(name + "-", 0).factory());
        this.serial = serial;
    }

    /// A call: may block, ends by itself when the deadline is over, and may be interrupted then.
    ///
    /// @param <T> what it is to bring
    @FunctionalInterface
    public interface Body<T> {

        Outcome<T> run(Deadline deadline) throws InterruptedException;
    }

    /// Starts a call and returns at once; `done` is called exactly once.
    public <T> void run(Duration timeout, Body<T> body, Consumer<Outcome<T>> done) {
        var deadline = new Deadline(timeout);
        var result = new CompletableFuture<Outcome<T>>();
        Future<?> task;
        try {
            task = threads.submit(() -> result.complete(end(body, deadline)));
        } catch (RejectedExecutionException e) {
            hand(done, new Outcome.NotSent<>(Outcome.Reason.SHUTDOWN, Optional.empty()));
            return;
        }
        var _ =
                result.orTimeout(timeout.toNanos(), TimeUnit.NANOSECONDS)
                        .whenComplete((outcome, late) -> {
                            if (late == null) {
                                hand(done, outcome);
                            } else {
                                task.cancel(true);
                                hand(done, deadline.expired());
                            }
                        });
    }

    private static <T> Outcome<T> end(Body<T> body, Deadline deadline) {
        try {
            return body.run(deadline);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return stopped(deadline);
        } catch (RuntimeException | StackOverflowError e) {
            // A bug, of ours or a library's. What it came to is unknown, and must not be guessed.
            return new Outcome.Unanswered<>("failed inside: " + e);
        }
    }

    private static <T> Outcome<T> stopped(Deadline deadline) {
        return deadline.wasSent()
                ? new Outcome.Unanswered<>("the process is stopping")
                : new Outcome.NotSent<>(Outcome.Reason.SHUTDOWN, Optional.empty());
    }

    private <T> void hand(Consumer<Outcome<T>> done, Outcome<T> outcome) {
        try {
            serial.execute(() -> done.accept(outcome));
        } catch (RejectedExecutionException e) {
            // The controller is gone, and with it whoever waited.
        }
    }

    /// Takes no more calls and interrupts those under way, which end as unanswered if anything of
    /// them was sent.
    @Override
    public void close() {
        threads.shutdownNow();
    }
}
