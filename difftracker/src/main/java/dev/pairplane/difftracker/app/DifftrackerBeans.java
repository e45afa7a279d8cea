package dev.pairplane.difftracker.app;

import dev.pairplane.difftracker.config.AuthConfig;
import dev.pairplane.difftracker.config.AzureConfig;
import dev.pairplane.difftracker.config.ClusterConfig;
import dev.pairplane.difftracker.config.LocationsConfig;
import dev.pairplane.difftracker.config.OperationsConfig;
import dev.pairplane.difftracker.core.engine.Controller;
import dev.pairplane.difftracker.inbound.admin.Access;
import dev.pairplane.difftracker.inbound.admin.Snapshots;
import dev.pairplane.difftracker.inbound.kubernetes.ClusterWatches;
import dev.pairplane.difftracker.outbound.azure.ArmClient;
import dev.pairplane.difftracker.outbound.kubernetes.KubernetesWriter;
import dev.pairplane.difftracker.telemetry.AzureHealth;
import dev.pairplane.difftracker.telemetry.BrakeHealth;
import dev.pairplane.difftracker.telemetry.CallTelemetry;
import dev.pairplane.difftracker.telemetry.DifftrackerMetric;
import dev.pairplane.difftracker.telemetry.EngineTelemetry;
import dev.pairplane.difftracker.telemetry.StateGauges;
import dev.pairplane.difftracker.telemetry.WatchHealth;
import dev.pairplane.difftracker.telemetry.WatchTelemetry;
import dev.pairplane.observability.command.BuildInfo;
import dev.pairplane.observability.command.ExitCode;
import dev.pairplane.observability.health.FileDescriptorCheck;
import dev.pairplane.observability.health.Health;
import dev.pairplane.observability.health.HealthCheck;
import dev.pairplane.observability.health.MemoryPressureCheck;
import dev.pairplane.observability.health.Watchdog;
import dev.pairplane.observability.http.BearerTokens;
import dev.pairplane.observability.lifecycle.SerialExecutor;
import dev.pairplane.observability.lifecycle.WakeUps;
import dev.pairplane.observability.metrics.Metrics;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.Quarkus;
import jakarta.enterprise.inject.Instance;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// Makes the controller's parts.
final class DifftrackerBeans {
    private static final double DESCRIPTORS_WARNING = 90;
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    @Produces
    @Singleton
    Metrics metrics(MeterRegistry registry) {
        Metrics metrics = new Metrics(registry, Map.of()).register(DifftrackerMetric.values());
        metrics.buildInfo("difftracker", BuildInfo.read());
        return metrics;
    }

    @Produces
    @Singleton
    CallTelemetry callTelemetry(Metrics metrics) {
        return new CallTelemetry(metrics);
    }

    @Produces
    @Singleton
    SerialExecutor serialExecutor(Watchdog watchdog, Metrics metrics) {
        SerialExecutor serial = new SerialExecutor("controller", watchdog);
        metrics.gauge(DifftrackerMetric.SERIAL_QUEUE, serial::waiting);
        return serial;
    }

    @Produces
    @Singleton
    SerialTimers timers(SerialExecutor serial) {
        return new SerialTimers(new WakeUps(serial));
    }

    /// Asks for health late: its checks ask for the controller.
    @Produces
    @Singleton
    Controller controller(
            ClusterConfig cluster,
            AzureConfig azure,
            OperationsConfig operations,
            LocationsConfig locations,
            ArmClient arm,
            KubernetesWriter writer,
            SerialExecutor serial,
            SerialTimers timers,
            Metrics metrics,
            ControllerListeners listeners) {
        Controller controller =
                new Controller(
                        DifftrackerConfiguration.controller(cluster, azure, operations, locations),
                        arm,
                        writer,
                        serial,
                        timers,
                        new SecureRandom(),
                        listeners);
        new StateGauges(metrics, controller::totals, InstantSource.system())
                .watch(operations.concurrency());
        return controller;
    }

    @Produces
    @Singleton
    ControllerListeners listeners(Metrics metrics, Instance<Health> health) {
        return new ControllerListeners(
                new EngineTelemetry(metrics),
                () -> new StartGate(health.get(), () -> Quarkus.asyncExit(ExitCode.START_FAILED)));
    }

    @Produces
    @Singleton
    ClusterWatches watches(KubernetesClient client, Controller controller, Metrics metrics) {
        WatchTelemetry telemetry = new WatchTelemetry(metrics);
        ClusterWatches watches =
                new ClusterWatches(
                        client,
                        ListenerBridges.clusterEvents(controller),
                        ListenerBridges.watches(telemetry),
                        new SecureRandom());
        telemetry.watch(() -> ListenerBridges.states(watches.statuses()));
        return watches;
    }

    @Produces
    @Singleton
    Snapshots snapshots(Controller controller) {
        return new Snapshots(controller::snapshot, controller::totals, PATIENCE);
    }

    @Produces
    @Singleton
    Access access(AuthConfig auth) throws IOException {
        List<BearerTokens.Token> tokens = new ArrayList<>();
        auth.readOnlyToken()
                .map(token -> BearerTokens.Token.of("read-only", BearerTokens.READ_ONLY, token))
                .ifPresent(tokens::add);
        auth.adminToken()
                .map(token -> BearerTokens.Token.of("admin", BearerTokens.ADMIN, token))
                .ifPresent(tokens::add);
        for (Path file : auth.tokensFile().stream().toList()) {
            tokens.addAll(BearerTokens.Token.parse(Files.readAllLines(file)));
        }
        List<BearerTokens.Token> all = List.copyOf(tokens);
        return new Access(
                new BearerTokens(() -> all, auth.allowAnonymous(), InstantSource.system()));
    }

    @Produces
    @Singleton
    HealthCheck kubernetes(ClusterWatches watches) {
        return new WatchHealth(() -> ListenerBridges.states(watches.statuses()));
    }

    @Produces
    @Singleton
    HealthCheck azure(Controller controller, LocationsConfig locations) {
        return new AzureHealth(controller::totals, locations.resyncInterval());
    }

    @Produces
    @Singleton
    HealthCheck brake(Controller controller) {
        return new BrakeHealth(controller::totals);
    }

    @Produces
    @Singleton
    HealthCheck fileDescriptors() {
        return new FileDescriptorCheck(DESCRIPTORS_WARNING);
    }

    @Produces
    @Singleton
    HealthCheck memoryPressure() {
        return new MemoryPressureCheck(MemoryPressureCheck.Thresholds.DEFAULT);
    }
}
