package dev.pairplane.helm;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

/// Native executable or Java runtime.
class FlavourTest {

    /// Invariant 38: flavours differ in tag and command only, the command's memory flags included.
    @Test
    void flavoursDifferInTagAndCommandOnly() {
        List<Manifest> natives = Chart.render("minimal").manifests();
        List<Manifest> jvms = Chart.render("jvm").manifests();

        assertThat(jvms).hasSameSizeAs(natives).isNotEqualTo(natives);
        for (int i = 0; i < natives.size(); i++) {
            assertThat(without(jvms.get(i))).isEqualTo(without(natives.get(i)));
        }
    }

    private static JsonNode without(Manifest manifest) {
        Manifest copy = new Manifest(manifest.tree().deepCopy());
        for (JsonNode container : copy.containers()) {
            ObjectNode object = (ObjectNode) container;
            object.remove("command");
            object.put(
                    "image", container.path("image").asText().replaceFirst("-(native|jvm)$", ""));
        }
        return copy.tree();
    }

    /// The JVM is started as the image itself starts it, but for the heap's share.
    @Test
    void theJvmIsStartedAsItsImageStartsIt() {
        List<String> image =
                Chart.read(Path.of("../images/java.args"))
                        .lines()
                        .filter(line -> !line.startsWith("#"))
                        .flatMap(line -> List.of(line.split(" ", -1)).stream())
                        .map(FlavourTest::withoutShare)
                        .toList();
        List<String> command =
                Yaml.texts(
                        Chart.render("jvm")
                                .one(Kind.STATEFUL_SET, "pp-storage-node")
                                .container()
                                .path("command"));

        assertThat(command.getFirst()).isEqualTo("/app/runtime/bin/java");
        assertThat(command.subList(1, command.size()).stream().map(FlavourTest::withoutShare))
                .containsExactlyElementsOf(image);
        assertThat(Chart.read(Path.of("../images/Dockerfile.jvm")))
                .contains("ENTRYPOINT [\"/app/runtime/bin/java\", \"@/app/java.args\"]");
        assertThat(Chart.read(Path.of("../images/Dockerfile.native")))
                .contains("ENTRYPOINT [\"/app/service\"]");
    }

    private static String withoutShare(String option) {
        return option.replaceFirst("(MaxRAMPercentage=)\\d+", "$1N");
    }

    @Test
    void aMirrorTakesThePlaceOfEachRegistryAndADigestOfTheTag() {
        var images =
                Chart.render("private-registry")
                        .workloads()
                        .flatMap(workload -> workload.containers().stream())
                        .map(container -> container.path("image").asText())
                        .distinct();

        assertThat(images)
                .containsExactlyInAnyOrder(
                        "registry.example.com/mirror/pairplane/storage-node@sha256:0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef",
                        "registry.example.com/mirror/pairplane/publishing-queue:0.1.0-native",
                        "registry.example.com/mirror/pairplane/difftracker:0.1.0-native",
                        "registry.example.com/mirror/library/postgres:18");
        assertThat(
                        Chart.render(
                                        "cnpg",
                                        "{global: {imageRegistry: registry.example.com/mirror},"
                                                + " publishing-queue: {database: {cnpg: {imageName:"
                                                + " 'ghcr.io/cloudnative-pg/postgresql:18'}}}}")
                                .one(Kind.CLUSTER, "pp-publishing-queue-db")
                                .at("/spec/imageName")
                                .asText())
                .isEqualTo("registry.example.com/mirror/cloudnative-pg/postgresql:18");
    }
}
