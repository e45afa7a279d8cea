package dev.pairplane.publishing.telemetry;

import static dev.pairplane.observability.logging.Field.field;

import dev.pairplane.observability.logging.EventLog;
import dev.pairplane.observability.logging.StandardKey;
import dev.pairplane.observability.metrics.Metrics;
import dev.pairplane.publishing.core.intake.IntakeEvent;
import dev.pairplane.publishing.core.intake.ReplayResult;
import dev.pairplane.publishing.core.intake.StopReport;
import java.util.function.Consumer;

/// Turns what happens where requests come in into metrics and logs. Called on the serial executor
/// only, and never waits.
public final class IntakeTelemetry implements Consumer<IntakeEvent> {
    private static final EventLog LOG = EventLog.of(IntakeTelemetry.class);

    private final Metrics metrics;
    private boolean modeKnown;

    /// @param metrics where all of [PublishingMetric] is registered
    public IntakeTelemetry(Metrics metrics) {
        this.metrics = metrics;
    }

    @Override
    public void accept(IntakeEvent event) {
        switch (event) {
            case IntakeEvent.Accepted(var _, int _, boolean repeated, var took) -> {
                metrics.histogram(PublishingMetric.SUBMISSION_SECONDS).record(took);
                if (repeated) {
                    metrics.counter(PublishingMetric.IDEMPOTENT_REPLAYS).increment();
                }
            }
            case IntakeEvent.Refused(var reason) -> {
                metrics.counter(PublishingMetric.REJECTED_SUBMISSIONS, reason.label()).increment();
                LOG.debug("a submission was refused", field(StandardKey.REASON, reason.label()));
            }
            case IntakeEvent.CommittedLate(int jobs) ->
                    LOG.warn(
                            "a submission was committed after its caller had been told otherwise;"
                                    + " it is delivered",
                            field(StandardKey.COUNT, jobs));
            case IntakeEvent.ReplayAnswered(var result) -> replayed(result);
            case IntakeEvent.ModeChanged(boolean metricsOnly, String reason, int enabled) -> {
                metrics.gauge(PublishingMetric.MODE).set(metricsOnly ? 1 : 0);
                if (modeKnown) {
                    metrics.counter(PublishingMetric.MODE_TRANSITIONS).increment();
                }
                modeKnown = true;
                LOG.info(
                        metricsOnly
                                ? "no target is enabled: alerts are counted, and not delivered"
                                : "alerts are delivered",
                        field(StandardKey.REASON, reason),
                        field(StandardKey.COUNT, enabled));
            }
            case IntakeEvent.Started(var took) ->
                    LOG.info("takes alerts", field(StandardKey.DURATION_MS, took.toMillis()));
            case IntakeEvent.Stopped(var report) -> stopped(report);
        }
    }

    private static void replayed(ReplayResult result) {
        String outcome = result.getClass().getSimpleName();
        switch (result) {
            case ReplayResult.Replayed(var job, var letter) ->
                    LOG.info(
                            "a dead letter is sent again",
                            field(PublishingKey.DEAD_LETTER_ID, letter.toString()),
                            field(PublishingKey.JOB_ID, job.toString()));
            case ReplayResult.Unavailable(String reason, String detail) ->
                    LOG.warn(
                            "a dead letter could not be sent again",
                            field(StandardKey.REASON, reason),
                            field(PublishingKey.CAUSE, detail));
            case ReplayResult.Missing _,
                    ReplayResult.AlreadyReplayed _,
                    ReplayResult.Superseded _,
                    ReplayResult.Unreadable _,
                    ReplayResult.TargetUnavailable _,
                    ReplayResult.Full _ ->
                    LOG.info(
                            "a dead letter is not sent again",
                            field(PublishingKey.OUTCOME, outcome));
        }
    }

    private static void stopped(StopReport report) {
        if (report.clean()) {
            LOG.info(
                    "everything is written down; what waits is free for the others",
                    field(StandardKey.COUNT, report.waiting()));
        } else {
            LOG.error(
                    "the stop was cut short; what is not written down may be delivered again",
                    field(StandardKey.COUNT, report.unrecorded() + report.undecided()));
        }
    }
}
