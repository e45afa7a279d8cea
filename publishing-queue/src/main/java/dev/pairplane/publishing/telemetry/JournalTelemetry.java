package dev.pairplane.publishing.telemetry;

import static dev.pairplane.observability.logging.Field.field;

import dev.pairplane.observability.logging.EventLog;
import dev.pairplane.observability.logging.StandardKey;
import dev.pairplane.observability.metrics.Metrics;
import dev.pairplane.publishing.core.journal.JournalEvent;
import java.util.function.Consumer;

/// Turns what happens between the service and its journal into metrics and logs. Called on the
/// serial executor only, and never waits.
public final class JournalTelemetry implements Consumer<JournalEvent> {
    private static final EventLog LOG = EventLog.of(JournalTelemetry.class);
    private static final String APPEND = "append";
    private static final String RECORD = "record";

    private final Metrics metrics;
    private boolean failing;
    private boolean failedSinceBeat;

    /// @param metrics where all of [PublishingMetric] is registered
    public JournalTelemetry(Metrics metrics) {
        this.metrics = metrics;
    }

    @Override
    public void accept(JournalEvent event) {
        switch (event) {
            case JournalEvent.GroupCommitted(int submissions, int _, var took) -> {
                works();
                metrics.histogram(PublishingMetric.JOURNAL_COMMIT_SECONDS, APPEND).record(took);
                metrics.histogram(PublishingMetric.JOURNAL_BATCH, APPEND).record(submissions);
            }
            case JournalEvent.GroupFailed(int submissions, boolean doubtful, String why) -> {
                metrics.counter(PublishingMetric.JOURNAL_FAILURES, APPEND).increment();
                fails(
                        doubtful
                                ? "nobody knows whether submissions were stored"
                                : "submissions could not be stored",
                        submissions,
                        why);
            }
            case JournalEvent.BatchRecorded(int changes, var took) -> {
                works();
                metrics.histogram(PublishingMetric.JOURNAL_COMMIT_SECONDS, RECORD).record(took);
                metrics.histogram(PublishingMetric.JOURNAL_BATCH, RECORD).record(changes);
            }
            case JournalEvent.BatchDelayed(int changes, int deadLetters, String why) -> {
                metrics.counter(PublishingMetric.JOURNAL_FAILURES, RECORD).increment();
                metrics.counter(PublishingMetric.DLQ_WRITE_FAILURES).add(deadLetters);
                fails("what happened to jobs could not be written down yet", changes, why);
            }
            case JournalEvent.FenceLost(var change) -> {
                metrics.counter(PublishingMetric.LEASES_LOST).increment();
                LOG.warn(
                        "a result was not written down, another replica has the job",
                        field(PublishingKey.JOB_ID, change.job().id().toString()),
                        field(PublishingKey.TARGET, change.job().target()));
            }
            case JournalEvent.Joined() -> LOG.info("joined the replicas");
            case JournalEvent.Beat() -> beats();
            case JournalEvent.CallFailed(String call, String why) ->
                    LOG.warn(
                            "the journal did not answer",
                            field(PublishingKey.CALL, call),
                            field(PublishingKey.CAUSE, why));
            case JournalEvent.MembershipLost() ->
                    LOG.error("the other replicas hold this one for dead; it begins anew");
            case JournalEvent.GateMoved(boolean open) -> {
                metrics.gauge(PublishingMetric.JOURNAL_UP).set(open ? 1 : 0);
                if (open) {
                    LOG.info("attempts may start");
                } else {
                    LOG.error("no attempt starts: the last heartbeat is too old");
                }
            }
            case JournalEvent.JobsTaken(int takenOver, int handed) -> {
                metrics.counter(PublishingMetric.TAKEOVERS).add(takenOver);
                LOG.info(
                        "took jobs from the journal", field(StandardKey.COUNT, takenOver + handed));
            }
            case JournalEvent.Left() -> LOG.info("left the replicas");
        }
    }

    /// Where nothing else is written, a heartbeat shows that the journal works again; not where
    /// something failed between two of them.
    private void beats() {
        if (failing && !failedSinceBeat) {
            works();
        }
        failedSinceBeat = false;
    }

    private void works() {
        metrics.gauge(PublishingMetric.JOURNAL_UP).set(1);
        if (failing) {
            failing = false;
            LOG.info("the journal works again");
        }
    }

    /// Said once at warning, until it works again.
    private void fails(String message, int count, String why) {
        failedSinceBeat = true;
        metrics.gauge(PublishingMetric.JOURNAL_UP).set(0);
        if (!failing) {
            failing = true;
            LOG.warn(message, field(StandardKey.COUNT, count), field(PublishingKey.CAUSE, why));
        } else {
            LOG.debug(message, field(StandardKey.COUNT, count), field(PublishingKey.CAUSE, why));
        }
    }
}
