package dev.pairplane.helm;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.Set;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Every render, held to the schemas of the version it is rendered for. They come with a program
/// that `.ci/kubernetes-validate` installs; where it is missing, these tests are skipped.
class StrictSchemasIT {
    private static final Path PROGRAM =
            Path.of("../../.pairplane/kubernetes-validate/bin/kubernetes-validate")
                    .toAbsolutePath()
                    .normalize();

    @TempDir private Path folder;

    @BeforeAll
    static void programIsThere() throws InterruptedException {
        Assumptions.assumeTrue(
                runs(), PROGRAM + " is not there, or does not run; run `.ci/kubernetes-validate`");
    }

    /// That its file is there says little: the Python it was installed for may be gone.
    private static boolean runs() throws InterruptedException {
        try {
            return new ProcessBuilder(PROGRAM.toString(), "--version")
                            .redirectErrorStream(true)
                            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                            .start()
                            .waitFor()
                    == 0;
        } catch (IOException e) {
            return false;
        }
    }

    /// Invariant 35: no field that the version does not know, wherever fields are gated and at both
    /// ends. (The program begins at 1.25; that 1.24 renders the same is a test of its own.)
    @ParameterizedTest
    @ValueSource(strings = {"1.25", "1.26", "1.29", "1.32", "1.36", "1.37"})
    void everyRenderFitsIntoTheSchemasOfItsVersion(String version) throws Exception {
        // Most objects are the same in several values files; looking at one once is enough.
        Set<String> documents = new LinkedHashSet<>();
        for (String name : Chart.accepted().toList()) {
            Chart.renderFor(version + ".0", Chart.read(Chart.valuesFile(name)))
                    .manifests()
                    .forEach(manifest -> documents.add(Yaml.text(manifest.tree())));
        }
        Path file = Files.writeString(folder.resolve("all.yaml"), String.join("", documents));

        Result result = run(version, file);

        assertThat(documents).hasSizeGreaterThan(80);
        assertThat(result.exit()).as(result.output()).isZero();
        // Of these kinds there are no schemas; all others were looked at.
        assertThat(result.output().lines().filter(line -> line.contains("find schema")))
                .isNotEmpty()
                .allSatisfy(line ->
                        assertThat(line)
                                .containsPattern(
                                        "kind (ServiceMonitor|PrometheusRule|Cluster|HTTPRoute) "));
    }

    /// So that the test above would notice.
    @Test
    void aFieldThatIsTooNewIsNoticed() throws Exception {
        Path file = folder.resolve("minimal.yaml");
        Files.writeString(file, String.join("", Chart.render("minimal").files().values()));

        Result result = run("1.25", file);

        assertThat(result.exit()).isNotZero();
        assertThat(result.output()).contains("'sleep' was unexpected");
    }

    private record Result(int exit, String output) {}

    private Result run(String version, Path file) throws IOException, InterruptedException {
        Path output = folder.resolve("output.txt");
        Process process =
                new ProcessBuilder(PROGRAM.toString(), "-k", version, "--strict", file.toString())
                        .redirectErrorStream(true)
                        .redirectOutput(output.toFile())
                        .start();
        int exit = process.waitFor();
        return new Result(exit, Files.readString(output, StandardCharsets.UTF_8));
    }
}
