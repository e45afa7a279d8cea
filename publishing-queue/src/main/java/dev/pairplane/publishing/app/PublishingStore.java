package dev.pairplane.publishing.app;

import dev.pairplane.observability.command.BuildInfo;
import dev.pairplane.observability.health.Watchdog;
import dev.pairplane.observability.lifecycle.Loop;
import dev.pairplane.observability.lifecycle.SerialExecutor;
import dev.pairplane.observability.logging.EventLog;
import dev.pairplane.observability.logging.Field;
import dev.pairplane.observability.metrics.Metrics;
import dev.pairplane.publishing.config.DatabaseConfig;
import dev.pairplane.publishing.config.JournalConfig;
import dev.pairplane.publishing.core.call.Outcome;
import dev.pairplane.publishing.core.deadletter.DeadLetters;
import dev.pairplane.publishing.core.job.ErrorType;
import dev.pairplane.publishing.core.job.JobState;
import dev.pairplane.publishing.core.job.Jobs;
import dev.pairplane.publishing.core.journal.Journal;
import dev.pairplane.publishing.core.journal.Replicas;
import dev.pairplane.publishing.outbound.postgres.Connections;
import dev.pairplane.publishing.outbound.postgres.Identity;
import dev.pairplane.publishing.outbound.postgres.PostgresDeadLetters;
import dev.pairplane.publishing.outbound.postgres.PostgresJobs;
import dev.pairplane.publishing.outbound.postgres.PostgresJournal;
import dev.pairplane.publishing.outbound.postgres.PostgresMaintenance;
import dev.pairplane.publishing.outbound.postgres.PostgresReplicas;
import dev.pairplane.publishing.outbound.postgres.PostgresSettings;
import dev.pairplane.publishing.outbound.postgres.UnreadableJob;
import dev.pairplane.publishing.telemetry.PublishingKey;
import dev.pairplane.publishing.telemetry.PublishingMetric;
import dev.pairplane.publishing.telemetry.QueueGauges;
import io.vertx.core.Vertx;
import io.vertx.pgclient.PgConnectOptions;
import io.vertx.sqlclient.Pool;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import org.hibernate.reactive.mutiny.Mutiny;

/// The store's parts on one PostgreSQL: what the core calls, and the upkeep that nobody asks for.
@Singleton
final class PublishingStore {
    private static final EventLog LOG = EventLog.of(PublishingStore.class);
    private static final Duration TURN = Duration.ofSeconds(10);
    private static final Duration PATIENCE = Duration.ofMinutes(3);
    private static final long MAINTENANCE_NANOS = Duration.ofMinutes(10).toNanos();
    private static final long COUNT_NANOS = Duration.ofSeconds(30).toNanos();
    private static final long SOON_NANOS = Duration.ofMinutes(1).toNanos();

    private final Pool pool;
    private final Journal journal;
    private final Replicas replicas;
    private final DeadLetters deadLetters;
    private final Jobs jobs;
    private final PostgresMaintenance maintenance;
    private final Metrics metrics;

    /// When maintenance is due again; of the upkeep's thread only.
    private long dueNanos = System.nanoTime();

    /// When the journal's jobs were counted last; of that thread, too.
    private long countedNanos = System.nanoTime() - COUNT_NANOS;

    PublishingStore(
            Vertx vertx,
            Mutiny.SessionFactory sessions,
            SerialExecutor serial,
            DatabaseConfig database,
            JournalConfig journaling,
            Metrics metrics) {
        PostgresSettings settings =
                settings(database)
                        .keeping(journaling.historyRetention(), journaling.deadLetterRetention());
        PgConnectOptions options =
                PgConnectOptions.fromUri(database.url()).setUser(database.username());
        database.password().ifPresent(password -> options.setPassword(password.value()));
        Connections connections = new Connections(vertx, options, settings);
        // Answers to queries are made into documents, which takes time.
        Executor answers = task -> Thread.ofVirtual().name("answers").start(task);
        Identity identity = new Identity();
        this.pool = connections.pool();
        this.journal = new PostgresJournal(pool, serial, identity, settings);
        this.replicas =
                new PostgresReplicas(
                        pool,
                        connections,
                        serial,
                        identity,
                        settings,
                        new TimeOrderedIds(InstantSource.system()),
                        BuildInfo.read().version(),
                        host(),
                        job -> unreadable(job, metrics));
        this.deadLetters = new PostgresDeadLetters(pool, sessions, answers, identity, settings);
        this.jobs = new PostgresJobs(pool, sessions, answers, settings);
        this.maintenance = new PostgresMaintenance(pool, answers, settings);
        this.metrics = metrics;
    }

    /// The limits of connections, as they are configured.
    static PostgresSettings settings(DatabaseConfig database) {
        return PostgresSettings.DEFAULTS.connections(
                database.poolSize(), database.connectTimeout(), database.statementTimeout());
    }

    private static String host() {
        try {
            return InetAddress.getLocalHost().getHostName();
        } catch (UnknownHostException e) {
            return "unknown";
        }
    }

    @Produces
    @Singleton
    Journal journal() {
        return journal;
    }

    @Produces
    @Singleton
    Replicas replicas() {
        return replicas;
    }

    @Produces
    @Singleton
    DeadLetters deadLetters() {
        return deadLetters;
    }

    @Produces
    @Singleton
    Jobs jobs() {
        return jobs;
    }

    /// Asks every question once; see [WarmUp].
    void warmUp() throws InterruptedException {
        new WarmUp(jobs, deadLetters, TURN).run();
    }

    /// Makes and drops partitions, deletes what is old, and counts dead letters and jobs.
    Loop upkeep(Watchdog watchdog, QueueGauges gauges) {
        return new Loop(
                "upkeep",
                TURN,
                watchdog,
                () -> {
                    if (System.nanoTime() - dueNanos >= 0) {
                        boolean done = maintain();
                        dueNanos = System.nanoTime() + (done ? MAINTENANCE_NANOS : SOON_NANOS);
                    }
                    if (await(deadLetters::pending)
                            instanceof Outcome.Done<Map<String, Long>>(var pending)) {
                        gauges.deadLetters(pending);
                    }
                    list(gauges);
                });
    }

    private void list(QueueGauges gauges) throws InterruptedException {
        if (PublishingStore.<List<DeadLetters.Newest>>await(
                        done -> deadLetters.newest(QueueGauges.NEWEST, done))
                instanceof Outcome.Done<List<DeadLetters.Newest>>(var newest)) {
            gauges.newest(newest);
        }
        // It reads all of the table.
        if (System.nanoTime() - countedNanos >= COUNT_NANOS
                && await(jobs::unfinished) instanceof Outcome.Done<Map<JobState, Long>>(var rows)) {
            gauges.rows(rows);
            countedNanos = System.nanoTime();
        }
    }

    private boolean maintain() throws InterruptedException {
        return switch (await(maintenance::run)) {
            case Outcome.Done<PostgresMaintenance.Done>(var done) -> {
                LOG.debug("maintenance is done", text(PublishingKey.OUTCOME, done.toString()));
                yield !done.left();
            }
            case Outcome.Failed<PostgresMaintenance.Done>(String why) -> failed(why);
            case Outcome.Unknown<PostgresMaintenance.Done>(String why) -> failed(why);
        };
    }

    /// Counts it as every job that is given up.
    private static void unreadable(UnreadableJob job, Metrics metrics) {
        String type = ErrorType.UNKNOWN.label();
        metrics.counter(PublishingMetric.JOB_FAILED, job.target(), type).increment();
        metrics.counter(PublishingMetric.JOBS_PROCESSED, job.target(), "dlq").increment();
        metrics.counter(PublishingMetric.DLQ_WRITES, job.target(), type).increment();
        if (job.replayOf().isPresent()) {
            metrics.counter(PublishingMetric.DLQ_REPLAYS, job.target(), "failure").increment();
        }
        LOG.error(
                "a job's stored alert cannot be read, and is a dead letter",
                text(PublishingKey.JOB_ID, job.id().toString()),
                text(PublishingKey.DEAD_LETTER_ID, job.letter().toString()),
                text(PublishingKey.TARGET, job.target()),
                text(PublishingKey.ERROR_TYPE, type),
                text(PublishingKey.CAUSE, job.cause()));
    }

    private boolean failed(String why) {
        metrics.counter(PublishingMetric.PARTITIONS_FAILED).increment();
        LOG.warn("maintenance failed, and comes again", text(PublishingKey.CAUSE, why));
        return false;
    }

    private static Field text(PublishingKey key, String value) {
        return Field.field(key, value);
    }

    private static <T> Outcome<T> await(Consumer<Consumer<Outcome<T>>> call)
            throws InterruptedException {
        CompletableFuture<Outcome<T>> answer = new CompletableFuture<>();
        call.accept(answer::complete);
        try {
            return answer.get(PATIENCE.toNanos(), TimeUnit.NANOSECONDS);
        } catch (ExecutionException | TimeoutException e) {
            return new Outcome.Unknown<>("no answer: " + e);
        }
    }

    /// Closes the connections. What calls are under way fail.
    void close() throws Exception {
        pool.close().toCompletionStage().toCompletableFuture().get(2, TimeUnit.SECONDS);
    }
}
