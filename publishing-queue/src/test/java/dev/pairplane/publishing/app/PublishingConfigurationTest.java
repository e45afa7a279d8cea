package dev.pairplane.publishing.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pairplane.observability.config.ConfigSchema;
import dev.pairplane.observability.config.EffectiveConfig;
import dev.pairplane.publishing.config.AuthConfig;
import dev.pairplane.publishing.config.DatabaseConfig;
import dev.pairplane.publishing.config.JournalConfig;
import dev.pairplane.publishing.config.MetricsConfig;
import dev.pairplane.publishing.config.QueueConfig;
import dev.pairplane.publishing.config.ServerConfig;
import dev.pairplane.publishing.config.TargetsConfig;
import dev.pairplane.publishing.core.alert.Tier;
import dev.pairplane.publishing.core.breaker.BreakerSettings;
import dev.pairplane.publishing.core.intake.PublishingSettings;
import dev.pairplane.publishing.core.journal.CommitterSettings;
import dev.pairplane.publishing.core.journal.MembershipSettings;
import dev.pairplane.publishing.core.journal.RecorderSettings;
import dev.pairplane.publishing.core.queue.SchedulerSettings;
import dev.pairplane.publishing.core.retry.RetryPolicy;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PublishingConfigurationTest {
    @TempDir Path directory;

    @Test
    void nothingHasToBeGiven() {
        ConfigSetup setup = ConfigSetup.with();

        assertThat(setup.outcome().problems()).isEmpty();
        assertThat(setup.outcome().warnings()).isEmpty();
        assertThat(setup.core())
                .isEqualTo(
                        new PublishingSettings(
                                SchedulerSettings.DEFAULT,
                                CommitterSettings.DEFAULT,
                                RecorderSettings.DEFAULT,
                                MembershipSettings.DEFAULT,
                                PublishingSettings.Intake.DEFAULT));
        ServerConfig server = setup.mapped(ServerConfig.class);
        assertThat(server.host()).isEqualTo("127.0.0.1");
        assertThat(server.port()).isEqualTo(8082);
        assertThat(server.shutdownTimeout()).isEqualTo(Duration.ofSeconds(30));
        assertThat(server.preStopDelay()).isEqualTo(Duration.ZERO);
        assertThat(server.consoleLinks()).isEmpty();
        assertThat(setup.mapped(MetricsConfig.class).port()).isEqualTo(9482);
        assertThat(setup.mapped(AuthConfig.class).allowAnonymous()).isFalse();
        DatabaseConfig database = setup.mapped(DatabaseConfig.class);
        assertThat(database.url()).isEqualTo("postgresql://127.0.0.1:5432/publishing");
        assertThat(database.username()).isEqualTo("publishing");
        assertThat(database.password()).isEmpty();
        assertThat(database.poolSize()).isEqualTo(10);
        assertThat(database.statementTimeout()).isEqualTo(Duration.ofSeconds(5));
        assertThat(database.connectTimeout()).isEqualTo(Duration.ofSeconds(3));
        TargetsConfig targets = setup.mapped(TargetsConfig.class);
        assertThat(targets.path()).isEqualTo(Path.of("/etc/publishing-queue/targets"));
        assertThat(targets.reloadInterval()).isEqualTo(Duration.ofSeconds(1));
        assertThat(targets.staleGrace()).isEqualTo(Duration.ofMinutes(10));
        assertThat(targets.allowPrivateNetworks()).isFalse();
        assertThat(targets.allowInsecure()).isFalse();
        assertThat(targets.allowedHosts()).isEmpty();
        JournalConfig journal = setup.mapped(JournalConfig.class);
        assertThat(journal.historyRetention()).isEqualTo(Duration.ofHours(24));
        assertThat(journal.deadLetterRetention()).isEqualTo(Duration.ofDays(30));
    }

    @Test
    void everyKeyReachesTheQueue() {
        ConfigSetup setup =
                ConfigSetup.with(
                        "queue.workers", "11",
                        "queue.capacity_high", "1001",
                        "queue.capacity_medium", "5001",
                        "queue.capacity_low", "10001",
                        "queue.deferred_max_per_target", "100001",
                        "queue.max_bytes", "129M",
                        "queue.max_age_high", "1h",
                        "queue.max_age_medium", "2h",
                        "queue.max_age_low", "30h",
                        "queue.target_removed_grace", "11m",
                        "retry.base", "101ms",
                        "retry.max", "31s",
                        "retry.multiplier", "2.5",
                        "retry.jitter", "2s",
                        "breaker.failure_threshold", "6",
                        "breaker.success_threshold", "3",
                        "breaker.timeout", "32s");

        assertThat(setup.outcome().problems()).isEmpty();
        SchedulerSettings defaults = SchedulerSettings.DEFAULT;
        assertThat(setup.core().scheduler())
                .isEqualTo(
                        new SchedulerSettings(
                                11,
                                Map.of(Tier.HIGH, 1001, Tier.MEDIUM, 5001, Tier.LOW, 10_001),
                                129 << 20,
                                100_001,
                                defaults.patience(),
                                defaults.ageing(),
                                Duration.ofHours(30),
                                Map.of(
                                        Tier.HIGH, Duration.ofHours(1),
                                        Tier.MEDIUM, Duration.ofHours(2),
                                        Tier.LOW, Duration.ofHours(30)),
                                Duration.ofMinutes(11),
                                defaults.poisonTakeovers(),
                                defaults.poisonLosses(),
                                new RetryPolicy(
                                        Duration.ofMillis(101),
                                        Duration.ofSeconds(31),
                                        2.5,
                                        Duration.ofSeconds(2)),
                                new BreakerSettings(6, 3, Duration.ofSeconds(32))));
    }

    @Test
    void everyKeyReachesTheJournalAndTheIntake() {
        ConfigSetup setup =
                ConfigSetup.with(
                        "queue.tracked_jobs", "10002",
                        "queue.tracked_for", "61m",
                        "retry.max_retries", "4",
                        "journal.linger", "4ms",
                        "journal.batch", "257",
                        "journal.record_delay", "51ms",
                        "server.shutdown_timeout", "6s");

        assertThat(setup.outcome().problems()).isEmpty();
        CommitterSettings committer = CommitterSettings.DEFAULT;
        RecorderSettings recorder = RecorderSettings.DEFAULT;
        PublishingSettings.Intake intake = PublishingSettings.Intake.DEFAULT;
        assertThat(setup.core())
                .isEqualTo(
                        new PublishingSettings(
                                SchedulerSettings.DEFAULT,
                                new CommitterSettings(
                                        Duration.ofMillis(4),
                                        257,
                                        committer.batchBytes(),
                                        committer.underWay(),
                                        committer.waiting(),
                                        committer.repeat()),
                                new RecorderSettings(
                                        Duration.ofMillis(51),
                                        257,
                                        recorder.batchBytes(),
                                        recorder.backlog(),
                                        recorder.repeat()),
                                MembershipSettings.DEFAULT,
                                new PublishingSettings.Intake(
                                        4,
                                        intake.answerWithin(),
                                        intake.keyWait(),
                                        intake.keyWaiters(),
                                        intake.replays(),
                                        10_002,
                                        Duration.ofMinutes(61),
                                        intake.figuresEvery(),
                                        Duration.ofSeconds(2))));
    }

    @ParameterizedTest
    @CsvSource({
        "server.port, 0, 1 to 65535",
        "server.shutdown_timeout, 0s, 1s to 10m",
        "server.pre_stop_delay, 6m, 0s to 5m",
        "server.console_links, somewhere, difftracker=http",
        "server.console_links, a=ftp://x, difftracker=http",
        "metrics.port, 8082, a port other than server.port",
        "metrics.port, 65536, 1 to 65535",
        "auth.allow_anonymous, maybe, true or false",
        "auth.tokens_file, /does/not/exist, a file",
        "database.url, http://127.0.0.1/x, postgresql://host:port/name",
        "database.url, postgresql://me:secret@host/x, keys of their own",
        "database.url, postgresql://host:5432, postgresql://host:port/name",
        "database.url, postgresql://host:5432/x?ssl=1, postgresql://host:port/name",
        "database.pool_size, 1, 2 to 100",
        "database.statement_timeout, 1ms, 100ms to 1m",
        "database.connect_timeout, 2m, 100ms to 1m",
        "targets.reload_interval, 1ms, 100ms to 10m",
        "targets.stale_grace, 25h, 0s to 24h",
        "targets.allow_private_networks, perhaps, true or false",
        "targets.allow_insecure, perhaps, true or false",
        "queue.workers, 0, 1 to 256",
        "queue.workers, many, a whole number",
        "queue.capacity_high, 0, 1 to 1000000",
        "queue.capacity_medium, 1000001, 1 to 1000000",
        "queue.capacity_low, -1, 1 to 1000000",
        "queue.deferred_max_per_target, 0, 1 to 1000000",
        "queue.max_bytes, much, a size",
        "queue.max_age_high, 1s, 1m to 720h",
        "queue.max_age_medium, 721h, 1m to 720h",
        "queue.max_age_low, 0s, 1m to 720h",
        "queue.target_removed_grace, 25h, 0s to 24h",
        "queue.tracked_jobs, 99, 100 to 1000000",
        "queue.tracked_for, 1s, 1m to 24h",
        "retry.max_retries, 11, 0 to 10",
        "retry.base, 31s, that or less",
        "retry.base, 0s, 1ms to 10m",
        "retry.max, 2h, 1ms to 1h",
        "retry.multiplier, 0.5, 1 to 10",
        "retry.jitter, 2m, 0s to 1m",
        "breaker.failure_threshold, 0, 1 to 1000",
        "breaker.success_threshold, 101, 1 to 100",
        "breaker.timeout, 1ms, 10ms to 1h",
        "journal.linger, 2s, 0ms to 1s",
        "journal.batch, 4097, 1 to 4096",
        "journal.record_delay, 0s, 1ms to 1s",
        "journal.history_retention, 1m, 1h to 720h",
        "journal.dead_letter_retention, 1m, 1h to 8760h"
    })
    void saysWhatIsWrongAndWhatWouldBeRight(String key, String value, String right) {
        List<String> problems = ConfigSetup.with(key, value).outcome().problems();

        assertThat(problems).hasSize(1);
        assertThat(problems.getFirst()).startsWith(key).contains(right);
    }

    @Test
    void everyFaultIsSaidAtOnce() {
        assertThat(
                        ConfigSetup.with(
                                        "queue.workers", "0",
                                        "retry.jitter", "soon",
                                        "database.url", "here")
                                .outcome()
                                .problems())
                .hasSize(3);
    }

    /// Publishing invariant 83, for the configuration.
    @Test
    void aSecretIsNeverShown() {
        ConfigSetup setup =
                ConfigSetup.with(
                        "database.password", "hush-hush",
                        "auth.read_only_token", "psst-1",
                        "auth.submitter_token", "psst-2",
                        "auth.operator_token", "psst-3",
                        "auth.admin_token", "psst-4");

        assertThat(setup.outcome().problems()).isEmpty();
        assertThat(setup.mapped(DatabaseConfig.class).password().orElseThrow().value())
                .isEqualTo("hush-hush");
        assertThat(setup.mapped(AuthConfig.class).adminToken().orElseThrow().value())
                .isEqualTo("psst-4");
        assertThat(lines(setup, PublishingConfiguration.schema()))
                .noneMatch(line -> line.contains("hush") || line.contains("psst"))
                .anyMatch(line -> line.contains("workers=10"));
    }

    private static List<String> lines(ConfigSetup setup, ConfigSchema schema) {
        return EffectiveConfig.lines(setup.outcome().config(), schema);
    }

    @Test
    void aPasswordInTheUrlIsRefusedWithoutBeingRepeated() {
        assertThat(
                        ConfigSetup.with("database.url", "postgresql://me:hush-hush@host/x")
                                .outcome()
                                .problems())
                .singleElement()
                .asString()
                .doesNotContain("hush-hush");
    }

    @Test
    void namesTheLineOfTheTokensThatIsWrong() throws IOException {
        Path file = directory.resolve("tokens");
        Files.writeString(file, "# who\nalice operator nonsense\n");

        assertThat(ConfigSetup.with("auth.tokens_file", file.toString()).outcome().problems())
                .singleElement()
                .asString()
                .contains("line 2");
    }

    @Test
    void namesOfEarlierDeploymentsStillWork() {
        ConfigSetup setup =
                ConfigSetup.of(
                        Map.of(),
                        Map.of(
                                "PUBLISHING_WORKER_COUNT", "12",
                                "PUBLISHING_HIGH_QUEUE_SIZE", "1002",
                                "PUBLISHING_RETRY_INTERVAL", "200ms",
                                "PUBLISHING_CIRCUIT_TIMEOUT", "33s",
                                "PUBLISHING_DLQ_TTL", "48h",
                                "TARGET_REFRESH_INTERVAL", "2s"));

        assertThat(setup.outcome().problems()).isEmpty();
        assertThat(setup.mapped(QueueConfig.class).workers()).isEqualTo(12);
        assertThat(setup.mapped(QueueConfig.class).capacityHigh()).isEqualTo(1002);
        assertThat(setup.core().scheduler().retries().base()).isEqualTo(Duration.ofMillis(200));
        assertThat(setup.core().scheduler().breaker().pause()).isEqualTo(Duration.ofSeconds(33));
        assertThat(setup.mapped(JournalConfig.class).deadLetterRetention())
                .isEqualTo(Duration.ofDays(2));
        assertThat(setup.mapped(TargetsConfig.class).reloadInterval())
                .isEqualTo(Duration.ofSeconds(2));
    }

    @Test
    void onlyOutsideProductionMayTargetsBeHere() {
        TargetsConfig local =
                ConfigSetup.with("quarkus.profile", "local").mapped(TargetsConfig.class);

        assertThat(local.allowPrivateNetworks()).isTrue();
        assertThat(local.allowInsecure()).isTrue();
        assertThat(
                        ConfigSetup.with("quarkus.profile", "dev")
                                .mapped(AuthConfig.class)
                                .allowAnonymous())
                .isTrue();
        assertThat(
                        ConfigSetup.with("quarkus.profile", "local")
                                .mapped(AuthConfig.class)
                                .allowAnonymous())
                .isFalse();
    }
}
