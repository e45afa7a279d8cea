package dev.pairplane.local;

import java.io.PrintStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.locks.ReentrantLock;

/// The processes that the launcher has started and not yet seen the end of.
///
/// Safe for use by the activity, which starts them, and by the shutdown hook, which stops them:
/// once a stop has begun nothing is started any more, and whoever else asks for it waits for its
/// end.
final class Children {

    /// How long one child may take to stop before it is killed. A storage node that is killed loses
    /// nothing it has acknowledged; it only takes longer to start.
    private static final Duration ONE = Duration.ofSeconds(10);

    /// How long all of them together may take, so that everything is gone in under 15 seconds.
    private static final Duration ALL = Duration.ofSeconds(12);

    private static final Duration AFTER_KILL = Duration.ofSeconds(2);

    private final PrintStream out;
    private final ReentrantLock stopLock = new ReentrantLock();
    private final List<ChildProcess> running = new ArrayList<>();
    private final CompletableFuture<Optional<ChildProcess>> firstDeath = new CompletableFuture<>();
    private boolean stopping;

    Children(PrintStream out) {
        this.out = out;
    }

    /// Starts a child and watches it.
    ///
    /// @throws Failure when the program cannot be started, or a stop has begun
    synchronized ChildProcess start(ChildProcess.Spec spec) throws Failure {
        if (stopping) {
            throw new Failure("stopped before " + spec.name() + " was started");
        }
        ChildProcess child = ChildProcess.start(spec);
        running.add(child);
        child.whenEnded(() -> ended(child));
        return child;
    }

    private synchronized void ended(ChildProcess child) {
        if (!stopping && running.contains(child)) {
            firstDeath.complete(Optional.of(child));
        }
    }

    /// Ends a child with SIGKILL; its end is then nobody's surprise.
    synchronized void kill(ChildProcess child) {
        running.remove(child);
        child.kill();
    }

    /// Waits for the first child to end by itself.
    ///
    /// @return empty once a stop has begun
    Optional<ChildProcess> awaitDeath() {
        return firstDeath.join();
    }

    /// The first child that ended by itself, if one has.
    Optional<ChildProcess> dead() {
        return firstDeath.getNow(Optional.empty());
    }

    synchronized boolean isStopping() {
        return stopping;
    }

    /// Stops the children, the last one first, each when the one after it is gone. Once one had to
    /// be killed, the others are told all at once, to make the best of the time left. None is left
    /// when this returns. A second call does nothing.
    void stop() throws InterruptedException {
        stopLock.lock();
        try {
            stopInOrder(beginStop());
        } finally {
            stopLock.unlock();
        }
    }

    private synchronized List<ChildProcess> beginStop() {
        stopping = true;
        firstDeath.complete(Optional.empty());
        List<ChildProcess> lastFirst = List.copyOf(running.reversed());
        running.clear();
        return lastFirst;
    }

    private void stopInOrder(List<ChildProcess> lastFirst) throws InterruptedException {
        long end = System.nanoTime() + ALL.toNanos();
        boolean late = false;
        for (ChildProcess child : lastFirst) {
            if (!child.isAlive()) {
                continue;
            }
            long start = System.nanoTime();
            Duration left = Duration.ofNanos(Math.max(0, end - start));
            child.terminate();
            if (child.awaitExit(left.compareTo(ONE) < 0 ? left : ONE)) {
                out.printf(
                        "%s stopped in %.1f s (exit code %d)%n",
                        child.name(), secondsSince(start), child.exitCode().join());
            } else {
                child.kill();
                child.awaitExit(AFTER_KILL);
                out.printf(
                        "%s did not stop in %.1f s and was killed%n",
                        child.name(), secondsSince(start));
                if (!late) {
                    late = true;
                    lastFirst.forEach(ChildProcess::terminate);
                }
            }
        }
    }

    private static double secondsSince(long start) {
        return (System.nanoTime() - start) / 1e9;
    }
}
