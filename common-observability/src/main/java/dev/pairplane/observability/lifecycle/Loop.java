package dev.pairplane.observability.lifecycle;

import static dev.pairplane.observability.logging.Field.field;

import dev.pairplane.observability.health.Watchdog;
import dev.pairplane.observability.logging.EventLog;
import dev.pairplane.observability.logging.StandardKey;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// A background loop: a daemon thread that does one turn after the other until it is stopped, with
/// a pause in between, watched while it works.
///
/// A turn that throws counts as a turn; the loop goes on, and says in the log when turns begin to
/// fail and when they succeed again. Start, stop and [#wake] may be called from any thread; a
/// second start or stop does nothing more than the first; a stopped loop does not start again.
public final class Loop {
    /// One turn.
    @FunctionalInterface
    public interface Turn {
        /// Does what is due.
        void run() throws Exception;
    }

    private static final EventLog LOG = EventLog.of(Loop.class);

    private final String name;
    private final Duration pause;
    private final Watchdog watchdog;
    private final Turn turn;
    private final CountDownLatch started = new CountDownLatch(1);
    private final Object lock = new Object();
    private boolean stopping;
    private boolean woken;
    private boolean failing; // Of the loop's own thread.
    private @Nullable Thread thread;

    /// @param pause between two turns, unless woken
    public Loop(String name, Duration pause, Watchdog watchdog, Turn turn) {
        this.name = name;
        this.pause = pause;
        this.watchdog = watchdog;
        this.turn = turn;
    }

    /// The loop's name, its thread's and its watchdog's.
    public String name() {
        return name;
    }

    /// Begins to turn.
    public void start() {
        synchronized (lock) {
            if (thread == null && !stopping) {
                thread = Thread.ofPlatform().daemon().name(name).start(this::turns);
            }
        }
    }

    /// Waits until the first turn has begun.
    ///
    /// @return whether it has
    public boolean awaitStarted(Duration atMost) throws InterruptedException {
        return started.await(atMost.toNanos(), TimeUnit.NANOSECONDS);
    }

    /// Ends the pause: the next turn comes at once.
    public void wake() {
        synchronized (lock) {
            woken = true;
            lock.notifyAll();
        }
    }

    /// Lets the turn in progress end and waits until the thread is gone. The turn is not
    /// interrupted: that would close the files it writes to.
    public void stop() throws InterruptedException {
        Thread running;
        synchronized (lock) {
            stopping = true;
            lock.notifyAll();
            running = thread;
        }
        if (running != null && !running.equals(Thread.currentThread())) {
            running.join();
        }
    }

    private void turns() {
        try (Watchdog.Beat beat = watchdog.register(name)) {
            started.countDown();
            do {
                beat.beat();
                one();
                beat.idle();
            } while (pauseOrStop());
        }
    }

    private void one() {
        try {
            turn.run();
            if (failing) {
                LOG.info("turns of a loop succeed again", field(StandardKey.COMPONENT, name));
            }
            failing = false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (Exception | Error e) {
            if (!failing) {
                LOG.error("turns of a loop fail", e, field(StandardKey.COMPONENT, name));
            }
            failing = true;
        }
    }

    /// Waits for the next turn; false when there is none.
    private boolean pauseOrStop() {
        long end = System.nanoTime() + pause.toNanos();
        synchronized (lock) {
            try {
                while (!stopping && !woken) {
                    long left = end - System.nanoTime();
                    if (left <= 0) {
                        break;
                    }
                    TimeUnit.NANOSECONDS.timedWait(lock, left);
                }
            } catch (InterruptedException e) {
                return false;
            }
            woken = false;
            return !stopping;
        }
    }
}
