package dev.pairplane.helm;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.marcnuri.helm.Helm;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// One version for everything that is released together.
class VersionTest {
    private static final String NEXT = "9.9.9";

    private static String reactor() {
        String pom = Chart.read(Path.of("pom.xml"));
        int at = pom.indexOf("<version>") + "<version>".length();
        return pom.substring(at, pom.indexOf("</version>", at));
    }

    private static List<Path> charts() throws IOException {
        try (Stream<Path> files = Files.walk(Chart.FOLDER)) {
            return files.filter(file -> file.endsWith("Chart.yaml")).sorted().toList();
        }
    }

    /// Invariant 55; images take their tag from the reactor's version too.
    @Test
    void chartImagesAndReactorHaveOneVersion() throws IOException {
        String version = reactor();

        assertThat(charts()).hasSize(5);
        for (Path file : charts()) {
            JsonNode chart = Yaml.tree(Chart.read(file));
            assertThat(chart.path("version").asText()).as(file.toString()).isEqualTo(version);
            assertThat(chart.path("appVersion").asText()).as(file.toString()).isEqualTo(version);
            assertThat(chart.path("kubeVersion").asText()).isEqualTo(">=1.24.0-0");
        }
        JsonNode umbrella = Yaml.tree(Chart.read(Chart.FOLDER.resolve("Chart.yaml")));
        assertThat(umbrella.path("dependencies"))
                .hasSize(4)
                .allSatisfy(dependency -> {
                    assertThat(dependency.path("version").asText()).isEqualTo(version);
                    assertThat(dependency.has("repository")).isFalse();
                });
        assertThat(umbrella.at("/annotations/artifacthub.io~1images").asText())
                .contains(Chart.SERVICES.stream().map(s -> s + ":" + version + "-native").toList());
        assertThat(
                        Chart.render("minimal")
                                .services()
                                .map(workload -> workload.container().path("image").asText()))
                .allSatisfy(image -> assertThat(image).endsWith(":" + version + "-native"));
        assertThat(Chart.read(Path.of("../images/build")))
                .contains("tag=$registry$service:$version-$flavor");
    }

    /// Invariant 10: another version touches labels, tags and checksums only.
    @Test
    void anotherVersionTouchesLabelsAndTagsOnly(@TempDir Path folder) throws IOException {
        try (Stream<Path> files = Files.walk(Chart.FOLDER)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                Path to = folder.resolve(Chart.FOLDER.relativize(file).toString());
                Files.createDirectories(java.util.Objects.requireNonNull(to.getParent()));
                String text = Chart.read(file);
                Files.writeString(
                        to, file.endsWith("Chart.yaml") ? text.replace(reactor(), NEXT) : text);
            }
        }
        List<Manifest> next = rendered(folder);
        List<Manifest> now = rendered(Chart.FOLDER);

        assertThat(next).hasSameSizeAs(now).isNotEqualTo(now);
        for (int i = 0; i < now.size(); i++) {
            assertThat(next.get(i).tree().toString()).contains(NEXT);
            assertThat(without(next.get(i).tree())).isEqualTo(without(now.get(i).tree()));
        }
    }

    private static List<Manifest> rendered(Path chart) {
        return Rendered.of(
                        new Helm(chart)
                                .template()
                                .withName(Chart.RELEASE)
                                .withNamespace(Chart.NAMESPACE)
                                .withKubeVersion(Chart.KUBERNETES)
                                .withValuesFile(Chart.valuesFile("minimal").toAbsolutePath())
                                .call())
                .manifests();
    }

    private static JsonNode without(JsonNode tree) {
        JsonNode copy = tree.deepCopy();
        for (JsonNode parent : copy.findParents("app.kubernetes.io/version")) {
            ((ObjectNode) parent).remove(List.of("app.kubernetes.io/version", "helm.sh/chart"));
        }
        for (JsonNode container : copy.findParents("image")) {
            ObjectNode object = (ObjectNode) container;
            object.put("image", container.path("image").asText().replaceFirst(":.*", ""));
        }
        return copy;
    }
}
