package dev.pairplane.postgres;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/// A running `postgres`.
final class Server {

    /// In which a fast shutdown should be through; the launcher gives this process ten seconds.
    private static final Duration FAST = Duration.ofSeconds(7);

    /// The same for an immediate one, which leaves its work to the next start.
    private static final Duration IMMEDIATE = Duration.ofSeconds(2);

    private static final Duration PAUSE = Duration.ofMillis(20);

    /// In which the last processes of a server that was killed are gone.
    private static final Duration LINGERING = Duration.ofSeconds(5);

    private final Process process;

    private Server(Process process) {
        this.process = process;
    }

    /// Starts a server, and returns when it takes connections. The calling thread has to live as
    /// long as the server: where the kernel watches it, it is the thread that is watched.
    ///
    /// @param again whether an earlier server did not stop in order: its last processes may still
    ///   be there, and then it is tried again for a while
    /// @throws IOException when it ended instead; its own words are in this process' output
    static Server start(Options options, Binaries binaries, Account account, boolean again)
            throws IOException, InterruptedException {
        long begin = System.nanoTime();
        while (true) {
            Server server = new Server(launch(options, binaries, account));
            if (server.awaitReady(options.dataDirectory())) {
                return server;
            }
            if (!again || System.nanoTime() - begin > LINGERING.toNanos()) {
                throw new IOException(
                        "postgres ended with exit code %d before it was ready"
                                .formatted(server.process.exitValue()));
            }
        }
    }

    private static Process launch(Options options, Binaries binaries, Account account)
            throws IOException {
        List<String> program =
                new ArrayList<>(
                        List.of(
                                binaries.postgres().toString(),
                                "-D",
                                options.dataDirectory().toString()));
        program.addAll(Settings.arguments(options.port()));
        return new ProcessBuilder(account.serverCommand(program))
                .directory(options.dataDirectory().toFile())
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.INHERIT)
                .start();
    }

    /// Waits until the last line of its file says that it is ready.
    ///
    /// @return false when it ended before
    private boolean awaitReady(Path dataDirectory) throws IOException, InterruptedException {
        Path file = dataDirectory.resolve("postmaster.pid");
        while (!isReady(file)) {
            if (process.waitFor(PAUSE.toNanos(), TimeUnit.NANOSECONDS)) {
                return false;
            }
        }
        return true;
    }

    private boolean isReady(Path file) throws IOException {
        if (!Files.exists(file)) {
            return false;
        }
        List<String> lines;
        try {
            lines = Files.readAllLines(file);
        } catch (java.nio.file.NoSuchFileException e) {
            return false;
        }
        return lines.size() > 1
                && lines.getFirst().strip().equals(Long.toString(process.pid()))
                && lines.getLast().strip().equals("ready");
    }

    long pid() {
        return process.pid();
    }

    boolean isAlive() {
        return process.isAlive();
    }

    /// Runs the action once the server has ended.
    void whenEnded(Runnable action) {
        var _ = process.onExit().thenRun(action);
    }

    int exitCode() throws InterruptedException {
        return process.waitFor();
    }

    /// Stops it in order, and less so when that takes too long. It is gone when this returns.
    void stop() throws InterruptedException {
        for (Step step : List.of(new Step("INT", FAST), new Step("QUIT", IMMEDIATE))) {
            try {
                signal(process.toHandle(), step.signal);
            } catch (IOException e) {
                break;
            }
            if (process.waitFor(step.patience.toNanos(), TimeUnit.NANOSECONDS)) {
                return;
            }
        }
        process.toHandle().destroyForcibly();
        process.waitFor();
    }

    private record Step(String signal, Duration patience) {}

    /// Java itself only has SIGTERM, which to PostgreSQL means to wait for its clients, and
    /// SIGKILL.
    static void signal(ProcessHandle server, String name) throws IOException, InterruptedException {
        new ProcessBuilder("kill", "-" + name, Long.toString(server.pid())).start().waitFor();
    }
}
