package dev.pairplane.publishing.app;

import dev.pairplane.observability.command.BuildInfo;
import dev.pairplane.observability.health.FileDescriptorCheck;
import dev.pairplane.observability.health.HealthCheck;
import dev.pairplane.observability.health.MemoryPressureCheck;
import dev.pairplane.observability.health.Watchdog;
import dev.pairplane.observability.http.BearerTokens;
import dev.pairplane.observability.lifecycle.SerialExecutor;
import dev.pairplane.observability.lifecycle.WakeUps;
import dev.pairplane.observability.metrics.Metrics;
import dev.pairplane.publishing.config.AuthConfig;
import dev.pairplane.publishing.config.BreakerConfig;
import dev.pairplane.publishing.config.JournalConfig;
import dev.pairplane.publishing.config.QueueConfig;
import dev.pairplane.publishing.config.RetryConfig;
import dev.pairplane.publishing.config.ServerConfig;
import dev.pairplane.publishing.core.deadletter.DeadLetters;
import dev.pairplane.publishing.core.intake.Listeners;
import dev.pairplane.publishing.core.intake.PublishingCore;
import dev.pairplane.publishing.core.job.Jobs;
import dev.pairplane.publishing.core.journal.Journal;
import dev.pairplane.publishing.core.journal.Replicas;
import dev.pairplane.publishing.outbound.webhook.WebhookSender;
import dev.pairplane.publishing.telemetry.IntakeTelemetry;
import dev.pairplane.publishing.telemetry.JournalTelemetry;
import dev.pairplane.publishing.telemetry.PublishingMetric;
import dev.pairplane.publishing.telemetry.QueueGauges;
import dev.pairplane.publishing.telemetry.QueueHealth;
import dev.pairplane.publishing.telemetry.QueueTelemetry;
import dev.pairplane.publishing.telemetry.ReadinessHealth;
import io.micrometer.core.instrument.MeterRegistry;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// Makes the service's parts.
final class PublishingBeans {
    private static final int DESCRIPTORS_WARNING = 80;

    @Produces
    @Singleton
    Metrics metrics(MeterRegistry registry) {
        Metrics metrics = new Metrics(registry, Map.of()).register(PublishingMetric.values());
        metrics.buildInfo("alert_history_publishing", BuildInfo.read());
        return metrics;
    }

    @Produces
    @Singleton
    SerialExecutor serialExecutor(Watchdog watchdog, Metrics metrics) {
        SerialExecutor serial = new SerialExecutor("core", watchdog);
        metrics.gauge(PublishingMetric.SERIAL_QUEUE, serial::waiting);
        return serial;
    }

    @Produces
    @Singleton
    SerialTimers timers(SerialExecutor serial) {
        return new SerialTimers(new WakeUps(serial), InstantSource.system());
    }

    @Produces
    @Singleton
    PublishingCore core(
            QueueConfig queue,
            RetryConfig retry,
            BreakerConfig breaker,
            JournalConfig journaling,
            ServerConfig server,
            SerialExecutor serial,
            SerialTimers timers,
            WebhookSender sender,
            Journal journal,
            Replicas replicas,
            DeadLetters deadLetters,
            Jobs jobs,
            Metrics metrics) {
        return new PublishingCore(
                CoreSettings.of(queue, retry, breaker, journaling, server),
                timers,
                new SecureRandom(),
                serial,
                sender,
                journal,
                replicas,
                deadLetters,
                jobs,
                new TimeOrderedIds(InstantSource.system()),
                new Listeners(
                        new QueueTelemetry(metrics),
                        new JournalTelemetry(metrics),
                        new IntakeTelemetry(metrics)));
    }

    @Produces
    @Singleton
    QueueGauges gauges(Metrics metrics, PublishingCore core) {
        QueueGauges gauges = new QueueGauges(metrics, core::figures);
        gauges.watch();
        metrics.gauge(PublishingMetric.TRACKED_JOBS, core::tracked);
        metrics.gauge(PublishingMetric.JOURNAL_BACKLOG, core::unrecorded);
        return gauges;
    }

    @Produces
    @Singleton
    BearerTokens tokens(AuthConfig auth) throws IOException {
        List<BearerTokens.Token> tokens = new ArrayList<>();
        auth.readOnlyToken()
                .map(token -> BearerTokens.Token.of("read-only", BearerTokens.READ_ONLY, token))
                .ifPresent(tokens::add);
        auth.submitterToken()
                .map(token -> BearerTokens.Token.of("submitter", BearerTokens.SUBMITTER, token))
                .ifPresent(tokens::add);
        auth.operatorToken()
                .map(token -> BearerTokens.Token.of("operator", BearerTokens.OPERATOR, token))
                .ifPresent(tokens::add);
        auth.adminToken()
                .map(token -> BearerTokens.Token.of("admin", BearerTokens.ADMIN, token))
                .ifPresent(tokens::add);
        for (Path file : auth.tokensFile().stream().toList()) {
            tokens.addAll(BearerTokens.Token.parse(Files.readAllLines(file)));
        }
        List<BearerTokens.Token> all = List.copyOf(tokens);
        return new BearerTokens(() -> all, auth.allowAnonymous(), InstantSource.system());
    }

    @Produces
    @Singleton
    HealthCheck journalHealth(PublishingCore core) {
        return new ReadinessHealth(core::ready);
    }

    @Produces
    @Singleton
    HealthCheck queueHealth(PublishingCore core) {
        return new QueueHealth(core::figures);
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
