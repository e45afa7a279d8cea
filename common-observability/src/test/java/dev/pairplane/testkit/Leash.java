package dev.pairplane.testkit;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/// Starts processes that cannot outlive this JVM. When it ends in order, a shutdown hook kills
/// them. When it is killed, the kernel does: `setpriv --pdeathsig KILL` asks it to. That signal
/// comes when the *thread* that started the process ends, so a thread of our own, which never ends,
/// starts all of them. Without `setpriv` a shell waits on a pipe from this JVM and kills when the
/// pipe breaks.
final class Leash {

    private final Process process;

    private Leash(Process process) {
        this.process = process;
    }

    Process process() {
        return process;
    }

    /// Starts a process; its environment, folder and output are the builder's.
    static Leash start(ProcessBuilder builder) {
        return start(builder, hasSetpriv());
    }

    static Leash start(ProcessBuilder builder, boolean setpriv) {
        if (setpriv) {
            var command = new ArrayList<>(List.of("setpriv", "--pdeathsig", "KILL", "--"));
            command.addAll(builder.command());
            builder.command(command);
        }
        var process = Starter.THE.start(builder);
        if (!setpriv) {
            watch(process);
        }
        Runtime.getRuntime().addShutdownHook(new Thread(process::destroyForcibly));
        return new Leash(process);
    }

    private static void watch(Process process) {
        var script = "cat > /dev/null; kill -KILL " + process.pid();
        var watcher = Starter.THE.start(new ProcessBuilder("sh", "-c", script));
        // The number may belong to another process later, so the watcher goes with its process.
        var _ = process.onExit().thenRun(watcher::destroyForcibly);
    }

    static boolean hasSetpriv() {
        return Programs.find("setpriv").isPresent();
    }

    /// The thread that starts all processes.
    private static final class Starter {

        static final Starter THE = new Starter();

        private final ExecutorService thread =
                Executors.newSingleThreadExecutor(
                        Thread.ofPlatform().daemon().name("process-starter").factory());

        Process start(ProcessBuilder builder) {
            try {
                return CompletableFuture.supplyAsync(() -> startHere(builder), thread).join();
            } catch (CompletionException e) {
                throw new IllegalStateException("cannot start " + builder.command(), e.getCause());
            }
        }

        private static Process startHere(ProcessBuilder builder) {
            try {
                return builder.start();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }
}
