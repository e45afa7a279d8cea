package dev.pairplane.publishing.outbound.webhook;

import dev.pairplane.observability.tracing.TraceCarrier;
import dev.pairplane.publishing.core.job.Job;
import dev.pairplane.publishing.core.send.SendResult;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.context.Context;
import java.util.Locale;

/// The span of one attempt: a child of the span that the job was submitted in, however long ago and
/// on whichever replica that was. Attributes are those of OpenTelemetry's HTTP clients, and
/// `publishing.*` for the job. Nothing of the URL but its host is told: paths of webhooks are
/// secrets.
///
/// Where tracing is off nothing is recorded, and the job stays in the trace it came with.
final class AttemptSpan {

    private final Span span;

    private AttemptSpan(Span span) {
        this.span = span;
    }

    static AttemptSpan begin(Tracer tracer, Destination destination, Job job, int attempt) {
        return new AttemptSpan(
                tracer.spanBuilder("deliver " + job.target())
                        .setParent(
                                job.traceparent().map(TraceCarrier::restore).orElse(Context.root()))
                        .setSpanKind(SpanKind.CLIENT)
                        .setAttribute("http.request.method", destination.method().name())
                        .setAttribute("server.address", destination.url().getHost())
                        .setAttribute("server.port", (long) destination.port())
                        .setAttribute("publishing.job.id", job.id().toString())
                        .setAttribute("publishing.target", job.target())
                        .setAttribute("publishing.priority", name(job.tier()))
                        .setAttribute("publishing.attempt", (long) attempt)
                        .startSpan());
    }

    /// The job as what is sent has it: within this span.
    Job of(Job job) {
        return span.isRecording() ? job.within(TraceCarrier.of(span)) : job;
    }

    /// Ends it. Called once.
    void end(SendResult result) {
        switch (result) {
            case SendResult.Answered(int status, _, _) -> answered(status);
            case SendResult.NotConnected(SendResult.Failure failure, String detail) ->
                    failed(name(failure), detail);
            case SendResult.Unanswered(boolean timedOut, String detail) ->
                    failed(timedOut ? "timeout" : "connection_lost", detail);
            case SendResult.NotSent(SendResult.Obstacle obstacle, String detail) ->
                    failed(name(obstacle), detail);
            case SendResult.Cancelled(_) -> failed("cancelled", "given up by this service");
            case SendResult.Failed(String detail) -> failed("internal", detail);
        }
        span.end();
    }

    private void answered(int status) {
        span.setAttribute("http.response.status_code", (long) status);
        if (status / 100 != 2) {
            failed(Integer.toString(status), "");
        }
    }

    private void failed(String type, String detail) {
        span.setAttribute("error.type", type);
        span.setStatus(StatusCode.ERROR, detail);
    }

    private static String name(Enum<?> value) {
        return value.name().toLowerCase(Locale.ROOT);
    }
}
