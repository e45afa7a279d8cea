package dev.pairplane.testkit;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.PriorityQueue;
import java.util.concurrent.AbstractExecutorService;
import java.util.concurrent.Callable;
import java.util.concurrent.Delayed;
import java.util.concurrent.Executors;
import java.util.concurrent.FutureTask;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.RunnableScheduledFuture;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// A scheduler on a [SettableClock]: nothing happens until the test lets time pass, and then the
/// tasks run on the test's thread in order of their time, first come first at the same time, with
/// the clock standing at each task's time. A task that throws keeps it in its future and, when it
/// repeats, is not run again, as the JDK has it; [#failures] lists what was thrown.
///
/// Tasks may be handed over from any thread; only one thread may let time pass. A clock advanced
/// past a task by someone else makes it late, not lost.
public final class ManualScheduler extends AbstractExecutorService
        implements ScheduledExecutorService {

    private final SettableClock clock;
    private final PriorityQueue<Task<?>> queue = new PriorityQueue<>();
    private final List<Throwable> failures = new ArrayList<>();
    private long sequence;
    private boolean shutdown;

    public ManualScheduler(SettableClock clock) {
        this.clock = clock;
    }

    /// Lets time pass: runs all that falls due until then and leaves the clock at the end. Returns
    /// how many tasks ran.
    public int advance(Duration by) {
        var end = clock.nanoTime() + by.toNanos();
        var ran = 0;
        while (runNextUntil(end)) {
            ran++;
        }
        moveTo(end);
        return ran;
    }

    /// Runs what is due now, without letting time pass, and returns how many tasks ran.
    public int runDue() {
        return advance(Duration.ZERO);
    }

    /// Moves the clock to the next task's time and runs it; false when there is none.
    public boolean runNext() {
        return runNextUntil(Long.MAX_VALUE);
    }

    /// How many tasks wait, due or not; a repeating one counts once.
    public synchronized int pending() {
        return queue.size();
    }

    /// What tasks have thrown so far.
    public synchronized List<Throwable> failures() {
        return List.copyOf(failures);
    }

    private boolean runNextUntil(long end) {
        Task<?> task;
        synchronized (this) {
            var next = queue.peek();
            if (next == null || next.at > end) {
                return false;
            }
            queue.remove(next);
            task = next;
        }
        moveTo(task.at);
        task.run();
        return true;
    }

    private void moveTo(long nanos) {
        var missing = nanos - clock.nanoTime();
        if (missing > 0) {
            clock.advance(Duration.ofNanos(missing));
        }
    }

    private <V extends @Nullable Object> Task<V> add(Task<V> task) {
        enqueue(task);
        return task;
    }

    private synchronized void enqueue(Task<?> task) {
        if (shutdown) {
            throw new RejectedExecutionException("the scheduler is shut down");
        }
        queue.add(task);
    }

    private synchronized long nextSequence() {
        return sequence++;
    }

    private synchronized void again(Task<?> task) {
        if (!shutdown) {
            queue.add(task);
        }
    }

    private synchronized void forget(Task<?> task) {
        queue.remove(task);
    }

    private synchronized void failed(Throwable failure) {
        failures.add(failure);
    }

    private long at(long delay, TimeUnit unit) {
        return clock.nanoTime() + Math.max(0, unit.toNanos(delay));
    }

    @Override
    public void execute(Runnable task) {
        enqueue(new Task<>(Executors.callable(task), clock.nanoTime(), 0));
    }

    @Override
    public ScheduledFuture<?> schedule(Runnable task, long delay, TimeUnit unit) {
        return schedule(Executors.callable(task), delay, unit);
    }

    @Override
    public <V extends @Nullable Object> ScheduledFuture<V> schedule(
            Callable<V> task, long delay, TimeUnit unit) {
        return add(new Task<>(task, at(delay, unit), 0));
    }

    @Override
    public ScheduledFuture<?> scheduleAtFixedRate(
            Runnable task, long delay, long period, TimeUnit unit) {
        return add(new Task<>(Executors.callable(task), at(delay, unit), positive(unit, period)));
    }

    @Override
    public ScheduledFuture<?> scheduleWithFixedDelay(
            Runnable task, long delay, long pause, TimeUnit unit) {
        return add(new Task<>(Executors.callable(task), at(delay, unit), -positive(unit, pause)));
    }

    private static long positive(TimeUnit unit, long period) {
        if (period <= 0) {
            throw new IllegalArgumentException("a period is above zero, not " + period);
        }
        return unit.toNanos(period);
    }

    /// Takes no more tasks and drops the repeating ones; the others can still be run.
    @Override
    public synchronized void shutdown() {
        shutdown = true;
        queue.removeIf(Task::isPeriodic);
    }

    @Override
    public synchronized List<Runnable> shutdownNow() {
        shutdown = true;
        var waiting = List.<Runnable>copyOf(queue);
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

    /// Lets as much time pass as it takes, up to the timeout.
    @Override
    public boolean awaitTermination(long timeout, TimeUnit unit) {
        var end = clock.nanoTime() + unit.toNanos(timeout);
        while (!isTerminated()) {
            if (!runNextUntil(end)) {
                moveTo(end);
                return isTerminated();
            }
        }
        return true;
    }

    private final class Task<V extends @Nullable Object> extends FutureTask<V>
            implements RunnableScheduledFuture<V> {

        private final long number = nextSequence();
        private final long period;
        private long at;

        /// @param period nanoseconds: 0 runs once, above at a fixed rate, below after a fixed pause
        Task(Callable<V> task, long at, long period) {
            super(task);
            this.at = at;
            this.period = period;
        }

        @Override
        public void run() {
            if (period == 0) {
                super.run();
            } else if (super.runAndReset()) {
                at = period > 0 ? at + period : clock.nanoTime() - period;
                again(this);
            }
        }

        @Override
        protected void setException(Throwable failure) {
            failed(failure);
            super.setException(failure);
        }

        @Override
        public boolean cancel(boolean mayInterrupt) {
            forget(this);
            return super.cancel(mayInterrupt);
        }

        @Override
        public boolean isPeriodic() {
            return period != 0;
        }

        @Override
        public long getDelay(TimeUnit unit) {
            return unit.convert(at - clock.nanoTime(), TimeUnit.NANOSECONDS);
        }

        @Override
        public int compareTo(Delayed other) {
            var task = (Task<?>) other;
            return at != task.at ? Long.compare(at, task.at) : Long.compare(number, task.number);
        }
    }
}
