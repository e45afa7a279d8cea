package dev.pairplane.publishing.inbound.console;

import dev.pairplane.observability.console.Console;
import dev.pairplane.observability.console.Console.Reply;
import dev.pairplane.observability.http.BearerTokens;
import dev.pairplane.observability.http.RequestIds;
import dev.pairplane.observability.http.SecurityHeaders;
import dev.pairplane.publishing.core.intake.Publishing;
import dev.pairplane.publishing.core.intake.Readiness;
import io.quarkus.qute.Engine;
import io.vertx.core.Handler;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.handler.BodyHandler;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import java.util.stream.Stream;

/// Serves the console at `/console`, and sends `/` there.
public final class ConsolePages {
    static final String TARGETS = Console.ROOT + "/targets";
    static final String JOBS = Console.ROOT + "/jobs";
    static final String LETTERS = Console.ROOT + "/dead-letters";
    static final String FIGURES = "/figures";

    private static final int BAD_REQUEST = 400;
    private static final int TOO_LARGE = 413;

    private final Publishing publishing;
    private final Supplier<Readiness> readiness;
    private final BearerTokens tokens;
    private final InstantSource clock;
    private final LongSupplier nanos;
    private final ConsoleSettings settings;
    private final Pages pages;
    private final Secrets secrets;
    private final Sessions sessions;
    private final SignInBrake brake;
    private final Semaphore places;

    /// @param engine has the templates below `publishing-queue/`, and the shared layout
    /// @param version of the software
    /// @param siblings consoles of the other services, for the navigation
    /// @param publishing what is shown, and who sends dead letters again
    /// @param readiness how far this replica is with the journal; asked at each request
    /// @param tokens who may look, and whether anybody may
    /// @param random makes the ids of sessions
    /// @param clock time of day, for ages that are shown
    /// @param nanos monotonic time in nanoseconds, for the ends of sessions
    public ConsolePages(
            Engine engine,
            String version,
            List<Console.Link> siblings,
            Publishing publishing,
            Supplier<Readiness> readiness,
            BearerTokens tokens,
            SecureRandom random,
            InstantSource clock,
            LongSupplier nanos,
            ConsoleSettings settings) {
        this.publishing = publishing;
        this.readiness = readiness;
        this.tokens = tokens;
        this.clock = clock;
        this.nanos = nanos;
        this.settings = settings;
        this.pages = new Pages(engine, frame(version, siblings));
        this.secrets = new Secrets(random);
        this.sessions = new Sessions(settings, secrets, nanos);
        this.brake = new SignInBrake(settings, nanos);
        this.places = new Semaphore(settings.requests());
    }

    private static Console.Frame frame(String version, List<Console.Link> siblings) {
        return new Console.Frame(
                "publishing-queue",
                version,
                Stream.concat(
                                Stream.of(
                                        new Console.Link("Overview", Console.ROOT),
                                        new Console.Link("Targets", TARGETS),
                                        new Console.Link("Jobs", JOBS),
                                        new Console.Link("Dead letters", LETTERS)),
                                siblings.stream())
                        .toList());
    }

    /// Adds the pages to a router.
    public void attach(Router router) {
        router.get("/")
                .handler(context ->
                        context.response()
                                .setStatusCode(302)
                                .putHeader("Location", Console.ROOT)
                                .end());
        router.route(Console.ROOT + "/*")
                .handler(new RequestIds())
                .handler(SecurityHeaders.pages())
                .handler(this::limit);
        Console console = new Console(router, clock);
        new Routes(router, console).attach();
        router.route(Console.ROOT + "/*")
                .handler(context ->
                        console.answer(
                                context,
                                _ ->
                                        pages.message(
                                                404,
                                                Optional.empty(),
                                                "Not here",
                                                "The console has no such page, or the page does"
                                                        + " not take this.")))
                .failureHandler(context -> failed(console, context));
    }

    private void limit(RoutingContext context) {
        if (places.tryAcquire()) {
            context.addEndHandler(_ -> places.release());
            context.next();
        } else {
            context.response()
                    .setStatusCode(503)
                    .putHeader("Retry-After", "1")
                    .putHeader("Content-Type", "text/plain; charset=utf-8")
                    .end("The console answers too many requests at once. Try again.\n");
        }
    }

    private void failed(Console console, RoutingContext context) {
        int status = context.statusCode();
        if (status == TOO_LARGE) {
            console.answer(
                    context,
                    _ ->
                            pages.message(
                                    status,
                                    Optional.empty(),
                                    "The form is too large",
                                    "A form has at most " + settings.formBytes() + " bytes."));
        } else if (status == BAD_REQUEST) {
            console.answer(
                    context,
                    _ ->
                            pages.message(
                                    status,
                                    Optional.empty(),
                                    "Not understood",
                                    "The request is malformed."));
        } else {
            context.next();
        }
    }

    /// Makes a page for who passed the gate.
    @FunctionalInterface
    interface View {
        Reply make(RoutingContext context, Visitor visitor)
                throws BadQuery, StoreSilent, InterruptedException;
    }

    /// The routes of one router.
    private final class Routes {
        private final Router router;
        private final Console console;
        private final Gate gate;

        Routes(Router router, Console console) {
            this.router = router;
            this.console = console;
            this.gate = new Gate(tokens, sessions, secrets, console, pages);
        }

        void attach() {
            Answers answers = new Answers(settings.answerWithin());
            SignInPages signIn = new SignInPages(tokens, secrets, brake, gate, console, pages);
            router.get(Gate.SIGN_IN).handler(signIn::show);
            form(Gate.SIGN_IN, signIn::signIn);
            form(Console.ROOT + "/sign-out", gate.act(false), signIn::signOut);

            OverviewPage overview =
                    new OverviewPage(
                            publishing,
                            readiness,
                            new LetterCount(publishing.deadLetters(), nanos));
            page(
                    Console.ROOT,
                    false,
                    (_, visitor) -> shown(Pages.OVERVIEW, visitor, overview.view()));
            part(
                    Console.ROOT + FIGURES,
                    (_, visitor) -> fresh(Pages.OVERVIEW, visitor, overview.view()));

            TargetsPage targets = new TargetsPage(publishing, clock);
            page(TARGETS, false, (_, visitor) -> shown(Pages.TARGETS, visitor, targets.view()));
            part(TARGETS + FIGURES, (_, visitor) -> fresh(Pages.TARGETS, visitor, targets.view()));

            JobPages jobs = new JobPages(publishing, answers, pages, settings);
            page(JOBS, false, jobs::list);
            page(JOBS + "/:id", false, jobs::detail);
            part(JOBS + "/:id" + FIGURES, jobs::part);

            LetterPages letters = new LetterPages(publishing, answers, pages, settings);
            page(LETTERS, false, letters::list);
            page(LETTERS + "/:id", true, letters::detail);
            form(LETTERS + "/:id/replay", gate.act(true), answer(letters::replay));
        }

        private Reply shown(String page, Visitor visitor, Object view) {
            return new Reply.Shown(200, pages.whole(page, visitor, view));
        }

        private Reply fresh(String page, Visitor visitor, Object view) {
            return new Reply.Shown(200, pages.part(page, visitor, view));
        }

        private void page(String path, boolean operator, View view) {
            router.get(path).handler(gate.look(operator, true)).handler(answer(view));
        }

        /// A page that keeps itself fresh does not keep its session alive.
        private void part(String path, View view) {
            router.get(path).handler(gate.look(false, false)).handler(answer(view));
        }

        @SafeVarargs
        private void form(String path, Handler<RoutingContext>... handlers) {
            var route =
                    router.post(path)
                            .handler(BodyHandler.create(false).setBodyLimit(settings.formBytes()));
            for (Handler<RoutingContext> handler : handlers) {
                route.handler(handler);
            }
        }

        private Handler<RoutingContext> answer(View view) {
            return context -> console.answer(context, c -> made(c, view));
        }

        private Reply made(RoutingContext context, View view) throws InterruptedException {
            Visitor visitor = Gate.of(context);
            try {
                return view.make(context, visitor);
            } catch (BadQuery e) {
                return pages.message(
                        BAD_REQUEST, Optional.of(visitor), "Not understood", e.getMessage() + ".");
            } catch (StoreSilent e) {
                context.response().putHeader("Retry-After", "1");
                return pages.message(
                        503,
                        Optional.of(visitor),
                        "No answer",
                        e.getMessage() + ". Try again in a moment.");
            }
        }
    }
}
