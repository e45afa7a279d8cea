package dev.pairplane.publishing.inbound.console;

import static dev.pairplane.observability.logging.Field.field;

import dev.pairplane.observability.console.Console;
import dev.pairplane.observability.console.Console.Reply;
import dev.pairplane.observability.http.BearerTokens;
import dev.pairplane.observability.http.BearerTokens.Token;
import dev.pairplane.observability.logging.EventLog;
import dev.pairplane.observability.logging.StandardKey;
import io.vertx.core.net.SocketAddress;
import io.vertx.ext.web.RoutingContext;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Signing in with a token, once, and out again.
final class SignInPages {
    private static final EventLog LOG = EventLog.of(SignInPages.class);

    private final BearerTokens tokens;
    private final Secrets secrets;
    private final SignInBrake brake;
    private final Gate gate;
    private final Console console;
    private final Pages pages;

    SignInPages(
            BearerTokens tokens,
            Secrets secrets,
            SignInBrake brake,
            Gate gate,
            Console console,
            Pages pages) {
        this.tokens = tokens;
        this.secrets = secrets;
        this.brake = brake;
        this.gate = gate;
        this.console = console;
        this.pages = pages;
    }

    /// The page with the form; those who are known already are sent on.
    void show(RoutingContext context) {
        if (gate.visitor(context, false).isPresent()) {
            moved(context, Console.ROOT);
        } else {
            form(context, 200, next(context.request().getParam("next")), "");
        }
    }

    /// Takes the form, whose body has been read.
    void signIn(RoutingContext context) {
        if (tokens.anonymous()) {
            moved(context, Console.ROOT);
            return;
        }
        String next = next(context.request().getFormAttribute("next"));
        if (!gate.genuine(context)) {
            form(context, 403, next, "The form was too old. Send this one.");
            return;
        }
        String address = address(context);
        Optional<Duration> pause = brake.attempt(address);
        if (pause.isPresent()) {
            LOG.warn("console sign-in put off", field(StandardKey.ADDRESS, address));
            long seconds = pause.orElseThrow().plusMillis(999).toSeconds();
            context.response().putHeader("Retry-After", Long.toString(seconds));
            form(
                    context,
                    429,
                    next,
                    "There were too many wrong tokens from your address. Try again in "
                            + Texts.time(Duration.ofSeconds(seconds))
                            + ".");
            return;
        }
        String presented = context.request().getFormAttribute("token");
        Optional<Token> token = tokens.find(presented == null ? "" : presented);
        if (token.isEmpty()) {
            LOG.warn("console sign-in refused", field(StandardKey.ADDRESS, address));
            context.response().putHeader("WWW-Authenticate", "Bearer");
            form(context, 401, next, "The token is not known here.");
            return;
        }
        brake.succeeded(address);
        if (!token.orElseThrow().may(BearerTokens.READ_ONLY)) {
            form(
                    context,
                    403,
                    next,
                    "The token's role "
                            + token.orElseThrow().role()
                            + " may not look. Use one that may: read-only, operator or admin.");
            return;
        }
        gate.begin(context, token.orElseThrow());
        moved(context, next);
    }

    /// Takes the form to sign out, which has passed the gate.
    void signOut(RoutingContext context) {
        gate.end(context);
        moved(context, Gate.SIGN_IN);
    }

    private void form(RoutingContext context, int status, String next, String error) {
        SignInView view = new SignInView(secrets.formToken(gate.idOrNew(context)), next, error);
        console.answer(context, _ -> new Reply.Shown(status, pages.stranger(Pages.SIGN_IN, view)));
    }

    private static void moved(RoutingContext context, String path) {
        context.response().setStatusCode(303).putHeader("Location", path).end();
    }

    /// A page of this console, whatever the request says.
    private static String next(@Nullable String given) {
        return given != null
                        && given.matches("/console(/[a-z0-9/-]*)?(\\?[A-Za-z0-9=&%+._-]*)?")
                        && !given.startsWith(Gate.SIGN_IN)
                ? given
                : Console.ROOT;
    }

    private static String address(RoutingContext context) {
        SocketAddress remote = context.request().remoteAddress();
        String address = remote == null ? null : remote.hostAddress();
        return address == null ? "local" : address;
    }
}
