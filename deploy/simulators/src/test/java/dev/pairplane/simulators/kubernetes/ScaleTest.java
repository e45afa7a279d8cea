package dev.pairplane.simulators.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.pairplane.simulators.kubernetes.schema.Json;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/// What is promised of many pods holds for a few, too: cheap to add, and cheap to find by node.
class ScaleTest {

    private static final int PODS = Integer.getInteger("pairplane.simulators.pods", 20_000);
    private static final int PER_NODE = 50;

    @Test
    void findsTheFewAmongTheMany() throws Exception {
        try (KubernetesSimulator simulator =
                        KubernetesSimulator.start(KubernetesConfig.defaults());
                Client client = new Client(simulator)) {
            for (int i = 0; i < PODS; i++) {
                ObjectNode pod = Samples.pod("pod-" + i, "node-" + i / PER_NODE);
                Json.metadata(pod).putObject("labels").put("app", "app-" + i % 100);
                simulator.create(pod);
            }

            long start = System.nanoTime();
            for (int i = 0; i < 100; i++) {
                var page = client.get("/api/v1/pods?fieldSelector=spec.nodeName%3Dnode-" + i);
                assertThat(page.body().path("items")).hasSize(PER_NODE);
            }
            Duration byNode = Duration.ofNanos(System.nanoTime() - start);

            assertThat(byNode).isLessThan(Duration.ofSeconds(10));
            assertThat(client.get("/api/v1/pods?limit=1").text("metadata.remainingItemCount"))
                    .isEqualTo(Integer.toString(PODS - 1));
            assertThat(client.get("/api/v1/pods?labelSelector=app%3Dapp-7").body().path("items"))
                    .hasSize(PODS / 100);
        }
    }
}
