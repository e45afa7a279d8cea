package dev.pairplane.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;

/// A launcher in a process of its own, to be signalled from outside.
final class LauncherProcess implements AutoCloseable {

    private static final Duration PATIENCE = Duration.ofMinutes(4);

    private final Process process;
    private final List<String> output = new CopyOnWriteArrayList<>();
    private final List<ProcessHandle> seen = new CopyOnWriteArrayList<>();
    private final Thread reader;

    private LauncherProcess(Process process) {
        this.process = process;
        this.reader = Thread.ofPlatform().daemon().unstarted(() -> read(process.inputReader()));
    }

    static LauncherProcess start(
            List<String> command, Path workingDirectory, Map<String, String> environment)
            throws IOException {
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
        builder.directory(workingDirectory.toFile());
        builder.environment().putAll(environment);
        LauncherProcess launcher = new LauncherProcess(builder.start());
        launcher.reader.start();
        return launcher;
    }

    private void read(BufferedReader reader) {
        try {
            String line = reader.readLine();
            while (line != null) {
                output.add(line);
                line = reader.readLine();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    ProcessHandle handle() {
        return process.toHandle();
    }

    /// Both streams, line by line.
    List<String> output() {
        return List.copyOf(output);
    }

    String lastLine() throws InterruptedException {
        assertThat(reader.join(PATIENCE)).isTrue();
        return output.getLast();
    }

    /// Waits for a line that contains the text, and remembers the children of that moment.
    void awaitLine(String text) {
        await().atMost(PATIENCE)
                .until(() ->
                        !process.isAlive()
                                || output.stream().anyMatch(line -> line.contains(text)));
        assertThat(output).anyMatch(line -> line.contains(text));
        remember();
    }

    void awaitChild() {
        await().atMost(PATIENCE).until(() -> remember());
    }

    private boolean remember() {
        seen.addAll(process.descendants().toList());
        return !seen.isEmpty();
    }

    void signal(String name) throws IOException, InterruptedException {
        Process kill = new ProcessBuilder("kill", "-" + name, Long.toString(process.pid())).start();
        assertThat(kill.waitFor()).isZero();
    }

    int exitCode() throws InterruptedException {
        assertThat(process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isTrue();
        return process.exitValue();
    }

    /// Those of its children that are still there.
    List<ProcessHandle> survivors() {
        return seen.stream().filter(ProcessHandle::isAlive).toList();
    }

    void awaitNoSurvivors() {
        await().atMost(Duration.ofSeconds(15)).until(() -> survivors().isEmpty());
    }

    @Override
    public void close() {
        process.descendants().forEach(seen::add);
        process.destroyForcibly();
        seen.forEach(ProcessHandle::destroyForcibly);
    }
}
