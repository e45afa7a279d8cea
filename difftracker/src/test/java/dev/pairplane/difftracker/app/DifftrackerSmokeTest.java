package dev.pairplane.difftracker.app;

import static dev.pairplane.testkit.MeterAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import dev.pairplane.testkit.ScrapeFile;
import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.discovery.v1.EndpointSlice;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.utils.Serialization;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.vertx.core.json.JsonObject;
import jakarta.inject.Inject;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionFactory;
import org.eclipse.microprofile.config.ConfigProvider;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// The controller put together as it is in production, in this process, between a simulated cluster
/// and a simulated Azure: what the parts' own tests cannot see is whether they find each other.
@QuarkusTest
@QuarkusTestResource(SimulatedWorld.class)
class DifftrackerSmokeTest {
    private static final String P = "difftracker_engine_";

    @Inject KubernetesClient cluster;

    private final HttpClient http = HttpClient.newHttpClient();

    @AfterEach
    void close() {
        http.close();
    }

    private static String config(String key) {
        return ConfigProvider.getConfig().getValue(key, String.class);
    }

    private HttpResponse<String> get(String base, String path) throws Exception {
        return http.send(
                HttpRequest.newBuilder(URI.create(base + path))
                        .header("Authorization", "Bearer anything")
                        .build(),
                BodyHandlers.ofString());
    }

    private HttpResponse<String> main(String path) throws Exception {
        return http.send(
                HttpRequest.newBuilder(
                                URI.create(
                                        "http://127.0.0.1:"
                                                + config("quarkus.http.test-port")
                                                + path))
                        .build(),
                BodyHandlers.ofString());
    }

    private HttpResponse<String> management(String path) throws Exception {
        return get("http://127.0.0.1:" + config("quarkus.management.test-port"), path);
    }

    private String azure(String path) throws Exception {
        HttpResponse<String> response =
                get(config("difftracker.azure.arm_endpoint"), path + "?api-version=2025-05-01");
        return response.statusCode() == 404 ? "" : response.body();
    }

    private ScrapeFile scrape() throws Exception {
        return ScrapeFile.parse(management("/metrics").body());
    }

    private static ConditionFactory soon() {
        return Awaitility.await().atMost(Duration.ofSeconds(30));
    }

    private Service createService() {
        cluster.resource(
                        Serialization.unmarshal(
                                """
                                apiVersion: v1
                                kind: Node
                                metadata: {name: node-1}
                                status:
                                  addresses: [{type: InternalIP, address: 10.0.0.4}]
                                """,
                                Node.class))
                .create();
        Service service =
                cluster.resource(
                                Serialization.unmarshal(
                                        """
                                        apiVersion: v1
                                        kind: Service
                                        metadata: {namespace: default, name: web}
                                        spec:
                                          type: LoadBalancer
                                          loadBalancerClass: pairplane.dev/service-gateway
                                          selector: {app: web}
                                          ports: [{port: 80, targetPort: 8080}]
                                        """,
                                        Service.class))
                        .create();
        EndpointSlice slice =
                Serialization.unmarshal(
                        """
                        apiVersion: discovery.k8s.io/v1
                        kind: EndpointSlice
                        metadata:
                          namespace: default
                          name: web-1
                          labels: {kubernetes.io/service-name: web}
                          ownerReferences:
                          - {apiVersion: v1, kind: Service, name: web, uid: "%s", controller: true}
                        addressType: IPv4
                        endpoints:
                        - addresses: [10.244.0.5]
                          nodeName: node-1
                          conditions: {ready: true, serving: true, terminating: false}
                        ports: [{port: 8080}]
                        """
                                .formatted(service.getMetadata().getUid()),
                        EndpointSlice.class);
        cluster.resource(slice).create();
        return service;
    }

    @Test
    void servesAServiceFromItsFirstSightToItsLast() throws Exception {
        soon().untilAsserted(() -> assertThat(main("/readyz").statusCode()).isEqualTo(200));
        assertThat(management("/livez").statusCode()).isEqualTo(200);

        Service service = createService();
        String uid = service.getMetadata().getUid().toLowerCase(Locale.ROOT);

        var web = cluster.services().inNamespace("default").withName("web");
        soon().untilAsserted(() ->
                assertThat(web.get().getStatus().getLoadBalancer().getIngress()).hasSize(1));
        String address = web.get().getStatus().getLoadBalancer().getIngress().getFirst().getIp();
        assertThat(web.get().getMetadata().getFinalizers())
                .contains("servicegateway.azure.com/service-cleanup");
        String gateway = config("test.gateway");
        assertThat(azure(gateway + "/services")).contains(uid);
        soon().untilAsserted(() ->
                assertThat(azure(gateway + "/addressLocations"))
                        .contains("10.0.0.4", "10.244.0.5", uid));
        shows(uid, address);

        web.delete();

        soon().untilAsserted(() -> assertThat(web.get()).isNull());
        assertThat(azure(gateway + "/services")).doesNotContain(uid);
        assertThat(azure(gateway + "/addressLocations")).doesNotContain("10.244.0.5");
        soon().untilAsserted(() ->
                assertThat(scrape())
                        .hasValue(0, P + "tracked_services_total", Map.of("state", "k8s_services"))
                        .hasValue(
                                1,
                                P + "service_operations_total",
                                Map.of(
                                        "operation", "delete",
                                        "service_type", "inbound",
                                        "result", "success")));
    }

    private void shows(String uid, String address) throws Exception {
        soon().untilAsserted(() -> {
            JsonObject state = new JsonObject(main("/debug/difftracker/state").body());
            assertThat(state.getString("phase")).isEqualTo("running");
            assertThat(state.getJsonObject("nrp").getJsonArray("loadBalancers"))
                    .containsExactly(uid);
            assertThat(
                            state.getJsonObject("nrp")
                                    .getJsonObject("locations")
                                    .getJsonObject("10.0.0.4")
                                    .getJsonArray("10.244.0.5"))
                    .containsExactly(uid);
            assertThat(state.getJsonObject("ops").getJsonObject(uid).getString("state"))
                    .isEqualTo("created");
        });
        assertThat(main("/debug/difftracker/services?state=created").body())
                .contains(uid, "\"" + address + "\"");
        assertThat(main("/console").body())
                .contains("<h1>smoke</h1>", ">running</span>", "default/web", address);
        soon().untilAsserted(() ->
                assertThat(scrape())
                        .hasValue(1, P + "tracked_services_total", Map.of("state", "k8s_services"))
                        .hasValue(1, P + "tracked_services", Map.of("resource", "k8s"))
                        .hasValue(
                                1,
                                P + "tracked_services_total",
                                Map.of("state", "nrp_loadbalancers"))
                        .hasValue(1, P + "locations_total", Map.of())
                        .hasValue(1, P + "addresses_total", Map.of())
                        .hasValue(
                                1,
                                P + "service_operations_total",
                                Map.of(
                                        "operation", "create",
                                        "service_type", "inbound",
                                        "result", "success"))
                        .hasValue(1, P + "start_phase", Map.of("phase", "running")));
    }

    @Test
    void servesEachThingOnItsPort() throws Exception {
        assertThat(main("/metrics").statusCode()).isEqualTo(404);
        for (String path : List.of("/healthz", "/livez", "/readyz", "/startupz", "/health")) {
            soon().untilAsserted(() -> {
                assertThat(main(path).statusCode()).as(path).isEqualTo(200);
                assertThat(management(path).statusCode()).as(path).isEqualTo(200);
            });
        }
        assertThat(management("/metrics").body()).contains("difftracker_build_info");
        assertThat(management("/debug/difftracker/state").statusCode()).isEqualTo(404);
    }
}
