package dev.pairplane.difftracker.app;

import dev.pairplane.simulators.azure.AzureConfig;
import dev.pairplane.simulators.azure.AzureSimulator;
import dev.pairplane.simulators.azure.GatewaySeed;
import dev.pairplane.simulators.kubernetes.KubernetesConfig;
import dev.pairplane.simulators.kubernetes.KubernetesSimulator;
import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// A cluster and an Azure for the whole process in a test, both over HTTP.
public final class SimulatedWorld implements QuarkusTestResourceLifecycleManager {
    static final String SUBSCRIPTION = "00000000-0000-0000-0000-000000000001";
    static final String GROUP = "group";

    private @Nullable AzureSimulator azure;
    private @Nullable KubernetesSimulator kubernetes;

    @Override
    public Map<String, String> start() {
        GatewaySeed gateway = GatewaySeed.of(SUBSCRIPTION, GROUP);
        AzureSimulator startedAzure;
        KubernetesSimulator startedKubernetes;
        try {
            azure = startedAzure = AzureSimulator.start(AzureConfig.onAnyPort().seed(gateway));
            kubernetes =
                    startedKubernetes =
                            KubernetesSimulator.start(KubernetesConfig.defaults().withPort(0));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return Map.ofEntries(
                Map.entry(
                        "quarkus.kubernetes-client.api-server-url",
                        startedKubernetes.uri().toString()),
                Map.entry("quarkus.kubernetes-client.token", "anything"),
                Map.entry("difftracker.cluster_name", "smoke"),
                Map.entry("difftracker.azure.arm_endpoint", startedAzure.uri().toString()),
                Map.entry("difftracker.azure.subscription_id", SUBSCRIPTION),
                Map.entry("difftracker.azure.resource_group", GROUP),
                Map.entry("difftracker.azure.location", gateway.location()),
                Map.entry("difftracker.azure.service_gateway_name", gateway.gateway()),
                Map.entry("difftracker.azure.vnet_name", gateway.network()),
                Map.entry("difftracker.azure.token_source", "static"),
                Map.entry("difftracker.azure.token", "anything"),
                Map.entry("difftracker.azure.poll_interval", "10ms"),
                Map.entry("test.gateway", gateway.gatewayId()));
    }

    @Override
    public void stop() {
        try {
            if (kubernetes != null) {
                kubernetes.close();
            }
            if (azure != null) {
                azure.close();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
