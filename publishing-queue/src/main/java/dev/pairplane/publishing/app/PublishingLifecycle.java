package dev.pairplane.publishing.app;

import static dev.pairplane.observability.logging.Field.field;

import dev.pairplane.observability.config.EffectiveConfig;
import dev.pairplane.observability.health.Condition;
import dev.pairplane.observability.health.Health;
import dev.pairplane.observability.health.Watchdog;
import dev.pairplane.observability.lifecycle.Component;
import dev.pairplane.observability.lifecycle.Lifecycle;
import dev.pairplane.observability.lifecycle.Loop;
import dev.pairplane.observability.lifecycle.SerialExecutor;
import dev.pairplane.observability.logging.EventLog;
import dev.pairplane.observability.logging.StandardKey;
import dev.pairplane.publishing.config.ServerConfig;
import dev.pairplane.publishing.core.intake.PublishingCore;
import dev.pairplane.publishing.core.intake.StopReport;
import dev.pairplane.publishing.outbound.guard.SystemResolver;
import dev.pairplane.publishing.outbound.targetfile.TargetFile;
import dev.pairplane.publishing.outbound.webhook.WebhookSender;
import dev.pairplane.publishing.telemetry.QueueGauges;
import io.smallrye.config.SmallRyeConfig;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.flywaydb.core.Flyway;

/// The order in which the service starts and stops.
final class PublishingLifecycle {
    private static final EventLog LOG = EventLog.of(PublishingLifecycle.class);

    /// A database may be away for long; probes keep the process alive meanwhile.
    private static final Duration AS_LONG_AS_IT_TAKES = Duration.ofDays(365);

    /// A start that waits for nobody takes milliseconds; but where the processor is throttled it
    /// takes longer than a stop may, and to end for that would be to begin again.
    private static final Duration START = Duration.ofSeconds(30);

    private static final Duration SHORT = Duration.ofSeconds(5);
    private static final Duration LEFT = Duration.ofSeconds(2);

    @Produces
    @Singleton
    Lifecycle lifecycle(
            Health health,
            Watchdog watchdog,
            Flyway flyway,
            PublishingStore store,
            SerialExecutor serial,
            SerialTimers timers,
            TargetFile targets,
            TargetBeans.TargetReceivers receivers,
            WebhookSender sender,
            SystemResolver resolver,
            PublishingCore core,
            QueueGauges gauges,
            ServerConfig server,
            SmallRyeConfig config) {
        Duration patience = server.shutdownTimeout();
        Duration total = server.preStopDelay().plus(patience).plus(SHORT.multipliedBy(2));
        Condition stopping = health.condition("stopping");
        DatabaseStart database = new DatabaseStart(flyway, stopping::raised);
        return new Lifecycle(
                health,
                new Lifecycle.Pace(server.preStopDelay(), total),
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
                        Component.stopping("timers", SHORT, timers::close),
                        new Component(
                                "database",
                                AS_LONG_AS_IT_TAKES,
                                SHORT,
                                () -> {
                                    database.run();
                                    store.warmUp();
                                },
                                store::close),
                        Component.stopping(
                                "sender",
                                SHORT,
                                () -> {
                                    sender.close();
                                    resolver.close();
                                }),
                        core(core, health.condition("recovering"), patience),
                        targets(targets, targets.loop(watchdog), receivers, gauges, core),
                        Component.of(store.upkeep(watchdog, gauges), SHORT)));
    }

    /// The queue; requests are served once it has looked for what was left.
    private static Component core(PublishingCore core, Condition recovering, Duration patience) {
        return new Component(
                "core",
                START,
                patience.plus(LEFT),
                () -> {
                    recovering.raise();
                    core.start(recovering::clear);
                },
                () -> stop(core, patience));
    }

    /// The files of targets: read once before anything is served, and then again and again.
    private static Component targets(
            TargetFile targets,
            Loop files,
            TargetBeans.TargetReceivers receivers,
            QueueGauges gauges,
            PublishingCore core) {
        return new Component(
                "targets",
                START,
                SHORT,
                () -> {
                    receivers.set(List.of(gauges::targets, core::targets));
                    targets.reload();
                    files.start();
                },
                files::stop);
    }

    private static void stop(PublishingCore core, Duration patience) throws Exception {
        CompletableFuture<StopReport> report = new CompletableFuture<>();
        core.stop(patience, report::complete);
        StopReport ended = report.get(patience.plusSeconds(1).toNanos(), TimeUnit.NANOSECONDS);
        if (!ended.clean()) {
            throw new IllegalStateException(
                    "the stop was cut short; the other replicas take %d waiting jobs when this one's lease is over, and may deliver %d of them again"
                            .formatted(ended.waiting(), ended.unrecorded()));
        }
    }

    private static void print(SmallRyeConfig config) {
        EffectiveConfig.lines(config, PublishingConfiguration.schema())
                .forEach(line ->
                        LOG.info("effective configuration", field(StandardKey.SECTION, line)));
    }
}
