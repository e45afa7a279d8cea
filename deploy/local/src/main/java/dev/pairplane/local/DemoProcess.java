package dev.pairplane.local;

import java.time.Duration;
import java.util.Optional;

/// A process of the demo: started, killed and started again on the same data.
///
/// `start` and `requireOrderlyEnd` are for the main thread; `kill` and `check` for any.
final class DemoProcess implements DemoClient.Watch {

    /// Recovery is part of what is shown; a first start of PostgreSQL on a slow disk takes longer.
    private static final Duration READY = Duration.ofSeconds(60);

    private final ChildProcess.Spec spec;
    private final Children children;
    private final Answers answers;
    private Optional<ChildProcess> process = Optional.empty();

    DemoProcess(ChildProcess.Spec spec, Children children, Answers answers) {
        this.spec = spec;
        this.children = children;
        this.answers = answers;
    }

    /// Starts a process and waits until it is ready.
    ///
    /// @return how long that took
    Duration start() throws Failure, InterruptedException {
        ChildProcess started = children.start(spec);
        synchronized (this) {
            process = Optional.of(started);
        }
        return answers.awaitReady(started, READY);
    }

    /// Ends the process with SIGKILL, and returns at once.
    ///
    /// @return the process' number
    long kill() {
        ChildProcess victim = process();
        children.kill(victim);
        return victim.pid();
    }

    /// Waits until the killed process is gone.
    void awaitGone() throws Failure, InterruptedException {
        ChildProcess victim = process();
        if (!victim.awaitExit(READY)) {
            throw victim.failure("is still there after kill -9");
        }
    }

    long pid() {
        return process().pid();
    }

    private synchronized ChildProcess process() {
        return process.orElseThrow();
    }

    /// Notices the end of any of the children, and not only of this one.
    @Override
    public void check() throws Failure, InterruptedException {
        Optional<ChildProcess> dead = children.dead();
        if (dead.isPresent()) {
            throw dead.orElseThrow()
                    .failure(
                            "ended with exit code %d, and it was not the demo that ended it"
                                    .formatted(dead.orElseThrow().exitCode().join()));
        }
    }

    /// Returns when it has stopped in order, after its [Children] were stopped.
    void requireOrderlyEnd() throws Failure, InterruptedException {
        ChildProcess last = process();
        int exitCode = last.exitCode().join();
        if (exitCode != 0) {
            throw last.failure("stopped with exit code %d instead of 0".formatted(exitCode));
        }
    }
}
