package dev.pairplane.testkit;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// A real service in a process of its own, as a test needs it: started until it is ready, killed,
/// paused, started again on the same folder and ports. All output goes to one log file, which grows
/// over restarts. No process outlives the JVM that started it, however that one ends ([Leash]).
///
/// ```java
/// try (var node = ServiceProcess.ofJar(jar).property("quarkus.http.port", 18080)
///         .log(folder.resolve("node.log")).readyWhen(Readiness.http(uri)).start(ofSeconds(30))) {
///     node.kill();
///     node.startAgain();
///     node.terminate(ofSeconds(35)).exitedWith(0);
/// }
/// ```
///
/// One thread at a time.
public final class ServiceProcess implements AutoCloseable {

    private static final int SHOWN_LINES = 40;

    private final List<String> command;
    private final Map<String, String> environment;
    private final @Nullable Path directory;
    private final Path log;
    private final Readiness readiness;
    private final Duration deadline;
    private @Nullable Leash process;

    private ServiceProcess(Plan plan, Duration deadline) {
        this.command = plan.command();
        this.environment = Map.copyOf(plan.environment);
        this.directory = plan.directory;
        this.log = Objects.requireNonNull(plan.log, "say where the log goes: log(file)");
        this.readiness = plan.readiness;
        this.deadline = deadline;
    }

    /// A packaged service, `target/quarkus-app/quarkus-run.jar` as a rule, run by this JVM's JDK.
    public static Plan ofJar(Path jar) {
        if (!Files.isRegularFile(jar)) {
            throw new IllegalArgumentException(
                    jar.toAbsolutePath() + " does not exist; package the module first");
        }
        return new Plan(List.of("-jar", jar.toAbsolutePath().toString()));
    }

    /// A main class on a class path, run by this JVM's JDK.
    static Plan ofMain(String classPath, String main) {
        return new Plan(List.of("-cp", classPath, main));
    }

    /// What to start and when it counts as started.
    public static final class Plan {

        private final List<String> target;
        private final List<String> jvm = new ArrayList<>();
        private final List<String> arguments = new ArrayList<>();
        private final Map<String, String> environment = new LinkedHashMap<>();
        private @Nullable Path directory;
        private @Nullable Path log;
        private Readiness readiness = () -> true;

        private Plan(List<String> target) {
            this.target = target;
        }

        /// Adds to the environment.
        public Plan env(String name, Object value) {
            environment.put(name, String.valueOf(value));
            return this;
        }

        /// Sets a system property.
        public Plan property(String name, Object value) {
            jvm.add("-D" + name + "=" + value);
            return this;
        }

        /// Adds options of the JVM, such as `-Xmx256m`.
        public Plan jvm(String... options) {
            jvm.addAll(List.of(options));
            return this;
        }

        /// Adds arguments of the program.
        public Plan args(String... more) {
            arguments.addAll(List.of(more));
            return this;
        }

        /// Sets the folder to run in.
        public Plan directory(Path folder) {
            directory = folder;
            return this;
        }

        /// Sets the file that takes the output; must be called.
        public Plan log(Path file) {
            log = file;
            return this;
        }

        /// Sets when it counts as started; default is at once.
        public Plan readyWhen(Readiness when) {
            readiness = when;
            return this;
        }

        /// Starts it and waits until it is ready. Throws [AssertionError], with the end of the log,
        /// when it ends before or is not ready in time; nothing runs then.
        public ServiceProcess start(Duration within) {
            var service = new ServiceProcess(this, within);
            service.startAgain();
            return service;
        }

        private List<String> command() {
            var all = new ArrayList<String>();
            all.add(Path.of(System.getProperty("java.home", ""), "bin", "java").toString());
            all.addAll(jvm);
            all.addAll(target);
            all.addAll(arguments);
            return List.copyOf(all);
        }
    }

    /// How a process ended and how long it took from the request to end.
    public record Exit(int code, Duration after) {

        /// Asserts the exit code; a killed process has 128 plus the signal.
        public Exit exitedWith(int expected) {
            if (code != expected) {
                throw new AssertionError("exit code " + code + ", not " + expected);
            }
            return this;
        }
    }

    /// Starts it with the same command, folder and ports as before; it must not be running.
    public void startAgain() {
        if (isRunning()) {
            throw new IllegalStateException("it still runs as process " + pid());
        }
        var builder = new ProcessBuilder(command);
        builder.environment().putAll(environment);
        builder.directory(directory == null ? null : directory.toFile());
        builder.redirectErrorStream(true);
        builder.redirectOutput(ProcessBuilder.Redirect.appendTo(logFile()));
        process = Leash.start(builder);
        awaitReady();
    }

    private File logFile() {
        try {
            Files.createDirectories(log.toAbsolutePath().getParent());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return log.toFile();
    }

    /// Waits until it is ready, within the time that was given for the start.
    public void awaitReady() {
        var end = System.nanoTime() + deadline.toNanos();
        while (!readiness.isReady()) {
            if (exits(Duration.ofMillis(20))) {
                throw failed("ended with " + running().exitValue() + " before it was ready");
            }
            if (System.nanoTime() > end) {
                kill();
                throw failed("was not ready within " + deadline);
            }
        }
    }

    private boolean exits(Duration within) {
        try {
            return running().waitFor(within.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError("interrupted while waiting for a process", e);
        }
    }

    private AssertionError failed(String what) {
        var lines = logText().lines().toList();
        var end = lines.subList(Math.max(0, lines.size() - SHOWN_LINES), lines.size());
        return new AssertionError(
                String.join(" ", command)
                        + "\n"
                        + what
                        + "; the end of "
                        + log
                        + ":\n"
                        + String.join("\n", end));
    }

    /// Sends SIGTERM and waits for the end. Throws [AssertionError] when it takes longer; it is
    /// killed then.
    public Exit terminate(Duration within) {
        var start = System.nanoTime();
        running().destroy();
        if (!exits(within)) {
            kill();
            throw failed("did not end within " + within + " of SIGTERM");
        }
        return new Exit(running().exitValue(), Duration.ofNanos(System.nanoTime() - start));
    }

    /// Sends SIGKILL and waits until the process is gone.
    public Exit kill() {
        var start = System.nanoTime();
        running().destroyForcibly();
        if (!exits(Duration.ofSeconds(30))) {
            throw new AssertionError("process " + pid() + " outlived SIGKILL for 30 s");
        }
        return new Exit(running().exitValue(), Duration.ofNanos(System.nanoTime() - start));
    }

    /// Waits for an end that comes by itself.
    public Exit awaitExit(Duration within) {
        var start = System.nanoTime();
        if (!exits(within)) {
            throw failed("did not end by itself within " + within);
        }
        return new Exit(running().exitValue(), Duration.ofNanos(System.nanoTime() - start));
    }

    /// Stops it with SIGSTOP: it keeps its sockets and answers nothing, once this has returned.
    public void pause() {
        signal("STOP");
        var end = System.nanoTime() + Duration.ofSeconds(30).toNanos();
        // A thread on another processor may still answer somebody when the signal has been sent.
        while (!isStopped()) {
            if (exits(Duration.ofMillis(1))) {
                throw failed("ended with " + running().exitValue() + " while it was paused");
            }
            if (System.nanoTime() > end) {
                throw failed("had threads that ran 30 s after SIGSTOP");
            }
        }
    }

    /// Whether none of its threads runs, as far as the system says so.
    private boolean isStopped() {
        var threads = Path.of("/proc", Long.toString(pid()), "task");
        try (var all = Files.newDirectoryStream(threads)) {
            for (var thread : all) {
                // The state stands after the name, which may hold anything.
                var stat = Files.readString(thread.resolve("stat"));
                if (stat.charAt(stat.lastIndexOf(')') + 2) != 'T') {
                    return false;
                }
            }
            return true;
        } catch (IOException | DirectoryIteratorException e) {
            // A thread ended while it was looked at; or there is no such folder on this system.
            return !Files.exists(threads);
        }
    }

    /// Lets it go on with SIGCONT.
    public void resume() {
        signal("CONT");
    }

    /// What the threads of a Java process do at this moment, and the end of its log before: for the
    /// message of a test that waited in vain.
    public String threads() {
        var before = logText().length();
        signal("QUIT");
        var end = System.nanoTime() + Duration.ofSeconds(10).toNanos();
        while (!logText().substring(before).contains("JNI global refs")
                && System.nanoTime() < end) {
            if (exits(Duration.ofMillis(20))) {
                break;
            }
        }
        return logText().substring(Math.max(0, before - SHOWN_LINES * 200));
    }

    private void signal(String name) {
        try {
            var exit = new ProcessBuilder("kill", "-" + name, "" + pid()).start().waitFor();
            if (exit != 0) {
                throw new AssertionError("could not send SIG" + name + " to process " + pid());
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError("interrupted while sending SIG" + name, e);
        }
    }

    public boolean isRunning() {
        return process != null && process.process().isAlive();
    }

    /// The process's number.
    public long pid() {
        return running().pid();
    }

    /// The log so far, of all starts.
    public String logText() {
        try {
            return Files.exists(log) ? Files.readString(log, StandardCharsets.UTF_8) : "";
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Process running() {
        if (process == null) {
            throw new IllegalStateException("it was never started");
        }
        return process.process();
    }

    /// Kills it when it still runs.
    @Override
    public void close() {
        if (isRunning()) {
            kill();
        }
    }

    /// A URL for messages and clients: `http://127.0.0.1:<port><path>`.
    public static URI loopback(int port, String path) {
        return URI.create("http://127.0.0.1:" + port + path);
    }
}
