package dev.pairplane.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.pairplane.simulators.azure.AzureConfig;
import dev.pairplane.simulators.azure.AzureSimulator;
import dev.pairplane.simulators.azure.GatewaySeed;
import dev.pairplane.simulators.kubernetes.KubernetesConfig;
import dev.pairplane.simulators.kubernetes.KubernetesSimulator;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// The steps with both simulators, and a controller that keeps its promises or breaks one.
@Timeout(120)
class GatewayStepsTest {

    private static final Duration PATIENCE = Duration.ofSeconds(4);

    private final Playground.Screen screen = new Playground.Screen();
    private final AzureSimulator cloud;
    private final KubernetesSimulator cluster;
    private final SimulatedAzure place;
    private final AzureApi azure;
    private final KubernetesApi kubernetes;
    private final GatewaySteps steps;

    GatewayStepsTest() throws Exception {
        cloud =
                AzureSimulator.start(
                        AzureConfig.onAnyPort()
                                .seed(
                                        GatewaySeed.of(
                                                SimulatedAzure.SUBSCRIPTION,
                                                SimulatedAzure.GROUP)));
        cluster = KubernetesSimulator.start(KubernetesConfig.defaults());
        place = new SimulatedAzure(cloud.uri().getPort());
        azure = new AzureApi(place);
        kubernetes = new KubernetesApi(cluster.port());
        steps =
                new GatewaySteps(
                        azure,
                        kubernetes,
                        new DemoWait(PATIENCE, () -> {}),
                        new DemoOutput(screen.stream()));
    }

    @AfterEach
    void stop() throws Exception {
        azure.close();
        kubernetes.close();
        cluster.close();
        cloud.close();
    }

    @Test
    void passWithAControllerThatFollows() throws Exception {
        try (FakeDifftracker _ = controller(FakeDifftracker.Behaviour.HONEST)) {
            begin();
            steps.apply(Playground.sample("shop-moved.yaml"));
            steps.azureFollows();
            steps.deletes("blog");

            assertThat(steps.deletesEverything()).isGreaterThan(10);
        }
        assertThat(screen.text())
                .contains(
                        "services/default/shop created",
                        "endpointslices/default/shop-1 configured",
                        "node 10.224.0.5: pods [10.244.0.11, 10.244.1.21, 10.244.1.22]",
                        "first its addresses, then its resources",
                        "Azure is as it was before the demo");
    }

    @Test
    void noticeThatNobodyFollows() {
        assertThatThrownBy(this::begin)
                .isInstanceOf(Failure.class)
                .hasMessageStartingWith("Azure follows the cluster: not after 4 s: ")
                .hasMessageContaining("the Service shop has no address in Azure")
                .hasMessageContaining("the gateway routes {}, and the cluster wants {10.224.0.4");
    }

    @Test
    void noticeAnAddressThatStaysWhereItWas() throws Exception {
        try (FakeDifftracker _ = controller(FakeDifftracker.Behaviour.STICKY)) {
            begin();
            steps.apply(Playground.sample("shop-moved.yaml"));

            assertThatThrownBy(steps::azureFollows)
                    .isInstanceOf(Failure.class)
                    .hasMessageContaining("the gateway routes {10.224.0.4={10.244.0.11=");
        }
    }

    @Test
    void noticeAPublicIpThatIsLeft() throws Exception {
        try (FakeDifftracker _ = controller(FakeDifftracker.Behaviour.LEAKY)) {
            begin();

            assertThatThrownBy(() -> steps.deletes("blog"))
                    .isInstanceOf(Failure.class)
                    .hasMessageStartingWith(
                            "the Service blog was let go while Azure still had its public IP ");
        }
    }

    @Test
    void noticeAServiceThatNothingHolds() throws Exception {
        try (FakeDifftracker _ = controller(FakeDifftracker.Behaviour.CARELESS)) {
            assertThatThrownBy(this::begin)
                    .isInstanceOf(Failure.class)
                    .hasMessageContaining("has a load balancer, and no finalizer");
        }
    }

    @Test
    void noticeAnAddressThatIsNotTheLoadBalancers() throws Exception {
        try (FakeDifftracker _ = controller(FakeDifftracker.Behaviour.LYING)) {
            assertThatThrownBy(this::begin)
                    .isInstanceOf(Failure.class)
                    .hasMessageContaining("shows [203.0.113.9], and Azure has ");
        }
    }

    @Test
    void noticeWhatSomebodyElseLeftInAzure() throws Exception {
        try (FakeDifftracker _ = controller(FakeDifftracker.Behaviour.HONEST);
                JsonHttp other = new JsonHttp("Azure", place.endpoint(), "other")) {
            begin();
            assertThat(
                            other.send(
                                            "PUT",
                                            SimulatedAzure.list("publicIPAddresses/lost"),
                                            new com.fasterxml.jackson.databind.json.JsonMapper()
                                                    .readTree(
                                                            """
                                                            {"location": "eastus", "sku": {"name": "StandardV2"},
                                                             "properties": {"publicIPAllocationMethod": "Static",
                                                                            "publicIPAddressVersion": "IPv4"}}
                                                            """),
                                            JsonHttp.JSON)
                                    .status())
                    .isEqualTo(201);

            assertThatThrownBy(steps::deletesEverything)
                    .isInstanceOf(Failure.class)
                    .hasMessageContaining("public IPs that belong to nobody: [lost]");
        }
    }

    @Test
    void noticeACreationThatIsNotHeldAsAWhole() throws Exception {
        try (FakeDifftracker _ = controller(FakeDifftracker.Behaviour.HONEST)) {
            begin();

            // It makes one after the other, so only one is held.
            assertThatThrownBy(() -> steps.holdsTheCreationOf(2, Playground.sample("cart.yaml")))
                    .isInstanceOf(Failure.class)
                    .hasMessageContaining("1 PUTs are held, and 1 load balancers there");
            steps.releases();
        }
    }

    private void begin() throws Exception {
        steps.remembersAzure();
        steps.apply(Playground.sample("shop.yaml"));
        steps.azureFollows();
    }

    private FakeDifftracker controller(FakeDifftracker.Behaviour behaviour) {
        return new FakeDifftracker(cluster, place, behaviour);
    }
}
