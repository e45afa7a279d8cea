package dev.pairplane.difftracker.telemetry;

import static dev.pairplane.observability.logging.Field.field;

import dev.pairplane.observability.logging.EventLog;
import dev.pairplane.observability.logging.StandardKey;
import dev.pairplane.observability.metrics.Metrics;

/// What the calls to Azure and to the API server come to, as metrics and logs. Safe for all
/// threads.
public final class CallTelemetry {
    private static final EventLog LOG = EventLog.of(CallTelemetry.class);

    private final Metrics metrics;

    /// @param metrics where all of [DifftrackerMetric] is registered
    public CallTelemetry(Metrics metrics) {
        this.metrics = metrics;
    }

    /// A request to Azure is over.
    ///
    /// @param operation what it was for, as in the metric
    /// @param status the HTTP status, 0 when no answer came
    /// @param failure why no answer came, empty when one did
    /// @param requestId what Azure calls it
    /// @param correlationId of the call that it belongs to
    public void azure(
            String operation,
            int status,
            String failure,
            long nanos,
            String requestId,
            String correlationId) {
        metrics.counter(DifftrackerMetric.AZURE_CALLS, operation, answer(status)).increment();
        metrics.histogram(DifftrackerMetric.AZURE_CALL_SECONDS, operation).recordNanos(nanos);
        if (status >= 400 || status == 0) {
            LOG.info(
                    "Azure did not do as asked",
                    field(DifftrackerKey.OPERATION, operation),
                    field(DifftrackerKey.STATUS, status),
                    field(DifftrackerKey.CAUSE, failure),
                    field(StandardKey.DURATION_MS, nanos / 1_000_000),
                    field(DifftrackerKey.AZURE_REQUEST_ID, requestId),
                    field(DifftrackerKey.CORRELATION_ID, correlationId));
        } else if (LOG.debugs()) {
            LOG.debug(
                    "Azure answered",
                    field(DifftrackerKey.OPERATION, operation),
                    field(DifftrackerKey.STATUS, status),
                    field(StandardKey.DURATION_MS, nanos / 1_000_000),
                    field(DifftrackerKey.AZURE_REQUEST_ID, requestId),
                    field(DifftrackerKey.CORRELATION_ID, correlationId));
        }
    }

    /// A request to the API server is over; watches and their lists are not among them.
    public void kubernetes(String operation, int status, String failure) {
        metrics.counter(DifftrackerMetric.KUBERNETES_CALLS, operation, answer(status)).increment();
        if ((status >= 400 && status != 404 && status != 409) || status == 0) {
            LOG.info(
                    "the API server did not do as asked",
                    field(DifftrackerKey.OPERATION, operation),
                    field(DifftrackerKey.STATUS, status),
                    field(DifftrackerKey.CAUSE, failure));
        }
    }

    /// A circuit breaker opened or closed.
    ///
    /// @param peer `azure` or `kubernetes`
    public void breaker(String peer, boolean open) {
        metrics.gauge(DifftrackerMetric.BREAKER_OPEN, peer).set(open ? 1 : 0);
        if (open) {
            LOG.warn(
                    "too many requests fail; none is sent for a while",
                    field(StandardKey.ADDRESS, peer));
        } else {
            LOG.info("requests are sent again", field(StandardKey.ADDRESS, peer));
        }
    }

    /// A Kubernetes event was not recorded.
    public void eventDropped() {
        metrics.counter(DifftrackerMetric.EVENTS_DROPPED).increment();
    }

    private static String answer(int status) {
        if (status == 0) {
            return "none";
        }
        if (status == 429) {
            return "429";
        }
        return switch (status / 100) {
            case 2 -> "2xx";
            case 4 -> "4xx";
            case 5 -> "5xx";
            default -> "other";
        };
    }
}
