package dev.pairplane.difftracker.it;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.pairplane.testkit.ControlPlane;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/// A real API server's objects, read and written as JSON by the administrator, past everything that
/// the controller reads with.
///
/// Thread-safe.
final class RealCluster {
    private static final ObjectMapper JSON = new ObjectMapper();
    static final String DEPLOYMENT = "/apis/apps/v1/namespaces/default/deployments/web";

    private static final String STRATEGIC = "application/strategic-merge-patch+json";

    private final ControlPlane plane;

    RealCluster(ControlPlane plane) {
        this.plane = plane;
    }

    /// What the controller works on, as it was at about one moment.
    record Objects(List<JsonNode> services, List<JsonNode> slices, List<JsonNode> nodes) {

        /// Equal for two looks between which nothing was written.
        List<String> versions() {
            var versions = new ArrayList<String>();
            for (List<JsonNode> kind : List.of(services, slices, nodes)) {
                kind.forEach(object ->
                        versions.add(
                                object.at("/metadata/uid").asText()
                                        + " "
                                        + object.at("/metadata/resourceVersion").asText()));
            }
            return versions;
        }
    }

    Objects objects() {
        return new Objects(
                items("/api/v1/services"),
                items("/apis/discovery.k8s.io/v1/endpointslices"),
                items("/api/v1/nodes"));
    }

    List<JsonNode> items(String path) {
        List<JsonNode> items = new ArrayList<>();
        read(path).orElseThrow().path("items").forEach(items::add);
        return items;
    }

    /// Empty when there is no such object.
    Optional<JsonNode> read(String path) {
        var response = plane.get(path);
        if (response.statusCode() == 404) {
            return Optional.empty();
        }
        assertThat(response.statusCode()).as("GET %s: %s", path, response.body()).isEqualTo(200);
        return Optional.of(parse(response.body()));
    }

    Optional<JsonNode> service(String name) {
        return read(servicePath(name));
    }

    private static String servicePath(String name) {
        return "/api/v1/namespaces/default/services/" + name;
    }

    /// The UID as Azure spells it, which is in lower case, as the API server does too.
    String uid(String name) {
        return service(name).orElseThrow().at("/metadata/uid").asText();
    }

    JsonNode create(String path, String object) {
        return send("POST", path, "application/json", object);
    }

    JsonNode patch(String path, String patch) {
        return send("PATCH", path, STRATEGIC, patch);
    }

    /// By strategic merge.
    void patchService(String name, String patch) {
        patch(servicePath(name), patch);
    }

    void deleteService(String name) {
        delete(servicePath(name));
    }

    JsonNode delete(String path) {
        return send("DELETE", path, "application/json", "");
    }

    private JsonNode send(String method, String path, String type, String body) {
        var response = plane.call(method, path, type, body);
        assertThat(response.statusCode())
                .as("%s %s: %s", method, path, response.body())
                .isBetween(200, 299);
        return parse(response.body());
    }

    static JsonNode parse(String text) {
        try {
            return JSON.readTree(text);
        } catch (JsonProcessingException e) {
            throw new AssertionError(text, e);
        }
    }

    /// The values at a path of each element, as texts.
    static List<String> texts(JsonNode list) {
        List<String> texts = new ArrayList<>();
        list.forEach(entry -> texts.add(entry.asText()));
        return texts;
    }

    /// A Service of the controller's class in front of the pods `app=web`.
    void createService(String name, int port) {
        createService(name, port, "");
    }

    /// @param more further members of its spec, each with a comma behind it
    void createService(String name, int port, String more) {
        createService(name, port, more, "pairplane.dev/service-gateway");
    }

    void createService(String name, int port, String more, String loadBalancerClass) {
        create(
                "/api/v1/namespaces/default/services",
                """
                {"apiVersion": "v1", "kind": "Service", "metadata": {"name": "%s"},
                 "spec": {%s "type": "LoadBalancer",
                          "loadBalancerClass": "%s",
                          "selector": {"app": "web"},
                          "ports": [{"port": %d, "targetPort": 8080}]}}
                """
                        .formatted(name, more, loadBalancerClass, port));
    }

    void scale(int replicas) {
        patch(DEPLOYMENT, "{\"spec\": {\"replicas\": %d}}".formatted(replicas));
    }

    /// How many endpoints the slices of a Service have, ready or not.
    int endpoints(String service) {
        return slices(service).stream().mapToInt(slice -> slice.path("endpoints").size()).sum();
    }

    private long readyEndpoints(String service) {
        return slices(service).stream()
                .flatMap(slice -> slice.path("endpoints").valueStream())
                .filter(endpoint -> endpoint.at("/conditions/ready").asBoolean())
                .count();
    }

    private List<JsonNode> slices(String service) {
        return items(
                "/apis/discovery.k8s.io/v1/namespaces/default/endpointslices"
                        + "?labelSelector=kubernetes.io/service-name="
                        + service);
    }

    /// Whether the slices of Services have so many endpoints, all ready. A Service whose slices
    /// have not is written to: the control plane's own controller of slices backs off, and gives up
    /// after some attempts, while its watch has not come back from an outage, and looks again when
    /// a Service changes.
    boolean slicesHave(int endpoints, String... services) {
        var behind =
                Stream.of(services)
                        .filter(service ->
                                endpoints(service) != endpoints
                                        || readyEndpoints(service) != endpoints)
                        .toList();
        behind.forEach(service ->
                patchService(
                        service,
                        "{\"metadata\": {\"annotations\": {\"example.com/again\": \"%d\"}}}"
                                .formatted(System.nanoTime())));
        return behind.isEmpty();
    }

    /// The reasons of the events about a Service.
    List<String> events(String service) {
        return items(
                        "/api/v1/namespaces/default/events?fieldSelector=involvedObject.kind=Service,"
                            + "involvedObject.name="
                                + service)
                .stream()
                .map(event -> event.path("reason").asText())
                .toList();
    }

    List<String> finalizers(String service) {
        return texts(service(service).orElseThrow().at("/metadata/finalizers"));
    }

    /// The first address that is published; empty when there is none.
    String ingress(String service) {
        return service(service).orElseThrow().at("/status/loadBalancer/ingress/0/ip").asText();
    }

    /// Status and reason of the controller's condition; empty when there is none.
    String accepted(String service) {
        for (JsonNode condition : service(service).orElseThrow().at("/status/conditions")) {
            if (condition.path("type").asText().equals("pairplane.dev/Accepted")) {
                return condition.path("status").asText() + " " + condition.path("reason").asText();
            }
        }
        return "";
    }

    /// How many pods of the Deployment are of its last template.
    int updatedPods() {
        return read(DEPLOYMENT).orElseThrow().at("/status/updatedReplicas").asInt();
    }

    /// What kubectl shows of all that the tests have a hand in, for the message of a test that
    /// failed.
    String picture() {
        return plane.kubectl(
                        "get",
                        "deployments,replicasets,pods,services,endpointslices,nodes",
                        "--output=wide")
                .out();
    }
}
