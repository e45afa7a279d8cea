package dev.pairplane.simulators.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.pairplane.simulators.kubernetes.schema.Json;
import java.io.IOException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ObjectsTest {

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
    void createsWithWhatOnlyTheServerGives() throws Exception {
        var answer = client.post(Samples.CONFIGMAPS, Samples.configMap("one").toString());

        assertThat(answer.code()).isEqualTo(201);
        assertThat(answer.text("kind")).isEqualTo("ConfigMap");
        assertThat(answer.text("metadata.uid")).hasSize(36);
        assertThat(answer.text("metadata.resourceVersion"))
                .isEqualTo(Long.toString(simulator.version()));
        assertThat(answer.text("metadata.creationTimestamp")).endsWith("Z");
        assertThat(client.get(Samples.CONFIGMAPS + "/one").body()).isEqualTo(answer.body());
    }

    @Test
    void makesNamesUp() throws Exception {
        ObjectNode map = Samples.configMap("x");
        Json.metadata(map).remove("name");
        Json.metadata(map).put("generateName", "web-");

        var answer = client.post(Samples.CONFIGMAPS, map.toString());

        assertThat(answer.text("metadata.name")).matches("web-[bcdfghjklmnpqrstvwxz2456789]{5}");
        Json.metadata(map).remove("generateName");
        assertThat(client.post(Samples.CONFIGMAPS, map.toString()).code()).isEqualTo(422);
    }

    @Test
    void refusesWhatExists() throws Exception {
        simulator.create(Samples.configMap("one"));

        var answer = client.post(Samples.CONFIGMAPS, Samples.configMap("one").toString());

        assertThat(answer.code()).isEqualTo(409);
        assertThat(answer.text("reason")).isEqualTo("AlreadyExists");
        assertThat(answer.text("message")).isEqualTo("configmaps \"one\" already exists");
    }

    @Test
    void tellsWhatIsNotThere() throws Exception {
        var object = client.get(Samples.SERVICES + "/none");
        var resource = client.get("/api/v1/widgets");
        var group = client.get("/apis/widgets.example/v1");
        var slice = client.get(Samples.SLICES + "/none");

        assertThat(object.code()).isEqualTo(404);
        assertThat(object.text("message")).isEqualTo("services \"none\" not found");
        assertThat(object.text("details.kind")).isEqualTo("services");
        assertThat(resource.text("reason")).isEqualTo("NotFound");
        assertThat(group.code()).isEqualTo(404);
        assertThat(slice.text("details.group")).isEqualTo("discovery.k8s.io");
        assertThat(client.get("/nowhere").code()).isEqualTo(404);
        assertThat(client.get("/api/v1/namespaces/default/services/x/scale").code()).isEqualTo(404);
    }

    @Test
    void refusesForeignBodiesAndMethods() throws Exception {
        String yaml = "kind: ConfigMap";

        assertThat(client.send("POST", Samples.CONFIGMAPS, "application/yaml", yaml).code())
                .isEqualTo(415);
        assertThat(
                        client.patch(
                                        Samples.SERVICES + "/kubernetes",
                                        "application/apply-patch+yaml",
                                        "{}")
                                .code())
                .isEqualTo(415);
        assertThat(client.get(Samples.CONFIGMAPS, "application/yaml").code()).isEqualTo(406);
        assertThat(client.get(Samples.CONFIGMAPS, "application/vnd.kubernetes.protobuf").code())
                .isEqualTo(406);
        assertThat(
                        client.get(
                                        Samples.CONFIGMAPS,
                                        "application/vnd.kubernetes.protobuf,application/json")
                                .code())
                .isEqualTo(200);
        assertThat(client.post("/api/v1/services", "{}").code()).isEqualTo(405);
        assertThat(client.delete("/api/v1/namespaces").code()).isEqualTo(405);
        assertThat(client.post(Samples.CONFIGMAPS, "{").code()).isEqualTo(400);
        assertThat(client.post(Samples.CONFIGMAPS, Samples.pod("p", "").toString()).code())
                .isEqualTo(400);
    }

    @Test
    void refusesWrongTypesAndWarnsOfUnknownFields() throws Exception {
        String wrong = "{\"metadata\":{\"name\":\"a\"},\"data\":{\"a\":1}}";
        String unknown = "{\"metadata\":{\"name\":\"a\"},\"datas\":{}}";

        assertThat(client.post(Samples.CONFIGMAPS, wrong).text("message"))
                .contains("cannot unmarshal number");
        assertThat(
                        client.post(Samples.CONFIGMAPS + "?fieldValidation=Strict", unknown)
                                .text("message"))
                .contains("unknown field \"datas\"");
        var warned = client.post(Samples.CONFIGMAPS, unknown);
        assertThat(warned.code()).isEqualTo(201);
        assertThat(warned.headers().firstValue("Warning"))
                .hasValue("299 - \"unknown field \\\"datas\\\"\"");
        assertThat(warned.body().has("datas")).isFalse();
    }

    @Test
    void refusesStaleWrites() throws Exception {
        ObjectNode first = simulator.create(Samples.configMap("one"));
        ObjectNode second = first.deepCopy();
        Json.child(second, "data").put("a", "2");
        assertThat(client.put(Samples.CONFIGMAPS + "/one", second).code()).isEqualTo(200);

        var answer = client.put(Samples.CONFIGMAPS + "/one", second);

        assertThat(answer.code()).isEqualTo(409);
        assertThat(answer.text("reason")).isEqualTo("Conflict");
        assertThat(answer.text("message")).contains("the object has been modified");
    }

    @Test
    void changesNothingWithoutAChange() throws Exception {
        ObjectNode map = simulator.create(Samples.configMap("one"));
        long before = simulator.version();

        var answer = client.put(Samples.CONFIGMAPS + "/one", map);
        client.patch(Samples.CONFIGMAPS + "/one", Client.MERGE, "{\"data\":{\"a\":\"1\"}}");

        assertThat(answer.code()).isEqualTo(200);
        assertThat(simulator.version()).isEqualTo(before);
    }

    @Test
    void writesNothingInADryRun() throws Exception {
        long before = simulator.version();

        var created =
                client.post(Samples.SERVICES + "?dryRun=All", Samples.loadBalancer("a").toString());
        var deleted = client.delete(Samples.SERVICES + "/kubernetes?dryRun=All");

        assertThat(created.code()).isEqualTo(201);
        assertThat(created.text("spec.clusterIP")).isNotEmpty();
        assertThat(deleted.code()).isEqualTo(200);
        assertThat(simulator.version()).isEqualTo(before);
    }

    @Test
    void checksThePreconditionsOfPatches() throws Exception {
        simulator.create(Samples.configMap("one"));
        String path = Samples.CONFIGMAPS + "/one";

        var uid =
                client.patch(
                        path,
                        Client.MERGE,
                        "{\"metadata\":{\"uid\":\"other\"},\"data\":{\"b\":\"2\"}}");
        var version =
                client.patch(
                        path,
                        Client.MERGE,
                        "{\"metadata\":{\"resourceVersion\":\"1\"},\"data\":{\"b\":\"2\"}}");

        assertThat(uid.code()).isEqualTo(422);
        assertThat(uid.body().at("/details/causes/0/field").asText()).isEqualTo("metadata.uid");
        assertThat(version.code()).isEqualTo(409);
    }

    @Test
    void checksThePreconditionsOfDeletes() throws Exception {
        simulator.create(Samples.configMap("one"));

        var answer =
                client.send(
                        "DELETE",
                        Samples.CONFIGMAPS + "/one",
                        "application/json",
                        "{\"preconditions\":{\"uid\":\"other\"}}");

        assertThat(answer.code()).isEqualTo(409);
        assertThat(answer.text("message"))
                .contains("the UID in the precondition (other) does not match the UID in record");
        assertThat(client.delete(Samples.CONFIGMAPS + "/one").text("status")).isEqualTo("Success");
        assertThat(client.delete(Samples.CONFIGMAPS + "/one").code()).isEqualTo(404);
    }

    @Test
    void keepsSpecAndStatusApart() throws Exception {
        simulator.create(Samples.loadBalancer("a"));
        String both =
                """
                {"spec": {"externalTrafficPolicy": "Local"},
                 "status": {"loadBalancer": {"ingress": [{"ip": "20.1.2.3"}]}}}
                """;

        var main = client.patch(Samples.SERVICES + "/a", Client.MERGE, both);
        var status =
                client.patch(
                        Samples.SERVICES + "/a/status",
                        Client.MERGE,
                        both.replace("Local", "Cluster"));

        assertThat(main.text("spec.externalTrafficPolicy")).isEqualTo("Local");
        assertThat(main.body().at("/status/loadBalancer/ingress").isMissingNode()).isTrue();
        assertThat(status.text("spec.externalTrafficPolicy")).isEqualTo("Local");
        assertThat(status.body().at("/status/loadBalancer/ingress/0/ipMode").asText())
                .isEqualTo("VIP");
    }

    @Test
    void makesAbsentServicesOnPutButNoConfigMaps() throws Exception {
        assertThat(client.put(Samples.SERVICES + "/a", Samples.loadBalancer("a")).code())
                .isEqualTo(201);
        assertThat(client.put(Samples.CONFIGMAPS + "/a", Samples.configMap("a")).code())
                .isEqualTo(404);
        assertThat(client.put(Samples.CONFIGMAPS + "/b", Samples.configMap("a")).code())
                .isEqualTo(400);
    }

    @Test
    void wantsTheVersionOfALease() throws Exception {
        String path = "/apis/coordination.k8s.io/v1/namespaces/default/leases";
        String lease = "{\"metadata\":{\"name\":\"l\"},\"spec\":{\"leaseDurationSeconds\":15}}";
        assertThat(client.post(path, lease).code()).isEqualTo(201);

        assertThat(client.put(path + "/l", Json.parse(lease)).code()).isEqualTo(422);
        assertThat(client.post(path, lease.replace("15", "0").replace("\"l\"", "\"m\"")).code())
                .isEqualTo(422);
    }

    @Test
    void deletesCollections() throws Exception {
        simulator.create(Samples.configMap("one"));
        simulator.create(Samples.configMap("two"));

        var answer = client.delete(Samples.CONFIGMAPS + "?fieldSelector=metadata.name%3Done");

        assertThat(answer.body().path("items")).hasSize(1);
        assertThat(simulator.count("configmaps")).isEqualTo(1);
    }
}
