package dev.pairplane.simulators.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class DiscoveryTest {

    private static final String AGGREGATED =
            "application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList,application/json";

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

    @Test
    void saysWhatItServesStepByStep() throws Exception {
        assertThat(client.get("/api").body().at("/versions/0").asText()).isEqualTo("v1");
        assertThat(client.get("/apis").body().path("groups").findValuesAsText("name"))
                .containsExactly("coordination.k8s.io", "discovery.k8s.io");
        assertThat(client.get("/apis/discovery.k8s.io").text("preferredVersion.version"))
                .isEqualTo("v1");
        assertThat(client.get("/api/v1").body().path("resources").findValuesAsText("name"))
                .contains("services", "services/status", "events");
        assertThat(client.get("/apis/coordination.k8s.io/v1").text("groupVersion"))
                .isEqualTo("coordination.k8s.io/v1");
        assertThat(client.get("/version").text("gitVersion")).isEqualTo("v1.36.1");
        assertThat(client.get("/readyz").code()).isEqualTo(200);
    }

    @Test
    void saysWhatItServesAtOnce() throws Exception {
        var core = client.get("/api", AGGREGATED);
        var groups = client.get("/apis", AGGREGATED);

        assertThat(core.headers().firstValue("Content-Type").orElseThrow())
                .contains("as=APIGroupDiscoveryList");
        assertThat(core.body().at("/items/0/versions/0/resources").findValuesAsText("resource"))
                .contains("pods", "nodes");
        assertThat(groups.body().path("items")).hasSize(2);
    }

    @Test
    void describesItsTypes() throws Exception {
        assertThat(client.get("/openapi/v3").body().path("paths").has("api/v1")).isTrue();
        var core = client.get("/openapi/v3/api/v1");

        assertThat(
                        core.body()
                                .at(
                                        "/components/schemas/io.k8s.api.core.v1.ServiceSpec/properties/ports/x-kubernetes-patch-merge-key")
                                .asText())
                .isEqualTo("port");
        assertThat(client.get("/openapi/v3/apis/none/v1").code()).isEqualTo(404);
        assertThat(client.get("/openapi/v2").code()).isEqualTo(404);
    }
}
