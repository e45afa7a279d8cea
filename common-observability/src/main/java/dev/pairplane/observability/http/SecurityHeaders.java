package dev.pairplane.observability.http;

import io.vertx.core.Handler;
import io.vertx.core.MultiMap;
import io.vertx.ext.web.RoutingContext;

/// Headers that tell browsers to be careful: no sniffing, no frames, no cache, and for pages a
/// policy that lets them load and call nothing but this server.
public final class SecurityHeaders {
    /// The policy of console pages: everything from this server, nothing inline.
    public static final String PAGE_POLICY =
            "default-src 'self'; frame-ancestors 'none'; base-uri 'none'; form-action 'self'";

    private SecurityHeaders() {}

    /// For APIs.
    public static Handler<RoutingContext> api() {
        return context -> {
            common(context.response().headers());
            context.next();
        };
    }

    /// For pages.
    public static Handler<RoutingContext> pages() {
        return context -> {
            MultiMap headers = context.response().headers();
            common(headers);
            headers.set("Content-Security-Policy", PAGE_POLICY);
            context.next();
        };
    }

    private static void common(MultiMap headers) {
        headers.set("X-Content-Type-Options", "nosniff");
        headers.set("X-Frame-Options", "DENY");
        headers.set("Referrer-Policy", "no-referrer");
        headers.set("Cache-Control", "no-store");
    }
}
