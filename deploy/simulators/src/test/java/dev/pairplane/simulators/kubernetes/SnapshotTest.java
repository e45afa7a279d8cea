package dev.pairplane.simulators.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.pairplane.simulators.kubernetes.schema.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SnapshotTest {

    @Test
    void goesOnWhereASnapshotEnds() throws Exception {
        ObjectNode snapshot;
        String address;
        try (KubernetesSimulator first = KubernetesSimulator.start(KubernetesConfig.defaults())) {
            address = Json.text(first.create(Samples.loadBalancer("a")), "spec.clusterIP");
            first.create(Samples.pod("p", "n1"));
            snapshot = first.snapshot();
        }

        try (KubernetesSimulator second =
                KubernetesSimulator.start(
                        KubernetesConfig.defaults().withSnapshot(snapshot).withSeed(2))) {
            assertThat(second.snapshot()).isEqualTo(snapshot);
            ObjectNode created = second.create(Samples.loadBalancer("b"));
            assertThat(Json.text(created, "spec.clusterIP")).isNotEqualTo(address);
            assertThat(Json.at(created, "metadata.resourceVersion").asLong())
                    .isEqualTo(snapshot.path("version").asLong() + 1);
        }
    }

    @Test
    void refusesWhatIsNoSnapshot() {
        KubernetesConfig config = KubernetesConfig.defaults().withSnapshot(Json.object());

        assertThatThrownBy(() -> KubernetesSimulator.start(config).close())
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("no snapshot");
    }

    @Test
    void writesAKubeconfig(@TempDir Path folder) throws IOException {
        try (KubernetesSimulator simulator =
                KubernetesSimulator.start(KubernetesConfig.defaults())) {
            Path file = folder.resolve("sub/config");

            simulator.writeKubeconfig(file);

            assertThat(Files.readString(file)).contains("server: " + simulator.uri());
        }
    }

    @Test
    void refusesImpossibleSettings() {
        KubernetesConfig config = KubernetesConfig.defaults();

        assertThatThrownBy(() -> config.withLogCapacity(0))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(config::withServiceRanges).isInstanceOf(IllegalArgumentException.class);
        KubernetesConfig bad = config.withServiceRanges("10.0.0.1");
        assertThatThrownBy(() -> KubernetesSimulator.start(bad).close())
                .hasMessageContaining("10.96.0.0/16");
    }
}
