package dev.pairplane.observability.lifecycle;

import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.function.IntConsumer;

/// Ends a service when the process that started it is gone, however that one ended.
///
/// Whoever starts the service keeps the other end of its standard input open and writes nothing.
/// The operating system closes that end with its owner, after a `kill -9` too, and the end of the
/// stream is what this class waits for, on a daemon thread. It is for the local launcher only:
/// elsewhere standard input may be closed from the start.
public final class ParentPipe {

    /// The system property that switches the watch on, with the value `true`.
    public static final String PROPERTY = "pairplane.parent-pipe";

    /// The process' exit code when it had to be halted; the one `timeout` uses.
    public static final int HALTED = 124;

    /// How long an orderly end may take before the process is halted: more than the ten seconds
    /// after which the launcher itself would have killed its children.
    private static final Duration GRACE = Duration.ofSeconds(15);

    private static final int CHUNK = 1024;

    private ParentPipe() {}

    /// Watches standard input when [#PROPERTY] is set; otherwise does nothing.
    ///
    /// At its end `shutdown` runs once, on a thread of its own; it may wait for the process to end.
    /// A process that is still there 15 s later is halted with [#HALTED].
    ///
    /// @param shutdown begins the orderly end, for example `Quarkus::asyncExit`
    /// @return whether the watch is on
    public static boolean watchIfAsked(Runnable shutdown) {
        boolean asked = Boolean.getBoolean(PROPERTY);
        if (asked) {
            watch(System.in, shutdown, GRACE, Runtime.getRuntime()::halt);
        }
        return asked;
    }

    static void watch(InputStream pipe, Runnable shutdown, Duration grace, IntConsumer halt) {
        daemon("parent-pipe", () -> endWithParent(pipe, shutdown, grace, halt));
    }

    private static void endWithParent(
            InputStream pipe, Runnable shutdown, Duration grace, IntConsumer halt) {
        readToEnd(pipe);
        // The shutdown may block for good, and then nobody is left to end the process by hand.
        daemon("parent-pipe-halt", () -> haltAfter(grace, halt));
        shutdown.run();
    }

    /// A pipe that cannot be read says as much about its owner as one that has ended.
    private static void readToEnd(InputStream pipe) {
        byte[] ignored = new byte[CHUNK];
        try {
            while (pipe.read(ignored) >= 0) {
                // The launcher writes nothing; whatever comes has no meaning.
            }
        } catch (IOException gone) {
            return;
        }
    }

    private static void haltAfter(Duration grace, IntConsumer halt) {
        try {
            Thread.sleep(grace);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        halt.accept(HALTED);
    }

    private static void daemon(String name, Runnable task) {
        Thread.ofPlatform().name(name).daemon().start(task);
    }
}
