package dev.pairplane.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import dev.pairplane.simulators.kubernetes.KubernetesConfig;
import dev.pairplane.simulators.kubernetes.KubernetesSimulator;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(120)
class ApplyTest {

    @TempDir Path directory;

    private final Playground.Screen screen = new Playground.Screen();
    private final KubernetesSimulator kubernetes;

    ApplyTest() throws Exception {
        kubernetes = KubernetesSimulator.start(KubernetesConfig.defaults());
    }

    @AfterEach
    void stop() {
        kubernetes.close();
    }

    @Test
    void createsWhatIsNotThereAndChangesWhatIs() throws Exception {
        apply(Playground.sample("shop.yaml"));
        assertThat(screen.text().lines())
                .containsExactly(
                        "nodes/node-a created",
                        "nodes/node-b created",
                        "services/default/shop created",
                        "endpointslices/default/shop-1 created",
                        "services/default/blog created",
                        "endpointslices/default/blog-1 created");

        apply(Playground.sample("shop.yaml"));
        assertThat(screen.text().lines().skip(6)).allMatch(line -> line.endsWith(" unchanged"));

        apply(Playground.sample("shop-moved.yaml"));
        assertThat(screen.text()).endsWith("endpointslices/default/shop-1 configured\n");
    }

    @Test
    void bringsAStatusToWhereStatusesGo() throws Exception {
        apply(Playground.sample("shop.yaml"));

        JsonNode node = kubernetes.get("nodes", "", "node-a").orElseThrow();
        assertThat(node.path("status").path("addresses").path(0).path("address").asText())
                .isEqualTo("10.224.0.4");
    }

    @Test
    void makesTheServiceOfTheLabelTheOwnerOfASlice() throws Exception {
        apply(Playground.sample("shop.yaml"));

        String uid =
                kubernetes
                        .get("services", "default", "shop")
                        .orElseThrow()
                        .path("metadata")
                        .path("uid")
                        .asText();
        JsonNode owner =
                kubernetes
                        .get("endpointslices", "default", "shop-1")
                        .orElseThrow()
                        .path("metadata")
                        .path("ownerReferences")
                        .path(0);
        assertThat(owner.path("uid").asText()).isEqualTo(uid);
        assertThat(owner.path("controller").asBoolean()).isTrue();
    }

    @Test
    void takesTheItemsOfAListOneByOneAndLeavesEmptyDocumentsOut() throws Exception {
        apply(
                file(
                        """
                        ---
                        # nothing
                        ---
                        apiVersion: v1
                        kind: List
                        items:
                          - {apiVersion: v1, kind: Namespace, metadata: {name: one}}
                          - {apiVersion: v1, kind: ConfigMap, metadata: {name: two, namespace: one}}
                        """));

        assertThat(screen.text().lines())
                .containsExactly("namespaces/one created", "configmaps/one/two created");
    }

    @Test
    void saysFileDocumentAndTheServersWordsWhenOneIsRefused() throws Exception {
        Path file =
                file(
                        """
                        {apiVersion: v1, kind: Namespace, metadata: {name: one}}
                        ---
                        apiVersion: v1
                        kind: Service
                        metadata: {name: bad}
                        spec: {type: Sideways, ports: [{port: 80}]}
                        """);

        assertThatThrownBy(() -> apply(file))
                .isInstanceOf(Failure.class)
                .hasMessageStartingWith(
                        "%s, document 2 (services/default/bad) was refused with 422: ", file)
                .hasMessageContaining("Sideways");
        assertThat(screen.text()).isEqualTo("namespaces/one created\n");
    }

    @Test
    void refusesWhatIsNoManifestBeforeAnythingIsSent() throws Exception {
        String good = "{apiVersion: v1, kind: Namespace, metadata: {name: one}}\n---\n";

        refuses(
                good + "{apiVersion: apps/v1, kind: Deployment}",
                "document 2 is of kind 'apps/v1 Deployment', which the simulator does not serve");
        refuses(good + "{apiVersion: v1, kind: Node}", "document 2 has no metadata.name");
        refuses(good + "just words", "document 2 is no object");
        refuses(good + "{a: b", "document 2 is no YAML: ");
        refuses("# nothing\n", "has no manifest in it");
        assertThatThrownBy(() -> apply(directory.resolve("none.yaml")))
                .hasMessage("there is no file %s", directory.resolve("none.yaml"));
        assertThat(kubernetes.get("namespaces", "", "one")).isEmpty();
    }

    @Test
    void refusesASliceOfAServiceThatIsNotThere() {
        assertThatThrownBy(() -> apply(Playground.sample("shop-moved.yaml")))
                .isInstanceOf(Failure.class)
                .hasMessageContaining(
                        "document 1 (endpointslices/default/shop-1) belongs to the Service"
                                + " 'shop', which is not there");
    }

    private void refuses(String text, String message) throws Exception {
        Path file = file(text);
        assertThatThrownBy(() -> apply(file))
                .isInstanceOf(Failure.class)
                .hasMessageContaining(message);
    }

    private Path file(String text) throws Exception {
        return Files.writeString(directory.resolve("file.yaml"), text);
    }

    private void apply(Path file) throws Exception {
        new Apply(directory, new Command.Apply(List.of(file), kubernetes.port()), screen.stream())
                .run();
    }
}
