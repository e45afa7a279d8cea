package dev.pairplane.publishing.telemetry;

import static dev.pairplane.observability.logging.Field.field;

import dev.pairplane.observability.logging.EventLog;
import dev.pairplane.observability.logging.StandardKey;
import dev.pairplane.observability.metrics.Metrics;
import java.time.Duration;

/// Metrics and logs of requests to webhooks. Safe for all threads.
public final class WebhookTelemetry {
    private static final EventLog LOG = EventLog.of(WebhookTelemetry.class);

    private final Metrics metrics;

    /// @param metrics where all of [PublishingMetric] is registered
    public WebhookTelemetry(Metrics metrics) {
        this.metrics = metrics;
    }

    /// A request was made and is over.
    ///
    /// @param statusClass `2xx` and so on; `none` without an answer
    /// @param payload bytes of the body
    public void requested(
            String target, String method, String statusClass, Duration duration, int payload) {
        metrics.counter(PublishingMetric.WEBHOOK_REQUESTS, target, statusClass, method).increment();
        metrics.histogram(PublishingMetric.WEBHOOK_SECONDS, target, statusClass).record(duration);
        metrics.histogram(PublishingMetric.WEBHOOK_BYTES, target).record(payload);
    }

    /// A request was not made because the address is not allowed.
    ///
    /// @param why for people
    public void addressRefused(String target, String why) {
        metrics.counter(PublishingMetric.WEBHOOK_REFUSED_ADDRESSES, target).increment();
        LOG.warn(
                "a target's address is not allowed",
                field(PublishingKey.TARGET, target),
                field(PublishingKey.CAUSE, why));
    }

    /// A request was not made for another reason.
    ///
    /// @param obstacle from a closed list
    public void notMade(String target, String obstacle) {
        LOG.warn(
                "a request could not be made",
                field(PublishingKey.TARGET, target),
                field(StandardKey.REASON, obstacle));
    }
}
