package dev.pairplane.testkit;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;
import java.util.stream.Collectors;

/// Programs below one process that ends them all when the pipe from this JVM closes, so however
/// this JVM ends. That process is `testcluster supervise`; its source describes the lines it takes
/// and writes.
///
/// Thread-safe: a reader thread takes the reports, callers wait for them.
final class Supervisor implements AutoCloseable {

    private static final Duration LIMIT = Duration.ofSeconds(30);

    private final Process process;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition reported = lock.newCondition();
    private final Map<String, Long> running = new LinkedHashMap<>();
    private final List<String> ends = new ArrayList<>();
    private final Thread reader;

    private Supervisor(Process process) {
        this.process = process;
        this.reader = Thread.ofVirtual().name("supervisor-reports").start(this::read);
    }

    static Supervisor start(Path program) {
        try {
            return new Supervisor(
                    new ProcessBuilder(program.toString(), "supervise")
                            .redirectError(ProcessBuilder.Redirect.INHERIT)
                            .start());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void read() {
        try (var lines =
                new BufferedReader(
                        new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
            for (var line = lines.readLine(); line != null; line = lines.readLine()) {
                take(line);
            }
        } catch (IOException e) {
            take("ended supervisor " + e);
        }
    }

    private void take(String line) {
        var words = line.split(" ", 3);
        lock.lock();
        try {
            if (words[0].equals("started")) {
                running.put(words[1], Long.parseLong(words[2]));
            } else {
                if (words[0].equals("ended")) {
                    running.remove(words[1]);
                }
                ends.add(line);
            }
            reported.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /// Starts a program under a name; its output is appended to the log.
    void start(String name, List<String> command, Path log) {
        var quoted = command.stream().map(Supervisor::quoted).collect(Collectors.joining(","));
        order(
                "{\"start\":%s,\"command\":[%s],\"log\":%s}"
                        .formatted(quoted(name), quoted, quoted(log.toString())));
        await(() -> running.containsKey(name) || !ends.isEmpty(), "start " + name);
    }

    /// Ends a program and waits until it is gone.
    void end(String name) {
        order("{\"end\":" + quoted(name) + "}");
        await(() -> !running.containsKey(name), "end " + name);
        lock.lock();
        try {
            ends.removeIf(line -> line.startsWith("ended " + name + " "));
        } finally {
            lock.unlock();
        }
    }

    /// The first end, or failed start, that nobody asked for; waits so long for one.
    Optional<String> endWithin(Duration time) {
        lock.lock();
        try {
            var left = time.toNanos();
            while (ends.isEmpty() && left > 0) {
                left = reported.awaitNanos(left);
            }
            return ends.stream().findFirst();
        } catch (InterruptedException e) {
            throw interrupted(e);
        } finally {
            lock.unlock();
        }
    }

    /// The numbers of the processes that run, this one's own included.
    Map<String, Long> pids() {
        lock.lock();
        try {
            var all = new LinkedHashMap<>(running);
            all.put("supervisor", process.pid());
            return all;
        } finally {
            lock.unlock();
        }
    }

    private void await(BooleanSupplier condition, String what) {
        lock.lock();
        try {
            var left = LIMIT.toNanos();
            while (!condition.getAsBoolean()) {
                if (left <= 0) {
                    throw new AssertionError("could not " + what + " within " + LIMIT);
                }
                left = reported.awaitNanos(left);
            }
        } catch (InterruptedException e) {
            throw interrupted(e);
        } finally {
            lock.unlock();
        }
    }

    private static AssertionError interrupted(InterruptedException e) {
        Thread.currentThread().interrupt();
        return new AssertionError("interrupted while waiting for a process", e);
    }

    private void order(String line) {
        try {
            process.getOutputStream().write((line + "\n").getBytes(StandardCharsets.UTF_8));
            process.getOutputStream().flush();
        } catch (IOException e) {
            throw new UncheckedIOException("the supervisor is gone", e);
        }
    }

    /// Arguments and paths as JSON strings.
    private static String quoted(String text) {
        return '"' + text.replace("\\", "\\\\").replace("\"", "\\\"") + '"';
    }

    /// Ends all and waits until they, and their supervisor, are gone.
    @Override
    public void close() {
        try {
            process.getOutputStream().close();
            if (!process.waitFor(LIMIT.toSeconds(), TimeUnit.SECONDS)) {
                process.destroyForcibly();
                throw new AssertionError("processes did not end within " + LIMIT);
            }
            reader.join();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw interrupted(e);
        }
    }
}
