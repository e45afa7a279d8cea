package dev.pairplane.difftracker.app;

import static dev.pairplane.observability.logging.Field.field;

import dev.pairplane.difftracker.config.ServerConfig;
import dev.pairplane.difftracker.core.engine.Controller;
import dev.pairplane.difftracker.inbound.kubernetes.ClusterWatches;
import dev.pairplane.difftracker.outbound.azure.ArmClient;
import dev.pairplane.difftracker.outbound.kubernetes.KubernetesWriter;
import dev.pairplane.observability.config.EffectiveConfig;
import dev.pairplane.observability.health.Health;
import dev.pairplane.observability.lifecycle.Component;
import dev.pairplane.observability.lifecycle.Lifecycle;
import dev.pairplane.observability.lifecycle.SerialExecutor;
import dev.pairplane.observability.logging.EventLog;
import dev.pairplane.observability.logging.StandardKey;
import io.smallrye.config.SmallRyeConfig;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/// The order in which the controller starts and stops.
final class DifftrackerLifecycle {
    private static final EventLog LOG = EventLog.of(DifftrackerLifecycle.class);

    /// A start that waits for nobody takes milliseconds; but where the processor is throttled it
    /// takes longer than a stop may, and to end for that would be to begin again.
    private static final Duration START = Duration.ofSeconds(30);

    private static final Duration SHORT = Duration.ofSeconds(5);
    private static final Duration WATCH = Duration.ofSeconds(1);
    private static final Duration LEFT = Duration.ofSeconds(2);

    @Produces
    @Singleton
    Lifecycle lifecycle(
            Health health,
            SerialExecutor serial,
            SerialTimers timers,
            Controller controller,
            ControllerListeners listeners,
            ClusterWatches watches,
            ArmClient azure,
            KubernetesWriter kubernetes,
            ServerConfig server,
            SmallRyeConfig config) {
        Duration patience = server.shutdownTimeout();
        Lifecycle.Pace pace =
                new Lifecycle.Pace(
                        server.preStopDelay(),
                        server.preStopDelay().plus(patience).plus(SHORT.multipliedBy(2)));
        return new Lifecycle(
                health,
                pace,
                List.of(
                        new Component(
                                "configuration",
                                START,
                                SHORT,
                                () -> print(config),
                                Component.Action.NOTHING),
                        new Component(
                                "serial executor",
                                START,
                                SHORT,
                                serial::start,
                                () -> serial.close(LEFT)),
                        Component.stopping(
                                "calls",
                                SHORT,
                                () -> {
                                    azure.close();
                                    kubernetes.close();
                                    timers.close();
                                }),
                        new Component(
                                "controller",
                                START,
                                patience.plus(LEFT),
                                () -> {
                                    listeners.open();
                                    controller.start();
                                },
                                () -> drain(controller, patience)),
                        new Component(
                                "watches",
                                START,
                                SHORT,
                                watches::start,
                                () -> watches.stop(WATCH))));
    }

    private static void drain(Controller controller, Duration patience)
            throws InterruptedException {
        var drained = new CountDownLatch(1);
        controller.stop(drained::countDown);
        if (!drained.await(patience.toNanos(), TimeUnit.NANOSECONDS)) {
            LOG.warn(
                    "calls under way are abandoned; the next start reads what came of them",
                    field(StandardKey.DURATION_MS, patience.toMillis()));
        }
    }

    private static void print(SmallRyeConfig config) {
        EffectiveConfig.lines(config, DifftrackerConfiguration.schema())
                .forEach(line ->
                        LOG.info("effective configuration", field(StandardKey.SECTION, line)));
    }
}
