package dev.pairplane.observability.tracing;

import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.propagation.W3CTraceContextPropagator;
import io.opentelemetry.context.Context;
import io.opentelemetry.context.propagation.TextMapGetter;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Takes a trace along with work that is stored and done later, by another thread or process.
public final class TraceCarrier {
    private static final String PARENT = "traceparent";

    private TraceCarrier() {}

    /// The current span as W3C `traceparent`, to be stored beside the work; empty outside of a
    /// trace.
    public static Optional<String> capture() {
        return of(Span.current());
    }

    /// A span as W3C `traceparent`, for what is sent or stored in its name; empty when it belongs
    /// to no trace.
    public static Optional<String> of(Span span) {
        if (!span.getSpanContext().isValid()) {
            return Optional.empty();
        }
        Map<String, String> carrier = new HashMap<>();
        W3CTraceContextPropagator.getInstance()
                .inject(Context.root().with(span), carrier, TraceCarrier::put);
        return Optional.ofNullable(carrier.get(PARENT));
    }

    private static void put(@Nullable Map<String, String> map, String key, String value) {
        if (map != null) {
            map.put(key, value);
        }
    }

    /// The context to make the parent of the later span; the root when the text is no
    /// `traceparent`.
    public static Context restore(String traceparent) {
        return W3CTraceContextPropagator.getInstance()
                .extract(Context.root(), Map.of(PARENT, traceparent), new FromMap());
    }

    private static final class FromMap implements TextMapGetter<Map<String, String>> {
        @Override
        public Iterable<String> keys(Map<String, String> carrier) {
            return List.copyOf(carrier.keySet());
        }

        @Override
        public @Nullable String get(@Nullable Map<String, String> carrier, String key) {
            return carrier == null ? null : carrier.get(key);
        }
    }
}
