package dev.pairplane.local;

import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/// A running service.
///
/// Its standard input stays open for as long as the launcher lives, and carries nothing. Signals go
/// through the process' handle: `Process.destroy` would also close the child's output, and with it
/// what the child says while it stops.
final class ChildProcess {

    /// After its end, for what was still in the pipe.
    private static final Duration LAST_WORDS = Duration.ofSeconds(2);

    private final Spec spec;
    private final Process process;
    private final OutputLog output;

    private ChildProcess(Spec spec, Process process, OutputLog output) {
        this.spec = spec;
        this.process = process;
        this.output = output;
    }

    /// How a service is started.
    ///
    /// @param environment added to the launcher's own
    /// @param home the working directory; it exists
    /// @param log where its output goes, at the end of what is there
    /// @param ready answers 200 once the service takes requests
    record Spec(
            String name,
            List<String> command,
            Map<String, String> environment,
            Path home,
            Path log,
            URI ready) {}

    static ChildProcess start(Spec spec) throws Failure {
        ProcessBuilder builder = new ProcessBuilder(spec.command());
        builder.environment().putAll(spec.environment());
        builder.directory(spec.home().toFile());
        builder.redirectErrorStream(true);
        Process process;
        try {
            process = builder.start();
        } catch (IOException e) {
            throw new Failure("%s cannot be started: %s".formatted(spec.name(), e.getMessage()));
        }
        OutputLog output =
                OutputLog.start(
                        spec.name(),
                        spec.log(),
                        OutputLog.LIMIT,
                        process.inputReader(StandardCharsets.UTF_8));
        return new ChildProcess(spec, process, output);
    }

    Spec spec() {
        return spec;
    }

    String name() {
        return spec.name();
    }

    long pid() {
        return process.pid();
    }

    boolean isAlive() {
        return process.isAlive();
    }

    /// The exit code, once there is one; 128 plus the signal's number after a signal.
    CompletableFuture<Integer> exitCode() {
        return process.onExit().thenApply(Process::exitValue);
    }

    /// Runs the action once the process has ended.
    void whenEnded(Runnable action) {
        // The action reports for itself; nobody waits for it.
        CompletableFuture<Void> _ = process.onExit().thenAccept(_ -> action.run());
    }

    /// Asks it to stop in order (SIGTERM).
    void terminate() {
        process.toHandle().destroy();
    }

    /// Ends it at once (SIGKILL).
    void kill() {
        process.toHandle().destroyForcibly();
    }

    /// Whether it ends before that time has passed.
    boolean awaitExit(Duration atMost) throws InterruptedException {
        return process.waitFor(atMost.toNanos(), TimeUnit.NANOSECONDS);
    }

    /// A failure about this child, with the end of its log before it.
    Failure failure(String problem) throws InterruptedException {
        if (!isAlive()) {
            output.awaitEnd(LAST_WORDS);
        }
        List<String> lines = output.lastLines();
        return new Failure(
                "%s %s; its log is %s".formatted(name(), problem, spec.log()),
                lines.stream().map(line -> "[" + name() + "] " + line).toList());
    }
}
