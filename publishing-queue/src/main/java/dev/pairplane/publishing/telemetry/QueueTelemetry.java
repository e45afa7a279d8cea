package dev.pairplane.publishing.telemetry;

import static dev.pairplane.observability.logging.Field.field;

import dev.pairplane.observability.logging.EventLog;
import dev.pairplane.observability.logging.Field;
import dev.pairplane.observability.logging.StandardKey;
import dev.pairplane.observability.metrics.Metrics;
import dev.pairplane.publishing.core.breaker.CircuitBreaker;
import dev.pairplane.publishing.core.job.Attempt;
import dev.pairplane.publishing.core.job.ErrorType;
import dev.pairplane.publishing.core.job.Job;
import dev.pairplane.publishing.core.queue.QueueEvent;
import dev.pairplane.publishing.core.retry.Verdict;
import java.util.Locale;
import java.util.function.Consumer;

/// Turns what happens in the queue into metrics and logs. Called on the serial executor only, and
/// never waits. Deliveries that go well are logged at debug, everything an operator may be asked
/// about at info and above.
public final class QueueTelemetry implements Consumer<QueueEvent> {
    private static final EventLog LOG = EventLog.of(QueueTelemetry.class);

    private final Metrics metrics;
    private ErrorType lastFailure = ErrorType.UNKNOWN;

    /// @param metrics where all of [PublishingMetric] is registered
    public QueueTelemetry(Metrics metrics) {
        this.metrics = metrics;
    }

    @Override
    public void accept(QueueEvent event) {
        switch (event) {
            case QueueEvent.Accepted(var job, boolean _) ->
                    metrics.counter(
                                    PublishingMetric.SUBMISSIONS,
                                    job.tier().label(),
                                    Labels.SUCCESS)
                            .increment();
            case QueueEvent.AlreadyThere(var id) ->
                    LOG.debug(
                            "a job came that is there already",
                            field(PublishingKey.JOB_ID, id.toString()));
            case QueueEvent.Refused(var tier, String what) -> {
                metrics.counter(PublishingMetric.SUBMISSIONS, tier.label(), Labels.REJECTED)
                        .increment();
                LOG.debug("there is no room", field(StandardKey.REASON, what));
            }
            case QueueEvent.TargetSkipped(String target, String reason) ->
                    LOG.warn(
                            "a target is left out of a broadcast",
                            field(PublishingKey.TARGET, target),
                            field(StandardKey.REASON, reason));
            case QueueEvent.AttemptStarted started -> started(started);
            case QueueEvent.AttemptEnded ended -> ended(ended);
            case QueueEvent.RetryScheduled retry -> retry(retry);
            case QueueEvent.Withdrawn(var job, boolean written) ->
                    LOG.info(
                            "an attempt was given up by us",
                            job(job),
                            target(job),
                            field(PublishingKey.OUTCOME, written ? "written" : "not written"));
            case QueueEvent.Delivered delivered -> delivered(delivered);
            case QueueEvent.GivenUp given -> givenUp(given);
            case QueueEvent.Collapsed(var job) -> collapsed(job);
            case QueueEvent.LaneCollapsed(String target, int firing, int resolved) ->
                    LOG.info(
                            "alerts came and went while nothing was sent, and are not sent",
                            field(PublishingKey.TARGET, target),
                            field(StandardKey.COUNT, firing + resolved),
                            field(PublishingKey.FIRING, firing),
                            field(PublishingKey.RESOLVED, resolved));
            case QueueEvent.BreakerChanged changed -> breaker(changed);
            case QueueEvent.LaneHeld(String target, var duration) ->
                    LOG.info(
                            "a target asked to be left alone",
                            field(PublishingKey.TARGET, target),
                            field(PublishingKey.HOLD_MS, duration.toMillis()));
            case QueueEvent.LaneReleased(String target) ->
                    LOG.debug("a target is sent to again", field(PublishingKey.TARGET, target));
            case QueueEvent.TargetMissing(String target, int waiting, var grace) ->
                    LOG.warn(
                            "jobs wait for a target that is gone",
                            field(PublishingKey.TARGET, target),
                            field(StandardKey.COUNT, waiting),
                            field(PublishingKey.HOLD_MS, grace.toMillis()));
            case QueueEvent.LateResult(var job, Attempt attempt) ->
                    LOG.warn(
                            "a result came for a job that another replica has",
                            job(job),
                            target(job),
                            field(PublishingKey.OUTCOME, attempt.outcome()));
            case QueueEvent.Discarded(int waiting, int inFlight) ->
                    LOG.error(
                            "every job was forgotten, others have them now",
                            field(StandardKey.COUNT, waiting + inFlight));
        }
    }

    private void started(QueueEvent.AttemptStarted started) {
        if (started.number() == 1) {
            metrics.histogram(PublishingMetric.JOB_WAIT, started.job().tier().label())
                    .record(started.waited());
        }
    }

    private void ended(QueueEvent.AttemptEnded ended) {
        Job job = ended.job();
        Attempt attempt = ended.attempt();
        lastFailure = attempt.errorType().orElse(ErrorType.UNKNOWN);
        metrics.histogram(PublishingMetric.WORKER_DURATION).record(attempt.duration());
        metrics.counter(PublishingMetric.ATTEMPTS, job.target(), attempt.outcome()).increment();
        if (attempt.ambiguous()) {
            metrics.counter(PublishingMetric.AMBIGUOUS, job.target()).increment();
        }
        if (attempt.number() > 1) {
            metrics.histogram(
                            PublishingMetric.RETRY_SUCCESS,
                            job.target(),
                            Integer.toString(attempt.number()))
                    .record(ended.verdict() instanceof Verdict.Delivered ? 1 : 0);
        }
        LOG.debug(
                "attempt ended",
                job(job),
                target(job),
                field(PublishingKey.ATTEMPT, attempt.number()),
                field(PublishingKey.OUTCOME, attempt.outcome()),
                field(StandardKey.DURATION_MS, attempt.duration().toMillis()));
    }

    /// Comes right after the attempt that failed.
    private void retry(QueueEvent.RetryScheduled retry) {
        metrics.counter(PublishingMetric.RETRY_ATTEMPTS, retry.job().target(), lastFailure.label())
                .increment();
        metrics.histogram(PublishingMetric.RETRY_BACKOFF).record(retry.delay());
        LOG.debug(
                "a job is tried again",
                job(retry.job()),
                target(retry.job()),
                field(PublishingKey.ATTEMPT, retry.retry()),
                field(PublishingKey.OUTCOME, retry.reason().label()),
                field(PublishingKey.HOLD_MS, retry.delay().toMillis()));
    }

    private void delivered(QueueEvent.Delivered delivered) {
        Job job = delivered.job();
        String tier = job.tier().label();
        metrics.counter(PublishingMetric.JOB_COMPLETED, job.target(), tier).increment();
        metrics.counter(PublishingMetric.JOBS_PROCESSED, job.target(), "succeeded").increment();
        metrics.histogram(PublishingMetric.JOB_DURATION, job.target(), tier)
                .record(delivered.total());
        if (job.replayOf().isPresent()) {
            metrics.counter(PublishingMetric.DLQ_REPLAYS, job.target(), Labels.SUCCESS).increment();
        }
        LOG.debug(
                "delivered",
                job(job),
                target(job),
                field(PublishingKey.ATTEMPT, delivered.attempts()),
                field(StandardKey.DURATION_MS, delivered.total().toMillis()));
    }

    private void givenUp(QueueEvent.GivenUp given) {
        Job job = given.job();
        String type = given.type().label();
        metrics.counter(PublishingMetric.JOB_FAILED, job.target(), type).increment();
        metrics.counter(PublishingMetric.JOBS_PROCESSED, job.target(), "dlq").increment();
        metrics.counter(PublishingMetric.DLQ_WRITES, job.target(), type).increment();
        if (job.replayOf().isPresent()) {
            metrics.counter(PublishingMetric.DLQ_REPLAYS, job.target(), "failure").increment();
        }
        LOG.warn(
                "a job was given up and is a dead letter",
                job(job),
                field(PublishingKey.SUBMISSION_ID, job.submissionId().toString()),
                field(PublishingKey.DEAD_LETTER_ID, given.deadLetterId().toString()),
                target(job),
                field(PublishingKey.PRIORITY, job.tier().label()),
                field(StandardKey.REASON, given.reason()),
                field(PublishingKey.ERROR_TYPE, type),
                field(PublishingKey.ATTEMPT, given.attempts()),
                field(PublishingKey.CAUSE, given.message()));
    }

    private void collapsed(Job job) {
        metrics.counter(PublishingMetric.JOBS_PROCESSED, job.target(), "collapsed").increment();
        LOG.debug("a job is not sent, a later one says all", job(job), target(job));
    }

    private void breaker(QueueEvent.BreakerChanged changed) {
        metrics.gauge(PublishingMetric.BREAKER_STATE, changed.target())
                .set(
                        switch (changed.to()) {
                            case CLOSED -> 0;
                            case HALF_OPEN -> 1;
                            case OPEN -> 2;
                        });
        if (changed.to() == CircuitBreaker.State.OPEN
                && changed.from() == CircuitBreaker.State.CLOSED) {
            metrics.counter(PublishingMetric.BREAKER_TRIPS, changed.target()).increment();
        }
        if (changed.to() == CircuitBreaker.State.CLOSED) {
            metrics.counter(PublishingMetric.BREAKER_RECOVERIES, changed.target()).increment();
        }
        Field[] fields = {
            field(PublishingKey.TARGET, changed.target()),
            field(PublishingKey.FROM_STATE, text(changed.from())),
            field(PublishingKey.STATE, text(changed.to())),
            field(PublishingKey.CAUSE, changed.message())
        };
        if (changed.to() == CircuitBreaker.State.OPEN) {
            LOG.warn("a breaker changed", fields);
        } else {
            LOG.info("a breaker changed", fields);
        }
    }

    private static String text(CircuitBreaker.State state) {
        return state.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    private static Field job(Job job) {
        return field(PublishingKey.JOB_ID, job.id().toString());
    }

    private static Field target(Job job) {
        return field(PublishingKey.TARGET, job.target());
    }

    /// Values of labels.
    static final class Labels {
        static final String SUCCESS = "success";
        static final String REJECTED = "rejected";

        private Labels() {}
    }
}
