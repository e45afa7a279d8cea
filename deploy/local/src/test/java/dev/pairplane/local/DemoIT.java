package dev.pairplane.local;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// The packaged demo with the packaged storage node: it passes, and it cannot pass when something
/// is really wrong.
@Timeout(180)
class DemoIT {

    @TempDir Path directory;

    @Test
    void passesInLessThanAMinute() throws Exception {
        long start = System.nanoTime();
        try (LauncherProcess demo = demo()) {
            assertThat(demo.exitCode()).isZero();
            assertThat(demo.lastLine())
                    .startsWith("demo PASSED in ")
                    .contains("verified 1000 of 1000 acknowledged keys after kill -9");
            // Nothing but its own words: no warning of the JVM, no stray log line.
            assertThat(demo.output()).noneMatch(line -> line.contains("WARN"));
        }
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofMinutes(1));
    }

    @Test
    void failsWhenTheClientsUseAWrongPort() throws Exception {
        int wrong = Ports.free(1).getFirst();
        try (LauncherProcess demo = demo("--client-port", Integer.toString(wrong))) {
            assertThat(demo.exitCode()).isEqualTo(1);
            assertThat(demo.lastLine())
                    .startsWith(
                            "pairplane: demo FAILED: Read of nothing: no answer from the storage"
                                    + " node at 127.0.0.1:"
                                    + wrong);
        }
    }

    @Test
    void failsWhenTheDataDirectoryIsAFile() throws Exception {
        Path file = Files.createFile(directory.resolve("file"));
        try (LauncherProcess demo = demo("--data-dir", file.toString())) {
            assertThat(demo.exitCode()).isEqualTo(1);
            assertThat(demo.lastLine())
                    .startsWith(
                            "pairplane: demo FAILED: the data directory %s is not a directory"
                                    .formatted(file));
        }
    }

    @Test
    void failsWhenTheNodeIsKilledForGood() throws Exception {
        try (LauncherProcess demo = demo()) {
            demo.awaitLine("100 of 1000 acknowledged");
            try (Assassin _ = new Assassin(demo.handle(), "quarkus-run.jar")) {
                assertThat(demo.exitCode()).isEqualTo(1);
            }
            assertThat(demo.lastLine())
                    .startsWith("pairplane: demo FAILED: storage-node-0 ended with exit code 137");
            assertThat(demo.survivors()).isEmpty();
        }
    }

    /// The command line of `make demo`.
    private LauncherProcess demo(String... options) throws Exception {
        List<String> command =
                new ArrayList<>(
                        List.of(
                                Playground.java().toString(),
                                "--sun-misc-unsafe-memory-access=allow",
                                "-jar",
                                Packaged.launcher().toString(),
                                "demo"));
        command.addAll(List.of(options));
        return LauncherProcess.start(
                command,
                Playground.in(directory.resolve("repository")).root(),
                Map.of(Installation.STORAGE_NODE_JAR, Packaged.storageNode().toString()));
    }
}
