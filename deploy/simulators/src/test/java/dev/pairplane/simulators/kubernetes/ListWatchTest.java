package dev.pairplane.simulators.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.pairplane.simulators.kubernetes.patch.PatchType;
import dev.pairplane.simulators.kubernetes.schema.Json;
import java.io.IOException;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ListWatchTest {

    private KubernetesSimulator simulator;
    private Client client;

    @BeforeEach
    void start() throws IOException {
        simulator =
                KubernetesSimulator.start(
                        KubernetesConfig.defaults()
                                .withLogCapacity(20)
                                .withBookmarkInterval(Duration.ofMillis(50)));
        client = new Client(simulator);
    }

    @AfterEach
    void stop() {
        client.close();
        simulator.close();
    }

    private void maps(int count) {
        for (int i = 0; i < count; i++) {
            simulator.create(Samples.configMap("m" + i));
        }
    }

    private void label(String name, String value) {
        ObjectNode patch = Json.object();
        Json.metadata(patch).putObject("labels").put("tier", value);
        simulator.patch("configmaps", "default", name, PatchType.MERGE, patch);
    }

    @Test
    void showsOneStateOnAllPages() throws Exception {
        maps(5);

        var first = client.get(Samples.CONFIGMAPS + "?limit=2");
        simulator.delete("configmaps", "default", "m3");
        var second =
                client.get(
                        Samples.CONFIGMAPS
                                + "?limit=2&continue="
                                + first.text("metadata.continue"));
        var third =
                client.get(
                        Samples.CONFIGMAPS
                                + "?limit=2&continue="
                                + second.text("metadata.continue"));

        assertThat(first.text("kind")).isEqualTo("ConfigMapList");
        assertThat(first.text("metadata.remainingItemCount")).isEqualTo("3");
        assertThat(first.body().at("/items/0").has("kind")).isFalse();
        assertThat(second.body().at("/items/1/metadata/name").asText()).isEqualTo("m3");
        assertThat(third.body().path("items")).hasSize(1);
        assertThat(third.body().path("metadata").has("continue")).isFalse();
        assertThat(third.text("metadata.resourceVersion"))
                .isEqualTo(first.text("metadata.resourceVersion"));
    }

    @Test
    void offersToGoOnAfterAPageHasExpired() throws Exception {
        maps(3);
        String token = client.get(Samples.CONFIGMAPS + "?limit=1").text("metadata.continue");
        simulator.create(Samples.configMap("n"));
        simulator.compact();

        var expired = client.get(Samples.CONFIGMAPS + "?limit=1&continue=" + token);
        var rest =
                client.get(Samples.CONFIGMAPS + "?continue=" + expired.text("metadata.continue"));

        assertThat(expired.code()).isEqualTo(410);
        assertThat(expired.text("reason")).isEqualTo("Expired");
        assertThat(rest.body().path("items")).hasSize(3);
        assertThat(client.get(Samples.CONFIGMAPS + "?continue=nonsense").code()).isEqualTo(400);
    }

    @Test
    void listsAtOlderAndAtFutureVersions() throws Exception {
        maps(1);
        long version = simulator.version();
        maps(0);
        simulator.create(Samples.configMap("later"));

        var exact =
                client.get(
                        Samples.CONFIGMAPS
                                + "?resourceVersionMatch=Exact&resourceVersion="
                                + version);
        var future = client.get(Samples.CONFIGMAPS + "?resourceVersion=99999");
        simulator.compact();
        var gone =
                client.get(
                        Samples.CONFIGMAPS
                                + "?resourceVersionMatch=Exact&resourceVersion="
                                + version);

        assertThat(exact.body().path("items")).hasSize(1);
        assertThat(future.code()).isEqualTo(504);
        assertThat(future.body().at("/details/causes/0/reason").asText())
                .isEqualTo("ResourceVersionTooLarge");
        assertThat(gone.code()).isEqualTo(410);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "?resourceVersionMatch=Exact",
                "?resourceVersionMatch=Exact&resourceVersion=0",
                "?resourceVersionMatch=Odd&resourceVersion=1",
                "?sendInitialEvents=true",
                "?watch=true&sendInitialEvents=true",
                "?watch=true&resourceVersionMatch=NotOlderThan"
            })
    void refusesOptionsThatContradictEachOther(String query) throws Exception {
        assertThat(client.get(Samples.CONFIGMAPS + query).code()).isEqualTo(422);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "labelSelector=tier%3Dgold | 1",
                "labelSelector=tier%3D%3Dgold | 1",
                "labelSelector=tier!%3Dgold | 2",
                "labelSelector=tier | 2",
                "labelSelector=!tier | 1",
                "labelSelector=tier%20in%20(gold,tin) | 2",
                "labelSelector=tier%20notin%20(gold) | 2",
                "labelSelector=tier%20in%20(gold),tier%20in%20(tin) | 0",
                "labelSelector=tier%3E1 | 0",
                "fieldSelector=metadata.name%3Dm1 | 1",
                "fieldSelector=metadata.name!%3Dm1,metadata.namespace%3Ddefault | 2",
                "limit=2 | 2"
            })
    void selects(String query, int count) throws Exception {
        maps(3);
        label("m0", "gold");
        label("m1", "tin");

        assertThat(client.get("/api/v1/configmaps?" + query).body().path("items")).hasSize(count);
    }

    @Test
    void selectsPodsByNode() throws Exception {
        simulator.create(Samples.pod("a", "n1"));
        simulator.create(Samples.pod("b", "n2"));
        simulator.create(Samples.pod("c", ""));

        assertThat(client.get("/api/v1/pods?fieldSelector=spec.nodeName%3Dn1").body().path("items"))
                .hasSize(1);
        assertThat(client.get("/api/v1/pods?fieldSelector=spec.nodeName%3D").body().path("items"))
                .hasSize(1);
        assertThat(
                        client.get(
                                        "/api/v1/pods?fieldSelector=spec.nodeName!%3Dn1,status.phase%3DPending")
                                .body()
                                .path("items"))
                .hasSize(2);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/api/v1/services?fieldSelector=spec.ports%3D1",
                "/api/v1/configmaps?fieldSelector=data%3D1",
                "/api/v1/configmaps?fieldSelector=data",
                "/api/v1/configmaps?labelSelector=a%20b",
                "/api/v1/configmaps?limit=many",
                "/api/v1/configmaps?resourceVersion=x"
            })
    void refusesWhatCannotBeRead(String path) throws Exception {
        assertThat(client.get(path).code()).isEqualTo(400);
    }

    @Test
    void tellsWhatHappenedSinceAVersion() throws Exception {
        maps(1);
        long version = simulator.version();
        simulator.create(Samples.configMap("n"));

        try (var watch = client.watch(Samples.CONFIGMAPS + "?watch=1&resourceVersion=" + version)) {
            assertThat(watch.event()).isEqualTo("ADDED n");
            label("n", "gold");
            simulator.delete("configmaps", "default", "n");
            simulator.create(Samples.pod("other", ""));
            assertThat(watch.event()).isEqualTo("MODIFIED n");
            JsonNode deleted = watch.next().orElseThrow();
            assertThat(deleted.path("type").asText()).isEqualTo("DELETED");
            assertThat(Json.text(deleted, "object.metadata.resourceVersion"))
                    .isEqualTo(Long.toString(version + 3));
        }
    }

    @Test
    void tellsWhatBeginsAndCeasesToMatch() throws Exception {
        maps(2);
        label("m0", "gold");

        try (var watch =
                client.watch(
                        Samples.CONFIGMAPS
                                + "?watch=1&labelSelector=tier%3Dgold&resourceVersion=0")) {
            assertThat(watch.event()).isEqualTo("ADDED m0");
            label("m1", "gold");
            assertThat(watch.event()).isEqualTo("ADDED m1");
            label("m0", "tin");
            JsonNode deleted = watch.next().orElseThrow();
            assertThat(deleted.path("type").asText()).isEqualTo("DELETED");
            assertThat(Json.text(deleted, "object.metadata.labels.tier")).isEqualTo("gold");
            assertThat(Json.text(deleted, "object.metadata.resourceVersion"))
                    .isEqualTo(Long.toString(simulator.version()));
        }
    }

    @Test
    void saysWhenAVersionIsForgotten() throws Exception {
        long version = simulator.version();
        maps(25);

        try (var watch = client.watch(Samples.CONFIGMAPS + "?watch=1&resourceVersion=" + version)) {
            JsonNode error = watch.next().orElseThrow();

            assertThat(watch.code()).isEqualTo(200);
            assertThat(error.path("type").asText()).isEqualTo("ERROR");
            assertThat(error.at("/object/code").asInt()).isEqualTo(410);
            assertThat(error.at("/object/reason").asText()).isEqualTo("Expired");
            assertThat(watch.next()).isEmpty();
        }
    }

    @Test
    void marksTheVersionOfAQuietWatch() throws Exception {
        try (var watch =
                client.watch(
                        Samples.CONFIGMAPS
                                + "?watch=1&allowWatchBookmarks=true&resourceVersion=1")) {
            simulator.create(Samples.pod("p", ""));
            long version = simulator.version();

            JsonNode bookmark = watch.next().orElseThrow();
            while (!Json.text(bookmark, "object.metadata.resourceVersion")
                    .equals(Long.toString(version))) {
                bookmark = watch.next().orElseThrow();
            }

            assertThat(bookmark.path("type").asText()).isEqualTo("BOOKMARK");
            assertThat(bookmark.at("/object/kind").asText()).isEqualTo("ConfigMap");
        }
    }

    @Test
    void streamsTheStateAndSaysWhereItEnds() throws Exception {
        maps(2);

        try (var watch =
                client.watch(
                        Samples.CONFIGMAPS
                                + "?watch=1&allowWatchBookmarks=true&sendInitialEvents=true"
                                + "&resourceVersionMatch=NotOlderThan")) {
            assertThat(watch.event()).isEqualTo("ADDED m0");
            assertThat(watch.event()).isEqualTo("ADDED m1");
            assertThat(
                            watch.next()
                                    .orElseThrow()
                                    .at("/object/metadata/annotations/k8s.io~1initial-events-end")
                                    .asText())
                    .isEqualTo("true");
        }
    }

    @Test
    void endsAWatchInTime() throws Exception {
        try (var watch = client.watch(Samples.CONFIGMAPS + "?watch=1&timeoutSeconds=1")) {
            assertThat(watch.next()).isEmpty();
        }
        await().until(() -> simulator.openWatches() == 0);
    }

    @ParameterizedTest
    @CsvSource({
        "pods, Ready",
        "services, Cluster-IP",
        "nodes, Roles",
        "namespaces, Status",
        "events, Reason",
        "secrets, Type",
        "configmaps, Data"
    })
    void showsTables(String resource, String column) throws Exception {
        simulator.create(Samples.pod("p", "n"));
        simulator.create(Samples.loadBalancer("s"));
        simulator.create(Samples.configMap("c"));
        simulator.create(
                Json.parse(
                        "{\"apiVersion\":\"v1\",\"kind\":\"Node\",\"metadata\":{\"name\":\"n\",\"labels\":{\"node-role.kubernetes.io/agent\":\"\"}},"
                            + "\"status\":{\"addresses\":[{\"type\":\"InternalIP\",\"address\":\"10.0.0.4\"}],"
                            + "\"conditions\":[{\"type\":\"Ready\",\"status\":\"True\"}]}}"));
        simulator.create(
                Json.parse(
                        "{\"apiVersion\":\"v1\",\"kind\":\"Secret\",\"metadata\":{\"name\":\"s\"},\"stringData\":{\"a\":\"b\"}}"));
        simulator.create(
                Json.parse(
                        "{\"apiVersion\":\"v1\",\"kind\":\"Event\",\"metadata\":{\"name\":\"e\"},\"reason\":\"R\",\"message\":\"m\","
                            + "\"involvedObject\":{\"kind\":\"Pod\",\"name\":\"p\",\"namespace\":\"default\"}}"));

        var table =
                client.get(
                        "/api/v1/" + resource,
                        "application/json;as=Table;v=v1;g=meta.k8s.io,application/json");

        assertThat(table.text("kind")).isEqualTo("Table");
        assertThat(table.body().path("columnDefinitions").findValuesAsText("name"))
                .contains(column);
        assertThat(table.body().path("rows")).isNotEmpty();
        assertThat(table.body().at("/rows/0/object/kind").asText())
                .isEqualTo("PartialObjectMetadata");
        assertThat(table.body().at("/rows/0/cells"))
                .hasSameSizeAs(table.body().path("columnDefinitions"));
    }

    @Test
    void showsSlicesAndLeasesAsTables() throws Exception {
        simulator.create(Samples.slice("s", "IPv4", "10.0.0.1"));

        var table =
                client.get(
                        Samples.SLICES + "?includeObject=Object",
                        "application/json;as=Table;v=v1;g=meta.k8s.io");
        var one =
                client.get(
                        Samples.SLICES + "/s",
                        "application/json;as=PartialObjectMetadata;v=v1;g=meta.k8s.io");

        assertThat(table.body().at("/rows/0/cells/2").asText()).isEqualTo("8080");
        assertThat(table.body().at("/rows/0/object/addressType").asText()).isEqualTo("IPv4");
        assertThat(one.text("kind")).isEqualTo("PartialObjectMetadata");
        assertThat(
                        client.get(
                                        Samples.SLICES,
                                        "application/json;as=PartialObjectMetadataList;v=v1;g=meta.k8s.io")
                                .text("kind"))
                .isEqualTo("PartialObjectMetadataList");
    }
}
