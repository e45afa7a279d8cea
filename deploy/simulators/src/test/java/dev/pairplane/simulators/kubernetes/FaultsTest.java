package dev.pairplane.simulators.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import dev.pairplane.simulators.kubernetes.fault.Call;
import dev.pairplane.simulators.kubernetes.fault.Fault;
import dev.pairplane.simulators.kubernetes.fault.Faults;
import dev.pairplane.simulators.kubernetes.schema.Json;
import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FaultsTest {

    private KubernetesSimulator simulator;
    private Client client;

    @BeforeEach
    void start() throws IOException {
        simulator =
                KubernetesSimulator.start(
                        KubernetesConfig.defaults().withUsers(Map.of("secret", "alice")));
        client = new Client(simulator);
    }

    @AfterEach
    void stop() {
        client.close();
        simulator.close();
    }

    @Test
    void answersWithErrorsAsOftenAsAsked() throws Exception {
        simulator
                .faults()
                .add(
                        Fault.always(new Fault.Effect.Answer(429, 7, false))
                                .verbs("create")
                                .resources("configmaps")
                                .times(1));

        var refused = client.post(Samples.CONFIGMAPS, Samples.configMap("a").toString());
        var accepted = client.post(Samples.CONFIGMAPS, Samples.configMap("a").toString());

        assertThat(refused.code()).isEqualTo(429);
        assertThat(refused.text("reason")).isEqualTo("TooManyRequests");
        assertThat(refused.headers().firstValue("Retry-After")).hasValue("7");
        assertThat(accepted.code()).isEqualTo(201);
        assertThat(simulator.faults().active()).isEmpty();
    }

    @Test
    void cutsBeforeOrAfterTheEffect() {
        simulator.faults().add(Fault.always(new Fault.Effect.Cut(false)).verbs("create").times(1));
        String map = Samples.configMap("a").toString();
        assertThatThrownBy(() -> client.post(Samples.CONFIGMAPS, map))
                .isInstanceOf(IOException.class);
        assertThat(simulator.count("configmaps")).isZero();

        simulator.faults().add(Fault.always(new Fault.Effect.Cut(true)).verbs("create").times(1));
        assertThatThrownBy(() -> client.post(Samples.CONFIGMAPS, map))
                .isInstanceOf(IOException.class);
        assertThat(simulator.count("configmaps")).isEqualTo(1);
        assertThat(simulator.journal().entries().getLast().code()).isZero();
    }

    @Test
    void failsAfterTheEffect() throws Exception {
        simulator.faults().add(Fault.always(new Fault.Effect.Answer(500, 0, true)).verbs("create"));

        var answer = client.post(Samples.CONFIGMAPS, Samples.configMap("a").toString());

        assertThat(answer.code()).isEqualTo(500);
        assertThat(simulator.count("configmaps")).isEqualTo(1);
    }

    @Test
    void showsOldLists() throws Exception {
        simulator.create(Samples.configMap("a"));
        simulator.create(Samples.configMap("b"));
        simulator.faults().add(Fault.always(new Fault.Effect.StaleList(1)).verbs("list").times(1));

        assertThat(client.get(Samples.CONFIGMAPS).body().path("items")).hasSize(1);
        assertThat(client.get(Samples.CONFIGMAPS).body().path("items")).hasSize(2);
    }

    @Test
    void dropsWatchesAfterSomeEvents() throws Exception {
        simulator
                .faults()
                .add(Fault.always(new Fault.Effect.DropWatch(1, false)).verbs("watch").times(1));
        simulator.create(Samples.configMap("a"));
        simulator.create(Samples.configMap("b"));

        try (var watch = client.watch(Samples.CONFIGMAPS + "?watch=1")) {
            assertThat(watch.event()).isEqualTo("ADDED a");
            assertThat(watch.next()).isEmpty();
        }
    }

    @Test
    void breaksWatchesAbruptly() throws Exception {
        simulator
                .faults()
                .add(Fault.always(new Fault.Effect.DropWatch(0, true)).verbs("watch").times(1));

        try (var watch = client.watch(Samples.CONFIGMAPS + "?watch=1")) {
            assertThatThrownBy(watch::next).isInstanceOf(IOException.class);
        }
    }

    @Test
    void dropsWatchesNow() throws Exception {
        try (var watch = client.watch(Samples.CONFIGMAPS + "?watch=1")) {
            assertThat(client.get("/simulator/watches").body().path("configmaps").asInt())
                    .isEqualTo(1);

            var answer = client.post("/simulator/watches/drop?resource=configmaps", "");

            assertThat(answer.body().path("dropped").asInt()).isEqualTo(1);
            assertThat(watch.next()).isEmpty();
        }
        assertThat(simulator.dropWatches()).isZero();
    }

    @Test
    void countsWhoAskedForWhat() throws Exception {
        client.get(Samples.PODS);
        client.send(client.request(Samples.PODS).header("Authorization", "Bearer secret").build());
        client.send(
                client.request(Samples.PODS + "/x").header("Authorization", "Bearer bob").build());

        JsonNode requests = client.get("/simulator/requests?entries=true").body();

        assertThat(simulator.journal().count("list", "pods")).isEqualTo(2);
        assertThat(requests.path("counts").findValuesAsText("user"))
                .containsExactly("bob", "alice", "anonymous");
        assertThat(requests.at("/entries/2/code").asInt()).isEqualTo(404);
        client.delete("/simulator/requests");
        assertThat(simulator.journal().counts()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"latencyMillis\":1,\"verbs\":[\"get\"],\"times\":3}",
                "{\"status\":{\"code\":503,\"retryAfterSeconds\":2},\"probability\":0.5}",
                "{\"cut\":\"after\",\"namespace\":\"default\"}",
                "{\"dropWatchAfter\":{\"events\":3,\"abrupt\":true},\"user\":\"alice\"}",
                "{\"staleBy\":5,\"resources\":[\"services\"]}"
            })
    void takesAndShowsFaultsOverHttp(String fault) throws Exception {
        var added = client.post("/simulator/faults", fault);

        JsonNode shown = client.get("/simulator/faults").body().path(added.text("id"));
        for (var member : Json.parse(fault).properties()) {
            if (member.getValue().isObject()) {
                member.getValue()
                        .properties()
                        .forEach(inner ->
                                assertThat(shown.path(member.getKey()).path(inner.getKey()))
                                        .isEqualTo(inner.getValue()));
            } else {
                assertThat(shown.path(member.getKey())).isEqualTo(member.getValue());
            }
        }
        assertThat(client.delete("/simulator/faults/" + added.text("id")).code()).isEqualTo(200);
        assertThat(client.delete("/simulator/faults/" + added.text("id")).code()).isEqualTo(404);
        assertThat(client.delete("/simulator/faults").code()).isEqualTo(200);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{}",
                "{\"cut\":\"soon\"}",
                "{\"explode\":1}",
                "{\"cut\":\"after\",\"staleBy\":1}",
                "{\"staleBy\":1,\"times\":-1}",
                "{\"staleBy\":1,\"probability\":2}"
            })
    void refusesWhatIsNoFault(String fault) throws Exception {
        assertThat(client.post("/simulator/faults", fault).code()).isEqualTo(400);
        assertThat(client.get("/simulator/nothing").code()).isEqualTo(404);
    }

    @Test
    void delays() throws Exception {
        simulator
                .faults()
                .add(
                        Fault.always(new Fault.Effect.Latency(Duration.ofMillis(80)))
                                .user("anonymous")
                                .namespace("default"));
        long start = System.nanoTime();

        client.get(Samples.PODS);

        assertThat(Duration.ofNanos(System.nanoTime() - start))
                .isGreaterThan(Duration.ofMillis(79));
    }

    @Test
    void happensAboutAsOftenAsIsProbable() {
        Faults faults = new Faults(new Random(5));
        faults.add(Fault.always(new Fault.Effect.Cut(false)).probability(0.3));
        Call call = new Call("get", "pods", "", "", "anonymous");

        int hits = 0;
        for (int i = 0; i < 1_000; i++) {
            hits += faults.draw(call).size();
        }

        assertThat(hits).isBetween(250, 350);
    }

    @Test
    void compactsOnDemand() throws Exception {
        long version = simulator.version();
        simulator.create(Samples.configMap("a"));
        assertThat(client.post("/simulator/compact", "").code()).isEqualTo(200);

        try (var watch = client.watch(Samples.CONFIGMAPS + "?watch=1&resourceVersion=" + version)) {
            assertThat(watch.next().orElseThrow().path("type").asText()).isEqualTo("ERROR");
        }
    }
}
