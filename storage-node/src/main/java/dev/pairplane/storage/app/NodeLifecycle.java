package dev.pairplane.storage.app;

import static dev.pairplane.observability.logging.Field.field;

import dev.pairplane.observability.config.EffectiveConfig;
import dev.pairplane.observability.health.Condition;
import dev.pairplane.observability.health.Health;
import dev.pairplane.observability.health.Watchdog;
import dev.pairplane.observability.lifecycle.Component;
import dev.pairplane.observability.lifecycle.Lifecycle;
import dev.pairplane.observability.lifecycle.Loop;
import dev.pairplane.observability.logging.EventLog;
import dev.pairplane.observability.logging.StandardKey;
import dev.pairplane.storage.config.ServerConfig;
import dev.pairplane.storage.core.engine.Engine;
import dev.pairplane.storage.inbound.grpc.HealthService;
import dev.pairplane.storage.telemetry.CommitWatch;
import io.smallrye.config.SmallRyeConfig;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.List;

/// The order in which the node starts and stops.
final class NodeLifecycle {
    private static final EventLog LOG = EventLog.of(NodeLifecycle.class);

    /// A long log takes its time; probes keep the node alive meanwhile.
    private static final Duration RECOVERY = Duration.ofHours(1);

    /// A start that waits for nobody takes milliseconds; but where the processor is throttled it
    /// takes longer than a stop may, and to end for that would be to begin again.
    private static final Duration START = Duration.ofSeconds(30);

    private static final Duration SHORT = Duration.ofSeconds(5);
    private static final Duration SERVING = Duration.ofMillis(500);
    private static final Duration MAINTENANCE = Duration.ofMillis(10);

    @Produces
    @Singleton
    Lifecycle lifecycle(
            Health health,
            Watchdog watchdog,
            Engine engine,
            GrpcPort grpcPort,
            HealthService grpcHealth,
            ServerConfig server,
            SmallRyeConfig config) {
        Duration patience = server.shutdownTimeout();
        CommitWatch commits = new CommitWatch(watchdog, engine::status);
        Condition draining = health.condition("draining");
        Loop maintenance =
                new Loop(
                        "maintenance",
                        MAINTENANCE,
                        watchdog,
                        () -> {
                            engine.maintain();
                            if (engine.status().drain().begun()) {
                                draining.raise();
                            }
                            commits.look();
                        });
        Loop serving =
                new Loop(
                        "grpc-health",
                        SERVING,
                        watchdog,
                        () ->
                                grpcHealth.serving(
                                        engine.status().state() == Engine.State.OPEN
                                                && !engine.status().poisoned()
                                                && !draining.raised()
                                                && !health.condition("stopping").raised()));
        Lifecycle.Pace pace =
                new Lifecycle.Pace(
                        server.preStopDelay(), server.preStopDelay().plus(patience).plus(SHORT));
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
                                "grpc port", START, SHORT, grpcPort::requireOpen, grpcPort::close),
                        new Component(
                                "engine",
                                RECOVERY,
                                patience,
                                engine::recover,
                                () -> closed(engine.close(patience.dividedBy(2)))),
                        Component.of(maintenance, SHORT),
                        new Component(
                                "grpc health",
                                START,
                                SHORT,
                                serving::start,
                                () -> {
                                    serving.stop();
                                    grpcHealth.close();
                                })));
    }

    private static void print(SmallRyeConfig config) {
        EffectiveConfig.lines(config, NodeConfiguration.schema())
                .forEach(line ->
                        LOG.info("effective configuration", field(StandardKey.SECTION, line)));
    }

    private static void closed(boolean inOrder) {
        if (!inOrder) {
            LOG.warn("the log was not sealed; the next start recovers it");
        }
    }
}
