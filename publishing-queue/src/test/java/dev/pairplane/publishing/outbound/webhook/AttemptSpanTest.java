package dev.pairplane.publishing.outbound.webhook;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.entry;

import dev.pairplane.observability.tracing.TraceCarrier;
import dev.pairplane.publishing.core.job.Job;
import dev.pairplane.publishing.core.send.SendResult;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.sdk.common.CompletableResultCode;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.opentelemetry.sdk.trace.export.SimpleSpanProcessor;
import io.opentelemetry.sdk.trace.export.SpanExporter;
import java.net.InetAddress;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class AttemptSpanTest {

    private final Kept kept = new Kept();
    private final SdkTracerProvider tracers =
            SdkTracerProvider.builder().addSpanProcessor(SimpleSpanProcessor.create(kept)).build();
    private final SentWebhooks webhooks = SentWebhooks.traced(tracers);

    /// Keeps what ended.
    private static final class Kept implements SpanExporter {
        private final List<SpanData> spans = new CopyOnWriteArrayList<>();

        @Override
        public CompletableResultCode export(Collection<SpanData> ended) {
            spans.addAll(ended);
            return CompletableResultCode.ofSuccess();
        }

        @Override
        public CompletableResultCode flush() {
            return CompletableResultCode.ofSuccess();
        }

        @Override
        public CompletableResultCode shutdown() {
            return CompletableResultCode.ofSuccess();
        }
    }

    @AfterEach
    void close() {
        webhooks.close();
        tracers.close();
    }

    private static SpanContext parsed(String traceparent) {
        return Span.fromContext(TraceCarrier.restore(traceparent)).getSpanContext();
    }

    private static Map<String, String> attributes(SpanData span) {
        return span.getAttributes().asMap().entrySet().stream()
                .collect(
                        Collectors.toMap(
                                each -> each.getKey().getKey(),
                                each -> each.getValue().toString()));
    }

    @Test
    void everyAttemptIsAChildOfTheSubmissionAndTheReceiverOneOfTheAttempt() throws Exception {
        Job job = SampleJobs.full("ops");
        SpanContext submitted = parsed(job.traceparent().orElseThrow());
        try (var receiver = Receiver.answering(200, "")) {
            Destination destination = SentWebhooks.plain(receiver.url("/secret-path"));
            webhooks.send(destination, job, 1);
            webhooks.send(destination, job, 2);

            assertThat(kept.spans).hasSize(2);
            for (int i = 0; i < 2; i++) {
                SpanData span = kept.spans.get(i);
                SpanContext told = parsed(receiver.received().get(i).header("traceparent"));
                assertThat(span.getTraceId()).isEqualTo(submitted.getTraceId());
                assertThat(span.getParentSpanId()).isEqualTo(submitted.getSpanId());
                assertThat(told.getTraceId()).isEqualTo(submitted.getTraceId());
                assertThat(told.getSpanId()).isEqualTo(span.getSpanId());
                assertThat(span.getName()).isEqualTo("deliver ops");
                assertThat(span.getKind()).isEqualTo(SpanKind.CLIENT);
                assertThat(span.getStatus().getStatusCode()).isEqualTo(StatusCode.UNSET);
                assertThat(attributes(span))
                        .containsOnly(
                                entry("http.request.method", "POST"),
                                entry("http.response.status_code", "200"),
                                entry("server.address", "127.0.0.1"),
                                entry("server.port", Integer.toString(destination.port())),
                                entry("publishing.attempt", Integer.toString(i + 1)),
                                entry("publishing.job.id", job.id().toString()),
                                entry("publishing.priority", "high"),
                                entry("publishing.target", "ops"));
            }
        }
    }

    @Test
    void whatFailsSaysHow() throws Exception {
        try (var receiver = Receiver.answering(503, "")) {
            webhooks.send(SentWebhooks.plain(receiver.url("/")));
        }
        webhooks.dns.put("closed.example", List.of(InetAddress.getLoopbackAddress()));
        webhooks.send(SentWebhooks.plain("http://closed.example:1/"));
        webhooks.send(SentWebhooks.plain("http://unknown.example/"));

        assertThat(kept.spans).hasSize(3);
        assertThat(kept.spans)
                .allSatisfy(span ->
                        assertThat(span.getStatus().getStatusCode()).isEqualTo(StatusCode.ERROR));
        assertThat(kept.spans)
                .extracting(span -> attributes(span).get("error.type"))
                .containsExactly("503", "refused", "dns");
    }

    @Test
    void aJobOfNoTraceBeginsOne() throws Exception {
        try (var receiver = Receiver.answering(200, "")) {
            SendResult result =
                    webhooks.send(
                            SentWebhooks.plain(receiver.url("/")),
                            SampleJobs.full("ops").within(Optional.empty()),
                            1);

            assertThat(result).isInstanceOf(SendResult.Answered.class);
            SpanData span = kept.spans.getFirst();
            assertThat(span.getParentSpanContext().isValid()).isFalse();
            assertThat(parsed(receiver.received().getFirst().header("traceparent")).getSpanId())
                    .isEqualTo(span.getSpanId());
        }
    }
}
