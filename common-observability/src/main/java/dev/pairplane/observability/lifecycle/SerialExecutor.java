package dev.pairplane.observability.lifecycle;

import dev.pairplane.observability.health.Watchdog;
import dev.pairplane.observability.logging.EventLog;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;

/// Runs tasks one at a time, in order, on a thread of its own. A task that throws is logged, and
/// the next one runs. The watchdog sees a task that does not end.
///
/// The queue has no limit of its own: whoever puts tasks in has one, such as the calls that may be
/// under way at once.
public final class SerialExecutor implements Executor {
    private static final EventLog LOG = EventLog.of(SerialExecutor.class);

    private final LinkedBlockingQueue<Optional<Runnable>> tasks = new LinkedBlockingQueue<>();
    private final Watchdog.Beat beat;
    private final Thread thread;
    private volatile boolean closed;

    /// Takes tasks from now on; runs none before [#start].
    ///
    /// @param name of the thread, and of what the watchdog sees
    public SerialExecutor(String name, Watchdog watchdog) {
        this.beat = watchdog.register(name);
        beat.idle();
        this.thread = Thread.ofPlatform().daemon().name(name).unstarted(this::turns);
    }

    /// Runs what was and will be put in. Once only.
    public void start() {
        thread.start();
    }

    /// @throws RejectedExecutionException after [#close]
    @Override
    public void execute(Runnable task) {
        if (closed) {
            throw new RejectedExecutionException("the serial executor is closed");
        }
        tasks.add(Optional.of(task));
    }

    /// How many tasks wait.
    public int waiting() {
        return tasks.size();
    }

    /// Takes nothing more, runs what is in, and waits for the end of it.
    public void close(Duration atMost) throws InterruptedException {
        closed = true;
        tasks.add(Optional.empty());
        if (thread.isAlive()) {
            thread.join(atMost);
        }
    }

    private void turns() {
        try {
            while (true) {
                Optional<Runnable> task = tasks.take();
                if (task.isEmpty()) {
                    return;
                }
                beat.beat();
                run(task.orElseThrow());
                beat.idle();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            beat.close();
        }
    }

    private static void run(Runnable task) {
        try {
            task.run();
        } catch (RuntimeException | StackOverflowError | AssertionError e) {
            LOG.error("a task of the serial executor failed", e);
        }
    }
}
