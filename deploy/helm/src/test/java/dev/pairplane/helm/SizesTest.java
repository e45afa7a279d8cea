package dev.pairplane.helm;

import static org.assertj.core.api.Assertions.assertThat;

import com.marcnuri.helm.Helm;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Limits of what keeps a release: a Secret holds 1 MiB, and more is refused at the installation.
class SizesTest {
    private static final int KIB = 1024;

    /// Invariant 37: the release's Secret holds, compressed and in base64, all files of the chart
    /// (in base64 themselves) and all that was rendered.
    @Test
    void theReleaseFitsIntoItsSecret() throws IOException {
        var text = new StringBuilder();
        try (Stream<Path> files = Files.walk(Chart.FOLDER)) {
            files.filter(Files::isRegularFile)
                    .filter(file -> !file.startsWith(Chart.VALUES))
                    .forEach(file ->
                            text.append(base64(Chart.read(file).getBytes(StandardCharsets.UTF_8))));
        }
        Chart.render("production").files().values().forEach(text::append);
        text.append(Chart.read(Path.of("rendered/production/templates/NOTES.txt")));
        var compressed = new ByteArrayOutputStream();
        try (var gzip = new GZIPOutputStream(compressed)) {
            gzip.write(text.toString().getBytes(StandardCharsets.UTF_8));
        }

        assertThat(base64(compressed.toByteArray()).length()).isBetween(10 * KIB, 512 * KIB);
    }

    /// Invariant 37.
    @Test
    void configMapsAreSmall() {
        assertThat(Chart.accepted().flatMap(name -> Chart.render(name).of(Kind.CONFIG_MAP)))
                .isNotEmpty()
                .allSatisfy(map ->
                        assertThat(map.at("/data").toString().length()).isLessThan(256 * KIB));
    }

    /// Invariant 37; the values of the tests are no part of the package.
    @Test
    void thePackageIsSmall(@TempDir Path folder) throws IOException {
        new Helm(Chart.FOLDER).packageIt().withDestination(folder).call();

        try (Stream<Path> files = Files.list(folder)) {
            List<Path> packages = files.toList();
            assertThat(packages).hasSize(1);
            assertThat(packages.getFirst().getFileName()).asString().endsWith(".tgz");
            assertThat(Files.size(packages.getFirst())).isBetween(5L * KIB, 300L * KIB);
            assertThat(new Helm(packages.getFirst()).show().values().call())
                    .contains("profile: prod");
            assertThat(new Helm(packages.getFirst()).show().all().call())
                    .doesNotContain("existingSecret: publishing-database");
        }
    }

    private static String base64(byte[] bytes) {
        return Base64.getEncoder().encodeToString(bytes);
    }
}
