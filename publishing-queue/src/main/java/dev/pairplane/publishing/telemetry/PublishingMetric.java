package dev.pairplane.publishing.telemetry;

import dev.pairplane.observability.metrics.Buckets;
import dev.pairplane.observability.metrics.Label;
import dev.pairplane.observability.metrics.MetricName;
import dev.pairplane.observability.metrics.MetricSpec;
import dev.pairplane.publishing.core.alert.Tier;
import dev.pairplane.publishing.core.intake.IntakeEvent;
import dev.pairplane.publishing.core.job.ErrorType;
import dev.pairplane.publishing.core.job.JobState;
import dev.pairplane.publishing.core.job.Jobs;
import dev.pairplane.publishing.core.retry.Reason;
import java.util.Arrays;
import java.util.function.Function;

/// The service's metrics. Those up to [#ACTIVE_WORKERS] are contracts: dashboards and alerts of
/// earlier deployments use them.
public enum PublishingMetric implements MetricName {
    QUEUE_SIZE(
            gauge(
                    "queue_size",
                    "Jobs that wait: ready, retrying and deferred ones.",
                    Labels.PRIORITY)),
    QUEUE_UTILIZATION(
            gauge(
                    "queue_capacity_utilization",
                    "The share of a tier's places that is taken, 0 to 1; deferred jobs take none.",
                    Labels.PRIORITY)),
    SUBMISSIONS(
            counter(
                    "queue_submissions_total",
                    "Jobs that were asked for: accepted, or refused with the whole submission (one"
                            + " for each refusal).",
                    Labels.PRIORITY,
                    Labels.SUBMISSION_RESULT)),
    JOBS_PROCESSED(
            counter(
                    "jobs_processed_total",
                    "Jobs by their final state; failed is those whose dead letter is not written"
                            + " yet, and always falls to dlq, so it stays 0.",
                    Labels.TARGET,
                    Labels.FINAL_STATE)),
    JOB_DURATION(
            seconds(
                    "job_duration_seconds",
                    Labels.JOB_SECONDS,
                    "From acceptance to the end of a delivered job.",
                    Labels.TARGET,
                    Labels.PRIORITY)),
    JOB_WAIT(
            seconds(
                    "job_wait_time_seconds",
                    Labels.JOB_SECONDS,
                    "From when a job could go to its first attempt: since this replica got it, or"
                            + " since an attempt that did not count.",
                    Labels.PRIORITY)),
    RETRY_ATTEMPTS(
            counter(
                    "retry_attempts_total",
                    "Retries that were scheduled, by the kind of failure before.",
                    Labels.TARGET,
                    Labels.ERROR_TYPE)),
    RETRY_SUCCESS(
            MetricSpec.histogram(
                    Labels.PREFIX + "retry_success_rate",
                    Labels.ZERO_OR_ONE,
                    "Each retry: 1 when it delivered, 0 when it did not. Its mean is the rate.",
                    Labels.TARGET,
                    Labels.ATTEMPT)),
    BREAKER_STATE(gauge("circuit_breaker_state", "0 closed, 1 half-open, 2 open.", Labels.TARGET)),
    BREAKER_TRIPS(counter("circuit_breaker_trips_total", "Breakers that opened.", Labels.TARGET)),
    BREAKER_RECOVERIES(
            counter(
                    "circuit_breaker_recoveries_total",
                    "Breakers that closed again.",
                    Labels.TARGET)),
    WORKERS_ACTIVE(gauge("workers_active", "Attempts under way.")),
    WORKERS_IDLE(gauge("workers_idle", "Attempts that could be under way besides.")),
    WORKER_DURATION(
            seconds(
                    "worker_processing_duration_seconds",
                    Labels.JOB_SECONDS,
                    "Time of one attempt.")),
    DLQ_SIZE(
            gauge(
                    "dlq_size",
                    "Dead letters that were never replayed; of all replicas, so take the maximum.",
                    Labels.TARGET)),
    DLQ_WRITES(
            counter(
                    "dlq_writes_total",
                    "Dead letters that were written.",
                    Labels.TARGET,
                    Labels.ERROR_TYPE)),
    DLQ_WRITE_FAILURES(
            counter(
                    "dlq_write_failures_total",
                    "Dead letters that could not be written yet, once for each time that it was"
                            + " tried in vain.")),
    DLQ_ENTRIES(
            gauge(
                            "dlq_entries",
                            "The newest dead letters that were never replayed, and how many of"
                                    + " those are alike; of all replicas, so take the maximum.",
                            Labels.TARGET,
                            Labels.ERROR_TYPE,
                            Labels.FINGERPRINT,
                            Labels.REPLAYED)
                    .listing(Labels.NEWEST)),
    DLQ_REPLAYS(
            counter(
                    "dlq_replays_total",
                    "Replays that ended.",
                    Labels.TARGET,
                    Labels.REPLAY_RESULT)),
    JOB_COMPLETED(
            counter("job_completed_total", "Delivered jobs.", Labels.TARGET, Labels.PRIORITY)),
    JOB_FAILED(
            counter(
                    "job_failed_total",
                    "Jobs that ended as dead letters.",
                    Labels.TARGET,
                    Labels.ERROR_TYPE)),
    ACTIVE_WORKERS(gauge("active_workers", "The same as workers_active, under its older name.")),

    QUEUE_CAPACITY(gauge("queue_capacity", "Places of a tier.", Labels.PRIORITY)),
    SUBMISSION_SECONDS(
            seconds(
                    "submission_duration_seconds",
                    Labels.SUBMIT_SECONDS,
                    "From a checked submission to its answer.")),
    RETRY_BACKOFF(
            seconds(
                    "retry_backoff_seconds",
                    Labels.JOB_SECONDS,
                    "Waits that were chosen before retries.")),
    TRACKED_JOBS(gauge("job_tracking_cache_size", "Jobs that are shown from memory.")),
    OLDEST_JOB(
            gauge(
                    "oldest_job_age_seconds",
                    "Age of the oldest waiting job; 0 where none waits.",
                    Labels.PRIORITY)),
    JOBS_DEFERRED(
            gauge(
                    "jobs_deferred",
                    "Jobs of a target that wait because nothing may be sent to it now.",
                    Labels.TARGET,
                    Labels.DEFERRED_REASON)),
    JOURNAL_COMMIT_SECONDS(
            seconds(
                    "journal_commit_seconds",
                    Labels.SUBMIT_SECONDS,
                    "Time of one transaction of the journal.",
                    Labels.JOURNAL_KIND)),
    JOURNAL_BATCH(
            MetricSpec.histogram(
                    Labels.PREFIX + "journal_batch_size",
                    Labels.BATCHES,
                    "What one transaction of the journal held: submissions, or changes.",
                    Labels.JOURNAL_KIND)),
    JOURNAL_UP(gauge("journal_up", "1 while the journal takes what it is given.")),
    JOURNAL_ROWS(
            gauge(
                    "journal_rows",
                    "Unfinished jobs in the journal; of all replicas, so take the maximum.",
                    Labels.UNFINISHED)),
    JOURNAL_BACKLOG(gauge("journal_backlog", "Endings and retries that wait to be written down.")),
    JOURNAL_FAILURES(
            counter(
                    "journal_failures_total",
                    "Transactions of the journal that failed, or whose answer was lost.",
                    Labels.JOURNAL_KIND)),
    TAKEOVERS(counter("lease_takeovers_total", "Jobs that were taken over from other owners.")),
    LEASES_LOST(
            counter(
                    "lease_lost_total",
                    "Results that came after another replica had taken the job.")),
    IDEMPOTENT_REPLAYS(
            counter(
                    "idempotent_replays_total",
                    "Submissions that were answered as an earlier one with the same key.")),
    REJECTED_SUBMISSIONS(
            counter(
                    "submissions_rejected_by_reason_total",
                    "Submissions that were refused.",
                    Labels.REJECTION)),
    AMBIGUOUS(
            counter(
                    "deliveries_ambiguous_total",
                    "Attempts that the target may have taken although no answer came.",
                    Labels.TARGET)),
    ATTEMPTS(
            counter(
                    "attempts_total",
                    "Attempts that ended, by what came of them.",
                    Labels.TARGET,
                    Labels.OUTCOME)),
    MODE(gauge("mode_current", "0 normal, 1 metrics-only: no target is enabled.")),
    MODE_TRANSITIONS(counter("mode_transitions_total", "Changes of the mode.")),
    TARGETS(
            gauge(
                    "discovery_targets_total",
                    "Targets that are known.",
                    Labels.TARGET_TYPE,
                    Labels.ENABLED)),
    TARGETS_INVALID(gauge("discovery_invalid_targets", "Targets that cannot be used as written.")),
    TARGETS_STALE(
            gauge(
                    "discovery_stale",
                    "1 while some target is as it was before, because the files cannot be read or"
                            + " what they say of it is wrong.")),
    REFRESHES(counter("refresh_total", "Readings of the target files.", Labels.REFRESH)),
    REFRESH_LAST_SUCCESS(
            gauge(
                    "refresh_last_success_timestamp",
                    "When the target files were last read, in seconds since 1970.")),
    PARTITIONS_FAILED(
            counter(
                    "maintenance_failures_total",
                    "Runs of the journal's maintenance that failed: partitions are made a day"
                            + " ahead.")),
    SERIAL_QUEUE(gauge("serial_queue", "Tasks that wait for the core's thread.")),
    HTTP_REQUESTS(
            MetricSpec.counter(
                    "api_http_requests_total",
                    "Requests to the API, by route.",
                    Labels.METHOD,
                    Labels.ENDPOINT,
                    Labels.STATUS)),
    HTTP_SECONDS(
            MetricSpec.histogram(
                    "api_http_request_duration_seconds",
                    Labels.SUBMIT_SECONDS,
                    "Time from the request's head to the end of the answer.",
                    Labels.METHOD,
                    Labels.ENDPOINT)),
    HTTP_IN_FLIGHT(MetricSpec.gauge("api_http_requests_in_flight", "Requests under way.")),
    WEBHOOK_REQUESTS(
            MetricSpec.counter(
                    "webhook_requests_total",
                    "Requests to webhooks.",
                    Labels.TARGET,
                    Labels.ANSWER,
                    Labels.METHOD)),
    WEBHOOK_SECONDS(
            MetricSpec.histogram(
                    "webhook_request_duration_seconds",
                    Labels.JOB_SECONDS,
                    "Time of one request to a webhook.",
                    Labels.TARGET,
                    Labels.ANSWER)),
    WEBHOOK_BYTES(
            MetricSpec.histogram(
                    "webhook_payload_size_bytes",
                    Labels.SIZES,
                    "Sizes of the bodies that were sent.",
                    Labels.TARGET)),
    WEBHOOK_REFUSED_ADDRESSES(
            MetricSpec.counter(
                    "webhook_forbidden_addresses_total",
                    "Requests that were not made because the target's address is not allowed.",
                    Labels.TARGET));

    private final MetricSpec spec;

    PublishingMetric(MetricSpec spec) {
        this.spec = spec;
    }

    @Override
    public MetricSpec spec() {
        return spec;
    }

    private static MetricSpec gauge(String name, String meaning, Label... labels) {
        return MetricSpec.gauge(Labels.PREFIX + name, meaning, labels);
    }

    private static MetricSpec counter(String name, String meaning, Label... labels) {
        return MetricSpec.counter(Labels.PREFIX + name, meaning, labels);
    }

    private static MetricSpec seconds(
            String name, Buckets buckets, String meaning, Label... labels) {
        return MetricSpec.histogram(Labels.PREFIX + name, buckets, meaning, labels);
    }

    /// The labels, their values, and the buckets.
    static final class Labels {
        static final String PREFIX = "alert_history_publishing_";

        /// What an attempt that delivered is called.
        static final String DELIVERED = "delivered";

        /// Names of targets are configured, and at most so many.
        static final Label TARGET = Label.open("target", 1000);

        static final Label PRIORITY = Label.of("priority", texts(Tier.values(), Tier::label));
        static final Label SUBMISSION_RESULT = Label.of("result", "success", "rejected");
        static final Label FINAL_STATE =
                Label.of("state", "succeeded", "failed", "dlq", "collapsed");
        static final Label ERROR_TYPE =
                Label.of("error_type", texts(ErrorType.values(), ErrorType::label));
        static final Label FINGERPRINT = Label.open("fingerprint", 1);
        static final Label REPLAYED = Label.of("replayed", "false");

        /// How many of the newest dead letters are listed.
        static final int NEWEST = 20;

        static final Label UNFINISHED =
                Label.of("state", texts(Jobs.UNFINISHED.toArray(JobState[]::new), JobState::label));
        static final Label ATTEMPT = Label.open("attempt", 16);
        static final Label REPLAY_RESULT = Label.of("result", "success", "failure");
        static final Label DEFERRED_REASON =
                Label.of("reason", "circuit_open", "hold", "target_disabled", "target_missing");
        static final Label JOURNAL_KIND = Label.of("kind", "append", "record");
        static final Label REJECTION =
                Label.of("reason", texts(IntakeEvent.Reason.values(), IntakeEvent.Reason::label));
        static final Label OUTCOME = Label.of("outcome", outcomes());
        static final Label TARGET_TYPE = Label.of("type", "webhook");
        static final Label ENABLED = Label.of("enabled", "true", "false");
        static final Label REFRESH = Label.of("status", "success", "failed");
        static final Label METHOD = Label.open("method", 10);
        static final Label ENDPOINT = Label.open("endpoint", 64);
        static final Label STATUS = Label.open("status", 40);
        static final Label ANSWER = Label.of("status", "1xx", "2xx", "3xx", "4xx", "5xx", "none");

        static final Buckets JOB_SECONDS =
                Buckets.of(.001, .002, .005, .01, .02, .05, .1, .2, .5, 1, 2, 5, 10, 30, 60);
        static final Buckets SUBMIT_SECONDS =
                Buckets.of(.001, .002, .005, .01, .02, .05, .1, .2, .5, 1, 2, 5);
        static final Buckets ZERO_OR_ONE = Buckets.of(0, 1);
        static final Buckets BATCHES = Buckets.exponential(1, 2, 10);
        static final Buckets SIZES = Buckets.exponential(1024, 2, 12);

        private Labels() {}

        private static String[] outcomes() {
            String[] reasons = texts(Reason.values(), Reason::label);
            String[] outcomes = Arrays.copyOf(reasons, reasons.length + 1);
            outcomes[reasons.length] = DELIVERED;
            return outcomes;
        }

        private static <T> String[] texts(T[] values, Function<T, String> text) {
            return Arrays.stream(values).map(text).toArray(String[]::new);
        }
    }
}
