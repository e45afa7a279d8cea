package dev.pairplane.publishing.inbound.console;

import dev.pairplane.observability.console.Console;
import dev.pairplane.observability.http.BearerTokens;
import dev.pairplane.observability.http.BearerTokens.Token;
import io.vertx.core.Handler;
import io.vertx.core.http.Cookie;
import io.vertx.core.http.CookieSameSite;
import io.vertx.core.http.HttpMethod;
import io.vertx.ext.web.RoutingContext;
import java.util.Optional;
import java.util.Set;

/// Lets those pass who signed in and whose role is enough, and forms only that this console made
/// for the same cookie. Runs on event loops and waits for nothing.
final class Gate {
    static final String SIGN_IN = Console.ROOT + "/sign-in";

    private static final String COOKIE = "publishing_queue_session";
    private static final String VISITOR = "publishing.visitor";
    private static final String FORM_TOKEN = "csrf";
    private static final Set<String> OWN_SITES = Set.of("same-origin", "none");

    private final BearerTokens tokens;
    private final Sessions sessions;
    private final Secrets secrets;
    private final Console console;
    private final Pages pages;

    Gate(BearerTokens tokens, Sessions sessions, Secrets secrets, Console console, Pages pages) {
        this.tokens = tokens;
        this.sessions = sessions;
        this.secrets = secrets;
        this.console = console;
        this.pages = pages;
    }

    /// For pages.
    ///
    /// @param operator whether only operators may see it
    /// @param use whether a request counts as use of the session
    Handler<RoutingContext> look(boolean operator, boolean use) {
        return context -> {
            Optional<Visitor> visitor = visitor(context, use);
            if (visitor.isEmpty()) {
                toSignIn(context);
            } else if (operator && !visitor.orElseThrow().operator()) {
                refuseRole(context, visitor.orElseThrow());
            } else {
                context.put(VISITOR, visitor.orElseThrow());
                context.next();
            }
        };
    }

    /// For forms whose bodies have been read.
    ///
    /// @param operator whether only operators may send it
    Handler<RoutingContext> act(boolean operator) {
        return context -> {
            Optional<Visitor> visitor = visitor(context, true);
            if (visitor.isEmpty()) {
                toSignIn(context);
            } else if (!genuine(context)) {
                refuseForm(context, visitor);
            } else if (operator && !visitor.orElseThrow().operator()) {
                refuseRole(context, visitor.orElseThrow());
            } else {
                context.put(VISITOR, visitor.orElseThrow());
                context.next();
            }
        };
    }

    /// Who sent a request that passed.
    static Visitor of(RoutingContext context) {
        Visitor visitor = context.get(VISITOR);
        if (visitor == null) {
            throw new IllegalStateException("the request did not pass the gate");
        }
        return visitor;
    }

    /// Who sent a request; empty for who has to sign in.
    Optional<Visitor> visitor(RoutingContext context, boolean use) {
        if (tokens.anonymous()) {
            return Optional.of(Visitor.anonymous(secrets.formToken(idOrNew(context))));
        }
        return id(context)
                .flatMap(id ->
                        sessions.find(id, use)
                                .filter(tokens::valid)
                                .map(token -> Visitor.of(token, secrets.formToken(id))));
    }

    /// The id in the request's cookie, in its form at least.
    Optional<String> id(RoutingContext context) {
        return Optional.ofNullable(context.request().getCookie(COOKIE))
                .map(Cookie::getValue)
                .filter(Secrets::isId);
    }

    /// The same, or a new one that the answer's cookie will have.
    String idOrNew(RoutingContext context) {
        return id(context)
                .orElseGet(() -> {
                    String id = secrets.fresh();
                    setCookie(context, id);
                    return id;
                });
    }

    /// Begins a session, under an id that nobody has seen before.
    void begin(RoutingContext context, Token token) {
        id(context).ifPresent(sessions::end);
        setCookie(context, sessions.begin(token));
    }

    /// Ends the request's session.
    void end(RoutingContext context) {
        id(context).ifPresent(sessions::end);
        context.response().addCookie(cookie(context, "").setMaxAge(0));
    }

    /// Whether the form in a request was made for its cookie, by this process.
    boolean genuine(RoutingContext context) {
        String site = context.request().getHeader("Sec-Fetch-Site");
        String given = context.request().getFormAttribute(FORM_TOKEN);
        return (site == null || OWN_SITES.contains(site))
                && given != null
                && id(context).filter(id -> secrets.fits(id, given)).isPresent();
    }

    private void setCookie(RoutingContext context, String id) {
        context.response().addCookie(cookie(context, id));
    }

    private static Cookie cookie(RoutingContext context, String id) {
        return Cookie.cookie(COOKIE, id)
                .setPath(Console.ROOT)
                .setHttpOnly(true)
                .setSameSite(CookieSameSite.STRICT)
                .setSecure(context.request().isSSL());
    }

    private static void toSignIn(RoutingContext context) {
        String path = SIGN_IN;
        if (context.request().method().equals(HttpMethod.GET)) {
            path += "?next=" + Texts.encoded(context.request().uri());
        }
        if (context.request().getHeader("HX-Request") != null) {
            // A part of a page cannot be replaced by another page: the whole has to go there.
            context.response().setStatusCode(401).putHeader("HX-Redirect", SIGN_IN).end();
        } else {
            context.response().setStatusCode(303).putHeader("Location", path).end();
        }
    }

    private void refuseRole(RoutingContext context, Visitor visitor) {
        console.answer(
                context,
                _ ->
                        pages.message(
                                403,
                                Optional.of(visitor),
                                "Not with this role",
                                "Your token has the role %s; this needs the role %s or %s."
                                        .formatted(
                                                visitor.role(),
                                                BearerTokens.OPERATOR,
                                                BearerTokens.ADMIN)));
    }

    void refuseForm(RoutingContext context, Optional<Visitor> visitor) {
        console.answer(
                context,
                _ ->
                        pages.message(
                                403,
                                visitor,
                                "The form is not valid",
                                "It was not made for this session, or before the service started"
                                        + " anew. Nothing was done. Load the page again and send"
                                        + " its form."));
    }
}
