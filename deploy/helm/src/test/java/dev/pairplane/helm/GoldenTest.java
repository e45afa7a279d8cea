package dev.pairplane.helm;

import static org.assertj.core.api.Assertions.assertThat;

import com.marcnuri.helm.DryRun;
import com.marcnuri.helm.Helm;
import dev.pairplane.testkit.GoldenFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Renders are compared with committed files, so that a review shows what changes in a cluster.
class GoldenTest {
    private static final Path RENDERED = Path.of("rendered");
    private static final Pattern DASHBOARD =
            Pattern.compile("(?m)^( +([-a-z0-9]+)\\.json: \\|-\\n +)\\{.*}$");

    static List<String> names() {
        return Chart.valuesNames();
    }

    /// Invariants 3 and 4: the golden of the defaults is the list of what has to be given.
    @ParameterizedTest
    @MethodSource("names")
    void everyValuesFileRendersToItsGoldens(String name) throws IOException {
        Map<String, String> files = new TreeMap<>();
        switch (Chart.outcome(name, "{}")) {
            case Chart.Outcome.Accepted(Rendered rendered) -> {
                rendered.files().forEach((file, text) -> files.put(file, shortened(name, text)));
                files.put("templates/NOTES.txt", notes(name));
            }
            case Chart.Outcome.Refused(String message) ->
                    files.put("refusal.txt", message.strip() + "\n");
        }
        Path folder = RENDERED.resolve(name);

        files.forEach((file, text) -> GoldenFiles.check(folder.resolve(file), text));

        if (Boolean.getBoolean(GoldenFiles.REWRITE)) {
            for (String stray : committed(folder)) {
                if (!files.containsKey(stray)) {
                    Files.delete(folder.resolve(stray));
                }
            }
        }
        assertThat(committed(folder)).containsExactlyInAnyOrderElementsOf(files.keySet());
    }

    /// Invariant 3: no golden without its values file.
    @Test
    void everyGoldenHasItsValuesFile() throws IOException {
        try (Stream<Path> folders = Files.list(RENDERED)) {
            assertThat(folders.map(folder -> folder.getFileName().toString()))
                    .containsExactlyInAnyOrderElementsOf(names());
        }
    }

    /// Nothing random and no time of day: Argo CD and Flux render again and again.
    @ParameterizedTest
    @MethodSource("names")
    void twoRendersAreEqual(String name) {
        String values = Chart.read(Chart.valuesFile(name));

        assertThat(Chart.run(values, Chart.kubernetesOf(name), Chart.RELEASE, Chart.NAMESPACE))
                .isEqualTo(Chart.outcome(name, "{}"));
    }

    /// Dashboards are long, and the same everywhere: one golden holds them, the others name the
    /// file that they are made of ([DashboardMapsTest] compares).
    private static String shortened(String name, String text) {
        return name.equals("production")
                ? text
                : DASHBOARD.matcher(text).replaceAll("$1(files/dashboards/$2.json)");
    }

    private static String notes(String name) {
        String output =
                new Helm(Chart.FOLDER)
                        .install()
                        .withName(Chart.RELEASE)
                        .withNamespace(Chart.NAMESPACE)
                        .withKubeVersion(Chart.kubernetesOf(name))
                        .withValuesFile(Chart.valuesFile(name).toAbsolutePath())
                        .clientOnly()
                        .withDryRunOption(DryRun.CLIENT)
                        .call()
                        .getOutput();
        return output.substring(output.indexOf("NOTES:\n") + "NOTES:\n".length()).strip() + "\n";
    }

    private static List<String> committed(Path folder) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            return files.filter(Files::isRegularFile)
                    .map(file -> folder.relativize(file).toString())
                    .toList();
        }
    }
}
