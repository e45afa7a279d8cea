package dev.pairplane.simulators.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.pairplane.simulators.kubernetes.patch.PatchType;
import dev.pairplane.simulators.kubernetes.schema.ApiException;
import dev.pairplane.simulators.kubernetes.schema.Json;
import java.io.IOException;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class LifecycleTest {

    private static final String FINALIZER = "pairplane.dev/test";

    private KubernetesSimulator simulator;
    private Client client;

    @BeforeEach
    void start() throws IOException {
        simulator = KubernetesSimulator.start(KubernetesConfig.defaults());
        client = new Client(simulator);
    }

    @AfterEach
    void stop() {
        client.close();
        simulator.close();
    }

    private void finalizer(String patch) {
        simulator.patch("services", "default", "a", PatchType.STRATEGIC, Json.parse(patch));
    }

    @Test
    void keepsAnObjectUntilItsLastFinalizerIsGone() throws Exception {
        simulator.create(Samples.loadBalancer("a"));
        finalizer("{\"metadata\":{\"finalizers\":[\"pairplane.dev/test\"]}}");

        var deleted = client.delete(Samples.SERVICES + "/a");

        assertThat(deleted.code()).isEqualTo(200);
        assertThat(deleted.text("metadata.deletionTimestamp")).isNotEmpty();
        assertThat(deleted.body().at("/metadata/deletionGracePeriodSeconds").asInt()).isZero();
        long version = simulator.version();
        client.delete(Samples.SERVICES + "/a");
        assertThat(simulator.version()).as("deleting again changes nothing").isEqualTo(version);
        finalizer(
                "{\"metadata\":{\"$deleteFromPrimitiveList/finalizers\":[\"pairplane.dev/test\"]}}");
        assertThat(simulator.get("services", "default", "a")).isEmpty();
    }

    @Test
    void addsNoFinalizerToADeletingObject() throws Exception {
        ObjectNode service = Samples.loadBalancer("a");
        Json.metadata(service).putArray("finalizers").add(FINALIZER);
        simulator.create(service);
        simulator.delete("services", "default", "a");

        var answer =
                client.patch(
                        Samples.SERVICES + "/a",
                        Client.STRATEGIC,
                        "{\"metadata\":{\"finalizers\":[\"pairplane.dev/second\"]}}");

        assertThat(answer.code()).isEqualTo(422);
        assertThat(answer.text("message")).contains("no new finalizers can be added");
    }

    @Test
    void emptiesANamespaceBeforeItGoes() throws Exception {
        simulator.create(
                Json.parse(
                        "{\"apiVersion\":\"v1\",\"kind\":\"Namespace\",\"metadata\":{\"name\":\"shop\"}}"));
        ObjectNode service = Samples.loadBalancer("a");
        Json.metadata(service).put("namespace", "shop").putArray("finalizers").add(FINALIZER);
        simulator.create(service);
        ObjectNode map = Samples.configMap("m");
        Json.metadata(map).put("namespace", "shop");
        simulator.create(map);

        var deleted = client.delete("/api/v1/namespaces/shop");
        var refused =
                client.post(
                        "/api/v1/namespaces/shop/configmaps", "{\"metadata\":{\"name\":\"late\"}}");

        assertThat(deleted.text("status.phase")).isEqualTo("Terminating");
        assertThat(simulator.get("configmaps", "shop", "m")).isEmpty();
        assertThat(refused.code()).isEqualTo(403);
        assertThat(refused.body().at("/details/causes/0/reason").asText())
                .isEqualTo("NamespaceTerminating");
        simulator.patch(
                "services",
                "shop",
                "a",
                PatchType.MERGE,
                Json.parse("{\"metadata\":{\"finalizers\":null}}"));
        assertThat(simulator.get("namespaces", "", "shop")).isEmpty();
    }

    @Test
    void keepsTheNamespacesOfTheSystem() throws Exception {
        assertThat(client.delete("/api/v1/namespaces/default").code()).isEqualTo(403);
        assertThat(
                        client.post(
                                        "/api/v1/namespaces/none/configmaps",
                                        "{\"metadata\":{\"name\":\"a\"}}")
                                .text("message"))
                .isEqualTo("namespaces \"none\" not found");
    }

    @Test
    void deletesWhatADeletedObjectOwned() {
        ObjectNode owner = simulator.create(Samples.loadBalancer("a"));
        ObjectNode slice = Samples.slice("a-1", "IPv4", "10.0.0.1");
        Json.metadata(slice)
                .putArray("ownerReferences")
                .addObject()
                .put("apiVersion", "v1")
                .put("kind", "Service")
                .put("name", "a")
                .put("uid", Json.text(owner, "metadata.uid"));
        simulator.create(slice);

        simulator.delete("services", "default", "a");

        assertThat(simulator.count("endpointslices")).isZero();
    }

    @Test
    void orphansWhatIsOwnedWhenAsked() throws Exception {
        ObjectNode owner = simulator.create(Samples.loadBalancer("a"));
        ObjectNode map = Samples.configMap("m");
        Json.metadata(map)
                .putArray("ownerReferences")
                .addObject()
                .put("apiVersion", "v1")
                .put("kind", "Service")
                .put("name", "a")
                .put("uid", Json.text(owner, "metadata.uid"));
        simulator.create(map);

        client.delete(Samples.SERVICES + "/a?propagationPolicy=Orphan");

        ObjectNode left = simulator.get("configmaps", "default", "m").orElseThrow();
        assertThat(left.path("metadata").has("ownerReferences")).isFalse();
    }

    @Test
    void endsPodsOnNodesGracefully() throws Exception {
        simulator.create(Samples.pod("bound", "node-1"));
        simulator.create(Samples.pod("unbound", ""));

        var bound = client.delete(Samples.PODS + "/bound");
        client.delete(Samples.PODS + "/unbound");

        assertThat(bound.body().at("/metadata/deletionGracePeriodSeconds").asInt()).isEqualTo(30);
        assertThat(bound.body().at("/metadata/generation").asInt()).isEqualTo(2);
        assertThat(simulator.get("pods", "default", "unbound")).isEmpty();
        client.delete(Samples.PODS + "/bound?gracePeriodSeconds=0");
        assertThat(simulator.count("pods")).isZero();
    }

    @Test
    void playsTheKubeletWhenTold() throws Exception {
        KubernetesConfig config =
                KubernetesConfig.defaults().withPodsEndingAfter(Duration.ofMillis(10));
        try (KubernetesSimulator withKubelets = KubernetesSimulator.start(config)) {
            withKubelets.create(Samples.pod("bound", "node-1"));

            withKubelets.delete("pods", "default", "bound");

            await().until(() -> withKubelets.count("pods") == 0);
        }
    }

    @Test
    void letsOnlyTheImageOfAPodChange() {
        simulator.create(Samples.pod("p", "node-1"));

        ObjectNode changed =
                simulator.patch(
                        "pods",
                        "default",
                        "p",
                        PatchType.STRATEGIC,
                        Json.parse(
                                "{\"spec\":{\"containers\":[{\"name\":\"main\",\"image\":\"example/web:2\"}]}}"));

        assertThat(changed.at("/metadata/generation").asInt()).isEqualTo(2);
        assertThatThrownBy(() ->
                        simulator.patch(
                                "pods",
                                "default",
                                "p",
                                PatchType.MERGE,
                                Json.parse("{\"spec\":{\"nodeName\":\"node-2\"}}")))
                .isInstanceOfSatisfying(
                        ApiException.class, e -> assertThat(e.code()).isEqualTo(422));
    }
}
