package dev.pairplane.helm;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Assumptions;

/// The `helm` that `make tools` builds.
///
/// @param home takes what it keeps and says; nothing of whoever runs the tests is touched
record HelmProgram(Path home) {
    /// Where `make tools` puts what it builds.
    static final Path TOOLS =
            Path.of(System.getenv().getOrDefault("PAIRPLANE_TOOLS", "../../.pairplane/tools"))
                    .toAbsolutePath()
                    .normalize();

    private static final Path PROGRAM = TOOLS.resolve("helm");

    /// Skips the test, by the program's name, where it is missing.
    static void assumeItIsThere() {
        Assumptions.assumeTrue(
                Files.isExecutable(PROGRAM),
                PROGRAM + " is not there; run `make tools` (needs Go)");
    }

    /// What one call ended with.
    record Result(int exit, String out, String err) {
        /// This result, or an error with everything it said when it did not end with 0.
        Result ok() {
            if (exit != 0) {
                throw new AssertionError("helm ended with " + exit + "\n" + text());
            }
            return this;
        }

        String text() {
            return out + err;
        }
    }

    /// Runs it to its end.
    Result run(String... arguments) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(PROGRAM.toString()));
        command.addAll(List.of(arguments));
        Path out = home.resolve("out.txt");
        Path err = home.resolve("err.txt");
        ProcessBuilder builder =
                new ProcessBuilder(command)
                        .redirectOutput(out.toFile())
                        .redirectError(err.toFile());
        // Neither a cluster of whoever runs the tests nor their settings.
        builder.environment().putAll(Map.of("HOME", home.toString(), "KUBECONFIG", "/dev/null"));
        int exit = builder.start().waitFor();
        return new Result(
                exit,
                Files.readString(out, StandardCharsets.UTF_8),
                Files.readString(err, StandardCharsets.UTF_8));
    }
}
