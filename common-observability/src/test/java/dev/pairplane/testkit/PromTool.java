package dev.pairplane.testkit;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Assumptions;

/// Runs `promtool`, which comes with Debian's package `prometheus` and not with Maven. Where it is
/// missing the test is reported as skipped, with a message that says how to get it.
public final class PromTool {

    private final String program;

    private PromTool(String program) {
        this.program = program;
    }

    /// The program on the `PATH`, or a skipped test.
    public static PromTool foundOrSkipped() {
        var found = Programs.find("promtool");
        Assumptions.assumeTrue(
                found.isPresent(),
                "promtool is not on the PATH (Debian: apt-get install prometheus)");
        return new PromTool(found.orElseThrow().toString());
    }

    /// `promtool check metrics`: what it finds against the text, one finding per line, empty when
    /// it is content. Findings that start with one of `accepted` (a series' name) are left out.
    public List<String> checkMetrics(String scrape, String... accepted) throws IOException {
        var result = run(scrape, "check", "metrics");
        return result.output()
                .lines()
                .filter(l -> !l.isBlank())
                .filter(l -> Arrays.stream(accepted).noneMatch(l::startsWith))
                .toList();
    }

    /// `promtool test rules` and the like: throws [AssertionError] with the output unless it ends
    /// with 0.
    public void succeeds(String... arguments) throws IOException {
        var result = run("", arguments);
        if (result.exit() != 0) {
            throw new AssertionError(
                    "promtool " + String.join(" ", arguments) + "\n" + result.output());
        }
    }

    private record Result(int exit, String output) {}

    private Result run(String input, String... arguments) throws IOException {
        var command = new ArrayList<String>();
        command.add(program);
        command.addAll(List.of(arguments));
        var file = Files.createTempFile("promtool", ".txt");
        try {
            // From a file: a pipe in both directions could fill up.
            Files.writeString(file, input);
            var process =
                    new ProcessBuilder(command)
                            .redirectInput(file.toFile())
                            .redirectErrorStream(true)
                            .start();
            var output =
                    new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            return new Result(process.waitFor(), output);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted while promtool ran", e);
        } finally {
            Files.deleteIfExists(file);
        }
    }
}
