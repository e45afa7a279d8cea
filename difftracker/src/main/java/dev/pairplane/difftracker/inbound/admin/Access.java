package dev.pairplane.difftracker.inbound.admin;

import dev.pairplane.observability.http.BearerTokens;
import io.vertx.core.Handler;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.RoutingContext;
import java.nio.charset.StandardCharsets;
import java.util.Base64;

/// Lets those in who may look. Browsers send no bearer tokens, so pages take a token as the
/// password of HTTP's own login as well, under any name.
public final class Access {
    private static final String AUTHORIZATION = "Authorization";
    private static final String BASIC = "basic ";
    private static final int UNAUTHORIZED = 401;

    private final Handler<RoutingContext> gate;

    /// @param tokens who may call
    public Access(BearerTokens tokens) {
        this.gate = tokens.require(BearerTokens.READ_ONLY);
    }

    /// For programs.
    public Handler<RoutingContext> api() {
        return gate;
    }

    /// For pages.
    public Handler<RoutingContext> pages() {
        return context -> {
            asBearer(context.request());
            context.addHeadersEndHandler(_ -> {
                if (context.response().getStatusCode() == UNAUTHORIZED) {
                    context.response()
                            .putHeader(
                                    "WWW-Authenticate",
                                    "Basic realm=\"difftracker: any name, a token as password\","
                                            + " charset=\"UTF-8\"");
                }
            });
            gate.handle(context);
        };
    }

    private static void asBearer(HttpServerRequest request) {
        String header = request.getHeader(AUTHORIZATION);
        if (header == null || !header.regionMatches(true, 0, BASIC, 0, BASIC.length())) {
            return;
        }
        try {
            String login =
                    new String(
                            Base64.getDecoder().decode(header.substring(BASIC.length()).strip()),
                            StandardCharsets.UTF_8);
            int colon = login.indexOf(':');
            if (colon >= 0) {
                request.headers().set(AUTHORIZATION, "Bearer " + login.substring(colon + 1));
            }
        } catch (IllegalArgumentException e) {
            // No base64: the gate refuses the header as it is.
        }
    }
}
