package dev.pairplane.publishing.app;

import dev.pairplane.observability.config.ConfigSchema;
import dev.pairplane.publishing.config.BreakerConfig;
import dev.pairplane.publishing.config.JournalConfig;
import dev.pairplane.publishing.config.QueueConfig;
import dev.pairplane.publishing.config.RetryConfig;
import dev.pairplane.publishing.config.ServerConfig;
import dev.pairplane.publishing.core.alert.Tier;
import dev.pairplane.publishing.core.breaker.BreakerSettings;
import dev.pairplane.publishing.core.intake.PublishingSettings;
import dev.pairplane.publishing.core.journal.CommitterSettings;
import dev.pairplane.publishing.core.journal.MembershipSettings;
import dev.pairplane.publishing.core.journal.RecorderSettings;
import dev.pairplane.publishing.core.queue.SchedulerSettings;
import dev.pairplane.publishing.core.retry.RetryPolicy;
import java.time.Duration;
import java.util.Collections;
import java.util.Map;

/// What the configuration means to the core.
final class CoreSettings {
    private CoreSettings() {}

    static PublishingSettings of(
            QueueConfig queue,
            RetryConfig retry,
            BreakerConfig breaker,
            JournalConfig journal,
            ServerConfig server) {
        return new PublishingSettings(
                scheduler(queue, retry, breaker),
                committer(journal),
                recorder(journal),
                MembershipSettings.DEFAULT,
                intake(queue, retry, server));
    }

    private static SchedulerSettings scheduler(
            QueueConfig queue, RetryConfig retry, BreakerConfig breaker) {
        SchedulerSettings defaults = SchedulerSettings.DEFAULT;
        Map<Tier, Duration> ages =
                Map.of(
                        Tier.HIGH,
                        queue.maxAgeHigh(),
                        Tier.MEDIUM,
                        queue.maxAgeMedium(),
                        Tier.LOW,
                        queue.maxAgeLow());
        return new SchedulerSettings(
                queue.workers(),
                Map.of(
                        Tier.HIGH,
                        queue.capacityHigh(),
                        Tier.MEDIUM,
                        queue.capacityMedium(),
                        Tier.LOW,
                        queue.capacityLow()),
                ConfigSchema.bytes(queue.maxBytes()),
                queue.deferredMaxPerTarget(),
                defaults.patience(),
                defaults.ageing(),
                Collections.max(
                        java.util.List.of(defaults.maxAge(), Collections.max(ages.values()))),
                ages,
                queue.targetRemovedGrace(),
                defaults.poisonTakeovers(),
                defaults.poisonLosses(),
                new RetryPolicy(retry.base(), retry.max(), retry.multiplier(), retry.jitter()),
                new BreakerSettings(
                        breaker.failureThreshold(), breaker.successThreshold(), breaker.timeout()));
    }

    private static CommitterSettings committer(JournalConfig journal) {
        CommitterSettings defaults = CommitterSettings.DEFAULT;
        return new CommitterSettings(
                journal.linger(),
                journal.batch(),
                defaults.batchBytes(),
                defaults.underWay(),
                defaults.waiting(),
                defaults.repeat());
    }

    private static RecorderSettings recorder(JournalConfig journal) {
        RecorderSettings defaults = RecorderSettings.DEFAULT;
        return new RecorderSettings(
                journal.recordDelay(),
                journal.batch(),
                defaults.batchBytes(),
                defaults.backlog(),
                defaults.repeat());
    }

    private static PublishingSettings.Intake intake(
            QueueConfig queue, RetryConfig retry, ServerConfig server) {
        PublishingSettings.Intake defaults = PublishingSettings.Intake.DEFAULT;
        Duration third = server.shutdownTimeout().dividedBy(3);
        return new PublishingSettings.Intake(
                retry.maxRetries(),
                defaults.answerWithin(),
                defaults.keyWait(),
                defaults.keyWaiters(),
                defaults.replays(),
                queue.trackedJobs(),
                queue.trackedFor(),
                defaults.figuresEvery(),
                third.compareTo(defaults.stopMargin()) < 0 ? third : defaults.stopMargin());
    }
}
