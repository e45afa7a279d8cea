package dev.pairplane.simulators.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.pairplane.simulators.kubernetes.fault.Fault;
import dev.pairplane.simulators.kubernetes.schema.Json;
import io.fabric8.kubernetes.api.model.LoadBalancerIngressBuilder;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.ServiceBuilder;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import io.fabric8.kubernetes.client.informers.ResourceEventHandler;
import io.fabric8.kubernetes.client.informers.SharedIndexInformer;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// The client that the services use is content with the server.
class Fabric8Test {

    private KubernetesSimulator simulator;
    private KubernetesClient client;

    @BeforeEach
    void start() throws IOException {
        simulator = KubernetesSimulator.start(KubernetesConfig.defaults());
        Config config =
                new ConfigBuilder(Config.empty())
                        .withMasterUrl(simulator.uri().toString())
                        .withOauthToken("tester")
                        .withNamespace("default")
                        .withWatchReconnectInterval(50)
                        .withRequestRetryBackoffLimit(0)
                        .build();
        client = new KubernetesClientBuilder().withConfig(config).build();
    }

    @AfterEach
    void stop() {
        client.close();
        simulator.close();
    }

    private static final class Seen implements ResourceEventHandler<Service> {

        private final List<String> events = new CopyOnWriteArrayList<>();

        @Override
        public void onAdd(Service service) {
            events.add("add " + service.getMetadata().getName());
        }

        @Override
        public void onUpdate(Service old, Service service) {
            if (!old.getMetadata()
                    .getResourceVersion()
                    .equals(service.getMetadata().getResourceVersion())) {
                events.add("update " + service.getMetadata().getName());
            }
        }

        @Override
        public void onDelete(Service service, boolean unknown) {
            events.add("delete " + service.getMetadata().getName());
        }
    }

    @Test
    void followsWithAnInformer() {
        simulator.create(Samples.loadBalancer("a"));
        Seen seen = new Seen();
        try (SharedIndexInformer<Service> informer =
                client.services().inNamespace("default").withLabel("app", "web").inform(seen)) {
            simulator.create(Samples.loadBalancer("b"));
            client.services()
                    .withName("b")
                    .edit(b ->
                            new ServiceBuilder(b)
                                    .editMetadata()
                                    .addToAnnotations("x", "y")
                                    .endMetadata()
                                    .build());
            client.services().withName("a").delete();

            await().untilAsserted(() ->
                    assertThat(seen.events)
                            .containsExactly("add a", "add b", "update b", "delete a"));
            assertThat(informer.getStore().list()).hasSize(1);
        }
    }

    @Test
    void comesBackAfterItsVersionIsForgotten() {
        simulator.create(Samples.loadBalancer("a"));
        Seen seen = new Seen();
        try (SharedIndexInformer<Service> informer =
                client.services().inNamespace("default").inform(seen)) {
            await().until(() -> simulator.openWatches() == 1);
            simulator
                    .faults()
                    .add(
                            Fault.always(new Fault.Effect.Answer(503, 1, false))
                                    .verbs("watch")
                                    .times(1));
            simulator.dropWatches();
            simulator.create(Samples.loadBalancer("b"));
            simulator.create(Samples.configMap("m"));
            simulator.compact();

            await().untilAsserted(() -> assertThat(seen.events).contains("add b"));
            await().until(() -> simulator.openWatches() == 1);
            assertThat(informer.isRunning()).isTrue();
        }
    }

    @Test
    void patchesFinalizersAndStatus() {
        ObjectNode created = simulator.create(Samples.loadBalancer("a"));
        String uid = Json.text(created, "metadata.uid");
        var service = client.services().inNamespace("default").withName("a");

        Service protectedOne =
                service.patch(
                        PatchContext.of(PatchType.STRATEGIC_MERGE),
                        "{\"metadata\":{\"uid\":\""
                                + uid
                                + "\",\"finalizers\":[\"pairplane.dev/x\"]}}");
        Service published =
                service.editStatus(s ->
                        new ServiceBuilder(s)
                                .editStatus()
                                .withNewLoadBalancer()
                                .withIngress(
                                        new LoadBalancerIngressBuilder().withIp("20.0.0.1").build())
                                .endLoadBalancer()
                                .endStatus()
                                .build());

        assertThat(protectedOne.getMetadata().getFinalizers()).containsExactly("pairplane.dev/x");
        assertThat(published.getStatus().getLoadBalancer().getIngress().getFirst().getIpMode())
                .isEqualTo("VIP");
        assertThatThrownBy(() ->
                        service.patch(
                                PatchContext.of(PatchType.STRATEGIC_MERGE),
                                "{\"metadata\":{\"uid\":\"other\",\"finalizers\":[\"pairplane.dev/y\"]}}"))
                .isInstanceOfSatisfying(
                        KubernetesClientException.class,
                        e -> assertThat(e.getCode()).isEqualTo(422));
        assertThat(simulator.journal().count("patch", "services/status")).isEqualTo(1);
        assertThat(simulator.journal().counts().keySet())
                .allMatch(key -> key.user().equals("tester"));
    }

    @Test
    void createsListsAndDeletes() {
        client.services()
                .resource(
                        new ServiceBuilder()
                                .withNewMetadata()
                                .withName("n")
                                .endMetadata()
                                .withNewSpec()
                                .addNewPort()
                                .withPort(80)
                                .endPort()
                                .endSpec()
                                .build())
                .create();

        assertThat(client.services().list().getItems()).hasSize(2);
        assertThat(
                        client.services()
                                .inAnyNamespace()
                                .withField("metadata.name", "n")
                                .list()
                                .getItems())
                .hasSize(1);
        assertThat(client.services().withName("n").delete()).hasSize(1);
        assertThat(client.services().withName("n").get()).isNull();
        assertThat(client.namespaces().list().getItems()).hasSize(4);
    }
}
