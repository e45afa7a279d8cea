package dev.pairplane.observability.tracing;

import static org.assertj.core.api.Assertions.assertThat;

import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.api.trace.TraceFlags;
import io.opentelemetry.api.trace.TraceState;
import io.opentelemetry.context.Context;
import io.opentelemetry.context.Scope;
import org.junit.jupiter.api.Test;

class TraceCarrierTest {
    private static final String TRACE = "0af7651916cd43dd8448eb211c80319c";
    private static final String SPAN = "b7ad6b7169203331";

    @Test
    void takesATraceAcrossAHandOver() {
        SpanContext context =
                SpanContext.create(TRACE, SPAN, TraceFlags.getSampled(), TraceState.getDefault());
        String stored;
        try (Scope _ = Context.root().with(Span.wrap(context)).makeCurrent()) {
            stored = TraceCarrier.capture().orElseThrow();
        }

        assertThat(stored).isEqualTo("00-" + TRACE + "-" + SPAN + "-01");
        assertThat(Span.fromContext(TraceCarrier.restore(stored)).getSpanContext().getTraceId())
                .isEqualTo(TRACE);
    }

    @Test
    void hasNothingToTakeOutsideOfATrace() {
        assertThat(TraceCarrier.capture()).isEmpty();
        assertThat(Span.fromContext(TraceCarrier.restore("nonsense")).getSpanContext().isValid())
                .isFalse();
    }
}
