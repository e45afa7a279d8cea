package dev.pairplane.difftracker.app;

import dev.pairplane.difftracker.config.AzureConfig;
import dev.pairplane.difftracker.config.OperationsConfig;
import dev.pairplane.difftracker.core.kubernetes.ObjectRef;
import dev.pairplane.difftracker.outbound.azure.ArmClient;
import dev.pairplane.difftracker.outbound.azure.ArmSettings;
import dev.pairplane.difftracker.outbound.azure.token.AzureCredentials;
import dev.pairplane.difftracker.outbound.azure.token.StaticTokens;
import dev.pairplane.difftracker.outbound.azure.token.TokenSource;
import dev.pairplane.difftracker.outbound.guard.GuardLimits;
import dev.pairplane.difftracker.outbound.kubernetes.KubernetesSettings;
import dev.pairplane.difftracker.outbound.kubernetes.KubernetesWriter;
import dev.pairplane.difftracker.telemetry.CallTelemetry;
import dev.pairplane.observability.command.BuildInfo;
import dev.pairplane.observability.lifecycle.SerialExecutor;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.quarkus.kubernetes.client.KubernetesConfigCustomizer;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.util.Map;
import java.util.Objects;

/// Makes what is called: Azure, and the API server.
final class OutboundBeans {
    private static final int MAX_ANSWER = 64 << 20;

    @Produces
    @Singleton
    KubernetesConfigCustomizer kubernetesConfig() {
        return OutboundBeans::customize;
    }

    /// The watches repair themselves, so that it is seen for how long they fail.
    private static void customize(Config config) {
        config.setWatchReconnectLimit(0);
        config.setRequestRetryBackoffLimit(0);
        config.setUserAgent("pairplane-difftracker/" + BuildInfo.read().version());
    }

    @Produces
    @Singleton
    ArmClient azure(
            AzureConfig azure,
            OperationsConfig operations,
            SerialExecutor serial,
            CallTelemetry telemetry) {
        GuardLimits usual = GuardLimits.defaults();
        ArmSettings settings =
                new ArmSettings(
                        azure.armEndpoint(),
                        azure.apiVersion(),
                        new GuardLimits(
                                azure.maxConcurrentCalls(),
                                operations.callTimeout(),
                                usual.breakerVolume(),
                                usual.breakerRatio(),
                                usual.breakerDelay()),
                        azure.connectTimeout(),
                        azure.pollInterval(),
                        azure.maxPollInterval(),
                        MAX_ANSWER,
                        "pairplane-difftracker/" + BuildInfo.read().version());
        return new ArmClient(
                DifftrackerConfiguration.ids(azure),
                settings,
                tokens(azure),
                serial,
                ListenerBridges.azure(telemetry));
    }

    private static TokenSource tokens(AzureConfig azure) {
        return switch (azure.tokenSource()) {
            case AUTO -> AzureCredentials.from(System.getenv(), azure.audience());
            case FILE -> StaticTokens.in(azure.tokenFile().orElseThrow());
            case STATIC -> StaticTokens.of(azure.token().orElseThrow());
        };
    }

    @Produces
    @Singleton
    KubernetesWriter kubernetes(
            KubernetesClient client,
            OperationsConfig operations,
            SerialExecutor serial,
            CallTelemetry telemetry) {
        return new KubernetesWriter(
                client,
                KubernetesSettings.of(self(System.getenv()), operations.concurrency()),
                serial,
                Clock.systemUTC(),
                ListenerBridges.kubernetes(telemetry));
    }

    /// The pod that this is, as the downward API tells; any name will do outside of a cluster.
    static ObjectRef self(Map<String, String> environment) {
        return new ObjectRef(
                Objects.requireNonNullElse(environment.get("POD_NAMESPACE"), "default"),
                Objects.requireNonNullElse(
                        environment.get("POD_NAME"),
                        Objects.requireNonNullElse(environment.get("HOSTNAME"), "difftracker")),
                Objects.requireNonNullElse(environment.get("POD_UID"), ""));
    }
}
