package dev.pairplane.publishing.telemetry;

import dev.pairplane.observability.metrics.Metrics;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.LongSupplier;

/// Metrics of requests to the API. Safe for all threads.
public final class ApiTelemetry {
    /// What else a caller may invent is one series.
    private static final Set<String> METHODS =
            Set.of("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS");

    private static final String OTHER = "other";

    private final Metrics metrics;
    private final LongSupplier nanos;
    private final AtomicInteger underWay = new AtomicInteger();

    /// @param metrics where all of [PublishingMetric] is registered
    /// @param nanos monotonic
    public ApiTelemetry(Metrics metrics, LongSupplier nanos) {
        this.metrics = metrics;
        this.nanos = nanos;
        metrics.gauge(PublishingMetric.HTTP_IN_FLIGHT, underWay::get);
    }

    /// A request has begun.
    ///
    /// @return when, for [#ended]
    public long began() {
        underWay.incrementAndGet();
        return nanos.getAsLong();
    }

    /// A request is over. To be called once for each [#began].
    ///
    /// @param endpoint from a closed list
    public void ended(long began, String method, String endpoint, int status) {
        underWay.decrementAndGet();
        String known = METHODS.contains(method) ? method : OTHER;
        metrics.counter(PublishingMetric.HTTP_REQUESTS, known, endpoint, Integer.toString(status))
                .increment();
        metrics.histogram(PublishingMetric.HTTP_SECONDS, known, endpoint)
                .record(Duration.ofNanos(nanos.getAsLong() - began));
    }
}
