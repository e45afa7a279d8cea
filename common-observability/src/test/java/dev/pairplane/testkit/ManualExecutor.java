package dev.pairplane.testkit;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.AbstractExecutorService;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;

/// An executor that keeps what it is given until the test runs it, on the test's own thread: in
/// order, or in an order that a seed chooses. What a task throws reaches who runs it, unless the
/// task is a `submit`ted one, whose future keeps it.
///
/// Tasks may be handed over from any thread; only one thread may run them.
public final class ManualExecutor extends AbstractExecutorService {

    /// How many tasks [#runAll] runs before it takes them for an endless chain.
    private static final int CHAIN_LIMIT = 1_000_000;

    private final List<Runnable> queue = new ArrayList<>();
    private boolean shutdown;

    @Override
    public synchronized void execute(Runnable task) {
        if (shutdown) {
            throw new RejectedExecutionException("the executor is shut down");
        }
        queue.add(task);
    }

    /// How many tasks wait.
    public synchronized int pending() {
        return queue.size();
    }

    /// Runs the oldest task; false when there is none.
    public boolean runNext() {
        return run(0);
    }

    /// Runs one of the waiting tasks, by chance; false when there is none.
    public boolean runAny(RandomGenerator random) {
        var waiting = pending();
        return waiting > 0 && run(random.nextInt(waiting));
    }

    /// Runs tasks in order until none is left, those that tasks add included, and returns how many.
    public int runAll() {
        var ran = 0;
        while (runNext()) {
            if (++ran == CHAIN_LIMIT) {
                throw new IllegalStateException(
                        "still tasks after " + CHAIN_LIMIT + "; does a task add itself again?");
            }
        }
        return ran;
    }

    private boolean run(int index) {
        Runnable task;
        synchronized (this) {
            if (index >= queue.size()) {
                return false;
            }
            task = queue.remove(index);
        }
        task.run();
        return true;
    }

    /// Takes no more tasks; the waiting ones can still be run.
    @Override
    public synchronized void shutdown() {
        shutdown = true;
    }

    @Override
    public synchronized List<Runnable> shutdownNow() {
        shutdown = true;
        var waiting = List.copyOf(queue);
        queue.clear();
        return waiting;
    }

    @Override
    public synchronized boolean isShutdown() {
        return shutdown;
    }

    @Override
    public synchronized boolean isTerminated() {
        return shutdown && queue.isEmpty();
    }

    /// Runs what waits: the thread that would do it otherwise is the one that calls.
    @Override
    public boolean awaitTermination(long timeout, TimeUnit unit) {
        runAll();
        return isTerminated();
    }
}
