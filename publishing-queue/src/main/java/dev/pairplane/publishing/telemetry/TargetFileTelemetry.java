package dev.pairplane.publishing.telemetry;

import static dev.pairplane.observability.logging.Field.field;

import dev.pairplane.observability.logging.EventLog;
import dev.pairplane.observability.logging.StandardKey;
import dev.pairplane.observability.metrics.Metrics;
import java.time.InstantSource;
import java.util.List;

/// Metrics and logs of reading the target files. Called by one thread at a time.
public final class TargetFileTelemetry {
    private static final EventLog LOG = EventLog.of(TargetFileTelemetry.class);

    private final Metrics metrics;
    private final InstantSource clock;

    /// @param metrics where all of [PublishingMetric] is registered
    public TargetFileTelemetry(Metrics metrics, InstantSource clock) {
        this.metrics = metrics;
        this.clock = clock;
    }

    /// The files were read.
    ///
    /// @param faults what is wrong in them; no secrets
    /// @param changed names of targets that are new, gone, or different
    /// @param stale whether targets go on as they were, since they are invalid now
    public void loaded(
            int valid, int invalid, List<String> faults, List<String> changed, boolean stale) {
        metrics.counter(PublishingMetric.REFRESHES, "success").increment();
        metrics.gauge(PublishingMetric.REFRESH_LAST_SUCCESS).set(clock.millis() / 1e3);
        metrics.gauge(PublishingMetric.TARGETS_INVALID).set(invalid);
        metrics.gauge(PublishingMetric.TARGETS_STALE).set(stale ? 1 : 0);
        LOG.info(
                "targets loaded",
                field(StandardKey.COUNT, valid),
                field(PublishingKey.TARGET, String.join(" ", changed)));
        faults.forEach(fault -> LOG.warn("a target is invalid", field(PublishingKey.CAUSE, fault)));
    }

    /// The files could not be read; the targets stay as they are.
    public void failed(String why) {
        metrics.counter(PublishingMetric.REFRESHES, "failed").increment();
        metrics.gauge(PublishingMetric.TARGETS_STALE).set(1);
        LOG.warn(
                "the target files cannot be read; the targets stay as they were",
                field(PublishingKey.CAUSE, why));
    }
}
