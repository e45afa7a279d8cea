package dev.pairplane.observability.console;

import static dev.pairplane.observability.logging.Field.field;

import dev.pairplane.observability.http.Problem;
import dev.pairplane.observability.http.SecurityHeaders;
import dev.pairplane.observability.logging.EventLog;
import dev.pairplane.observability.logging.StandardKey;
import io.quarkus.qute.TemplateInstance;
import io.vertx.core.Context;
import io.vertx.core.buffer.Buffer;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.time.InstantSource;
import java.util.List;

/// Serves a service's console below `/console`.
public final class Console {
    /// Where every console begins.
    public static final String ROOT = "/console";

    private static final EventLog LOG = EventLog.of(Console.class);
    private static final String HTMX =
            "/META-INF/resources/webjars/htmx.org/2.0.4/dist/htmx.min.js";
    private static final String STYLE = "/dev/pairplane/observability/console/style.css";
    private static final String ICON = "/dev/pairplane/observability/console/icon.svg";

    /// An entry of the navigation.
    ///
    /// @param url absolute for another service's console
    public record Link(String title, String url) {}

    /// What the layout shows around a page; hand it to the template as `frame`.
    ///
    /// @param service name of the service, shown first
    /// @param version shown in the footer
    public record Frame(String service, String version, List<Link> links) {
        public Frame {
            links = List.copyOf(links);
        }
    }

    /// Makes a page for a request; runs on a virtual thread and may wait.
    @FunctionalInterface
    public interface Page {
        TemplateInstance render(RoutingContext context) throws Exception;
    }

    /// What a request ends with.
    public sealed interface Reply {

        /// A page.
        record Shown(int status, TemplateInstance page) implements Reply {}

        /// The browser is sent on: 303.
        ///
        /// @param path of this server
        record Moved(String path) implements Reply {}
    }

    /// Decides what a request ends with; runs on a virtual thread and may wait.
    @FunctionalInterface
    public interface Action {
        Reply decide(RoutingContext context) throws Exception;
    }

    private final Router router;
    private final InstantSource clock;

    /// Adds the style sheet, the icon and the script to a router; pages are added by [#page].
    public Console(Router router, InstantSource clock) {
        this.router = router;
        this.clock = clock;
        asset("/style.css", STYLE, "text/css; charset=utf-8");
        asset("/icon.svg", ICON, "image/svg+xml");
        asset("/htmx.js", HTMX, "text/javascript; charset=utf-8");
    }

    private void asset(String path, String resource, String type) {
        Buffer content = Buffer.buffer(read(resource));
        router.get(ROOT + path)
                .handler(SecurityHeaders.api())
                .handler(context ->
                        context.response()
                                .putHeader("Content-Type", type)
                                .putHeader("Cache-Control", "no-cache")
                                .end(content));
    }

    private static byte[] read(String resource) {
        try (InputStream in = Console.class.getResourceAsStream(resource)) {
            if (in == null) {
                throw new IllegalStateException(
                        resource + " is not in the program; build it again");
            }
            return in.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// Serves a page, or a part of one for htmx, at a path below [#ROOT].
    ///
    /// @param path begins with a slash; `/` is the console's front page
    /// @return this
    public Console page(String path, Page page) {
        String full = path.equals("/") ? ROOT : ROOT + path;
        router.get(full)
                .handler(SecurityHeaders.pages())
                .handler(context -> answer(context, c -> new Reply.Shown(200, page.render(c))));
        return this;
    }

    /// Ends a request whose handlers so far have set the headers, for pages that [#page] does not
    /// serve: those with a status of their own, and forms.
    public void answer(RoutingContext context, Action action) {
        Context loop = context.vertx().getOrCreateContext();
        Thread.ofVirtual()
                .name("console")
                .start(() -> {
                    Runnable end = made(context, action);
                    loop.runOnContext(_ -> {
                        if (!context.response().ended() && !context.response().closed()) {
                            end.run();
                        }
                    });
                });
    }

    private Runnable made(RoutingContext context, Action action) {
        try {
            return switch (action.decide(context)) {
                case Reply.Shown(int status, TemplateInstance page) -> {
                    String html = page.render();
                    yield () ->
                            context.response()
                                    .setStatusCode(status)
                                    .putHeader("Content-Type", "text/html; charset=utf-8")
                                    .end(html);
                }
                case Reply.Moved(String path) ->
                        () ->
                                context.response()
                                        .setStatusCode(303)
                                        .putHeader("Location", path)
                                        .end();
            };
        } catch (Exception e) {
            LOG.error(
                    "console page failed", e, field(StandardKey.ADDRESS, context.normalizedPath()));
            Problem problem =
                    Problem.of(
                            500,
                            "internal_error",
                            "The page could not be made",
                            "the log of the service says why");
            return () -> problem.send(context, clock.instant());
        }
    }
}
