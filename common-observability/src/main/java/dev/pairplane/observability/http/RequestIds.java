package dev.pairplane.observability.http;

import dev.pairplane.observability.logging.StandardKey;
import io.vertx.core.Handler;
import io.vertx.ext.web.RoutingContext;
import java.util.UUID;
import java.util.function.Supplier;
import org.jboss.logging.MDC;
import org.jspecify.annotations.Nullable;

/// Gives every request an identity: the caller's `X-Request-ID` when it is well-formed (1 to 128
/// visible ASCII characters), else a new one. It is echoed in the answer and put into the log
/// context.
public final class RequestIds implements Handler<RoutingContext> {
    /// The header, in requests and answers.
    public static final String HEADER = "X-Request-ID";

    private static final String KEY = "pairplane.request-id";
    private static final int MAX_LENGTH = 128;

    private final Supplier<String> fresh;

    /// New identities are random UUIDs.
    public RequestIds() {
        this(() -> UUID.randomUUID().toString());
    }

    /// @param fresh makes an identity
    public RequestIds(Supplier<String> fresh) {
        this.fresh = fresh;
    }

    @Override
    public void handle(RoutingContext context) {
        String id = accept(context.request().getHeader(HEADER));
        context.put(KEY, id);
        context.response().putHeader(HEADER, id);
        MDC.put(StandardKey.REQUEST_ID.key(), id);
        context.addEndHandler(_ -> MDC.remove(StandardKey.REQUEST_ID.key()));
        context.next();
    }

    private String accept(@Nullable String given) {
        boolean good =
                given != null
                        && !given.isEmpty()
                        && given.length() <= MAX_LENGTH
                        && given.chars().allMatch(c -> c > ' ' && c < 127);
        return good && given != null ? given : fresh.get();
    }

    /// The identity of a request; `unknown` when this handler was not on its route.
    public static String of(RoutingContext context) {
        String id = context.get(KEY);
        return id == null ? "unknown" : id;
    }
}
