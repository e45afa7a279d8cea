package dev.pairplane.testkit;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/// The `kubectl` that `make tools` builds, against one cluster and as one user. Keeps what it
/// caches in a folder of its own, never in the home folder of who runs the tests.
///
/// Thread-safe.
public final class Kubectl {

    /// How long one call may take.
    static final Duration LIMIT = Duration.ofSeconds(90);

    private final Path kubeconfig;
    private final Path home;
    private final AtomicInteger calls = new AtomicInteger();

    /// Speaks to the cluster of a kubeconfig file; `home` takes caches and outputs, and is created.
    public Kubectl(Path kubeconfig, Path home) {
        this.kubeconfig = kubeconfig;
        this.home = home;
        try {
            Files.createDirectories(home);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// Why it cannot be used here; empty when it can.
    public static Optional<String> missing() {
        return GoTools.missing("kubectl");
    }

    /// What one call ended with.
    public record Result(int exit, String out, String err) {

        /// This result, or [AssertionError] with everything it said when it did not end with 0.
        public Result ok() {
            if (exit != 0) {
                throw new AssertionError("kubectl ended with " + exit + "\n" + out + err);
            }
            return this;
        }
    }

    /// Runs it to its end, without input.
    public Result run(String... arguments) {
        return runWith("", arguments);
    }

    /// Runs it to its end with an input, for `-f -`. Throws [AssertionError] when it has not ended
    /// after 90 seconds; it is killed then.
    public Result runWith(String input, String... arguments) {
        try (var call = start(input, arguments)) {
            if (!call.endsWithin(LIMIT)) {
                throw new AssertionError(
                        String.join(" ", arguments) + " still runs after " + LIMIT);
            }
            return call.result();
        }
    }

    /// Starts one that goes on, such as `get --watch`; closing it kills it.
    public Call start(String input, String... arguments) {
        var number = calls.incrementAndGet();
        var call = new Call(file(number, "out"), file(number, "err"), file(number, "in"));
        var command = new ArrayList<String>();
        command.add(GoTools.of("kubectl").toString());
        command.addAll(List.of(arguments));
        try {
            Files.writeString(call.input.toPath(), input);
            var builder = new ProcessBuilder(command);
            builder.environment().put("KUBECONFIG", kubeconfig.toString());
            builder.environment().put("HOME", home.toString());
            builder.environment().put("KUBECACHEDIR", home.resolve("cache").toString());
            // Files, because a pipe that nobody reads at the moment would hold it up.
            builder.redirectInput(call.input);
            builder.redirectOutput(call.out).redirectError(call.err);
            call.process = Leash.start(builder).process();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return call;
    }

    private File file(int number, String kind) {
        return home.resolve("call-" + number + "." + kind).toFile();
    }

    /// One call that runs or has ended.
    public static final class Call implements AutoCloseable {

        private final File out;
        private final File err;
        private final File input;
        private @Nullable Process process;

        private Call(File out, File err, File input) {
            this.out = out;
            this.err = err;
            this.input = input;
        }

        private Process process() {
            if (process == null) {
                throw new IllegalStateException("it was never started");
            }
            return process;
        }

        /// Waits for its end, at most so long, and says whether it has ended.
        public boolean endsWithin(Duration limit) {
            try {
                return process().waitFor(limit.toMillis(), TimeUnit.MILLISECONDS);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new AssertionError("interrupted while kubectl ran", e);
            }
        }

        /// What it wrote so far.
        public String out() {
            return text(out);
        }

        /// What it complained of so far.
        public String err() {
            return text(err);
        }

        /// How it ended; it must have.
        public Result result() {
            return new Result(process().exitValue(), out(), err());
        }

        private static String text(File file) {
            try {
                return Files.readString(file.toPath(), StandardCharsets.UTF_8);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        /// Kills it when it still runs, and forgets what it wrote.
        @Override
        public void close() {
            process().destroyForcibly();
            endsWithin(LIMIT);
            for (var file : List.of(out, err, input)) {
                try {
                    Files.deleteIfExists(file.toPath());
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            }
        }
    }
}
